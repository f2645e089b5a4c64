import type { AgreementView, OfficersRound } from '@piaojue/contract/officers-view';

/** The lines that monitors go through, in order (RULES §4, SCREENS monitors). */
export type LineId = 'frozen' | 'box' | 'issued' | 'returned' | 'recount' | 'paper' | 'sums' | 'report';

/** later: not there yet. now: it is looked at or under way. done: it holds. wrong: it does not. */
export type LineState = 'later' | 'now' | 'done' | 'wrong';

export interface CheckLine {
  readonly id: LineId;
  readonly state: LineState;
  /** When it came to hold, ms since the epoch; null where no moment is recorded. */
  readonly at: number | null;
  /** What the monitors are asked for on this line; null where the rules ask for nothing. */
  readonly agreement: AgreementView | null;
}

/**
 * The checklist of a round. It holds no figure per candidate: what it says follows from sums and seals. A round by hand has
 * no box and no recount; a round without paper has no paper line.
 */
export function checklist(round: OfficersRound): readonly CheckLine[] {
  const { seals, method } = round;
  const agreement = (what: AgreementView['what']) => round.agreements.find((one) => one.what === what) ?? null;
  const line = (id: LineId, state: LineState, at: number | null, asked: AgreementView | null = null): CheckLine => ({
    id,
    // Whatever the machine says, a line that waits for a monitor is not done.
    state: state === 'done' && asked !== null && asked.given === null ? 'now' : state,
    at: asked?.given?.at ?? at,
    agreement: asked,
  });
  const opened = round.openedAt !== null;
  const byBox = method !== 'hand';
  return [
    line('frozen', seals.frozen === null ? 'later' : 'done', null),
    ...(byBox ? [line('box', boxState(round), seals.emptyBox?.at ?? null, agreement('emptyBox'))] : []),
    line('issued', opened ? issuedState(round) : 'later', round.openedAt),
    line('returned', returnedState(round), round.closedAt),
    ...(byBox ? [line('recount', recountState(round), null, agreement('box'))] : []),
    ...(round.paper === null ? [] : [line('paper', paperState(round), null)]),
    line('sums', sumsState(round), null, agreement('sums')),
    line('report', seals.bundle === null ? 'later' : 'done', round.announcedAt),
  ];
}

/** The box is made at the opening; before it, the confirmation is of the frozen hash. */
function boxState({ seals, state }: OfficersRound): LineState {
  if (seals.emptyBox !== null) return seals.emptyBox.ballots === 0 ? 'done' : 'wrong';
  return state === 'ready' || state === 'opening' ? 'now' : 'later';
}

/** I = authorised, and I ≤ P ≤ N. */
function issuedState({ figures: { issued, present, all }, seals }: OfficersRound): LineState {
  if (issued === null) return 'later';
  if (issued > present || present > all) return 'wrong';
  return seals.presence === null ? 'now' : 'done';
}

function returnedState({ figures: { issued, returned }, state }: OfficersRound): LineState {
  if (issued === null || returned === null) return 'later';
  if (returned > issued) return 'wrong';
  return state === 'open' || state === 'closing' ? 'now' : 'done';
}

/** Live count = recount of the box: a round is counted only where they are the same. */
function recountState({ state, counted }: OfficersRound): LineState {
  if (counted) return 'done';
  if (state === 'disputed') return 'wrong';
  return state === 'counting' || state === 'closing' ? 'now' : 'later';
}

function paperState({ paper, counted }: OfficersRound): LineState {
  if (counted || paper?.agreed === true) return 'done';
  return paper?.awaited === true ? 'now' : 'later';
}

/** V + X = R, and 未按 = I − R; a void round and one without a quorum have no sums to look over. */
function sumsState(round: OfficersRound): LineState {
  if (!round.counted) return 'later';
  const { issued, returned, valid, invalid, notSubmitted } = round.figures;
  if (valid === null || invalid === null || returned === null) return 'done';
  if (valid + invalid !== returned) return 'wrong';
  return notSubmitted !== null && issued !== null && notSubmitted !== issued - returned ? 'wrong' : 'done';
}
