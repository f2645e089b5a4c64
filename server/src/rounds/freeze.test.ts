import { FORM_CHOICE, FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import type { Contest } from '@piaojue/contract/contest';
import { describe, expect, it } from 'vitest';
import { hasBit } from '../bitmap.ts';
import { inBothLanguages, rulesInWords } from '../rules/rules-in-words.ts';
import { contestData, electionData, evaluationData, motionData, perProjectData } from '../rules/test-contest.ts';
import { testSeats } from '../store/test-rows.ts';
import type { SeatRow } from '../store/store.ts';
import { freeze, freezePresence } from './freeze.ts';

const contest: Contest = {
  ...contestData({ field: [3, 1, 99], seats: 1, maxMarks: 2, minMarks: 1 }),
  title: '民生实事',
};
const seats = testSeats(3);
const base = { id: 5, parent: null, turn: 1, contest };
const { rules, candidates } = contest;
const [first, ...others] = candidates;
const [seat, ...otherSeats] = seats;
if (!first || !seat) throw new Error('no data');

function paperOf(bytes: Uint8Array) {
  const read = decodePaper(bytes);
  if (!read.ok) throw new Error(read.error);
  return read.value.paper;
}

describe('what ready freezes', () => {
  const frozen = freeze(base, seats);

  it('is under one hash, and the same data give the same hash, whatever the order of their fields', () => {
    expect(frozen.hash).toMatch(/^[0-9a-f]{64}$/);
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([name, field]) => [name, turned(field)]),
            )
          : value;
    const again = freeze({ ...base, contest: turned(contest) as Contest }, turned(seats) as SeatRow[]);
    expect(JSON.stringify(turned(contest))).not.toBe(JSON.stringify(contest));
    expect(again.hash).toBe(frozen.hash);
  });

  const withRules = (over: Partial<Contest['rules']>) => ({
    ...base,
    contest: { ...contest, rules: { ...rules, ...over } },
  });
  const withFirst = (over: Partial<Contest['candidates'][number]>) => ({
    ...base,
    contest: { ...contest, candidates: [{ ...first, ...over }, ...others] },
  });
  it.each<[string, typeof base | Parameters<typeof freeze>[0], readonly SeatRow[]]>([
    ['the round', { ...base, id: 6 }, seats],
    ['the parent', { ...base, parent: 4 }, seats],
    ['the turn', { ...base, turn: 2 }, seats],
    ['the title', { ...base, contest: { ...contest, title: '民生实事项目' } }, seats],
    ['the seats to fill', withRules({ seats: 2 }), seats],
    ['the most marks', withRules({ maxMarks: 1 }), seats],
    ['the least marks', withRules({ minMarks: 0 }), seats],
    ['exactly', withRules({ exactly: true }), seats],
    ['the quorum', withRules({ quorum: { num: 1, den: 2, strict: false } }), seats],
    ['the strictness of the quorum', withRules({ quorum: { ...rules.quorum, strict: true } }), seats],
    ['the majority', withRules({ majority: null }), seats],
    ['the base of the majority', withRules({ majority: { num: 1, den: 2, strict: true, base: 'present' } }), seats],
    ['the base of rates', withRules({ rateBase: 'valid' }), seats],
    ['the press policy', withRules({ press: 'first' }), seats],
    ['the reveal', withRules({ reveal: 'afterConfirmation' }), seats],
    ['the clock', withRules({ clock: { seconds: 60, closes: false } }), seats],
    ['what the clock does', withRules({ clock: { seconds: 60, closes: true } }), seats],
    ['what needs whom', withRules({ people: { emptyBox: true, sums: true, presiding: false } }), seats],
    ['the profile', withRules({ profile: { id: 'township', version: 2 } }), seats],
    ['the kind', { ...base, contest: { ...perProjectData({ field: 2, seats: 1 }), candidates, rules } }, seats],
    ['a number', withFirst({ no: 4 }), seats],
    ['a name', withFirst({ name: '道路' }), seats],
    ['a budget', withFirst({ budget: '120万元' }), seats],
    ['the order of candidates', { ...base, contest: { ...contest, candidates: candidates.toReversed() } }, seats],
    [
      'what was cut',
      { ...base, contest: { ...contest, screened: [{ name: '公园', outcome: 'cut', reason: '无用地' }] } },
      seats,
    ],
    ['the story', withFirst({ story: { fund: '县财政' } }), seats],
    ['a voter more', base, testSeats(4)],
    ['the name of a voter', base, [{ ...seat, name: '别人' }, ...otherSeats]],
    ['the group of a voter', base, [{ ...seat, group: '别组' }, ...otherSeats]],
    ['the keypad of a voter', base, [{ ...seat, keypad: 77 }, ...otherSeats]],
    ['the generation of a keypad', base, [{ ...seat, generation: 1 }, ...otherSeats]],
  ])('another hash for another value of %s', (_what, round, roll) => {
    expect(freeze(round, roll).hash).not.toBe(frozen.hash);
  });

  it('PAP4 the paper for the keypads carries the hash and what the hash says', () => {
    const paper = paperOf(frozen.paper);
    expect(paper).toMatchObject({ round: 5, maxMarks: 2, minMarks: 1, firstPress: false, numbers: [3, 1, 99] });
    expect(Buffer.from(paper.frozen).toString('hex')).toBe(frozen.hash.slice(0, 32));
    expect([frozen.all, frozen.seats]).toEqual([3, seats]);
  });

  it('the rules in words are under the hash, in both languages', () => {
    const words = inBothLanguages((language) => rulesInWords(contest, language));
    expect(frozen.words).toEqual(words);
    expect(words['zh-CN'].length).toBeGreaterThan(10);
  });

  it('PAP8 the paper of each kind: form, limits, 记名 and the number of grades', () => {
    const of = (asked: Contest) => paperOf(freeze({ ...base, contest: asked }, seats).paper);
    const shape = { named: false, grades: 0, minMarks: 0 };
    expect(of(perProjectData({ field: 3, seats: 2 }))).toMatchObject({ ...shape, form: FORM_CHOICE, maxMarks: 2 });
    expect(of(electionData({ field: 3, seats: 2 }))).toMatchObject({ ...shape, form: FORM_PICK, maxMarks: 2 });
    expect(of(electionData({ field: 3, seats: 2, form: 'perItem' }))).toMatchObject({ ...shape, form: FORM_CHOICE });
    expect(of(motionData())).toMatchObject({ ...shape, form: FORM_CHOICE, maxMarks: 1, numbers: [1] });
    expect(of(motionData({}, 'namedResolution'))).toMatchObject({ ...shape, named: true, form: FORM_CHOICE });
    expect(of(evaluationData(30, { scale: 4 }))).toMatchObject({
      ...shape,
      form: FORM_GRADES,
      grades: 4,
      maxMarks: 30,
    });
  });

  it('a secret vote and an open one on the same motion are never under one hash', () => {
    const hashes = [motionData(), motionData({}, 'namedResolution')].map(
      (asked) => freeze({ ...base, contest: asked }, seats).hash,
    );
    expect(new Set(hashes).size).toBe(2);
  });

  it('RULES §1 decision 4: under exactly the paper asks for as many marks as it allows', () => {
    expect(paperOf(freeze(withRules({ exactly: true, minMarks: 0 }), seats).paper)).toMatchObject({ minMarks: 2 });
    expect(paperOf(freeze(withRules({ press: 'first' }), seats).paper)).toMatchObject({ firstPress: true });
  });
});

describe('what open freezes', () => {
  const frozen = freeze(base, testSeats(20));
  it('is who is present: each gets a ballot, and nobody who is not on the frozen roll', () => {
    const presence = freezePresence(frozen, new Set([0, 7, 8, 19, 20, 500]));
    expect([presence.present, presence.issued, presence.authorised.length]).toEqual([4, 4, 3]);
    expect(Array.from({ length: 20 }, (_, slot) => slot).filter((slot) => hasBit(presence.authorised, slot))).toEqual([
      0, 7, 8, 19,
    ]);
  });

  it('has a hash of its own, over the first one and who is present', () => {
    const hash = (present: number[], of = frozen) => freezePresence(of, new Set(present)).hash;
    expect(hash([1, 2])).toBe(hash([2, 1]));
    const other = freeze({ ...base, id: 6 }, testSeats(20));
    expect(new Set([hash([1, 2]), hash([1, 3]), hash([1]), hash([]), hash([1, 2], other), frozen.hash]).size).toBe(6);
  });
});
