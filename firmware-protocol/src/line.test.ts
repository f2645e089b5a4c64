import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { fromBase64url, fromDigits, toBase64url, toDigits } from './base64url.ts';
import { crc16, crc16Bytes } from './crc16.ts';
import { decodeDown, decodeLine, decodeUp, encodeLine, MAX_LINE, payloadOf, SEQUENCES, sequenceGap } from './line.ts';
import { DOWN, type DownMessage, UP, type UpMessage } from './messages.ts';
import { anyText, downMessage, sequence, upMessage } from './test-arbitraries.ts';

type Direction = 'up' | 'down';
const decoders = { up: decodeUp, down: decodeDown };

/** What a reader of this direction makes of one line: the message and its sequence, or the counter it raises. */
function read(direction: Direction, text: string): { message: UpMessage | DownMessage; sequence: number } | string {
  const line = decodeLine(text);
  if (!line.ok) return line.error;
  const message = decoders[direction](line.value);
  return message.ok ? { message: message.value, sequence: line.value.sequence } : message.error.code;
}
const lineOf = (message: UpMessage | DownMessage, number: number): string =>
  encodeLine(message.type, number, payloadOf(message));

describe('the line', () => {
  it('LINE1 every message comes back from its line, with and without CR', () => {
    for (const [direction, any] of [
      ['up', upMessage],
      ['down', downMessage],
    ] as const) {
      fc.assert(
        fc.property(any as fc.Arbitrary<UpMessage | DownMessage>, sequence, (message, number) => {
          const line = lineOf(message, number);
          expect(read(direction, line)).toEqual({ message, sequence: number });
          expect(read(direction, `${line}\r`)).toEqual({ message, sequence: number });
        }),
      );
    }
  });

  it('LINE2 no line is longer than 160 bytes, holds anything but printable ASCII, or a second $', () => {
    fc.assert(
      fc.property(fc.oneof(upMessage, downMessage), sequence, (message, number) => {
        const line = lineOf(message, number);
        expect(line.length + 1).toBeLessThanOrEqual(MAX_LINE);
        expect(line).toMatch(/^\$[A-Z][\w-]+[0-9A-F]{4}$/);
      }),
    );
    for (const codec of Object.values({ ...UP, ...DOWN })) {
      expect(8 + Math.ceil((codec.maximum * 4) / 3) + 1).toBeLessThanOrEqual(MAX_LINE);
    }
    expect(() => encodeLine('Z', 0, new Uint8Array(113))).not.toThrow();
    expect(() => encodeLine('Z', 0, new Uint8Array(114))).toThrow(/at most 160 bytes, got 161/);
  });

  it('LINE3 base64url has one spelling per value and takes no other', () => {
    for (const { bytes, text } of golden.base64url) {
      expect(toBase64url(Buffer.from(bytes, 'hex'))).toBe(text);
      expect(Buffer.from(fromBase64url(text) ?? []).toString('hex')).toBe(bytes);
    }
    for (const text of golden.notBase64url) expect([text, fromBase64url(text)]).toEqual([text, undefined]);
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = fromBase64url(text);
        expect(bytes === undefined || toBase64url(bytes) === text).toBe(true);
      }),
    );
  });

  it('LINE4 the checksum is CRC-16/CCITT-FALSE, over texts and bytes alike', () => {
    expect(crc16('123456789')).toBe(0x29b1);
    for (const { text, crc } of golden.crc16) {
      expect(crc16(text).toString(16).toUpperCase().padStart(4, '0')).toBe(crc);
      expect(crc16Bytes(Buffer.from(text, 'latin1'))).toBe(Number.parseInt(crc, 16));
    }
    // Bit by bit, as the standard has it, without a table.
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        let crc = 0xffff;
        for (const byte of bytes) {
          crc ^= byte << 8;
          for (let i = 0; i < 8; i++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
        }
        expect(crc16Bytes(bytes)).toBe(crc);
      }),
    );
  });

  it('LINE5 decoding starts at the last $: what was cut or glued before it is passed over', () => {
    for (const { line, takenAs } of golden.glued) expect(decodeLine(line)).toEqual(decodeLine(takenAs));
    fc.assert(
      fc.property(anyText, upMessage, sequence, (junk, message, number) => {
        expect(read('up', junk + lineOf(message, number))).toEqual({ message, sequence: number });
      }),
    );
  });

  it('LINE6 keypads 0 and 65,535 are nobody, wherever a keypad is named', () => {
    const named: [keyof typeof UP | keyof typeof DOWN, number][] = [
      ['B', 1],
      ['S', 1],
      ['L', 1],
      ['R', 1],
      ['Q', 0],
      ['Q', 2],
    ];
    for (const [letter, offset] of named) {
      const codec = { ...UP, ...DOWN }[letter];
      for (const keypad of [0, 1, 65_534, 65_535]) {
        const payload = new Uint8Array(codec.minimum).fill(1);
        new DataView(payload.buffer).setUint16(offset, keypad);
        expect([letter, keypad, codec.decode(payload).ok]).toEqual([letter, keypad, keypad === 1 || keypad === 65_534]);
      }
    }
  });

  it('LINE7 sequences count missing lines; a repeated or late line is no gap', () => {
    for (const { last, next, missing } of golden.sequenceGaps) expect(sequenceGap(last, next)).toBe(missing);
    for (const { value, digits } of golden.sequences) {
      expect(toDigits(value)).toBe(digits);
      expect(fromDigits(digits)).toBe(value);
    }
    for (let value = 0; value < SEQUENCES; value++) expect(fromDigits(toDigits(value))).toBe(value);
  });

  it('LINE11 numbers are big-endian and every payload has exactly the length of its message', () => {
    const payload = payloadOf({ type: 'T', uptime: 0x0102_0304, queue: 5, load: 6 });
    expect([...payload]).toEqual([1, 2, 3, 4, 5, 6]);
    fc.assert(
      fc.property(fc.oneof(upMessage, downMessage), fc.integer({ min: 1, max: 4 }), (message, more) => {
        const bytes = payloadOf(message);
        const direction = Object.hasOwn(UP, message.type) ? 'up' : 'down';
        const asLine = (cut: Uint8Array) => read(direction, encodeLine(message.type, 0, cut));
        expect(asLine(bytes.subarray(0, bytes.length - more))).toMatch(/^bad-(length|field)$/);
        const longer = new Uint8Array(bytes.length + more);
        longer.set(bytes);
        expect(asLine(longer)).toBe('bad-length');
      }),
    );
  });
});

describe('faults of the line', () => {
  it('FLT1 LINE9 each bad line raises the one counter that is named for it', () => {
    for (const { direction, fault, why, line } of golden.badLines) {
      expect([why, read(direction as Direction, line)]).toEqual([why, fault]);
    }
    expect(new Set(golden.badLines.map(({ fault }) => fault)).size).toBe(9);
  });

  it('FLT2 no text and no bytes make a decoder throw', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const direction of ['up', 'down'] as const) expect(read(direction, text)).toBeDefined();
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(UP), ...Object.keys(DOWN), 'Z'),
        fc.uint8Array({ maxLength: 112 }),
        (letter, payload) => {
          const text = encodeLine(letter, 0, payload);
          for (const direction of ['up', 'down'] as const) expect(read(direction, text)).toBeDefined();
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('FLT6 LINE2 not one flipped bit of a line makes another message of it, over every bit of every type', () => {
    let flips = 0;
    for (const direction of ['up', 'down'] as const) {
      for (const { line } of golden[direction]) {
        const good = read(direction, line);
        expect(good).toBeTypeOf('object');
        const bytes = Buffer.from(`${line}\n`, 'latin1');
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const flipped = Buffer.from(bytes);
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          // A flip may make an LF, or take the one at the end: then the next line is glued on.
          const stream = flipped.toString('latin1') + line;
          const taken = stream
            .split('\n')
            .map((text) => read(direction, text))
            .filter((result) => typeof result === 'object');
          for (const result of taken) expect(result).toEqual(good);
          flips++;
        }
      }
    }
    expect(flips).toBe(8 * [...golden.up, ...golden.down].reduce((sum, { line }) => sum + line.length + 1, 0));
  });

  it('FLT5 the good line after a damaged one is taken, whatever was damaged', () => {
    fc.assert(
      fc.property(anyText, downMessage, sequence, (junk, message, number) => {
        const texts = `${junk.replaceAll('\n', '')}\n${lineOf(message, number)}`.split('\n');
        expect(read('down', texts[1] ?? '')).toEqual({ message, sequence: number });
      }),
    );
  });
});
