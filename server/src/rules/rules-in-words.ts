import type { Contest, ElectionRules, EvaluationRules, MotionRules, Rules, SeatRules } from '@piaojue/contract/contest';
import type { Profile, RulesInWords, WordLanguage } from '@piaojue/contract/profile';
import { FORM_CHOICE } from '@piaojue/firmware-protocol/ballot';
import { ballotShape, leastMarks } from './ballot-shape.ts';
import { isDifferential } from './contest-check.ts';
import { en } from './words/en.ts';
import type { Count, MarkLimits, RuleWords } from './words/rule-words.ts';
import { zhCn } from './words/zh-cn.ts';

const WORDS: Readonly<Record<WordLanguage, RuleWords>> = { 'zh-CN': zhCn, en };

/**
 * The rules of a contest as sentences, exactly as they are applied: every field that is applied has its sentence, and
 * what the file leaves to a default is said as that default. In the order of the vote.
 */
export function rulesInWords(contest: Contest, language: WordLanguage): readonly string[] {
  const words = WORDS[language];
  const seats = 'seats' in contest.rules ? (contest.rules.seats ?? 1) : 0;
  const [first = '', ...rest] = sentences(contest, words, (marks) => marks);
  return [first, words.field(contest.kind, contest.candidates.length, seats), ...rest];
}

/** Of a profile: without the numbers that each contest has of its own. */
export function profileInWords({ kind, rules }: Profile, language: WordLanguage): readonly string[] {
  const seats = 'seats' in rules ? rules.seats : undefined;
  const contest = { kind, candidates: [{ no: 1 }], rules } as Contest;
  return sentences(contest, WORDS[language], (marks) => (marks === seats ? 'seats' : marks));
}

export const inBothLanguages = (words: (language: WordLanguage) => readonly string[]): RulesInWords => ({
  'zh-CN': words('zh-CN'),
  en: words('en'),
});

/** How a number of marks is said. */
type Say = (marks: number) => Count;

function sentences(contest: Contest, words: RuleWords, say: Say): string[] {
  const { rules } = contest;
  return [
    ...ballot(contest, words, say),
    words.notSubmitted(),
    words.quorum(rules.quorum),
    words.voided(),
    ...deciding(contest, words),
    words.press(rules.press),
    words.reveal(rules.reveal ?? 'atClose'),
    rules.clock ? words.clock(rules.clock.seconds, rules.clock.closes) : words.noClock(),
    ...people(rules, words),
    ...(rules.profile ? [words.profile(rules.profile.id, rules.profile.version)] : []),
  ];
}

/** What a deputy may do with the ballot, and when it is valid. */
function ballot(contest: Contest, words: RuleWords, say: Say): string[] {
  const shape = ballotShape(contest);
  const perItem = shape.form === FORM_CHOICE;
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election': {
      const least = leastMarks(shape);
      const limits: MarkLimits = { most: say(shape.maxMarks), least: least === 0 ? 0 : say(least) };
      return [
        words.kind(contest.kind, perItem ? 'perItem' : 'pick', isDifferential(contest.rules)),
        ...(contest.kind === 'election' ? [words.noWriteIn()] : []),
        words.marks(limits, perItem),
        words.blank(perItem ? 'perItem' : 'pick', least === 0),
      ];
    }
    case 'resolution':
    case 'namedResolution':
      return [words.kind(contest.kind, 'perItem', false), words.blank('motion', true)];
    case 'evaluation':
      return [words.kind(contest.kind, 'grades', false), words.scale(contest.rules.scale), words.blank('grades', true)];
  }
}

/** What is made of the count. */
function deciding(contest: Contest, words: RuleWords): string[] {
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election':
      return seats(contest.rules, words);
    case 'resolution':
    case 'namedResolution':
      return motion(contest.rules, words);
    case 'evaluation':
      return evaluation(contest.rules, words);
  }
}

const seats = ({ majority, rateBase }: SeatRules | ElectionRules, words: RuleWords): string[] => [
  majority === null ? words.plurality() : words.majority(majority, majority.base, false),
  words.ranking(),
  words.tie(),
  words.shortfall(),
  words.rate(rateBase, 'votes'),
];

const motion = ({ majority, rateBase }: MotionRules, words: RuleWords): string[] => [
  words.majority(majority, majority.base, true),
  words.rate(rateBase, 'motion'),
];

const evaluation = (rules: EvaluationRules, words: RuleWords): string[] => [
  words.rates(rules.rateBase),
  words.grades(rules.gradeBase, rules.halfPasses),
  // Where it is no grade, there is nothing to say.
  ...(rules.scale === 4 ? [words.dontKnow(rules.dontKnowCounts !== false)] : []),
];

const people = ({ people: asked }: Rules, words: RuleWords): string[] =>
  (['emptyBox', 'sums', 'presiding'] as const).map((what) => words.people(what, asked?.[what] === true));
