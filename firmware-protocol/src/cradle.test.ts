import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { CRADLE_DOWN, CRADLE_UP } from './cradle.ts';
import { decodeCradleDown, decodeCradleUp, decodeDown, decodeLine, decodeUp, encodeLine, payloadOf } from './line.ts';

const lineOf = (text: string) => {
  const line = decodeLine(text);
  if (!line.ok) throw new Error(line.error);
  return line.value;
};

describe('lines of a provisioning cradle', () => {
  it.each([
    ['up', golden.cradleUp, decodeCradleUp],
    ['down', golden.cradleDown, decodeCradleDown],
  ] as const)('PRV2 PRV3 PRV5 the golden lines %s, there and back', (_, vectors, decode) => {
    for (const { line: text, sequence, payload } of vectors) {
      const line = lineOf(text);
      const message = decode(line);
      if (!message.ok) throw new Error(message.error.code);
      expect(Buffer.from(payloadOf(message.value)).toString('hex')).toBe(payload);
      expect(encodeLine(message.value.type, sequence, line.payload)).toBe(text);
    }
    expect(vectors).toHaveLength(3);
  });

  it('PRV2 PRV3 PRV5 have the lengths of the page', () => {
    const lengths = Object.fromEntries(
      [...golden.cradleUp, ...golden.cradleDown].map(({ line, payload }) => [
        line.charAt(1),
        [payload.length / 2, line.length + 1],
      ]),
    );
    expect(lengths).toEqual({ K: [25, 43], V: [28, 47], W: [32, 52] });
  });

  it('PRV1 LINE9 are unknown types to receivers and gateways, and the other way round', () => {
    for (const { line } of [...golden.cradleUp, ...golden.cradleDown])
      for (const decode of [decodeUp, decodeDown])
        expect(decode(lineOf(line))).toMatchObject({ ok: false, error: { code: 'unknown-type' } });
    for (const { line } of [...golden.up, ...golden.down])
      for (const decode of [decodeCradleUp, decodeCradleDown])
        expect(decode(lineOf(line))).toMatchObject({ ok: false, error: { code: 'unknown-type' } });
  });

  it('PRV3 FLT5 nobody, epoch 65,535, set 0 and other lengths are no order to write; no bytes throw', () => {
    const order = Buffer.from(golden.cradleDown[0]?.payload ?? '', 'hex');
    const changed = (at: number, ...bytes: number[]): Uint8Array => {
      const copy = new Uint8Array(order);
      copy.set(bytes, at);
      return copy;
    };
    expect(CRADLE_DOWN.W.decode(new Uint8Array(order)).ok).toBe(true);
    for (const bad of [
      changed(12, 0, 0),
      changed(12, 255, 255),
      changed(14, 255, 255),
      changed(8, 0, 0, 0, 0),
      order.subarray(1),
    ])
      expect(CRADLE_DOWN.W.decode(bad).ok).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const codec of [CRADLE_UP.K, CRADLE_UP.V, CRADLE_DOWN.W]) codec.decode(bytes);
      }),
    );
  });
});
