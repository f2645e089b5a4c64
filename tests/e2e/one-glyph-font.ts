/**
 * A TrueType face with one glyph, a filled box: as a hall would bring one along for a character that no other face has (OpenType 1.9,
 * "The OpenType Font File"). Browsers check each table before they take a face (OTS), so all that they ask for are here.
 */
export function oneGlyphFont(char: string): Buffer {
  const code = char.codePointAt(0) ?? 0;
  const glyph = box();
  const tables: readonly (readonly [tag: string, data: Buffer])[] = [
    ['OS/2', os2()],
    ['cmap', cmap(code)],
    ['glyf', glyph],
    ['head', head()],
    ['hhea', shorts(1, 0, 880, -120, 0, EM, 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, GLYPHS)],
    ['hmtx', shorts(EM, 0, EM, 0)],
    ['loca', shorts(0, 0, glyph.length / 2)],
    ['maxp', shorts(1, 0, GLYPHS, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['name', name('One Glyph')],
    ['post', Buffer.concat([shorts(3, 0), Buffer.alloc(28)])],
  ];
  const directory = Buffer.alloc(12 + 16 * tables.length);
  directory.writeUInt32BE(0x0001_0000, 0);
  // Of ten tables: 8 is the largest power of two in them.
  for (const [i, short] of [tables.length, 128, 3, 16 * tables.length - 128].entries())
    directory.writeUInt16BE(short, 4 + 2 * i);
  const parts = [directory];
  let offset = directory.length;
  for (const [i, [tag, data]] of tables.entries()) {
    const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
    const at = 12 + 16 * i;
    directory.write(tag, at, 'latin1');
    directory.writeUInt32BE(checksum(padded), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(data.length, at + 12);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}

/** Units of an em; `.notdef`, which is empty, and the box. */
const EM = 1000;
const GLYPHS = 2;

function shorts(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) out.writeUInt16BE(value & 0xffff, 2 * i);
  return out;
}

/** Sum of all words of 32 bits, modulo 2³². */
function checksum(data: Buffer): number {
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum = (sum + data.readUInt32BE(at)) >>> 0;
  return sum;
}

/** One contour of four points on the line, from (100, 0) to (900, 800). */
const box = (): Buffer =>
  Buffer.concat([
    shorts(1, 100, 0, 900, 800, 3, 0),
    Buffer.from([1, 1, 1, 1]),
    shorts(100, 0, 800, 0, 0, 800, 0, -800),
  ]);

/** Format 12: one group of one character. */
function cmap(code: number): Buffer {
  const out = Buffer.alloc(12 + 28);
  Buffer.from(shorts(0, 1, 3, 10, 0, 12)).copy(out);
  out.writeUInt16BE(12, 12);
  for (const [i, word] of [28, 0, 1, code, code, 1].entries()) out.writeUInt32BE(word, 16 + 4 * i);
  return out;
}

function head(): Buffer {
  const out = Buffer.alloc(54);
  out.writeUInt32BE(0x0001_0000, 0);
  out.writeUInt32BE(0x0001_0000, 4);
  out.writeUInt32BE(0x5f0f_3cf5, 12);
  shorts(0x000b, EM).copy(out, 16);
  shorts(100, 0, 900, 800, 0, 8, 2, 0, 0).copy(out, 36);
  return out;
}

function os2(): Buffer {
  const out = Buffer.alloc(96);
  shorts(4, EM, 500, 5, 0).copy(out);
  out.writeUInt16BE(0x40, 62);
  // First and last character that 16 bits can say; ascender, descender, gap, and the heights of Windows.
  shorts(0xffff, 0xffff, 880, -120, 0, 880, 120).copy(out, 64);
  return out;
}

/** Family, style, full name and PostScript name, for Windows in English. */
function name(family: string): Buffer {
  const text = Buffer.from(family, 'utf16le').swap16();
  const ids = [1, 2, 4, 6];
  const records = ids.flatMap((id) => [3, 1, 0x409, id, text.length, 0]);
  return Buffer.concat([shorts(0, ids.length, 6 + 12 * ids.length, ...records), text]);
}
