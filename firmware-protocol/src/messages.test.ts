import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { decodeDown, decodeLine, decodeUp, encodeLine, payloadOf } from './line.ts';
import {
  DOWN,
  type DownMessage,
  FEATURES,
  HALL_STATES,
  hallState,
  SIGN_IN_FLAG,
  TEST_FLAG,
  UP,
  type UpMessage,
  VERSION_BITS,
} from './messages.ts';
import { downMessage, upMessage } from './test-arbitraries.ts';

const letters = { B: 'MSG1', S: 'MSG2', H: 'MSG3', L: 'MSG4', T: 'MSG5', G: 'MSG6', D: 'MSG7' } as const;
const lettersDown = { R: 'MSG8', O: 'MSG9', P: 'MSG10', C: 'MSG11', Q: 'MSG12' } as const;

type Vector = { readonly fields: object; readonly sequence: number; readonly payload: string; readonly line: string };
const typeOf = ({ fields }: Vector): string => (fields as { type: string }).type;
const fieldsOf = (value: object): object =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part,
    ),
  ) as object;

const sizes = (codecs: Readonly<Record<string, { minimum: number; maximum: number }>>): object =>
  Object.fromEntries(Object.entries(codecs).map(([letter, { minimum, maximum }]) => [letter, [minimum, maximum]]));

function checkVectors(letter: string, vectors: readonly Vector[], decode: typeof decodeUp | typeof decodeDown): number {
  const mine = vectors.filter((vector) => typeOf(vector) === letter);
  for (const { fields, sequence, payload, line } of mine) {
    const decoded = decodeLine(line);
    if (!decoded.ok) throw new Error(decoded.error);
    expect(decoded.value.sequence).toBe(sequence);
    expect(Buffer.from(decoded.value.payload).toString('hex')).toBe(payload);
    const message = decode(decoded.value);
    if (!message.ok) throw new Error(message.error.expected);
    expect(fieldsOf(message.value)).toEqual(fields);
    expect(encodeLine(letter, sequence, payloadOf(message.value))).toBe(line);
  }
  return mine.length;
}

describe('messages', () => {
  for (const [letter, rule] of Object.entries(letters)) {
    it(`${rule} the golden lines of ${letter} give their fields and come back`, () => {
      expect(checkVectors(letter, golden.up, decodeUp)).toBeGreaterThan(0);
    });
  }
  for (const [letter, rule] of Object.entries(lettersDown)) {
    it(`${rule} the golden lines of ${letter} give their fields and come back`, () => {
      expect(checkVectors(letter, golden.down, decodeDown)).toBeGreaterThan(0);
    });
  }

  it('MSG1 MSG2 MSG3 MSG4 MSG5 MSG6 MSG7 MSG8 MSG9 MSG10 MSG11 MSG12 lengths are those of the tables', () => {
    expect(sizes(UP)).toEqual({ B: [35, 35], S: [19, 19], H: [34, 34], L: [5, 33], T: [6, 6], G: [24, 24], D: [8, 8] });
    expect(sizes(DOWN)).toEqual({ R: [16, 91], O: [21, 21], P: [50, 50], C: [8, 8], Q: [4, 4] });
    expect(Object.fromEntries(golden.up.map((vector) => [typeOf(vector), vector.line.length + 1]))).toEqual({
      B: 56,
      S: 35,
      H: 55,
      L: 53,
      T: 17,
      G: 41,
      D: 20,
    });
    expect(golden.down.map((vector) => vector.line.length + 1)).toEqual([31, 131, 37, 37, 76, 20, 15]);
  });

  it('MSG13 VER4 FLT4 unknown bits, states and statuses do not stop a message', () => {
    expect(hallState(HALL_STATES.open | 0xf0)).toBe('open');
    for (let code = 6; code < 16; code++) expect(hallState(code)).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(upMessage, downMessage), (message) => {
        const changed = { ...message } as Record<string, unknown>;
        for (const name of ['state', 'features', 'version']) if (name in changed) changed[name] = 0xff;
        if (message.type === 'R') changed['items'] = message.items.map((item) => ({ ...item, status: 0xff }));
        const payload = payloadOf(changed as unknown as UpMessage | DownMessage);
        const codec = { ...UP, ...DOWN }[message.type];
        const decoded = codec.decode(payload);
        expect(decoded.ok && { type: message.type, ...decoded.value }).toEqual(changed);
      }),
    );
    expect(Object.values(FEATURES).reduce<number>((a, b) => a | b, 0)).toBe(0x1f);
    expect([SIGN_IN_FLAG & (TEST_FLAG | VERSION_BITS), TEST_FLAG & VERSION_BITS]).toEqual([0, 0]);
  });

  it('LINE8 reserved bytes are zeros when sent and passed over when read', () => {
    for (const [letter, size, reserve] of [['G', 24, 5]] as const) {
      const codec = { ...UP, ...DOWN }[letter];
      const zeros = new Uint8Array(size);
      const ones = new Uint8Array(size);
      ones.fill(255, size - reserve);
      expect(codec.decode(ones)).toEqual(codec.decode(zeros));
      const value = codec.decode(new Uint8Array(size).fill(255));
      if (!value.ok) throw new Error('expected a message');
      expect([...codec.encode(value.value as never).subarray(size - reserve)]).toEqual(
        Array.from({ length: reserve }, () => 0),
      );
    }
  });

  it('LINE6 a value that does not fit its field is never sent', () => {
    expect(() => payloadOf({ type: 'T', uptime: -1, queue: 0, load: 0 })).toThrow(RangeError);
    expect(() => payloadOf({ type: 'T', uptime: 0, queue: 256, load: 0 })).toThrow(RangeError);
    expect(() => payloadOf({ type: 'T', uptime: 0, queue: 0.5, load: 0 })).toThrow(RangeError);
    expect(() => payloadOf({ type: 'Q', from: 0, to: 3 })).toThrow(RangeError);
    expect(() => payloadOf({ type: 'R', items: [] })).toThrow(RangeError);
    expect(() => payloadOf({ type: 'H', base: 0, bits: new Uint8Array(31) })).toThrow(RangeError);
  });
});
