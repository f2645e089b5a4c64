import { encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { upMessage } from '@piaojue/firmware-protocol/test-arbitraries';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';
import { readReceived } from './received-line.ts';

const flawsOf = (text: string): string[] =>
  readReceived(Buffer.from(text, 'latin1'), 0).flaws.map(({ rule, came }) => `${rule} ${came}`);

test('LINE1 LINE3 LINE4 LINE11 whatever a sound receiver sends has no flaw, and reads as what it is', () => {
  fc.assert(
    fc.property(upMessage, fc.integer({ min: 0, max: 4095 }), (message, sequence) => {
      const line = readReceived(
        Buffer.from(`${encodeLine(message.type, sequence, payloadOf(message))}\n`, 'latin1'),
        7,
      );
      expect(line).toMatchObject({ at: 7, flaws: [], sequence, letter: message.type });
      expect(line.message).toEqual(message);
    }),
  );
});

test('FLT2 no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(readReceived(Buffer.from(bytes), 0).bytes).toHaveLength(bytes.length);
    }),
  );
});

const GOOD = '$TDDAAFRgAMqDD33';
test.each([
  ['nothing wrong', `${GOOD}\n`, []],
  ['a CR is tolerated', `${GOOD}\r\n`, []],
  ['words before it', `ready ${GOOD}\n`, ['LINE1 6 bytes before it', 'LINE2 byte 20 at offset 5']],
  ['no line at all', 'ready\n', ['LINE1 no $ in it']],
  ['too short', '$T\n', ['LINE1 2 bytes']],
  ['two starts', `$TDD${GOOD}\n`, ['LINE2 another one 4 bytes behind it']],
  ['CRC in lower case', `${GOOD.slice(0, -4)}dd33\n`, ['LINE4 dd33']],
  ['another CRC', `${GOOD.slice(0, -4)}DD34\n`, ['LINE4 DD34']],
  ['a type of the host', `${encodeLine('O', 1, new Uint8Array(21))}\n`, ['LINE9 O']],
  ['a type that nobody knows yet', `${encodeLine('Z', 1, new Uint8Array(3))}\n`, []],
  ['another length', `${encodeLine('T', 1, new Uint8Array(7))}\n`, ['LINE11 7 bytes']],
  ['keypad 0', `${encodeLine('B', 1, new Uint8Array(35))}\n`, ['MSG1 a number out of its range']],
  ['161 bytes', `$Z${'A'.repeat(158)}\n`, ['LINE2 161 bytes', 'LINE4 AAAA']],
])('%s', (_, text, flaws) => {
  expect(flawsOf(text)).toEqual(flaws);
});

test('LINE8 a reserve that is not zero', () => {
  const payload = new Uint8Array(24);
  payload[22] = 1;
  expect(flawsOf(`${encodeLine('G', 1, payload)}\n`)).toEqual(['LINE8 00 00 00 01 00']);
});

test('LINE1 lines come whole however the bytes are cut; half a line after opening and empty ones are passed over', () => {
  const bytes = Buffer.from(`AMqDD33\n${GOOD}\n\r\n\n${GOOD}\r\nready\n$half`, 'latin1');
  for (let size = 1; size <= bytes.length; size++) {
    const splitter = new LineSplitter();
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      lines.push(...splitter.take(bytes.subarray(at, at + size)).map((line) => line.toString('latin1')));
    }
    expect(lines).toEqual([`${GOOD}\n`, `${GOOD}\r\n`, 'ready\n']);
  }
});

test('FLT3 a run without an end is cut every 4,096 bytes', () => {
  const splitter = new LineSplitter();
  const lines = splitter.take(Buffer.concat([Buffer.from('$'), Buffer.alloc(10_000, 0x41)]));
  expect(lines.map(({ length }) => length)).toEqual([4096, 4096]);
});
