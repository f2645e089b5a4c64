import { Drained, Heard, Levels, PresenceUp, SealedBallot } from '@piaojue/firmware-protocol/messages';
import { answeredBallot } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { GatewayHub } from '../realtime/gateway-hub.ts';
import type { Roll } from '../roll/roll.ts';
import { seatsNow } from '../rounds/round-rows.ts';
import type { RoundRunner } from '../rounds/round-runner.ts';
import type { Store } from '../store/store.ts';
import { Liveness } from './liveness.ts';

/**
 * What the keypads say, as the gateways relay it: ballots of the open round go to the box unread, everything else is
 * answered here in the order of PROTOCOL SRV2.
 */
export interface KeypadFrameParts {
  readonly store: Pick<Store, 'round'>;
  readonly roll: Pick<Roll, 'has' | 'knows' | 'receipt' | 'take'>;
  readonly runner: Pick<RoundRunner, 'boxRound' | 'ballots'>;
  readonly hub: Pick<GatewayHub, 'receipts' | 'drained'>;
  /** ms since the epoch */
  readonly now: () => number;
  readonly changed: () => void;
}

export class KeypadFrames {
  readonly #parts: KeypadFrameParts;
  readonly liveness: Liveness;
  /** Frames that fit no round or keypad: counted, never answered. */
  readonly refused: Record<string, number> = {};

  constructor(parts: KeypadFrameParts) {
    this.#parts = parts;
    this.liveness = new Liveness(parts.now, (keypad) => parts.roll.knows(keypad));
  }

  /** Payloads of lines of one type. Never throws on what they hold. */
  take(port: number, type: string, payloads: readonly Uint8Array[]): void {
    if (type === 'B') this.#ballots(port, payloads);
    else if (type === 'S') this.#presence(port, payloads);
    else for (const payload of payloads) this.#other(port, type, payload);
  }

  malformed(): void {
    this.#refuse('badFrame');
  }

  #ballots(port: number, payloads: readonly Uint8Array[]): void {
    const { runner, hub } = this.#parts;
    const forBox: Uint8Array[] = [];
    const late: Uint8Array[] = [];
    for (const payload of payloads) {
      if (payload.length !== 1 + SealedBallot.maximum) {
        this.#refuse('badFrame');
        continue;
      }
      const sealed = payload.subarray(1);
      const keypad = (sealed[0] ?? 0) * 256 + (sealed[1] ?? 0);
      const round = (sealed[2] ?? 0) * 256 + (sealed[3] ?? 0);
      // A spare keypad is not in the box's list of voters; the roll answers it (PROTOCOL SRV9). A ballot of the round is
      // shown by the turnout alone: with a second clock beside it two ticks would tell more of its time than either.
      if (round === runner.boxRound && this.#parts.roll.has(keypad)) forBox.push(sealed);
      else {
        this.liveness.heard(port, keypad, payload[0] ?? 255);
        const receipt = this.#answerOutside(sealed, round);
        if (receipt) late.push(receipt);
      }
    }
    if (forBox.length) runner.ballots(port, glue(forBox));
    if (late.length) hub.receipts(port, glue(late));
  }

  /** A ballot for a round that is not open: `closed(n)`, `not open`, or silence for what fits no paper of the sitting. */
  #answerOutside(sealed: Uint8Array, id: number): Uint8Array | undefined {
    const { store, roll } = this.#parts;
    const frame = SealedBallot.decode(sealed);
    if (!frame.ok) {
      this.#refuse('badFrame');
      return undefined;
    }
    if (!roll.knows(frame.value.keypad)) {
      this.#refuse('unknownKeypad');
      return undefined;
    }
    const round = id ? store.round(id) : undefined;
    if (!round) {
      this.#refuse('otherRound');
      return undefined;
    }
    // In the order of PROTOCOL SRV2.
    const answered = answeredBallot(frame.value);
    if (round.state === 'draft' || round.state === 'ready' || round.state === 'opening') {
      this.#refuse('notOpen');
      return roll.receipt('notOpen', answered);
    }
    // One that was replaced in this very round is nobody's any more; its ballot is told by the turnout alone (PROTOCOL SRV26).
    const seat = round.frozen ? seatsNow(round).find(({ keypad }) => keypad === frame.value.keypad) : undefined;
    if (!seat && round.replaced?.some(({ former }) => former === frame.value.keypad)) {
      this.#refuse('replaced');
      return roll.receipt('notOnRoll', answered);
    }
    if (round.counters || round.state === 'aborted') {
      this.#refuse('roundClosed');
      return roll.receipt('closed', answered, (seat && round.counters?.[seat.slot]) ?? 0);
    }
    if (!seat) {
      this.#refuse('notOnRoll');
      return roll.receipt('notOnRoll', answered);
    }
    // The box is not ready, or n is not known yet; the keypad asks again.
    this.#refuse('roundClosed');
    return undefined;
  }

  #presence(port: number, payloads: readonly Uint8Array[]): void {
    const { roll, hub } = this.#parts;
    const frames = [];
    for (const payload of payloads) {
      const frame = PresenceUp.decode(payload);
      if (!frame.ok) this.#refuse('badFrame');
      else {
        this.liveness.heard(port, frame.value.keypad, frame.value.rssi);
        frames.push(frame.value);
      }
    }
    const { receipts, fresh } = roll.take(frames);
    for (const frame of fresh) this.liveness.said(frame);
    if (!receipts.length) return;
    hub.receipts(port, glue(receipts));
    this.#parts.changed();
  }

  #other(port: number, type: string, payload: Uint8Array): void {
    if (type === 'D') {
      const drained = Drained.decode(payload);
      if (drained.ok) this.#parts.hub.drained(port, drained.value.closeId, drained.value.left);
      else this.#refuse('badFrame');
    } else if (type === 'H') {
      const heard = Heard.decode(payload);
      if (heard.ok) this.liveness.bitmap(port, heard.value.base, heard.value.bits);
      else this.#refuse('badFrame');
    } else {
      const levels = Levels.decode(payload);
      if (!levels.ok) return this.#refuse('badFrame');
      for (const { keypad, battery, rssi } of levels.value.items) this.liveness.level(port, keypad, battery, rssi);
    }
  }

  #refuse(why: string): void {
    this.refused[why] = (this.refused[why] ?? 0) + 1;
  }
}

function glue(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
