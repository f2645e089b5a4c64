import { expect, test } from 'vitest';
import { LineLimiter } from './line-limiter.ts';

function limit(chunks: readonly (string | Buffer)[], most = 160) {
  const out: string[] = [];
  let tooLong = 0;
  const limiter = new LineLimiter(most, () => tooLong++);
  limiter.on('data', (line: Buffer) => out.push(line.toString('latin1')));
  for (const chunk of chunks) limiter.write(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
  limiter.end();
  return { out, tooLong };
}

test('LINE1 passes whole lines, however the bytes are cut', () => {
  const text = '$B1234\n$C\n\n$D\n';
  for (let size = 1; size <= text.length; size++) {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.slice(i * size, (i + 1) * size),
    );
    expect(limit(chunks).out.join('')).toBe(text);
  }
});

test('FLT3 a run without a line end and without `$` is dropped and counted once', () => {
  expect(limit(['x'.repeat(5000), 'x'.repeat(5000), '\n$ok\n'])).toEqual({ out: ['$ok\n'], tooLong: 1 });
});

test('LINE2 160 bytes with the line end are a line, 161 are not', () => {
  expect(limit([`$${'a'.repeat(158)}\n`])).toMatchObject({ tooLong: 0, out: [expect.stringMatching(/^\$a{158}\n$/)] });
  expect(limit([`$${'a'.repeat(159)}\n`])).toEqual({ out: [], tooLong: 1 });
});

test('LINE5 a good line behind any amount of noise is kept', () => {
  for (const noise of [1, 100, 159, 160, 161, 5000]) {
    const { out, tooLong } = limit(['n'.repeat(noise), '$good\n']);
    expect(out.join('')).toContain('$good\n');
    expect(tooLong).toBe(noise + 6 > 160 ? 1 : 0);
  }
});

test('a cut last line is no line', () => {
  expect(limit(['$a\n$b']).out).toEqual(['$a\n']);
});

test('FLT2 bytes beyond ASCII pass as they are, to be refused by the checksum', () => {
  expect(limit([Buffer.from([0x24, 0xc1, 0xff, 0x00, 0x0a])]).out).toEqual(['$\u00c1\u00ff\u0000\n']);
});

test('FLT2 4 MiB without a line end hold up nothing: none of it is kept', () => {
  let lines = 0;
  const limiter = new LineLimiter(160, () => undefined);
  limiter.on('data', () => lines++);
  for (let i = 0; i < 65_536; i++) limiter.write(Buffer.alloc(64, 0x41));
  expect(limiter.readableLength + limiter.writableLength).toBe(0);
  limiter.write('\n$good\n');
  expect(lines).toBe(1);
});
