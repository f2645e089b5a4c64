import type { InCradle, WriteKey, Written } from '@piaojue/firmware-protocol/cradle';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { provisioningProof } from '@piaojue/firmware-protocol/seal/provisioning-proof';
import { describe, expect, it } from 'vitest';
import {
  type KeyToStore,
  type ProvisionEffect,
  type ProvisionInput,
  type ProvisionOptions,
  type ProvisionSet,
  type Say,
  startProvisioning,
  stepProvisioning,
} from './provisioner.ts';
import { words } from './words.ts';

const SET: ProvisionSet = { provisioning: 0x00c0_ffee, epoch: 3, given: new Set(), barred: new Set([2]) };
const hardware = (n: number): Uint8Array => new Uint8Array(8).fill(n);

/** The desk at which somebody sits: the machine, and what the keypads say. */
class TestDesk {
  now = 0;
  state;
  readonly writes: WriteKey[] = [];
  readonly stores: KeyToStore[] = [];
  readonly said: Say[] = [];
  readonly #options: ProvisionOptions;
  #keys = 0;

  constructor(set: Partial<ProvisionSet> = {}, options: Partial<ProvisionOptions> = {}) {
    this.#options = { from: 1, again: false, ...options };
    this.state = startProvisioning({ ...SET, ...set }, 0);
  }

  take(input: ProvisionInput): this {
    const [state, effects] = stepProvisioning(this.state, input, this.#options);
    this.state = state;
    for (const effect of effects) this.#note(effect);
    return this;
  }
  #note(effect: ProvisionEffect): void {
    if (effect.do === 'write') this.writes.push(effect.order);
    else if (effect.do === 'store') this.stores.push(effect);
    else this.said.push(effect.say);
  }

  lie(n: number, more: Partial<InCradle> = {}): this {
    const message = {
      hardware: hardware(n),
      wire: 1,
      firmware: 0x100,
      provisioning: 0,
      keypad: 0,
      highWater: 0,
      ...more,
    };
    return this.take({ type: 'K', now: this.now, message, key: new Uint8Array(16).fill(++this.#keys) });
  }
  readBack(more: Partial<Written> = {}, order = this.writes.at(-1)): this {
    if (!order) throw new Error('nothing was written');
    const fields = { ...order, highWater: 0, ...more };
    const proof = provisioningProof(cmacKey(order.key), fields);
    return this.take({ type: 'V', now: this.now, message: { ...fields, proof, ...more } });
  }
  stored(): this {
    const { set } = this.state;
    const given = new Set([...set.given, this.stores.at(-1)?.keypad ?? 0]);
    return this.take({ type: 'stored', set: { ...set, given } });
  }
  pass(ms: number): this {
    this.now += ms;
    return this.take({ type: 'tick', now: this.now });
  }
  get codes() {
    return this.said.map(({ code }) => code);
  }
}

describe('provisioning', () => {
  it('PRV3 PRV4 PRV7 writes a key of its own into each keypad, and keeps it only when it was read back and proved', () => {
    const desk = new TestDesk();
    for (const n of [11, 12, 13]) desk.lie(n).readBack().stored();
    expect(desk.writes.map(({ keypad, epoch, provisioning }) => [keypad, epoch, provisioning])).toEqual([
      [1, 3, SET.provisioning],
      [3, 3, SET.provisioning],
      [4, 3, SET.provisioning],
    ]);
    expect(desk.stores.map(({ keypad, key }) => [keypad, key])).toEqual(
      desk.writes.map(({ keypad, key }) => [keypad, key]),
    );
    expect(new Set(desk.stores.map(({ key }) => key[0])).size).toBe(3);
    expect(desk.codes).toEqual(['writing', 'written', 'writing', 'written', 'writing', 'written']);
    expect(desk.state.written).toBe(3);
  });

  it('PRV7 says ok only when the key stands in the file', () => {
    const desk = new TestDesk().lie(11).readBack();
    expect(desk.codes).toEqual(['writing']);
    desk.take({ type: 'notStored', set: SET, why: 'the disk is full' });
    expect([desk.codes, desk.state.written]).toEqual([['writing', 'notStored'], 0]);
    expect(desk.pass(2000).lie(11, { provisioning: SET.provisioning, keypad: 1 }).writes.at(-1)?.keypad).toBe(1);
  });

  it.each([
    [{ keypad: 9 }, 'keypad 1', '9'],
    [{ provisioning: 5 }, `provisioning ${SET.provisioning}`, '5'],
    [{ epoch: 2 }, 'epoch 3', '2'],
    [{ highWater: 256 }, 'highWater 0', '256'],
    [{ proof: new Uint8Array(8) }, 'proof that of the new key', 'another'],
  ])('PRV7 a read-back with %j keeps nothing, and says what was expected and what came', (wrong, expected, got) => {
    const desk = new TestDesk().lie(11).readBack(wrong);
    expect([desk.stores, desk.said[1]]).toEqual([[], { code: 'wrongReadBack', keypad: 1, expected, got }]);
    // Laid down again it is written anew, under its number and with another key.
    desk.pass(2000).lie(11).readBack().stored();
    expect([desk.stores[0]?.keypad, desk.stores[0]?.key[0]]).toEqual([1, 2]);
  });

  it('PRV7 a read-back of another keypad, or one that nobody asked for, is passed over', () => {
    const desk = new TestDesk().lie(11).readBack({ hardware: hardware(12) });
    expect([desk.stores, desk.state.writing?.hardware]).toEqual([[], '0b'.repeat(8)]);
    desk.readBack().stored().readBack();
    expect(desk.stores).toHaveLength(1);
  });

  it('PRV6 a write without an answer is said again, byte for byte, three times in all', () => {
    const desk = new TestDesk().lie(11);
    for (let ms = 0; ms < 6000; ms += 500) desk.pass(500).lie(11);
    expect([desk.writes.length, new Set(desk.writes.map(({ key }) => key[0])).size]).toEqual([3, 1]);
    expect(desk.codes).toEqual(['writing', 'noAnswer']);
  });

  it('PRV7 a keypad lifted in the midst of it keeps its number; the next one gets the next', () => {
    const desk = new TestDesk().lie(11).pass(2000);
    expect(desk.codes).toEqual(['writing', 'lifted']);
    desk.lie(12).lie(13).readBack().stored();
    expect(desk.codes).toEqual(['writing', 'lifted', 'writing', 'lifted', 'writing', 'written']);
    desk.lie(11).readBack().stored().lie(12).readBack().stored();
    expect(desk.stores.map(({ keypad }) => keypad)).toEqual([4, 1, 3]);
  });

  it('PRV4 a keypad of this set is left as it is, with --again it gets a new key and keeps its number', () => {
    const own = { provisioning: SET.provisioning, keypad: 7 };
    const set = { given: new Set([7]) };
    const left = new TestDesk(set).lie(11, own);
    expect([left.codes, left.writes]).toEqual([['alreadyOfThisSet'], []]);
    const again = new TestDesk(set, { again: true }).lie(11, own).readBack().stored();
    expect(again.stores).toMatchObject([{ keypad: 7, key: new Uint8Array(16).fill(1) }]);
  });

  it('PRV4 SRV27 a barred keypad that was found again gets another number, one of another set a number of this', () => {
    const desk = new TestDesk({}, { from: 2 });
    desk.lie(11, { provisioning: SET.provisioning, keypad: 2 }).readBack().stored();
    desk.lie(12, { provisioning: 77, keypad: 3 }).readBack().stored();
    expect(desk.stores.map(({ keypad }) => keypad)).toEqual([3, 4]);
  });

  it.each([
    ['went to another keypad at another cradle', { given: new Set([1]) }],
    ['was barred', { barred: new Set([1]) }],
  ])('PRV4 a keypad whose number %s meanwhile gets another one, though it has that number by now', (_, change) => {
    const desk = new TestDesk({ barred: new Set() }).lie(11).readBack();
    const set = { ...desk.state.set, ...change };
    desk.take({ type: 'notStored', set, why: 'number 1 is gone' }).pass(2000);
    desk.lie(11, { provisioning: SET.provisioning, keypad: 1 }).readBack().stored();
    expect(desk.stores.map(({ keypad, renewed }) => [keypad, renewed])).toEqual([
      [1, false],
      [2, false],
    ]);
  });

  it('PRV4 with --again a keypad that was lifted in the midst of it keeps its number all the same', () => {
    const own = { provisioning: SET.provisioning, keypad: 7 };
    const desk = new TestDesk({ given: new Set([7]) }, { again: true }).lie(11, own).pass(2000);
    desk.lie(11, own).readBack().stored();
    expect(desk.stores.map(({ keypad, renewed }) => [keypad, renewed])).toEqual([[7, true]]);
  });

  it('PRV7 a keypad in the midst of it is named at the end of the program, and one that had a key says what to do', () => {
    expect(new TestDesk().take({ type: 'end' }).said).toEqual([]);
    const fresh = new TestDesk().lie(11).take({ type: 'end' });
    expect([fresh.said.at(-1), fresh.stores]).toEqual([{ code: 'cutShort', keypad: 1, renewed: false }, []]);
    const own = { provisioning: SET.provisioning, keypad: 7 };
    const renewed = new TestDesk({ given: new Set([7]) }, { again: true }).lie(11, own).take({ type: 'end' });
    expect([renewed.said.at(-1), renewed.stores]).toEqual([{ code: 'cutShort', keypad: 7, renewed: true }, []]);
  });

  it('PRV2 a keypad of another wire version is not written; no number left is said', () => {
    expect(new TestDesk().lie(11, { wire: 2 }).said).toEqual([{ code: 'otherVersion', got: 2 }]);
    const full = new TestDesk({ given: new Set([65_534]) }, { from: 65_534 }).lie(11);
    expect(full.codes).toEqual(['noNumberLeft']);
  });

  it('every text says what to do, and none holds a key', () => {
    const all: Say[] = [
      { code: 'written', keypad: 17 },
      { code: 'writing', keypad: 17 },
      { code: 'alreadyOfThisSet', keypad: 17 },
      { code: 'lifted', keypad: 17 },
      { code: 'noAnswer', keypad: 17 },
      { code: 'cutShort', keypad: 17, renewed: false },
      { code: 'cutShort', keypad: 17, renewed: true },
      { code: 'otherVersion', got: 2 },
      { code: 'noNumberLeft' },
      { code: 'wrongReadBack', keypad: 17, expected: 'proof that of the new key', got: 'another' },
      { code: 'notStored', keypad: 17, why: 'the disk is full' },
    ];
    expect(words({ code: 'written', keypad: 17 })).toBe('keypad 17: written, read back, ok');
    for (const it of all.slice(2)) expect(words(it)).toMatch(/lay it down|put it aside|start with|leave it/i);
  });
});
