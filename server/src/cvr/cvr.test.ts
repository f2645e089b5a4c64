import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Contest } from '@piaojue/contract/contest';
import { choiceBallot, gradeBallot, pickBallot, spoiltBallot } from '@piaojue/firmware-protocol/ballot';
import {
  choices,
  forge,
  grades,
  makeBundle,
  MONITORS_PEM,
  pemOf,
  picks,
  SIGNER,
  spoilt,
} from '../../verify/test-bundles.ts';
import { contestData, electionData, evaluationData, motionData, perProjectData } from '../rules/test-contest.ts';
import { checkContest } from '../rules/contest-check.ts';
import { countCvr } from './count-cvr.ts';
import { castVoteRecords, type Draw } from './cvr.ts';
import { CSPRNG, exportCvr, openCvr, sealCvr, uniqueBallots } from './export-cvr.ts';
import { CastVoteRecordReport } from './schema.ts';

const AT = 1_804_817_112_345;
const KEYS = { monitors: MONITORS_PEM, signer: SIGNER };

function exported(asked: Contest, ballots: readonly (Uint8Array | undefined)[], draw: Draw = CSPRNG) {
  const made = makeBundle({ asked, voters: ballots.length, ballots });
  const done = exportCvr(made, KEYS, AT, draw);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  const report = JSON.parse(done.value.json) as CastVoteRecordReport;
  const bundle = JSON.parse(made.json.toString('utf8')) as Record<string, unknown>;
  return { made, report, bundle, ...done.value };
}
const contestsOf = (report: CastVoteRecordReport) =>
  (report.CVR ?? []).flatMap(({ CVRSnapshot }) => CVRSnapshot.flatMap(({ CVRContest = [] }) => CVRContest));

const FORMS: readonly (readonly [string, Contest, fc.Arbitrary<Uint8Array>])[] = [
  ['pick list', contestData({ field: 5, seats: 2 }), fc.uniqueArray(fc.nat(6), { maxLength: 5 }).map(pickBallot)],
  [
    'pick list, exactly',
    contestData({ field: 4, seats: 2, exactly: true }),
    fc.uniqueArray(fc.nat(4), { maxLength: 4 }).map(pickBallot),
  ],
  [
    'election',
    electionData({ field: 4, seats: 1, minMarks: 1 }),
    fc.uniqueArray(fc.nat(3), { maxLength: 2 }).map(pickBallot),
  ],
  ['per project', perProjectData({ field: 4, seats: 2 }), fc.array(fc.nat(3), { maxLength: 5 }).map(choiceBallot)],
  ['motion', motionData(), fc.array(fc.nat(3), { maxLength: 2 }).map(choiceBallot)],
  ['three grades', evaluationData(3), fc.array(fc.nat(4), { maxLength: 4 }).map(gradeBallot)],
  ['four grades', evaluationData(3, { scale: 4 }), fc.array(fc.nat(5), { maxLength: 3 }).map(gradeBallot)],
];

describe('counting the cast vote records gives the totals of the bundle', () => {
  it.each(FORMS)('%s: any ballots, over-votes, blanks and nonsense with them', (_, asked, ballot) => {
    const sorts = { counted: 0, invalid: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 8, arbitrary: ballot }, fc.constant(spoiltBallot())), {
          minLength: 4,
          maxLength: 14,
        }),
        (ballots) => {
          const { report, bundle } = exported(asked, ballots);
          const { returned, valid, invalid, votes, against, abstained, grades: graded } = bundle;
          expect({ against, abstained, grades: graded, ...countCvr(report) }).toEqual({
            returned,
            valid,
            invalid,
            votes,
            against,
            abstained,
            grades: graded,
          });
          expect(Value.Check(CastVoteRecordReport, report)).toBe(true);
          sorts.counted += Number(valid);
          sorts.invalid += Number(invalid);
        },
      ),
      { numRuns: 25, seed: 20_261_123 },
    );
    expect([sorts.counted > 10, sorts.invalid > 5]).toEqual([true, true]);
  });

  it('a record that lost a mark, won one or became valid is found by the count', () => {
    const { report, bundle } = exported(contestData({ field: 3, seats: 1 }), [
      ...picks(4, 0),
      ...picks(2, 1),
      ...picks(2, 0, 1),
    ]);
    const votes = () => countCvr(report).votes;
    expect(votes()).toEqual(bundle['votes']);
    const records = contestsOf(report);
    const overvoted = records.find(({ Status }) => Status?.includes('overvoted'));
    const mark = overvoted?.CVRContestSelection?.[0]?.SelectionPosition[0];
    if (!overvoted || !mark) throw new Error('no over-vote');
    mark.IsAllocable = 'yes';
    expect(votes()).not.toEqual(bundle['votes']);
    mark.IsAllocable = 'no';
    delete overvoted.Status;
    expect(countCvr(report)).toMatchObject({ valid: 7, invalid: 1 });
  });
});

describe('what a ballot becomes', () => {
  const only = (asked: Contest, ballot: Uint8Array) => {
    const { report } = exported(asked, [ballot, ballot, ballot, ballot]);
    return (report.CVR?.[0]?.CVRSnapshot[0]?.CVRContest ?? []).map(({ CVRContestSelection = [], ...rest }) => ({
      ...rest,
      marks: CVRContestSelection.map(({ ContestSelectionId, SelectionPosition: [mark] }) => [
        ContestSelectionId,
        mark?.HasIndication,
        mark?.IsAllocable,
        mark?.IsGenerated ?? false,
      ]),
    }));
  };
  const pick = contestData({ field: 4, seats: 2 });

  it('a full list, a shorter one, a blank', () => {
    expect(only(pick, pickBallot([0, 3]))).toMatchObject([
      {
        Overvotes: 0,
        Undervotes: 0,
        marks: [
          ['selection-1', 'yes', 'yes', false],
          ['selection-4', 'yes', 'yes', false],
        ],
      },
    ]);
    expect(only(pick, pickBallot([1]))).toMatchObject([{ Undervotes: 1, Status: ['undervoted'] }]);
    expect(only(pick, pickBallot([]))).toMatchObject([
      { Undervotes: 2, Status: ['not-indicated', 'undervoted'], marks: [] },
    ]);
  });

  it('an over-vote keeps all its marks, and none of them counts', () => {
    expect(only(pick, pickBallot([0, 1, 2]))).toMatchObject([
      {
        Overvotes: 2,
        Undervotes: 0,
        Status: ['overvoted', 'invalidated-rules', 'other'],
        OtherStatus: 'more marks than the ballot allows',
        marks: [
          ['selection-1', 'yes', 'no', false],
          ['selection-2', 'yes', 'no', false],
          ['selection-3', 'yes', 'no', false],
        ],
      },
    ]);
  });

  it('a mark for nobody on the paper names no selection; another form has no mark at all', () => {
    expect(only(pick, pickBallot([0, 4]))).toMatchObject([
      {
        Status: ['invalidated-rules', 'other'],
        marks: [
          ['selection-1', 'yes', 'no', false],
          [undefined, 'yes', 'no', false],
        ],
      },
    ]);
    expect(only(pick, spoiltBallot())).toMatchObject([{ OtherStatus: 'a ballot of another form', marks: [] }]);
  });

  it('a blank item abstains by the rules, and 弃权 by the voter: both count, and are told apart', () => {
    expect(only(perProjectData({ field: 3, seats: 1 }), choiceBallot([1, 3, 0]))).toMatchObject([
      { marks: [['selection-1-1', 'yes', 'yes', false]] },
      { marks: [['selection-2-3', 'yes', 'yes', false]] },
      { Status: ['not-indicated'], marks: [['selection-3-3', 'no', 'yes', true]] },
    ]);
    expect(only(evaluationData(2, { scale: 4 }), gradeBallot([4, 0]))).toMatchObject([
      { marks: [['selection-1-4', 'yes', 'yes', false]] },
      { marks: [['selection-2-5', 'no', 'yes', true]] },
    ]);
  });

  it('overvotes, undervotes and counted votes add up to the votes allowed', () => {
    const { report } = exported(pick, [
      ...picks(3, 0),
      ...picks(3, 0, 1),
      ...picks(2, 0, 1, 2),
      ...picks(2),
      ...spoilt(1),
    ]);
    const sums = contestsOf(report)
      .filter(({ Overvotes }) => Overvotes !== undefined)
      .map(({ Overvotes = 0, Undervotes = 0, CVRContestSelection = [] }) => {
        const counted = CVRContestSelection.reduce((sum, { TotalNumberVotes = 0 }) => sum + TotalNumberVotes, 0);
        return Overvotes + Undervotes + counted;
      });
    expect(sums).toEqual(Array.from({ length: 10 }, () => 2));
  });
});

describe('nothing leads to a voter', () => {
  const ballots = [...picks(1, 0), ...picks(1, 1), ...picks(1, 2), ...picks(2, 0, 1)];
  const asked = contestData({ field: 3, seats: 2 });
  const marksOf = (report: CastVoteRecordReport) =>
    contestsOf(report).map(({ CVRContestSelection = [] }) =>
      CVRContestSelection.map((each) => each.OptionPosition).join(),
    );

  it('the order is drawn: over all draws, each order of three ballots comes once', () => {
    const three = [...picks(1, 0), ...picks(1, 1), ...picks(1, 2), ...picks(1, 0, 1)];
    const orders = new Set<string>();
    // below(4), below(3) and below(2): 24 draws for 24 orders of four.
    for (let draw = 0; draw < 24; draw++) {
      let left = draw;
      const seeded: Draw = {
        id: CSPRNG.id,
        below(bound) {
          const value = left % bound;
          left = Math.floor(left / bound);
          return value;
        },
      };
      orders.add(marksOf(exported(asked, three, seeded).report).join('|'));
    }
    expect(orders.size).toBe(24);
  });

  it('ids are drawn anew for each ballot and each export, and stand for nothing', () => {
    const [first, second] = [exported(asked, ballots), exported(asked, ballots)];
    const ids = [first, second].flatMap(({ report }) =>
      (report.CVR ?? []).flatMap((each) => [each.UniqueId, each.CurrentSnapshotId.replace('snapshot-', '')]),
    );
    expect(new Set(ids).size).toBe(4 * ballots.length);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id ?? ''))).toBe(true);
    // The same ballots by other voters, drawn alike: the same bytes.
    const counting = (): Draw => {
      let n = 0;
      return { id: () => `${++n}`.padStart(32, '0'), below: () => 0 };
    };
    const swapped = [...ballots.slice(2), ...ballots.slice(0, 2)];
    expect(exported(asked, swapped, counting()).json).toBe(exported(asked, ballots, counting()).json);
  });

  it('how many ballots stand alone with their pattern', () => {
    expect(exported(asked, ballots).unique).toBe(3);
    expect(uniqueBallots(new Uint8Array())).toBe(0);
  });
});

describe('for the monitors alone', () => {
  const asked = contestData({ field: 3, seats: 1 });
  const { json, frozenHash, made } = exported(asked, picks(5, 0));
  const other = pemOf(generateKeyPairSync('x25519').privateKey);

  it('opens with their key and no other, for this round, and not after any bit was changed', () => {
    const sealed = sealCvr(json, MONITORS_PEM, frozenHash);
    expect(openCvr(sealed, MONITORS_PEM, frozenHash)).toBe(json);
    expect(Buffer.from(sealed).includes('CastVoteRecord')).toBe(false);
    expect(openCvr(sealed, other, frozenHash)).toBeUndefined();
    expect(openCvr(sealed, MONITORS_PEM, '00'.repeat(32))).toBeUndefined();
    // Patterns are not taken for records.
    expect(openCvr(made.patterns ?? new Uint8Array(), MONITORS_PEM, frozenHash)).toBeUndefined();
    for (let bit = 0; bit < 8 * Math.min(sealed.length, 300); bit += 7) {
      const bent = Uint8Array.from(sealed);
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openCvr(bent, MONITORS_PEM, frozenHash)).toBeUndefined();
    }
  });

  it('refuses another key, a bundle that lies, one without ballots and one whose few ballots are told to nobody', () => {
    const kindOf = (done: ReturnType<typeof exportCvr>) => (done.ok ? 'ok' : done.error.kind);
    expect(kindOf(exportCvr(made, { monitors: other }, AT))).toBe('does-not-verify');
    const lie = forge(made, (bundle) => {
      bundle['returned'] = 4;
    });
    expect(kindOf(exportCvr(lie, KEYS, AT))).toBe('does-not-verify');
    expect(kindOf(exportCvr({ json: made.json, signature: made.signature }, KEYS, AT))).toBe('no-ballots');
    const few = makeBundle({ asked, voters: 6, present: [0, 1], ballots: picks(2, 0) });
    expect(kindOf(exportCvr(few, KEYS, AT))).toBe('no-ballots');
    const paper = { returned: 7, valid: 7, invalid: 0, votes: [7, 0, 0] };
    const mixed = (atKeypads: number) =>
      makeBundle({
        asked,
        voters: 7 + atKeypads,
        ballots: picks(atKeypads, 0),
        paper,
        moved: Array.from({ length: 7 }, (_, i) => atKeypads + i),
      });
    expect(exportCvr(mixed(3), KEYS, AT)).toMatchObject({ error: { kind: 'too-few', ballots: 3 } });
    expect(exportCvr(mixed(4), KEYS, AT)).toMatchObject({ value: { ballots: 4 } });
    expect(kindOf(exportCvr(makeBundle({ asked: motionData(), voters: 5, ballots: choices(5, 1) }), KEYS, AT))).toBe(
      'ok',
    );
    expect(
      kindOf(exportCvr(makeBundle({ asked: evaluationData(1), voters: 5, ballots: grades(5, 1) }), KEYS, AT)),
    ).toBe('ok');
  });

  it.each([true, false])('of a rehearsal say so, and no others do: %s', (rehearsal) => {
    const contest = checkContest(contestData({ field: 3, seats: 1 }));
    if (!contest.ok) throw new Error('expected a contest that can be used');
    const sitting = { congress: '大会', meeting: '会议', date: '2027-03-12' };
    const source = {
      sitting,
      round: 1,
      turn: 1,
      rehearsal,
      contest: contest.value,
      ballots: new Uint8Array(),
      generatedAt: AT,
    };
    expect(/演练/.test(JSON.stringify(castVoteRecords(source, CSPRNG)))).toBe(rehearsal);
  });

  it('the schema refuses what the publication does not have', () => {
    const report = JSON.parse(json) as Record<string, unknown>;
    expect(Value.Check(CastVoteRecordReport, report)).toBe(true);
    for (const change of [{ Version: '1.0.1' }, { CVR: [{ '@type': 'CVR.CVR' }] }, { Keypad: 7 }, { GpUnit: [] }])
      expect(Value.Check(CastVoteRecordReport, { ...report, ...change })).toBe(false);
    const [first] = contestsOf(report as CastVoteRecordReport);
    if (first) Object.assign(first, { CreationDate: '2027-03-12' });
    expect(Value.Check(CastVoteRecordReport, report)).toBe(false);
  });
});
