import { isDeepStrictEqual } from 'node:util';
import type { Totals } from '@piaojue/contract/outcome';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, macKey } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { bitmap, setBit } from '../bitmap.ts';
import { crashPoint } from '../crash-point.ts';
import type { LiveFigures } from '../rules/named-answers.ts';
import { createTally, type Tally } from '../tally/core.ts';
import {
  type BoxContents,
  BoxWriter,
  createBoxFile,
  END_FRAME,
  GROUP_FRAME,
  HEADER_FRAME,
  RECORD_BYTES,
  readBox,
} from './box-file.ts';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { Intake, orderOf, type Voter } from './intake.ts';
import { NamedBallots } from './named-ballots.ts';
import type { BoxConfig, BoxFailure, NamedRecount, Presence, Recount } from './messages.ts';
import { sealPatterns } from './patterns.ts';
import { createRoundKey, readRoundKey } from './round-key.ts';

/**
 * The ballot box of one round: its key, its file, the intake and the live count. Everything that knows a choice lives
 * in here, in typed arrays that are wiped when the box is given up (`giveUp`).
 */
export interface BoxEvents {
  /** 15 bytes. */
  readonly receipt: (port: number, bytes: Uint8Array) => void;
  readonly afterGroup: () => void;
}

export class BallotBox {
  readonly config: BoxConfig;
  readonly intake: Intake;
  readonly #key: Buffer;
  readonly #writer: BoxWriter;
  readonly #tally: Tally;
  readonly #named: NamedBallots | undefined;
  #issued: number;
  #ended: boolean;

  private constructor(
    config: BoxConfig,
    key: Buffer,
    writer: BoxWriter,
    events: BoxEvents,
    voters: Map<number, Voter>,
  ) {
    this.config = config;
    this.#key = key;
    this.#writer = writer;
    this.#tally = createTally(config.spec);
    this.#named = NamedBallots.of(config.paper, config.spec);
    this.#issued = 0;
    this.#ended = false;
    this.intake = new Intake({
      round: config.round,
      paperHash: paperHash(config.paper),
      slots: config.spec.slots,
      voters,
      firstPress: config.spec.press === 'first',
      commit: async (records) => {
        crashPoint('group:1');
        const failed = writer.append(GROUP_FRAME, records);
        crashPoint('group:2');
        return failed;
      },
      count: (slot, order, bytes, offset) => this.#count(slot, order, bytes, offset),
      receipt: events.receipt,
      afterGroup: events.afterGroup,
    });
  }

  /** Steps O2 and O3. The box is read back: `ballots` is what stands in it, which is nothing. */
  static async create(
    config: BoxConfig,
    events: BoxEvents,
  ): Promise<Result<{ readonly box: BallotBox; readonly ballots: number }, BoxFailure>> {
    const voters = votersOf(config);
    if (!voters.ok) return voters;
    const key = createRoundKey(config.round, config.keys);
    crashPoint('open:2');
    const size = createBoxFile(config.box, config.seats.length);
    const writer = new BoxWriter(config.box, key, config.round, BoxWriter.start, size);
    const failed = writer.append(HEADER_FRAME, headerOf(config));
    if (failed) return fail({ code: 'disk', detail: failed.message });
    crashPoint('open:3');
    const box = new BallotBox(config, key, writer, events, voters.value);
    let ballots = 0;
    const read = box.#replay(() => {
      ballots += 1;
    });
    return read.ok ? ok({ box, ballots }) : read;
  }

  /** After a restart: the counts are rebuilt from what stands in the file. */
  static resume(config: BoxConfig, presence: Presence, events: BoxEvents): Result<BallotBox, BoxFailure> {
    const voters = votersOf(config);
    if (!voters.ok) return voters;
    const key = readRoundKey(config.round, config.keys);
    if (!key.ok)
      return fail({
        code: 'no-key',
        detail: `no copy of the key of round ${config.round} is left: ${config.keys.join(', ')}`,
      });
    // The box is read before it is opened for writing: a broken one stays untouched.
    const dry = readBox(config.box, key.value, config.round, () => undefined);
    if (!dry.ok) return dry;
    const { position, size, dirtyEnd } = dry.value;
    const writer = new BoxWriter(config.box, key.value, config.round, position, size, dirtyEnd);
    const box = new BallotBox(config, key.value, writer, events, voters.value);
    const read = box.#replay((slot, order, records, offset) => {
      box.intake.restore(records, offset);
      box.#count(slot, order, records, offset + BALLOT_OFFSET);
    });
    if (!read.ok) return read;
    box.authorise(presence);
    box.#ended = read.value.ended !== undefined;
    if (box.#ended) void box.intake.stop();
    return ok(box);
  }

  authorise(presence: Presence): void {
    this.#issued = presence.issued;
    this.intake.authorise(presence.authorised);
  }

  /** Another keypad for a slot, whose device key is read here and nowhere else. */
  async replace(seat: BoxConfig['seats'][number]): Promise<Result<null, BoxFailure>> {
    const voters = votersOf({ ...this.config, seats: [seat] });
    if (!voters.ok) return voters;
    const voter = voters.value.get(seat.keypad);
    if (!voter) return fail({ code: 'device-keys', detail: `keypad ${seat.keypad} is barred` });
    await this.intake.replace(seat.keypad, voter);
    return ok(null);
  }

  get ended(): boolean {
    return this.#ended;
  }

  returned(): number {
    return this.#tally.returned();
  }

  /** How many answered what so far, in a named vote; undefined in every other. */
  live(): LiveFigures | undefined {
    return this.#named?.figures();
  }

  /** Who took part: a bit per slot. */
  participation(): Uint8Array {
    const took = bitmap(this.config.spec.slots);
    for (let slot = 0; slot < this.config.spec.slots; slot++) if (this.#tally.tookPart(slot)) setBit(took, slot);
    return took;
  }

  /** Step 3. Done once; a box that was ended before a restart stays as it is. */
  async cutoff(): Promise<Result<{ returned: number }, BoxFailure>> {
    await this.intake.stop();
    if (!this.#ended) {
      const count = Buffer.alloc(4);
      count.writeUInt32BE(this.#tally.returned());
      const failed = this.#writer.append(END_FRAME, count);
      if (failed) return fail({ code: 'disk', detail: failed.message });
      this.#ended = true;
      crashPoint('close:3-end');
    }
    return ok({ returned: this.#tally.returned() });
  }

  /**
   * Step 4: counts the file again, from the path and from nothing, and compares it with END, with what was published
   * and with the live count. Any difference is `disputed`, named without a figure per candidate.
   */
  recount(published: number, accept: boolean): Result<Recount | NamedRecount, BoxFailure> {
    const again = createTally(this.config.spec);
    const named = NamedBallots.of(this.config.paper, this.config.spec);
    const read = this.#replay((slot, order, records, offset) => {
      if (again.accept(slot, order, records, offset + BALLOT_OFFSET)) named?.put(slot, records, offset + BALLOT_OFFSET);
    });
    if (!read.ok) return read;
    const totals = again.totals();
    const difference = accept ? undefined : this.#difference(read.value, totals, published);
    if (difference) {
      again.wipe();
      return fail({ code: 'disputed', detail: difference });
    }
    const patterns = again.sortedPatterns(Math.max(this.#issued, totals.returned));
    const sealed = sealPatterns(patterns, this.config.monitorsKey, this.config.frozenHash);
    patterns.fill(0);
    again.wipe();
    const counted = {
      totals,
      patterns: sealed,
      participation: this.participation(),
      counters: this.intake.counters.slice(),
    };
    return ok(named ? { ...counted, answers: named.bySlot() } : counted);
  }

  /** What does not fit, in words without a figure per candidate; undefined when all agrees. */
  #difference({ ended, torn }: BoxContents, totals: Totals, published: number): string | undefined {
    if (ended === undefined || torn) return 'the box has no end: it was not closed in order';
    if (ended !== totals.returned) return `the end of the box names ${ended} ballots, it holds ${totals.returned}`;
    if (totals.returned < published)
      return `${published} ballots were announced as returned, the box holds ${totals.returned}`;
    if (totals.valid + totals.invalid !== totals.returned) return 'valid and invalid do not make up returned';
    return isDeepStrictEqual(this.#tally.totals(), totals)
      ? undefined
      : 'the live count and the count of the box differ';
  }

  /** Nothing of a choice stays in memory. A group that is being written comes to its end first. */
  async giveUp(): Promise<void> {
    await this.intake.stop();
    this.#tally.wipe();
    this.#named?.wipe();
    this.intake.wipe();
    this.#key.fill(0);
    this.#writer.close();
  }

  #count(slot: number, order: number, bytes: Uint8Array, offset: number): void {
    if (this.#tally.accept(slot, order, bytes, offset)) this.#named?.put(slot, bytes, offset);
  }

  #replay(
    visit: (slot: number, order: number, records: Buffer, offset: number) => void,
  ): Result<BoxContents, BoxFailure> {
    let wrong: string | undefined;
    const read = readBox(this.config.box, this.#key, this.config.round, (type, body) => {
      if (type === HEADER_FRAME && !body.equals(headerOf(this.config)))
        wrong = 'its header names another paper or roll';
      if (type !== GROUP_FRAME) return;
      const view = new DataView(body.buffer, body.byteOffset, body.length);
      for (let at = 0; at + RECORD_BYTES <= body.length; at += RECORD_BYTES) {
        const slot = body.readUInt16BE(at);
        if (slot >= this.config.spec.slots) {
          wrong = 'it holds a ballot of no voter on the roll';
          continue;
        }
        visit(slot, orderOf(view, at), body, at);
      }
    });
    if (read.ok && wrong) return fail({ code: 'broken', detail: `${this.config.box}: ${wrong}` });
    return read;
  }
}

/** Of the ballot in its record (`RECORD_BYTES`). */
const BALLOT_OFFSET = 15;

/** Format 1 | paper hash 16 | slots 2. */
function headerOf(config: BoxConfig): Buffer {
  const header = Buffer.alloc(19);
  header.writeUInt8(1, 0);
  header.set(paperHash(config.paper), 1);
  header.writeUInt16BE(config.spec.slots, 17);
  return header;
}

function votersOf(config: BoxConfig): Result<Map<number, Voter>, BoxFailure> {
  const file = readKeyFile(config.deviceKeys);
  if (!file.ok) return fail({ code: 'device-keys', detail: file.error });
  const { epoch, keys, barred } = file.value;
  if (epoch !== config.epoch) {
    const detail = `${config.deviceKeys}: expected the keys of epoch ${config.epoch}, got those of epoch ${epoch}`;
    return fail({ code: 'device-keys', detail });
  }
  const voters = new Map<number, Voter>();
  for (const { slot, keypad, generation } of config.seats) {
    const bytes = keys.get(keypad);
    if (!bytes && barred.has(keypad)) continue;
    if (!bytes)
      return fail({ code: 'device-keys', detail: `${config.deviceKeys}: no key for keypad ${keypad} of slot ${slot}` });
    const device = cmacKey(bytes);
    voters.set(keypad, {
      slot,
      generation,
      open: ballotKey(device, config.session, keypad),
      down: macKey(device, 'down', config.session, keypad),
      roll: macKey(device, 'roll', config.session, keypad),
    });
  }
  for (const bytes of keys.values()) bytes.fill(0);
  return ok(voters);
}
