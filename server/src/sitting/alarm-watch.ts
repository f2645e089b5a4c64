import type { AlarmView } from '@piaojue/contract/alarm';
import type { GatewayHub } from '../realtime/gateway-hub.ts';
import type { Roll } from '../roll/roll.ts';
import type { SittingRow, Store } from '../store/store.ts';
import { acknowledge, alarmViews, EMPTY_BOARD, foldAlarms } from './alarm-board.ts';
import { alarmCauses, type AlarmFacts, type AlarmKeypad, type IncidentNote } from './alarm-causes.ts';
import type { Liveness } from './liveness.ts';

/** A keypad says it is there every half minute; three of them missed in a row. */
const SILENT_MS = 60_000;
/** So long a jump of the clock is news. */
const NEWS_MS = 600_000;

const NO_SCREENS = { hall: { connected: 0, missing: 0 }, presidium: { connected: 0, missing: 0 } } as const;

export interface AlarmWatchParts {
  readonly store: Pick<Store, 'rounds' | 'record'>;
  readonly roll: Pick<Roll, 'seats' | 'present'>;
  readonly hub: Pick<GatewayHub, 'links' | 'away'>;
  readonly liveness: Pick<Liveness, 'heardSince' | 'facts'>;
  readonly sitting: () => SittingRow;
  /** ms since the epoch */
  readonly now: () => number;
}

/**
 * Looks at the hall once a second and keeps what is wrong. Of keypads it says what it saw at the last tick, as everything
 * does that tells of them in a vote (liveness.ts); receivers, where a second matters, are looked at as soon as one of them
 * changes.
 */
export class AlarmWatch {
  readonly #parts: AlarmWatchParts;
  #board = EMPTY_BOARD;
  #keypads: readonly AlarmKeypad[] = [];
  #backedUpAt: number | null;
  #notes: readonly IncidentNote[] = [];
  #jump: { readonly at: number; readonly byMs: number } | null = null;
  #screens: (() => AlarmFacts['screens']) | undefined;
  #disk: (() => AlarmFacts['disk']) | undefined;

  constructor(parts: AlarmWatchParts) {
    this.#parts = parts;
    this.#backedUpAt = parts.store.record().findLast(({ event }) => event.event === 'backup made')?.at ?? null;
  }

  /** Who knows of screens, and who of the disk; without them there are no alarms of theirs. */
  seesScreens(screens: () => AlarmFacts['screens']): void {
    this.#screens = screens;
  }
  seesDisk(disk: () => AlarmFacts['disk']): void {
    this.#disk = disk;
  }

  clockJumped(byMs: number): void {
    this.#jump = { at: this.#parts.now(), byMs };
  }

  /** At once: a monitor stands beside the box and waits. */
  noted(note: IncidentNote): void {
    this.#notes = [...this.#notes, note];
    this.look();
  }

  backedUp(): void {
    this.#backedUpAt = this.#parts.now();
  }

  tick(): void {
    const { roll, liveness, now } = this.#parts;
    const since = now() - SILENT_MS;
    this.#keypads = roll.seats.map(({ slot, keypad, group }) => ({
      group,
      present: roll.present.has(slot),
      silent: liveness.heardSince(keypad, since) === false,
      battery: liveness.facts(keypad).battery,
    }));
    this.look();
  }

  /** What may have changed since the tick, and is no keypad's. */
  look(): void {
    const { now } = this.#parts;
    this.#board = foldAlarms(this.#board, alarmCauses(this.#facts()), now());
  }

  acknowledge(ids: readonly string[]): void {
    const seen = new Set(
      this.views().flatMap(({ id, cause }) => (ids.includes(id) && cause.kind === 'incident-noted' ? [cause.seq] : [])),
    );
    this.#notes = this.#notes.filter(({ seq }) => !seen.has(seq));
    this.#board = acknowledge(this.#board, ids, this.#parts.now());
  }

  get disk(): AlarmFacts['disk'] {
    return this.#disk?.() ?? null;
  }

  get backedUpAt(): number | null {
    return this.#backedUpAt;
  }

  views(): AlarmView[] {
    return alarmViews(this.#board);
  }

  #facts(): AlarmFacts {
    const { hub, store, sitting, now } = this.#parts;
    const rounds = store.rounds();
    const ready = rounds.find(({ state }) => state === 'ready');
    const { mode, end } = sitting();
    const owesBackup = mode === 'real' && end === null && this.#backedUpAt === null;
    return {
      links: hub.links(),
      gatewaysAway: hub.away(),
      keypads: this.#keypads,
      screens: this.#screens?.() ?? NO_SCREENS,
      disk: this.disk,
      clockJumpedByMs: this.#jump && now() - this.#jump.at < NEWS_MS ? this.#jump.byMs : null,
      disputed: rounds.find(({ state }) => state === 'disputed')?.id ?? null,
      withoutBackup: owesBackup && ready ? ready.id : null,
      notes: this.#notes,
    };
  }
}
