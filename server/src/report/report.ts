import type { AbsentView, RoundMethod, RoundState } from '@piaojue/contract/console-view';
import type { Candidate } from '@piaojue/contract/contest';
import type { Agreement, AgreementKind, Incident } from '@piaojue/contract/officers-view';
import type { RulesInWords } from '@piaojue/contract/profile';
import type { AcceptedReport } from '@piaojue/contract/readiness-view';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { HandFigures, QuorumView, ResultView, RoundTitle, SittingTitle } from '@piaojue/contract/screen-view';
import type { Officers } from '@piaojue/contract/sitting-file';
import { recordSeal } from '../record/bundle.ts';
import { incidentsOf } from '../record/record-lines.ts';
import { paperIssued } from '../rounds/paper-count.ts';
import { quorumView, resultView, roundTitle } from '../sitting/result-view.ts';
import type { EmptyBox, RecordRow, ReplacedKeypad, RoundRow, SittingRow } from '../store/store.ts';

/**
 * 票决结果报告单 (RULES §5) as data, without words of its own: what a round came to and what surrounded it. It says sums, who
 * agreed to what and what went wrong; a keypad is never in it together with a choice.
 */
export interface Report {
  readonly status: ReportStatus;
  readonly rehearsal: boolean;
  readonly sitting: SittingTitle;
  readonly officers: Officers;
  readonly round: RoundTitle;
  /** The vote that this one followed, or in whose place it came where that one was aborted. */
  readonly parent: { readonly id: number; readonly turn: number | null; readonly aborted: boolean } | null;
  readonly method: RoundMethod;
  readonly candidates: readonly Candidate[];
  readonly times: ReportTimes;
  readonly attendance: Attendance;
  /** null: the round was aborted, and no totals of it exist. */
  readonly result: ResultView | null;
  /** Votes for each candidate by where they were given, in ballot order; null where they are not kept apart. */
  readonly columns: { readonly keypads: readonly number[]; readonly paper: readonly number[] } | null;
  /** Why the round was aborted. */
  readonly reason: string | null;
  /** What 主席团 decided of what the votes left open. */
  readonly ruling: string | null;
  readonly witnessed: Witnessed;
  readonly incidents: readonly Incident[];
  /** The rules as they were frozen, in the order of the vote; null of rounds of before. */
  readonly words: RulesInWords | null;
  readonly profile: { readonly id: string; readonly version: number } | null;
  readonly hashes: ReportHashes;
}

/**
 * `official` 正式: announced by the presiding officer. `unannounced` 未公布: counted. `announced` 已公布: of a rehearsal, which is
 * never official. `aborted` 已中止.
 */
export type ReportStatus = 'official' | 'unannounced' | 'announced' | 'aborted';

/** ms since the epoch; null: it did not come to it. */
export interface ReportTimes {
  readonly opened: number | null;
  readonly closed: number | null;
  readonly announced: number | null;
  /** The live count was rebuilt from the box after a restart. */
  readonly rebuilt: number | null;
}

export interface Attendance {
  /** N, P, I, R, V, X and 未按 = I − R; V, X and 未按 are null where the round does not count. */
  readonly all: number;
  readonly present: number;
  readonly quorum: QuorumView;
  readonly issued: number;
  readonly returned: number | null;
  readonly valid: number | null;
  readonly invalid: number | null;
  readonly notSubmitted: number | null;
  /** 未按 in two parts; null where it is not known. */
  readonly absent: AbsentView | null;
  /** R, V and X of each column (RULES §4); `paperIssued`: papers that were given out. */
  readonly byHand: HandFigures | null;
  readonly paperIssued: number | null;
}

/** What people confirmed, and what the machine showed them. */
export interface Witnessed {
  readonly emptyBox: EmptyBox | null;
  /** In the order of the vote. */
  readonly agreements: readonly { readonly what: AgreementKind; readonly given: Agreement }[];
  /** The self-check of the sitting as it was accepted; `none`: this round opened the sitting without one. */
  readonly readiness: AcceptedReport | 'none' | null;
  readonly replaced: readonly ReplacedKeypad[];
}

/** Hex SHA-256; null: not made yet. */
export interface ReportHashes {
  readonly frozen: string | null;
  readonly presence: string | null;
  readonly bundle: string | null;
  /** The line of the record that says that the round was counted or aborted; it seals every line before it. */
  readonly record: { readonly seq: number; readonly hash: string } | null;
}

/** Where it is taken from: all rounds of the sitting and its record, beside the round. */
export interface ReportSources {
  readonly sitting: Pick<SittingRow, 'title' | 'mode' | 'people'>;
  readonly rounds: readonly RoundRow[];
  readonly record: readonly RecordRow[];
}

/** There is nothing to report before a round was counted or aborted. */
export type ReportRefusal =
  | { readonly kind: 'no-round'; readonly round: number }
  | { readonly kind: 'not-counted'; readonly round: number; readonly state: RoundState };

export const refusalInWords = (refusal: ReportRefusal): string =>
  refusal.kind === 'no-round'
    ? `expected a round of this sitting, got number ${refusal.round}`
    : `expected a round that was counted or aborted, round ${refusal.round} is ${refusal.state}`;

const ORDER: readonly AgreementKind[] = ['emptyBox', 'open', 'close', 'box', 'sums', 'announce'];

/** Pure. The rounds that can be reported: counted ones from `tallied` on, and aborted ones. */
export function reportOf({ sitting, rounds, record }: ReportSources, roundId: number): Result<Report, ReportRefusal> {
  const round = rounds.find(({ id }) => id === roundId);
  if (!round) return fail({ kind: 'no-round', round: roundId });
  const result = resultView(round);
  const { frozen, presence, state } = round;
  // Taken back before anybody could vote, it has neither an attendance nor a result.
  if (!frozen || (state !== 'aborted' && !result)) return fail({ kind: 'not-counted', round: roundId, state });
  const rehearsal = sitting.mode === 'rehearsal';
  return ok({
    status: statusOf(round, rehearsal),
    rehearsal,
    sitting: sitting.title,
    officers: sitting.people?.officers ?? {},
    round: roundTitle(round),
    parent: parentOf(round, rounds),
    method: round.method,
    candidates: round.contest.candidates,
    times: {
      opened: round.openedAt,
      closed: round.closingAt,
      announced: round.announcedAt,
      rebuilt: round.rebuiltAt,
    },
    attendance: attendanceOf(round, frozen.all, presence?.present ?? 0, presence?.issued ?? 0, result),
    result,
    columns: columnsOf(round, result),
    reason: state === 'aborted' ? round.reason : null,
    ruling: round.ruling?.decision ?? null,
    witnessed: {
      emptyBox: round.emptyBox ?? null,
      agreements: ORDER.flatMap((what) => {
        const given = round.agreements?.[what];
        return given ? [{ what, given }] : [];
      }),
      readiness: round.readiness === undefined ? null : (round.readiness ?? 'none'),
      replaced: round.replaced ?? [],
    },
    incidents: incidentsDuring(round, record),
    words: frozen.words ?? null,
    profile: round.contest.rules.profile ?? null,
    hashes: {
      frozen: frozen.hash,
      presence: presence?.hash ?? null,
      bundle: round.bundleHash,
      record: sealingLine(roundId, record),
    },
  });
}

function statusOf({ state, announcedAt }: RoundRow, rehearsal: boolean): ReportStatus {
  if (state === 'aborted') return 'aborted';
  if (announcedAt === null) return 'unannounced';
  return rehearsal ? 'announced' : 'official';
}

function parentOf({ parent }: RoundRow, rounds: readonly RoundRow[]): Report['parent'] {
  if (parent === null) return null;
  const before = rounds.find(({ id }) => id === parent);
  return { id: parent, turn: before?.turn ?? null, aborted: before?.state === 'aborted' };
}

function attendanceOf(
  round: RoundRow,
  all: number,
  present: number,
  issued: number,
  result: ResultView | null,
): Attendance {
  const common = { all, present, issued, quorum: quorumView(round.contest.rules.quorum, all, present) };
  const paper = round.method === 'keypads' ? null : paperIssued(round);
  const nothing = { valid: null, invalid: null, notSubmitted: null, byHand: null };
  if (!result) return { ...common, ...nothing, returned: round.returned, absent: null, paperIssued: paper };
  const { returned, valid, invalid, notSubmitted } = result.figures;
  return {
    ...common,
    ...{ returned, valid, invalid, notSubmitted },
    absent: notSubmitted === null ? null : round.absent,
    byHand: result.byHand,
    paperIssued: paper,
  };
}

/** Both columns are kept for each candidate, or neither: one and the sum would tell the other (RULES §1 decision 13). */
function columnsOf({ columns }: RoundRow, result: ResultView | null): Report['columns'] {
  const keypads = columns?.keypads?.totals;
  const paper = columns?.paper.totals;
  if (!keypads || !paper || !result?.byHand) return null;
  return { keypads: keypads.votes, paper: paper.votes };
}

/** The ruling stands with its own words. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['presidium ruled']);

/** Of the round, and of the hall while it was open; oldest first. */
function incidentsDuring(round: RoundRow, record: readonly RecordRow[]): readonly Incident[] {
  const from = round.openedAt ?? Infinity;
  const to = round.closedAt ?? round.closingAt ?? from;
  return incidentsOf(record, Infinity)
    .filter(
      (each) =>
        !TOLD_ELSEWHERE.has(each.event) &&
        (each.round === round.id || (each.round === null && each.at >= from && each.at <= to)),
    )
    .toReversed();
}

/** The line that says that the round was counted, as the signed bundle names it; of an aborted round the newest one. */
function sealingLine(roundId: number, record: readonly RecordRow[]): ReportHashes['record'] {
  const counted = recordSeal(record, roundId);
  if (counted) return counted;
  const last = record.findLast(({ event }) => event['round'] === roundId);
  return last ? { seq: last.seq, hash: last.hash } : null;
}
