import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../http/csv.ts';
import { askTable } from './ask-table.ts';
import { readTable } from './read-table.ts';
import { writeXlsx } from './write-xlsx.ts';

const GB18030 = { '王芳，': [0xcd, 0xf5, 0xb7, 0xbc, 0xa3, 0xac], '李：': [0xc0, 0xee, 0xa3, 0xba] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
async function rowsOf(file: Uint8Array): Promise<readonly (readonly string[])[]> {
  const read = await readTable(file);
  if (!read.ok) throw new Error(`${read.error.code} ${read.error.detail}`);
  return read.value[0]?.rows ?? [];
}
async function codeOf(file: Uint8Array): Promise<string> {
  const read = await readTable(file);
  return read.ok ? 'ok' : `${read.error.code}${read.error.row ? ` row ${read.error.row}` : ''}`;
}
/** A zip of these files, deflated. */
function zip(
  files: Readonly<Record<string, Uint8Array>>,
  over: { readonly flags?: number; readonly claims?: number } = {},
): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(over.flags ?? 0, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(over.flags ?? 0, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    // What it claims to unpack to, whatever it does.
    entry.writeUInt32LE(over.claims ?? content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    entry.write(name, 46);
    locals.push(local, packed);
    entries.push(entry);
    at += local.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

describe('a file as a table', () => {
  it('CSV in every encoding that a spreadsheet saves', async () => {
    const text = '姓名,表决器\r\n王芳,1\r\n𠮷田,2\r\n';
    const rows = [
      ['姓名', '表决器'],
      ['王芳', '1'],
      ['𠮷田', '2'],
    ];
    const wide = Buffer.from(`\uFEFF${text.replaceAll(',', '\t')}`, 'utf16le');
    for (const file of [bytes(text), bytes(`\uFEFF${text}`), wide, Buffer.from(wide).swap16()])
      expect(await rowsOf(file)).toEqual(rows);
    const [name = [], other = []] = Object.values(GB18030);
    expect(await rowsOf(Uint8Array.of(...name, 0x2c, 0x31, 0x0a, ...other, 0x2c, 0x32))).toEqual([
      ['王芳，', '1'],
      ['李：', '2'],
    ]);
  });

  it('commas, tabs and semicolons; line ends of every system; quoted cells with all of them; empty rows stay in the count', async () => {
    expect(await rowsOf(bytes('a;b\n1;2'))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(await rowsOf(bytes('a\tb\r1\t"x\ty"'))).toEqual([
      ['a', 'b'],
      ['1', 'x\ty'],
    ]);
    expect(await rowsOf(bytes('名册\r\na,b\n\n"1,\r\n""2""",3\r\n'))).toEqual([
      ['名册'],
      ['a', 'b'],
      [''],
      ['1,\r\n"2"', '3'],
    ]);
  });

  it('XLSX: numbers digit for digit, days as days, every sheet that has something', async () => {
    const file = await writeXlsx([
      { name: '名册', rows: [['姓名', '号'], ['王', 1], [], ['李', 12_345_678_901]] },
      { name: '空', rows: [[]] },
      { name: '说明', rows: [['x']] },
    ]);
    const read = await readTable(file);
    expect(read.ok && read.value.map(({ name }) => name)).toEqual(['名册', '说明']);
    expect(await rowsOf(file)).toEqual([
      ['姓名', '号'],
      ['王', '1'],
      ['', ''],
      ['李', '12345678901'],
    ]);
  });

  it('says what a file is that is no table', async () => {
    const ole = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
    expect(await codeOf(ole)).toBe('old-xls');
    expect(await codeOf(Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe('password');
    expect(await codeOf(bytes('<html><table><tr><td>1</td></tr></table></html>'))).toBe('markup');
    expect(await codeOf(bytes('<?xml version="1.0"?><Workbook/>'))).toBe('markup');
    expect(await codeOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0))).toBe('not-a-table');
    expect(await codeOf(bytes('%PDF-1.4\n\0\x01'))).toBe('not-a-table');
    expect(await codeOf(Uint8Array.of(0x61, 0xff, 0x62))).toBe('unknown-encoding');
    expect(await codeOf(zip({ 'word/document.xml': bytes('<x/>') }))).toBe('not-a-table');
    expect(await codeOf(zip({ 'xl/workbook.bin': bytes('x') }))).toBe('not-a-table');
    expect(await codeOf(zip({ 'xl/workbook.xml': bytes('<x/>') }, { flags: 1 }))).toBe('password');
    expect(await codeOf(zip({ 'xl/workbook.xml': bytes('<x/>') }))).toBe('broken-xlsx');
    // Nobody who imports a table is told what a parser stumbled over.
    expect(await readTable(zip({ 'xl/workbook.xml': bytes('<x/>') }))).toMatchObject({ error: { detail: '' } });
    expect(await codeOf(new Uint8Array())).toBe('empty');
    expect(await codeOf(bytes('\uFEFF \r\n,,\r\n'))).toBe('empty');
    expect(await codeOf(bytes('a,b\n1,"2\n3,4\n'))).toBe('broken-csv row 2');
  });

  it('a file cut short at any place is refused or read, never more', async () => {
    const whole = await writeXlsx([{ name: '名册', rows: [['姓名'], ['王']] }]);
    for (let length = 0; length < whole.length; length += 13)
      expect(await codeOf(whole.subarray(0, length))).toMatch(/^(?:broken-xlsx|empty|not-a-table)$/);
  });

  it('bounds: bytes, rows, columns, the length of a cell, and what a zip unpacks to', async () => {
    expect(await codeOf(new Uint8Array(5_000_001))).toBe('too-large');
    expect(await codeOf(bytes('1\n'.repeat(65_600)))).toBe('too-large');
    expect(await codeOf(bytes(`a\n${'1,'.repeat(100)}`))).toBe('too-large row 2');
    expect(await codeOf(bytes(`a\nb\n${'1'.repeat(10_001)}`))).toBe('too-large row 3');
    const nothing = new Uint8Array(50_000_000);
    const bomb = zip({ 'xl/workbook.xml': bytes('<x/>'), 'xl/a.xml': nothing, 'xl/b.xml': nothing }, { claims: 1 });
    expect(bomb.length).toBeLessThan(200_000);
    expect(await codeOf(bomb)).toBe('too-large');
  });

  it('a cell in the last corner of a sheet is not filled up to; one that is only coloured there is nothing', async () => {
    const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const book = (corner: string): Uint8Array =>
      zip({
        'xl/workbook.xml': bytes(
          `<workbook xmlns:r="${RELS}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        ),
        'xl/_rels/workbook.xml.rels': bytes(
          `<Relationships><Relationship Id="rId1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        ),
        'xl/worksheets/sheet1.xml': bytes(
          `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9000">${corner}</row></sheetData></worksheet>`,
        ),
      });
    expect(await codeOf(book('<c r="XFD9000"><v>1</v></c>'))).toBe('too-large');
    expect(await rowsOf(book('<c r="XFD9000" s="3"/>'))).toEqual([['1']]);
  });

  it('is read in a process of its own', async () => {
    expect(await askTable(bytes('a,b\n1,2'))).toEqual({
      ok: true,
      value: [
        {
          name: '',
          rows: [
            ['a', 'b'],
            ['1', '2'],
          ],
        },
      ],
    });
    expect(await askTable(bytes('<html>'))).toMatchObject({ ok: false, error: { code: 'markup' } });
  });
});

describe('properties', () => {
  it('random bytes never throw, bare or behind the first bytes of each kind of file', async () => {
    const heads = [[], [0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0], [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0x3c]];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const read = await readTable(Uint8Array.of(...head, ...tail));
        expect(typeof read.ok).toBe('boolean');
      }),
      { numRuns: 400 },
    );
  });

  it('a workbook with damaged bytes never throws', async () => {
    const whole = await writeXlsx([
      {
        name: '名册',
        rows: [
          ['姓名', '号'],
          ['王', 1],
        ],
      },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Uint8Array.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const read = await readTable(damaged);
        expect(typeof read.ok).toBe('boolean');
      }),
      { numRuns: 150 },
    );
  });

  const CELLS = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '=1+1',
      "'=1",
      "''@x",
      '＝A1',
      '-5',
      '王·芳',
      '"',
      'a,b',
      '\r\n',
      '\r',
      '\n',
      '\t',
      ' x ',
      '_x000D_',
      'valueOf',
      '__proto__',
      '𠮷',
      '\u{10FFFE}\u0001',
      '\uFDD0x',
    ),
  );
  /** Without NUL, which no table has; with a first cell that is there, so that nothing is empty. */
  const TABLES = fc
    .array(fc.array(CELLS, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    .map((rows) =>
      [['姓名', '表决器', '组', '身份'], ...rows].map((row) => row.map((cell) => cell.replaceAll('\0', ''))),
    );

  it('what we write as CSV reads back cell by cell, formulas and quotation marks too', async () => {
    await fc.assert(
      fc.asyncProperty(TABLES, async (rows) => {
        expect(await rowsOf(bytes(csv(rows)))).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  it('what we write as XLSX reads back alike, and no text is a formula', async () => {
    const trimmed = (rows: readonly (readonly string[])[]) => {
      const cut = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
      return cut.slice(0, cut.findLastIndex(({ length }) => length > 0) + 1);
    };
    await fc.assert(
      fc.asyncProperty(TABLES, async (rows) => {
        const file = await writeXlsx([{ name: '名册', rows }]);
        expect(trimmed(await rowsOf(file))).toEqual(trimmed(rows));
      }),
      { numRuns: 60 },
    );
  });
});
