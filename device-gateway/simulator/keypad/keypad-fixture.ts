import { EEPROM_BYTES, memoryEeprom, provisionMemory } from '@piaojue/firmware-protocol/keypad-memory';
import {
  HALL_STATES,
  type HallState,
  type Presence,
  type Receipt,
  REHEARSAL_FLAG,
  type SealedBallot,
  type State,
} from '@piaojue/firmware-protocol/messages';
import { encodePaper, type Paper, paperChunks } from '@piaojue/firmware-protocol/paper';
import { openBallot, paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, deviceKeyOfEpoch, macKey } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { answeredBallot, answeredPresence, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import { STATUSES, type Status } from '@piaojue/firmware-protocol/status';
import type { Beacon } from '../air/beacon.ts';
import type { KeypadOutput } from './keypad-state.ts';
import type { Key, KeySet } from './keys.ts';
import { SimKeypad } from './sim-keypad.ts';

/** For tests: one keypad, and what the other side of the air would say to it. */
export const PROVISIONING = 0xee00_0001;
const FIRST_KEY = new Uint8Array(16).fill(0x5a);

export const paperOf = (more: Partial<Paper> = {}): Paper => ({
  form: 1,
  round: 1,
  maxMarks: 2,
  minMarks: 0,
  firstPress: false,
  named: false,
  grades: 0,
  frozen: new Uint8Array(16),
  numbers: [1, 2, 3, 4, 5],
  ...more,
});

export class KeypadOnTheAir {
  now = 1000;
  readonly outputs: KeypadOutput[] = [];
  readonly eeprom = new Uint8Array(EEPROM_BYTES).fill(0xff);
  readonly keypad: SimKeypad;
  sid = new Uint8Array(8).fill(1);
  /** Of the server's keys. */
  epoch = 0;
  paper: Paper;
  paperBytes: Uint8Array;
  hall: HallState = 'open';
  round = 1;

  constructor(paper: Paper = paperOf(), keySet: KeySet = 'full') {
    this.paper = paper;
    this.paperBytes = encodePaper(paper);
    const eeprom = memoryEeprom(this.eeprom);
    provisionMemory(eeprom, { provisioning: PROVISIONING, keypad: 7 }, { epoch: 0, key: FIRST_KEY });
    this.keypad = new SimKeypad({
      id: 7,
      mode: 'beacon',
      eeprom,
      battery: 80,
      keySet,
      onEnding: (_, output) => this.outputs.push(output),
    });
  }

  get state() {
    return this.keypad.state;
  }
  get hash(): Uint8Array {
    return paperHash(this.paperBytes);
  }
  /** Of the server's epoch. */
  get deviceKey() {
    return cmacKey(deviceKeyOfEpoch(FIRST_KEY, 0, { provisioning: PROVISIONING, keypad: 7, epoch: this.epoch }));
  }
  get session() {
    return { mode: 'rehearsal', provisioning: PROVISIONING, sid: this.sid } as const;
  }

  setPaper(paper: Paper): void {
    this.paper = paper;
    this.paperBytes = encodePaper(paper);
    this.round = paper.round;
  }

  beacon(more: Partial<Omit<Beacon, 'state'>> & { readonly state?: Partial<State> } = {}): this {
    const state: State = {
      provisioning: PROVISIONING,
      sid: this.sid,
      round: this.round,
      state: HALL_STATES[this.hall] | REHEARSAL_FLAG,
      paper: this.round === 0 ? 0 : paperDigest(this.hash),
      lease: 3000,
      epoch: this.epoch,
      ...more.state,
    };
    const beacon: Beacon = {
      content: '',
      heard: new Set(),
      heardSlots: new Uint8Array(8),
      send: 255,
      receipts: new Map(),
      full: false,
      chunk: null,
      rollCall: null,
      ...more,
      state,
    };
    this.keypad.step({ type: 'beacon', now: this.now, beacon });
    return this;
  }

  /** Beacons with all chunks of the paper. */
  deal(): this {
    for (const chunk of paperChunks(this.paperBytes)) this.beacon({ chunk });
    return this;
  }

  keys(...keys: Key[]): this {
    for (const key of keys) this.keypad.step({ type: 'key', now: this.now, key });
    return this;
  }

  tick(ms: number): this {
    this.now += ms;
    this.keypad.step({ type: 'tick', now: this.now });
    return this;
  }

  ballot(): SealedBallot {
    if (!this.state.ballot) throw new Error('no ballot waits');
    return this.state.ballot.frame;
  }

  /** Plaintext of the waiting ballot, or undefined where the seal does not hold. */
  opened(ballot = this.ballot()): Buffer | undefined {
    return openBallot(ballotKey(this.deviceKey, this.session, 7), ballot, this.hash);
  }

  receiptFor(status: Status, frame: SealedBallot | Presence, n = frame.counter): Receipt {
    const keys = {
      down: macKey(this.deviceKey, 'down', this.session, 7),
      roll: macKey(this.deviceKey, 'roll', this.session, 7),
    };
    return makeReceipt(keys, status, 'tag' in frame ? answeredBallot(frame) : answeredPresence(frame), n);
  }

  receive(receipt: Receipt): this {
    return this.beacon({ receipts: new Map([[receipt.keypad, receipt]]) });
  }

  answer(status: Status, n?: number): this {
    const frame = this.state.ballot?.frame ?? this.state.signIn?.frame;
    if (!frame) throw new Error(`nothing waits for ${STATUSES[status].code}`);
    return this.receive(this.receiptFor(status, frame, n));
  }
}
