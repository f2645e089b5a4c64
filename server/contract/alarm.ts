import type { LinkFault } from './gateway-link.ts';
import type { ScreenPlace } from './screen-view.ts';

/**
 * Alarms of the operator's desk, after EEMUA 191 and ISA-18.2: an alarm is something abnormal that somebody has to act on
 * now. What asks for nothing is a figure of the health strip, or a line of the log. None has a choice in it, nor anything
 * that follows from one; of deputies it has sums alone.
 */
export interface AlarmView {
  /** The same for as long as the same thing is wrong. */
  readonly id: string;
  readonly level: AlarmLevel;
  readonly cause: AlarmCause;
  /** ms since the epoch: when it began, this time. */
  readonly since: number;
  /** How often it has begun since it was last acknowledged, 1 or more: a link that comes and goes is one alarm. */
  readonly times: number;
  /** It is as it should be again; it stays until it was acknowledged. */
  readonly over: boolean;
  /** ms since the epoch; null: nobody has yet. */
  readonly acknowledgedAt: number | null;
}

/** stops 拦住: no vote can be opened, or none counted. act 注意: somebody has to see to it soon. log 记录: to be known, not to be acted on now. */
export type AlarmLevel = 'stops' | 'act' | 'log';

/** Keypads of deputies who are present and were not heard for a minute and a half, as a sum. */
export interface SilentGroup {
  /** 代表团, row or branch, as the roll has it; empty where it has none. */
  readonly group: string;
  readonly keypads: number;
  /** Of the group, present. */
  readonly of: number;
}

/** Receivers are named by their place among the links, from 1. */
export type AlarmCause =
  | {
      /** It answers no more, though its port is open. `keypads`: whom nobody hears since. */
      readonly kind: 'receiver-silent';
      readonly receiver: number;
      readonly gateway: string;
      readonly port: string;
      readonly keypads: readonly SilentGroup[];
    }
  | {
      /** Unplugged, denied, taken by another program: `fault` says which. */
      readonly kind: 'receiver-lost';
      readonly receiver: number;
      readonly gateway: string;
      readonly port: string;
      readonly fault: LinkFault | null;
      readonly keypads: readonly SilentGroup[];
    }
  /** It speaks another protocol, or is another hall's. */
  | {
      readonly kind: 'receiver-refused';
      readonly receiver: number;
      readonly gateway: string;
      readonly port: string;
    }
  /** With all its receivers. */
  | { readonly kind: 'gateway-gone'; readonly gateway: string; readonly receivers: number }
  | { readonly kind: 'keypads-silent'; readonly keypads: readonly SilentGroup[] }
  | { readonly kind: 'battery-low'; readonly keypads: number; readonly groups: readonly string[] }
  /** Screens that went away and did not come back: they show what was last, and say so. */
  | { readonly kind: 'screen-gone'; readonly place: ScreenPlace; readonly missing: number; readonly connected: number }
  /** `ms`: how long the last write took until it was safe, or has been taking by now. */
  | { readonly kind: 'disk-slow'; readonly ms: number }
  | { readonly kind: 'disk-full'; readonly freeMb: number }
  /** ms by which the machine's clock was set forward; negative: back. */
  | { readonly kind: 'clock-jumped'; readonly byMs: number }
  | { readonly kind: 'box-disputed'; readonly round: number }
  | { readonly kind: 'no-backup'; readonly round: number }
  /** A monitor wrote it down, in words of his own; until the operator has seen it. `seq`: in the record. */
  | { readonly kind: 'incident-noted'; readonly seq: number; readonly text: string };

export type AlarmKind = AlarmCause['kind'];

/** Most alarms in one snapshot; the oldest that ask for nothing any more fall out first. */
export const MAX_ALARMS = 200;
/** More of them at a time than a person can take in (EEMUA 191): shown by cause. */
export const ALARM_FLOOD = 10;
