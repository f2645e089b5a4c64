import { type Bundle, type Column, type Contest, formOf, isCounted, type Totals } from './bundle.ts';
import { type Fault, fault } from './checks.ts';

/** All figures of a bundle that counts. */
export const totalsOf = (bundle: Bundle): Totals => {
  const { returned, valid, invalid, votes, against, abstained, grades } = bundle;
  return {
    returned,
    valid: Number(valid),
    invalid: Number(invalid),
    votes,
    ...(against && { against }),
    ...(abstained && { abstained }),
    ...(grades && { grades }),
  };
};

/** Ballots that stand sealed in `patterns.sealed`: those of the keypads; null by hand. */
export function atKeypads({ method, returned, columns }: Bundle): number | null {
  if (method === undefined) return returned;
  return columns && columns.keypads ? columns.keypads.returned : null;
}

const sum = (figures: readonly number[]): number => figures.reduce((all, n) => all + n, 0);

/** Fewest marks of a valid ballot, and most. */
export function marksOf({ kind, rules }: Contest): readonly [least: number, most: number] {
  if (kind === 'resolution' || kind === 'namedResolution') return [0, 1];
  return [rules.exactly ? rules.maxMarks : rules.minMarks, rules.maxMarks];
}

/** I ≤ P ≤ N, V + X = R, R ≤ I of a round that counts, 未按 = I − R. */
export function ballotFaults(bundle: Bundle): readonly Fault[] {
  const { all, present, issued, returned, valid, invalid, notHeard, heardNotSubmitted, paperIssued = 0 } = bundle;
  const faults: Fault[] = [];
  const ask = (holds: boolean, path: string, expected: string, got: string | number): void => {
    if (!holds) faults.push(fault(path, expected, got));
  };
  ask(present <= all, 'present', `P ≤ N = ${all}`, present);
  ask(issued <= present, 'issued', `I ≤ P = ${present}`, issued);
  if (!isCounted(bundle)) {
    for (const name of ['valid', 'invalid'] as const) ask(bundle[name] === '', name, 'nothing', bundle[name]);
    return faults;
  }
  ask(returned <= issued, 'returned', `R ≤ I = ${issued}`, returned);
  ask(valid !== '', 'valid', 'V', 'nothing');
  ask(invalid !== '', 'invalid', 'X', 'nothing');
  ask(Number(valid) + Number(invalid) === returned, 'valid', `V + X = R = ${returned}`, `${valid} + ${invalid}`);
  const keypads = atKeypads(bundle);
  ask((notHeard === '') === (heardNotSubmitted === ''), 'notHeard', 'both parts of 未按, or none', String(notHeard));
  if (notHeard !== '' && heardNotSubmitted !== '' && keypads !== null) {
    const absent = issued - paperIssued - keypads;
    ask(notHeard + heardNotSubmitted === absent, 'notHeard', `未按 = ${absent}`, `${notHeard} + ${heardNotSubmitted}`);
  }
  return faults;
}

/** Whether these figures can be those of so many ballots of this form. `path`: in front of the names of the fields. */
export function answerFaults(contest: Contest, totals: Totals, path = ''): readonly Fault[] {
  const form = formOf(contest);
  const { valid, votes, against, abstained, grades } = totals;
  const count = contest.candidates.length;
  const lists: readonly (readonly [string, readonly unknown[] | undefined, boolean])[] = [
    ['votes', votes, true],
    ['against', against, form === 'choice'],
    ['abstained', abstained, form === 'choice'],
    ['grades', grades, form === 'grades'],
  ];
  const wrong = lists
    .filter(([, list, asked]) => (asked ? list?.length !== count : list !== undefined))
    .map(([name, list, asked]) =>
      fault(`${path}${name}`, asked ? `${count} figures` : 'no such field', list?.length ?? 'nothing'),
    );
  if (wrong.length) return wrong;
  const perItem = contest.candidates.flatMap((_, place): Fault[] => {
    if (form === 'pick') {
      const mine = votes[place] ?? 0;
      return mine <= valid ? [] : [fault(`${path}votes/${place}`, `at most V = ${valid}`, mine)];
    }
    const answers =
      form === 'grades' ? (grades?.[place] ?? []) : [votes[place] ?? 0, against?.[place] ?? 0, abstained?.[place] ?? 0];
    const where = form === 'grades' ? `${path}grades/${place}` : `${path}votes/${place}`;
    const faults = sum(answers) === valid ? [] : [fault(where, `answers that make up V = ${valid}`, sum(answers))];
    if (form !== 'grades') return faults;
    if (answers.length !== contest.rules.scale + 1)
      faults.push(fault(where, `${contest.rules.scale + 1} figures`, answers.length));
    if (answers[0] !== votes[place]) faults.push(fault(`${path}votes/${place}`, answers[0] ?? '', votes[place] ?? ''));
    return faults;
  });
  if (form === 'grades') return perItem;
  const [least, most] = marksOf(contest).map((marks) => marks * valid) as [number, number];
  const marks = sum(votes);
  const fits = marks >= least && marks <= most;
  return fits ? perItem : [...perItem, fault(`${path}votes`, `${least} to ${most} marks`, marks)];
}

/** Fewer ballots in a column than this, and its figures would be somebody's ballots. */
const FEWEST_TO_TELL = 4;

/** The columns of a round by hand or mixed: each can be true, and added they are the figures of the round. */
export function columnFaults(bundle: Bundle): readonly Fault[] {
  const { method, columns, paperIssued, issued, returned } = bundle;
  if (method === undefined) return columns === undefined ? [] : [fault('columns', 'no such field', 'one')];
  if (!columns || paperIssued === undefined) return [fault('columns', `those of a round by ${method}`, 'nothing')];
  const { keypads, paper } = columns;
  if ((method === 'mixed') !== (keypads !== '')) return [fault('columns/keypads', method, keypads ? 'one' : 'nothing')];
  const faults: Fault[] = [];
  if (method === 'hand' ? paperIssued !== issued : paperIssued > issued)
    faults.push(fault('paperIssued', method === 'hand' ? issued : `at most I = ${issued}`, paperIssued));
  const both: readonly (readonly [string, Column])[] = [
    ...(keypads ? ([['columns/keypads', keypads]] as const) : []),
    ['columns/paper', paper],
  ];
  const added = sum(both.map(([, column]) => column.returned));
  if (added !== returned) faults.push(fault('returned', `R of the columns: ${added}`, returned));
  return [...faults, ...(isCounted(bundle) ? countedColumns(bundle, both) : uncountedColumns(both))];
}

const uncountedColumns = (both: readonly (readonly [string, Column])[]): readonly Fault[] =>
  both.flatMap(([path, column]) =>
    (['valid', 'invalid', 'totals'] as const)
      .filter((name) => column[name] !== undefined)
      .map((name) => fault(`${path}/${name}`, 'no such field', 'one')),
  );

function countedColumns(bundle: Bundle, both: readonly (readonly [string, Column])[]): readonly Fault[] {
  const faults: Fault[] = [];
  for (const name of ['valid', 'invalid'] as const) {
    const added = sum(both.map(([, column]) => column[name] ?? 0));
    if (added !== bundle[name]) faults.push(fault(name, `that of the columns: ${added}`, bundle[name]));
  }
  const few = both.length > 1 && both.some(([, { returned }]) => returned < FEWEST_TO_TELL);
  for (const [path, column] of both) {
    const { returned, valid, invalid, totals } = column;
    if (valid === undefined || invalid === undefined || valid + invalid !== returned)
      faults.push(fault(path, 'V + X = R', `${valid ?? ''} + ${invalid ?? ''}, ${returned}`));
    if (totals === undefined) faults.push(fault(`${path}/totals`, 'a field', 'none'));
    else if ((totals === '') !== few) {
      faults.push(
        fault(`${path}/totals`, few ? 'nothing: too few ballots to tell' : 'figures', few ? 'some' : 'nothing'),
      );
    } else if (totals) {
      if (totals.returned !== returned || totals.valid !== valid || totals.invalid !== invalid)
        faults.push(fault(`${path}/totals`, 'R, V and X of its column', 'others'));
      faults.push(...answerFaults(bundle.contest, totals, `${path}/totals/`));
    }
  }
  if (faults.length || few) return faults;
  return addedFaults(
    bundle,
    both.map(([, { totals }]) => totals as Totals),
  );
}

/** The figures of each candidate, added over the columns. */
function addedFaults(bundle: Bundle, columns: readonly Totals[]): readonly Fault[] {
  const flat = ({ votes, against = [], abstained = [], grades = [] }: Totals): readonly number[] => [
    ...votes,
    ...against,
    ...abstained,
    ...grades.flat(),
  ];
  const whole = flat(totalsOf(bundle));
  const differs = whole.some((figure, i) => figure !== sum(columns.map((column) => flat(column)[i] ?? 0)));
  return differs ? [fault('votes', 'the columns, added', 'others')] : [];
}

/** Named votes alone say who answered what, and what they say adds up. No other kind has a field for it. */
export function nameFaults(bundle: Bundle): readonly Fault[] {
  const { answers, contest, issued, returned } = bundle;
  const isNamed = contest.kind === 'namedResolution' && bundle.method === undefined && isCounted(bundle);
  if (!isNamed) return answers ? [fault('answers', 'no such field', 'one')] : [];
  if (!answers) return [fault('answers', `those of ${issued} voters`, 'nothing')];
  const faults: Fault[] = [];
  const told = (answer: string): number => answers.filter((each) => each.answer === answer).length;
  const ask = (path: string, expected: number | '' | undefined, got: number): void => {
    if (expected !== got) faults.push(fault(path, expected ?? '', got));
  };
  ask('answers', issued, answers.length);
  ask('answers', new Set(answers.map(({ slot }) => slot)).size, answers.length);
  ask('answers/notSubmitted', issued - returned, told('notSubmitted'));
  ask('answers/invalid', bundle.invalid, told('invalid'));
  ask('answers/for', bundle.votes[0], told('for'));
  ask('answers/against', bundle.against?.[0], told('against'));
  ask('answers/abstained', bundle.abstained?.[0], told('abstained'));
  return faults;
}
