/**
 * One counter for each way in which a link can fail, so that a technician in the hall reads from the console what is
 * wrong (the idea is zigbee-herdsman's). They only grow while the gateway runs.
 */
export const COUNTERS = {
  // Lines from the receiver that were not taken (PROTOCOL FLT1): each bad line raises exactly one of these.
  'too-long': 'a run of more than 160 bytes without a line end: wrong baud rate, or no receiver of ours',
  'no-start': 'a line without `$`: the first cut line after opening, or noise',
  'too-short': 'a line with fewer bytes than the smallest frame',
  'bad-crc': 'a line whose checksum does not hold: noise on the wire',
  'bad-sequence': 'a line under a good checksum with a sequence that is none: a fault of the firmware',
  'bad-payload': 'a line under a good checksum that is not base64url: a fault of the firmware',
  // Frames under a good checksum that say nothing we know.
  'unknown-type': 'a frame of a type that this version does not know; passed over',
  'bad-length': 'a frame of a known type and a wrong length',
  'bad-field': 'a frame with a number out of its range, such as keypad 0',
  missing: 'lines that never came, found by the sequence numbers (LINE7); keypads send again',
  repeated: 'lines that came twice by their sequence number (LINE7)',
  // What the gateway itself let go of. Keypads and the server send again.
  'dropped-offline': 'frames that came while the server was away, or before the greeting of the receiver',
  'dropped-overflow': 'frames that came faster than the server took them; the oldest were let go',
  'receipts-overflow': 'receipts that waited for a slow receiver; the oldest were let go',
  'dropped-down': 'orders of the server that came while the receiver was not up',
  'bad-order': 'orders of the server that are no frame of this version',
  'ack-timeouts': 'batches that the server did not acknowledge within a second',
  // The life of the link.
  reopened: 'times the port was opened again after it had been lost',
  'open-failed': 'attempts to open the port that failed',
  silent: 'times the receiver was silent for more than 3 s',
  'probe-failed': 'times the silent port turned out to be gone',
  restarts: 'times the receiver came back with a new boot id',
  refused: 'greetings of a wire version that this gateway does not speak',
  // How much went through.
  'lines-up': 'good frames from the receiver',
  'lines-down': 'lines written to the receiver',
} as const;

export type CounterName = keyof typeof COUNTERS;

export class Counters {
  readonly #values = new Map<CounterName, number>();

  add(name: CounterName, by = 1): void {
    if (by > 0) this.#values.set(name, (this.#values.get(name) ?? 0) + by);
  }

  get(name: CounterName): number {
    return this.#values.get(name) ?? 0;
  }

  /** Every counter, also those that stand at 0, in the order of this file. */
  snapshot(): Record<CounterName, number> {
    const all = {} as Record<CounterName, number>;
    for (const name of Object.keys(COUNTERS) as CounterName[]) all[name] = this.get(name);
    return all;
  }
}
