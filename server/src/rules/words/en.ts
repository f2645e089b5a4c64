import type { Base, Fraction, Kind } from '@piaojue/contract/contest';
import type { Count, RuleWords } from './rule-words.ts';

const BASES: Readonly<Record<Base, string>> = {
  all: 'all deputies',
  present: 'the deputies present',
  returned: 'the ballots returned',
  valid: 'the valid ballots',
  forAgainst: 'the votes for and against together',
};

const NOUNS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  selection: ['project', 'projects'],
  perProject: ['project', 'projects'],
  election: ['candidate', 'candidates'],
  resolution: ['motion', 'motions'],
  namedResolution: ['motion', 'motions'],
  evaluation: ['item', 'items'],
};

const many = (number: number, [one, more]: readonly [string, string]): string =>
  `${number} ${number === 1 ? one : more}`;

function share({ num, den, strict }: Fraction, base: string): string {
  return strict ? `more than ${num}/${den} of ${base}` : `at least ${num}/${den} of ${base}`;
}

export const en: RuleWords = {
  kind: (kind, form, differential) => {
    switch (kind) {
      case 'selection':
        return 'Differential secret ballot: marks on a list of projects.';
      case 'perProject':
        return 'Differential secret ballot, project by project: for, against or abstention on each.';
      case 'election':
        return `Secret election, ${differential ? 'with more candidates than seats' : 'with as many candidates as seats allowed'}: ${
          form === 'perItem' ? 'for, against or abstention on each candidate' : 'marks on a list of candidates'
        }.`;
      case 'resolution':
        return 'Secret vote on a motion: for, against or abstention.';
      case 'namedResolution':
        return 'Open vote on a motion: for, against or abstention; how each deputy voted is published.';
      case 'evaluation':
        return 'Secret evaluation: a grade for each item.';
    }
  },
  field: (kind, candidates, seats) =>
    seats === 0 || kind === 'resolution' || kind === 'namedResolution'
      ? `${many(candidates, NOUNS[kind])}.`
      : `${many(candidates, NOUNS[kind])} for ${many(seats, ['seat', 'seats'])}.`,
  scale: (scale) =>
    `The grades are satisfied, basically satisfied, dissatisfied${scale === 4 ? ' and do not know' : ''}.`,
  noWriteIn: () => 'Nobody can be written in: only candidates on the list can be voted for.',
  marks: ({ most, least }, perItem) => {
    const [mark, marks] = perItem ? ['vote for', 'votes for'] : ['mark', 'marks'];
    const number = (value: Count) => {
      if (value === 'seats') return `as many ${marks} as there are seats`;
      return value === 1 ? `1 ${mark}` : `${value} ${marks}`;
    };
    if (most === least)
      return `A ballot must have exactly ${number(most)}; with more or fewer the whole ballot is invalid.`;
    const fewer = least === 0 ? 'fewer are valid' : `with fewer than ${number(least)} too`;
    return `A ballot may have at most ${number(most)}; with more the whole ballot is invalid; ${fewer}.`;
  },
  blank: (where, valid) => {
    const end = valid ? 'valid' : 'invalid';
    switch (where) {
      case 'pick':
        return `A submitted ballot without a mark ${valid ? 'abstains and is valid' : 'is invalid'}.`;
      case 'perItem':
        return `Nothing said on one of them is an abstention on it; a ballot with nothing said at all is ${end}.`;
      case 'grades':
        return 'An item without a grade is an abstention on it; a ballot without any grade is valid.';
      case 'motion':
        return 'A submitted ballot without an answer abstains and is valid.';
    }
  },
  notSubmitted: () => 'Those who did not submit are counted apart, neither as abstentions nor as against.',
  quorum: (fraction) =>
    `${share(fraction, 'all deputies')} must be present, or nothing is decided.`.replace(/^./, (c) => c.toUpperCase()),
  voided: () => 'With more ballots returned than issued the round is void and is held again.',
  plurality: () => 'No majority is asked for: most votes first; nobody is chosen without a vote.',
  majority: (fraction, base, motion) =>
    `To pass takes at least one vote, and ${motion || base === 'forAgainst' ? 'votes for from' : 'votes from'} ${share(fraction, BASES[base])}.`,
  ranking: () =>
    'If more pass than there are seats, most votes first; ranks go by whole votes, and equal votes share a rank.',
  tie: () =>
    'If equal votes straddle the last seat, only those who tie are voted on again, most votes first; never by number or order.',
  shortfall: () =>
    'If fewer pass than there are seats, the presidium decides on the rest; they are never filled by most votes.',
  rate: (base, what) =>
    `${what === 'motion' ? 'The rate in favour' : 'Rates of votes'} are printed as a share of ${BASES[base]}, to be read and never to rank by.`,
  rates: (base) =>
    `The strict rate is satisfied, the broad rate satisfied and basically satisfied together, each as a share of ${BASES[base]}.`,
  grades: (base, halfPasses) => {
    const half = `${halfPasses ? 'at least' : 'more than'} half of ${BASES[base]}`;
    return `An item is graded satisfied if ${half} are satisfied, basically satisfied if ${half} are satisfied or basically satisfied, else dissatisfied.`;
  },
  dontKnow: (counts) =>
    counts
      ? 'Those who do not know, and abstentions, are in the base of every share.'
      : 'Those who do not know are taken out of the base of every share; abstentions stay in.',
  press: (press) =>
    press === 'last'
      ? 'A ballot may be changed until the close; the last submission counts.'
      : 'The first submission counts and can not be changed.',
  reveal: (reveal) =>
    reveal === 'atClose'
      ? 'The result is shown at the close, and marked unconfirmed until it is announced.'
      : 'The hall sees the result only when it was confirmed and announced.',
  noClock: () => 'There is no time limit: the operator closes the vote.',
  clock: (seconds, closes) =>
    `The clock runs for ${seconds} seconds; ${closes ? 'the vote then closes by itself' : 'it only advises and closes nothing'}.`,
  people: (what, asked) => {
    switch (what) {
      case 'emptyBox':
        return asked
          ? 'Monitors confirm before the opening that the box is empty.'
          : 'No monitor is asked to confirm the empty box before the opening.';
      case 'sums':
        return asked
          ? 'Monitors confirm the sums before they are announced.'
          : 'No monitor is asked to confirm the sums before they are announced.';
      case 'presiding':
        return asked
          ? 'Opening, close and announcement take the consent of the presiding officer.'
          : 'Opening, close and announcement take no consent of the presiding officer in the system.';
    }
  },
  profile: (id, version) => `The rules were taken from profile ${id}, version ${version}.`,
};
