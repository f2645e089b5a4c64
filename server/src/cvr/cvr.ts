import type { Contest as VotedContest } from '@piaojue/contract/contest';
import { BALLOT_BYTES, FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { ballotShape } from '../rules/ballot-shape.ts';
import {
  answerSelectionId,
  answersOf,
  candidateSelectionId,
  contestId,
  type Paper,
  PICK_CONTEST,
  recordsOf,
} from './ballot-records.ts';
import type { CastVoteRecordReport, Contest, CVR } from './schema.ts';

/** What is exported, of a bundle that was verified. */
export interface CvrSource {
  readonly sitting: { readonly congress: string; readonly meeting: string; readonly date: string };
  readonly round: number;
  readonly turn: number;
  readonly rehearsal: boolean;
  readonly contest: VotedContest;
  /** The ballots that stand, 16 bytes each, without the padding. */
  readonly ballots: Uint8Array;
  /** ms since the epoch */
  readonly generatedAt: number;
}

/** Chance from outside (CSPRNG): 128 bits of an id, and whole numbers from 0 to below `bound`. */
export interface Draw {
  readonly id: () => string;
  readonly below: (bound: number) => number;
}

const ELECTION = 'election';
const UNIT = 'hall';
const DEVICE = 'ballot-box';
const ANSWERS = ['赞成', '反对', '弃权'] as const;
const GRADES = ['满意', '基本满意', '不满意', '不了解'] as const;

/**
 * Cast vote records of one round, NIST SP 1500-103 version 1.0. Every ballot has an id that is drawn anew at every export,
 * and they stand in an order that is drawn too: nothing in them leads to a keypad, a seat, a moment or another export.
 */
export function castVoteRecords(source: CvrSource, draw: Draw): CastVoteRecordReport {
  const { sitting, contest, ballots, round, turn, rehearsal, generatedAt } = source;
  const shape = ballotShape(contest);
  const paper: Paper = { shape, places: contest.candidates.length };
  const records = Array.from({ length: ballots.length / BALLOT_BYTES }, (_, i) =>
    recordOf(paper, ballots, i * BALLOT_BYTES, draw),
  );
  const place = `${sitting.congress} ${sitting.meeting}`;
  return {
    '@type': 'CVR.CastVoteRecordReport',
    Version: '1.0.0',
    GeneratedDate: `${new Date(generatedAt).toISOString().slice(0, 19)}Z`,
    ReportGeneratingDeviceIds: [DEVICE],
    ReportType: ['other'],
    OtherReportType: 'anonymous ballots of a recount, for the monitors alone',
    Notes: `${rehearsal ? '演练 rehearsal. ' : ''}A rare pattern of marks may name its author: keep this file as the ballots themselves.`,
    ReportingDevice: [{ '@id': DEVICE, '@type': 'CVR.ReportingDevice', Application: 'piaojue' }],
    GpUnit: [{ '@id': UNIT, '@type': 'CVR.GpUnit', Name: place, Type: 'other', OtherType: 'congress' }],
    Election: [
      {
        '@id': ELECTION,
        '@type': 'CVR.Election',
        Name: `${place} ${sitting.date} · ${round}/${turn}`,
        ElectionScopeId: UNIT,
        ...(shape.form === FORM_PICK && { Candidate: candidatesOf(contest) }),
        Contest: contestsOf(contest),
      },
    ],
    CVR: shuffled(records, draw),
  };
}

function recordOf(paper: Paper, ballots: Uint8Array, offset: number, draw: Draw): CVR {
  const snapshot = `snapshot-${draw.id()}`;
  return {
    '@type': 'CVR.CVR',
    ElectionId: ELECTION,
    UniqueId: draw.id(),
    CurrentSnapshotId: snapshot,
    CVRSnapshot: [
      {
        '@id': snapshot,
        '@type': 'CVR.CVRSnapshot',
        Type: 'interpreted',
        CVRContest: recordsOf(paper, ballots, offset),
      },
    ],
  };
}

const candidateId = (place: number): string => `candidate-${place + 1}`;
const named = (name: string | undefined, no: number): string =>
  name === undefined || name === '' ? `${no}` : `${no} ${name}`;

const candidatesOf = ({ candidates }: VotedContest) =>
  candidates.map(({ no, name }, place) => ({
    '@id': candidateId(place),
    '@type': 'CVR.Candidate' as const,
    Name: named(name, no),
  }));

function contestsOf(contest: VotedContest): Contest[] {
  const shape = ballotShape(contest);
  const { candidates, rules } = contest;
  if (shape.form === FORM_PICK)
    return [
      {
        '@id': PICK_CONTEST,
        '@type': 'CVR.CandidateContest',
        ...(contest.title && { Name: contest.title }),
        NumberElected: 'seats' in rules ? (rules.seats ?? 1) : 1,
        VotesAllowed: shape.maxMarks,
        VoteVariation: 'n-of-m',
        ContestSelection: candidates.map((_, place) => ({
          '@id': candidateSelectionId(place),
          '@type': 'CVR.CandidateSelection',
          CandidateIds: [candidateId(place)],
        })),
      },
    ];
  const words = shape.form === FORM_GRADES ? [...GRADES.slice(0, shape.grades), ANSWERS[2]] : ANSWERS;
  return candidates.map(({ no, name }, place) => ({
    '@id': contestId(place),
    '@type': 'CVR.BallotMeasureContest',
    Name: named(name, no),
    VoteVariation: 'other',
    OtherVoteVariation: 'one of the answers; a blank abstains; the rules of the ballot as a whole may void it',
    ContestSelection: Array.from({ length: answersOf(shape) }, (_, i) => ({
      '@id': answerSelectionId(place, i + 1),
      '@type': 'CVR.BallotMeasureSelection',
      Selection: words[i] ?? '',
    })),
  }));
}

/** Fisher and Yates, from the end (Knuth, TAOCP 3.4.2 P). */
function shuffled<T>(values: readonly T[], draw: Draw): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw.below(last + 1);
    const [a, b] = [order[last], order[other]];
    if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a];
  }
  return order;
}
