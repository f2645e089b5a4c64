import { answerAt, FORM_CHOICE, FORM_GRADES, FORM_PICK, positionsOf } from '@piaojue/firmware-protocol/ballot';
import type { BallotShape } from '../rules/ballot-shape.ts';
import { leastMarks } from '../rules/ballot-shape.ts';
import type { CVRContest, CVRContestSelection, SelectionPosition } from './schema.ts';

/**
 * One ballot of 16 bytes as contests of a cast vote record (NIST SP 1500-103): a pick list is one contest of many
 * candidates, a ballot that answers each item is one contest an item. Pure.
 */
export interface Paper {
  readonly shape: BallotShape;
  /** Candidates or items. */
  readonly places: number;
}

export const contestId = (place: number): string => `contest-${place + 1}`;
export const PICK_CONTEST = 'contest';
export const candidateSelectionId = (place: number): string => `selection-${place + 1}`;
/** `answer` from 1: 赞成, 反对, 弃权, or the grades and then 弃权. */
export const answerSelectionId = (place: number, answer: number): string => `selection-${place + 1}-${answer}`;

/** Answers that a place may have, 弃权 with them. */
export const answersOf = ({ form, grades }: BallotShape): number =>
  form === FORM_PICK ? 1 : form === FORM_CHOICE ? 3 : grades + 1;

/** Most that a keypad could mark: `answer` past it is nonsense. 弃权 of a graded item is a blank, and no grade. */
const highest = ({ form, grades }: BallotShape): number =>
  form === FORM_GRADES ? grades : form === FORM_CHOICE ? 3 : 1;

/** Why a whole ballot does not count (RULES §1 Marks); null: it does. */
type Spoilt = 'other-form' | 'not-on-the-paper' | 'overvoted' | 'too-few';

const SAID: Readonly<Record<Spoilt, string>> = {
  'other-form': 'a ballot of another form',
  'not-on-the-paper': 'a mark for something that is not on the paper',
  overvoted: 'more marks than the ballot allows',
  'too-few': 'fewer marks than the ballot asks for',
};

export function recordsOf({ shape, places }: Paper, ballots: Uint8Array, offset: number): CVRContest[] {
  const { form } = shape;
  const ids = form === FORM_PICK ? [PICK_CONTEST] : Array.from({ length: places }, (_, place) => contestId(place));
  if (ballots[offset] !== form) return ids.map((id) => unread(id, shape, places));
  const answers = Array.from({ length: positionsOf(form) }, (_, place) => answerAt(form, ballots, place, offset));
  const spoilt = spoiltBy(shape, places, answers);
  return form === FORM_PICK
    ? [pickRecord(shape, places, answers, spoilt)]
    : ids.map((_, place) => answerRecord(shape, place, answers[place] ?? 0, spoilt));
}

function spoiltBy(shape: BallotShape, places: number, answers: readonly number[]): Spoilt | null {
  if (answers.some((answer, place) => answer > (place < places ? highest(shape) : 0))) return 'not-on-the-paper';
  if (shape.form === FORM_GRADES) return null;
  const marks = answers.filter((answer) => answer === 1).length;
  if (marks > shape.maxMarks) return 'overvoted';
  return marks < leastMarks(shape) ? 'too-few' : null;
}

const selections = (shape: BallotShape, places: number): number =>
  shape.form === FORM_PICK ? places : answersOf(shape);

/** Of another form: no mark of it can be read as one of this paper. */
const unread = (id: string, shape: BallotShape, places: number): CVRContest => ({
  '@type': 'CVR.CVRContest',
  ContestId: id,
  Selections: selections(shape, places),
  Status: ['invalidated-rules', 'other'],
  OtherStatus: SAID['other-form'],
});

function position(place: number, counts: boolean, generated = false): SelectionPosition {
  return {
    '@type': 'CVR.SelectionPosition',
    HasIndication: generated ? 'no' : 'yes',
    IsAllocable: counts ? 'yes' : 'no',
    NumberVotes: 1,
    Position: place + 1,
    ...(generated && { IsGenerated: true, Status: ['generated-rules'] }),
    ...(!counts && { Status: ['invalidated-rules'] }),
  };
}

function selection(id: string | null, option: number, mark: SelectionPosition): CVRContestSelection {
  const counts = mark.IsAllocable === 'yes';
  return {
    '@type': 'CVR.CVRContestSelection',
    ...(id !== null && { ContestSelectionId: id }),
    OptionPosition: option + 1,
    SelectionPosition: [mark],
    ...(!counts && { Status: ['invalidated-rules'] }),
    ...(mark.IsGenerated === true && { Status: ['generated-rules'] }),
    TotalNumberVotes: counts ? 1 : 0,
  };
}

/** All marks of a pick list are one contest. Too many make the whole ballot invalid, and none of them counts. */
function pickRecord(shape: BallotShape, places: number, answers: readonly number[], spoilt: Spoilt | null): CVRContest {
  const marks = answers.flatMap((answer, place) => {
    if (answer === 0) return [];
    const known = place < places && answer === 1;
    return [selection(known ? candidateSelectionId(place) : null, place, position(place, spoilt === null))];
  });
  const lost = spoilt === null ? shape.maxMarks - marks.length : 0;
  const status = [
    ...(marks.length === 0 ? (['not-indicated'] as const) : []),
    ...(lost > 0 ? (['undervoted'] as const) : []),
    ...invalidity(spoilt),
  ];
  return {
    '@type': 'CVR.CVRContest',
    ContestId: PICK_CONTEST,
    ...(marks.length > 0 && { CVRContestSelection: marks }),
    Selections: places,
    Overvotes: spoilt === 'overvoted' ? shape.maxMarks : 0,
    Undervotes: spoilt === 'overvoted' ? 0 : spoilt === null ? lost : shape.maxMarks,
    ...(status.length > 0 && { Status: status }),
    ...otherStatus(spoilt),
  };
}

/** One item. A blank is 弃权 by the rules (RULES §1 decisions 7 and 10): counted, and marked as nothing that the voter pressed. */
function answerRecord(shape: BallotShape, place: number, answer: number, spoilt: Spoilt | null): CVRContest {
  const abstention = answersOf(shape);
  const blank = answer === 0;
  const counts = spoilt === null;
  const known = answer <= highest(shape);
  const marks = blank
    ? counts
      ? [selection(answerSelectionId(place, abstention), abstention - 1, position(abstention - 1, true, true))]
      : []
    : [selection(known ? answerSelectionId(place, answer) : null, answer - 1, position(answer - 1, counts))];
  const status = [...(blank ? (['not-indicated'] as const) : []), ...invalidity(spoilt)];
  return {
    '@type': 'CVR.CVRContest',
    ContestId: contestId(place),
    ...(marks.length > 0 && { CVRContestSelection: marks }),
    Selections: abstention,
    ...(status.length > 0 && { Status: status }),
    ...otherStatus(spoilt),
  };
}

function invalidity(spoilt: Spoilt | null): ('invalidated-rules' | 'overvoted' | 'other')[] {
  if (spoilt === null) return [];
  return spoilt === 'overvoted' ? ['overvoted', 'invalidated-rules', 'other'] : ['invalidated-rules', 'other'];
}
const otherStatus = (spoilt: Spoilt | null) => (spoilt === null ? {} : { OtherStatus: SAID[spoilt] });
