import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { FORM_CHOICE, FORM_GRADES, FORM_PICK, type Form } from './ballot.ts';
import { PaperChunk } from './messages.ts';
import { decodePaper, encodePaper, type Paper, paperChunks } from './paper.ts';
import { paperDigest } from './seal/ballot-seal.ts';
import { paperHash } from './seal/paper-hash.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** Any paper of a form. A graded one has as many most marks as items, no least marks, and 3 or 4 grades. */
const paperOf = (form: Form): fc.Arbitrary<Paper> =>
  fc
    .record({
      round: fc.integer({ min: 1, max: 65_534 }),
      maxMarks: fc.integer({ min: 1, max: 60 }),
      minMarks: fc.nat(60),
      firstPress: fc.boolean(),
      named: fc.boolean(),
      grades: fc.constantFrom(3, 4),
      frozen: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      numbers: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), {
        minLength: 1,
        maxLength: form === FORM_GRADES ? 30 : 60,
      }),
    })
    .map((fields) =>
      form === FORM_GRADES
        ? { ...fields, form, maxMarks: fields.numbers.length, minMarks: 0 }
        : { ...fields, form, minMarks: Math.min(fields.minMarks, fields.maxMarks), grades: 0 },
    );
const paper = fc.constantFrom(FORM_PICK, FORM_CHOICE, FORM_GRADES).chain(paperOf);

const PLAIN: Paper = {
  form: FORM_PICK,
  round: 1,
  maxMarks: 2,
  minMarks: 0,
  firstPress: false,
  named: false,
  grades: 0,
  frozen: new Uint8Array(16),
  numbers: [1, 2],
};
const GRADED: Paper = { ...PLAIN, form: FORM_GRADES, grades: 3 };

describe('the paper', () => {
  it('PAP1 PAP2 PAP4 every paper comes back from its bytes', () => {
    fc.assert(
      fc.property(paper, (fields) => {
        const bytes = encodePaper(fields);
        expect(bytes.length).toBe(24 + fields.numbers.length);
        expect(hex(bytes.subarray(8, 24))).toBe(hex(fields.frozen));
        expect(decodePaper(bytes)).toEqual({ ok: true, value: { paper: fields, bytes } });
      }),
    );
  });

  it('PAP2 PAP3 the golden papers have their bytes, hash and digest', () => {
    for (const { fields, bytes, hash, digest } of golden.papers) {
      expect(hex(encodePaper({ ...fields, form: fields.form as Form, frozen: unhex(fields.frozen) }))).toBe(bytes);
      expect(hex(paperHash(unhex(bytes)))).toBe(hash);
      expect(paperDigest(unhex(hash))).toBe(digest);
    }
  });

  it('PAP5 chunks of 48 bytes glued together give the paper without the padding', () => {
    for (const { bytes, chunks } of golden.papers) {
      expect(paperChunks(unhex(bytes)).map((chunk) => hex(PaperChunk.encode(chunk)))).toEqual(chunks);
    }
    fc.assert(
      fc.property(paper, (fields) => {
        const bytes = encodePaper(fields);
        const chunks = paperChunks(bytes);
        expect(chunks.map(({ index, of }) => [index, of])).toEqual(chunks.map((_, i) => [i, chunks.length]));
        const glued = new Uint8Array(Buffer.concat(chunks.map((chunk) => chunk.bytes)));
        expect(glued.length % 48).toBe(0);
        const back = decodePaper(glued);
        expect(back.ok && hex(back.value.bytes)).toBe(hex(bytes));
      }),
    );
  });

  it('PAP6 bytes that are no paper are refused whole, and nothing throws', () => {
    for (const { fault, bytes } of golden.badPapers) {
      expect([bytes, decodePaper(unhex(bytes))]).toEqual([bytes, { ok: false, error: fault }]);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(decodePaper(bytes).ok).toBeTypeOf('boolean');
      }),
    );
  });

  it('PAP2 PAP6 PAP8 a paper with any byte changed is refused, or is another paper that encodes to its bytes', () => {
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(paper, fc.nat(83), fc.nat(255), (fields, at, value) => {
        const bytes = encodePaper(fields);
        fc.pre(at < bytes.length);
        bytes[at] = value;
        const back = decodePaper(bytes);
        if (!back.ok) return void refused++;
        taken++;
        const again = encodePaper(back.value.paper);
        // What is passed over is not said again: flags without meaning, and what a smaller count cuts off.
        const known = back.value.paper.form === FORM_GRADES ? 0x1f : 0x03;
        const expected = bytes.slice(0, again.length);
        expected[6] = (expected[6] ?? 0) & known;
        expect(hex(again)).toBe(hex(expected));
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(refused, taken)).toBeGreaterThan(100);
  });

  it('PAP2 unknown flags are passed over, but stand in the hash', () => {
    const bytes = encodePaper({ ...PLAIN, firstPress: true });
    const flagged = bytes.slice();
    flagged[6] = 0xfd;
    expect(decodePaper(flagged)).toMatchObject({ value: { paper: { firstPress: true, named: false, grades: 0 } } });
    expect(hex(paperHash(flagged))).not.toBe(hex(paperHash(bytes)));
  });

  it('PAP8 a graded paper says how many grades there are, and a named one that it is named', () => {
    const flags = (change: Partial<Paper>): number | undefined => encodePaper({ ...GRADED, ...change })[6];
    expect([flags({}), flags({ grades: 4 }), flags({ grades: 4, named: true, firstPress: true })]).toEqual([
      12, 16, 19,
    ]);
    expect(encodePaper({ ...PLAIN, form: FORM_CHOICE, named: true })[6]).toBe(2);
  });

  it('PAP1 PAP8 a paper that can not be is never sent', () => {
    const bad: [Paper, Partial<Paper>[]][] = [
      [
        PLAIN,
        [
          { form: 4 as Form },
          { round: 0 },
          { round: 65_535 },
          { maxMarks: 0 },
          { maxMarks: 61 },
          { minMarks: 3 },
          { grades: 3 },
          { numbers: [] },
          { numbers: [1, 1] },
          { numbers: [100] },
          { numbers: [0] },
          { frozen: new Uint8Array(15) },
        ],
      ],
      [
        GRADED,
        [
          { grades: 0 },
          { grades: 2 },
          { grades: 5 },
          { maxMarks: 1 },
          { minMarks: 1 },
          { maxMarks: 31, numbers: Array.from({ length: 31 }, (_, i) => i + 1) },
        ],
      ],
    ];
    for (const [good, changes] of bad) {
      expect(() => encodePaper(good)).not.toThrow();
      for (const change of changes) expect(() => encodePaper({ ...good, ...change })).toThrow(RangeError);
    }
  });
});
