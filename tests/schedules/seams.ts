import type { ReceiverModel, ReceiverOptions } from '@piaojue/device-gateway/simulator/receiver/receiver-model';
import type { Beacon } from '@piaojue/device-gateway/simulator/air/beacon';
import type { Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import type { IntakeParts } from '@piaojue/server/box/intake';
import type { SimKeypad } from '@piaojue/device-gateway/simulator/keypad/sim-keypad';

/**
 * Where a bug can be planted without a change of the product: each seam stands between two parts, and passes on what it
 * gets where nothing is planted (mutations.ts).
 */
export interface Seams {
  readonly receiver?: (options: ReceiverOptions) => ReceiverModel;
  /** A line of the host, before the receiver reads it. */
  readonly lineDown?: (text: string) => string;
  readonly eeprom?: (eeprom: Eeprom) => Eeprom & { readonly powerLost: () => void };
  /** What a keypad makes of a beacon. */
  readonly beacon?: (beacon: Beacon, keypad: number) => Beacon;
  /** After each step of a keypad; true: it takes its ballot for counted and is done with it. */
  readonly believesCounted?: (keypad: SimKeypad) => boolean;
  readonly intake?: (parts: IntakeParts) => IntakeParts;
  /** A bit for each slot that may vote. */
  readonly authorised?: (slots: Uint8Array) => Uint8Array;
  /** What the box reads back after a restart. */
  readonly replay?: (records: readonly Uint8Array[]) => readonly Uint8Array[];
  /** ms by which the box learns late of the cut-off. */
  readonly cutoffLateMs?: number;
  /** n of `closed(n)` after the close. */
  readonly closedCounters?: (counters: Uint32Array) => Uint32Array;
  /** The drain ends at the first D of any receiver. */
  readonly firstDrainedEnds?: boolean;
  /** A ballot that a gateway has relayed before is not relayed again. */
  readonly gatewayForgetsRepeats?: boolean;
}
