import type { Evidence } from './attacker.ts';
import { marksIn } from './ballots.ts';
import { distinctMap, hangsTogether, hexOf, type Knowledge, SUREST, surestOf } from './knowledge.ts';
import { type Cell, type Hays, listsOf, type Table } from './readings.ts';

/** A number for each of many voters, wherever it came from. */
interface OfVoters {
  readonly where: string;
  readonly values: ReadonlyMap<number, number>;
}
/** A number for each of many open ballots, by hex. */
interface OfBallots {
  readonly where: string;
  readonly values: ReadonlyMap<string, number>;
}

const WHICH = [0, 1] as const;
/** Of one voter who fits, beside the standard deviations of what only hangs together. */
const EACH = 1.5;

const numberIn = (cell: Cell | undefined): number | undefined => {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(cell)) return Number(cell);
  return undefined;
};
const lengthOf = (cell: Cell | undefined): number | undefined =>
  typeof cell === 'string' || Buffer.isBuffer(cell) ? cell.length : undefined;

const columnOf = (table: Table, index: number): readonly (Cell | undefined)[] => table.rows.map((row) => row[index]);

/** What the cells of a column are as slots: of whichever of the ways to name a voter it holds most. */
function slotsOf(known: Knowledge, cells: readonly (Cell | undefined)[]): (readonly (number | undefined)[])[] {
  const { loot, voters, called } = known;
  const keypads = new Map(loot.seats.map((keypad, slot) => [keypad, slot]));
  if (new Set(cells).size < voters / 2) return [];
  const ways = [
    (cell: Cell | undefined) => {
      const n = numberIn(cell);
      return n !== undefined && Number.isInteger(n) && n >= 0 && n < voters ? n : undefined;
    },
    (cell: Cell | undefined) => keypads.get(numberIn(cell) ?? -1),
    (cell: Cell | undefined) => (typeof cell === 'string' ? called.get(cell) : undefined),
  ];
  return ways
    .map((way) => cells.map(way))
    .filter((slots) => new Set(slots.filter((slot) => slot !== undefined)).size >= voters / 2);
}

const ballotsOf = ({ spelled }: Knowledge, cells: readonly (Cell | undefined)[]): (string | undefined)[] =>
  cells.map((cell) => {
    if (Buffer.isBuffer(cell)) return spelled.get(hexOf(cell));
    return typeof cell === 'string' ? spelled.get(cell) : undefined;
  });

/** Presses in the order of their receipts, each once: the gateway was told it. */
function arrivals({ tables }: Hays, known: Knowledge): number[] {
  const keypads = new Map(known.loot.seats.map((keypad, slot) => [keypad, slot]));
  const table = tables.find(({ where, columns }) => where.startsWith('gateway') && columns.includes('.number'));
  if (!table) return [];
  const [keypad, number] = [table.columns.indexOf('.keypad'), table.columns.indexOf('.number')];
  const status = table.columns.indexOf('.status');
  const seen = new Set<string>();
  const slots: number[] = [];
  for (const row of table.rows) {
    const press = `${String(row[keypad])} ${String(row[number])}`;
    const slot = keypads.get(Number(row[keypad]));
    if (slot === undefined || seen.has(press) || (status >= 0 && row[status] !== table.rows.at(-1)?.[status])) continue;
    seen.add(press);
    slots.push(slot);
  }
  return slots;
}

interface Read {
  readonly voters: readonly OfVoters[];
  readonly ballots: readonly OfBallots[];
  /** Voters and ballots that stand in one row, a list for each pair of columns. */
  readonly together: readonly (readonly { readonly slot: number; readonly ballot: string }[])[];
}
const reads = new WeakMap<Hays, Read>();

function read(known: Knowledge, hays: Hays): Read {
  const before = reads.get(hays);
  if (before) return before;
  const { voters } = known;
  const ofVoters: OfVoters[] = [];
  const ofBallots: OfBallots[] = [];
  const together: { slot: number; ballot: string }[][] = [];
  const seen = new Set<string>();
  const addVoters = (where: string, pairs: readonly (readonly [number, number])[]): void => {
    const values = new Map(pairs);
    if (values.size < voters * 0.6 || new Set(values.values()).size < 2) return;
    const sign = [...values].toSorted(([a], [b]) => a - b).join();
    if (!seen.has(sign)) ofVoters.push({ where, values });
    seen.add(sign);
  };
  const presses = arrivals(hays, known);
  const slots = known.loot.seats.map((_, slot) => slot);
  // The last arrival of each, and the first.
  addVoters(
    'arrival',
    presses.map((slot, i) => [slot, i]),
  );
  addVoters('first arrival', presses.map((slot, i) => [slot, i] as const).toReversed());
  addVoters(
    'slots',
    slots.map((slot) => [slot, slot]),
  );
  addVoters(
    'keypads',
    slots.map((slot) => [slot, known.loot.seats[slot] ?? 0]),
  );
  /** Who may stand behind the rows of a list that names nobody. */
  const orders = [
    ...(presses.length ? [presses] : []),
    slots,
    slots.toSorted((a, b) => (known.loot.seats[a] ?? 0) - (known.loot.seats[b] ?? 0)),
    presses.filter((slot, i) => presses.lastIndexOf(slot) === i),
  ];
  const same = new Set<string>();
  for (const table of hays.tables) {
    if (table.rows.length < voters * 0.6) continue;
    // Most snapshots repeat the one before.
    const text = table.rows.join('|');
    if (same.has(text)) continue;
    same.add(text);
    const columns = table.columns.map((name, i) => ({ name, cells: columnOf(table, i) }));
    const index = table.rows.map((_, i) => i);
    const figures: { name: string; values: readonly (number | undefined)[] }[] = [{ name: 'row', values: index }];
    for (const { name, cells } of columns) {
      figures.push({ name, values: cells.map(numberIn) }, { name: `length of ${name}`, values: cells.map(lengthOf) });
    }
    const telling = figures.filter(({ values }) => new Set(values).size > 1);
    const named = columns.flatMap(({ cells }) => slotsOf(known, cells));
    for (const { name, values } of telling) {
      const where = `${table.where} ${name}`;
      for (const owner of [...named, ...orders.filter((order) => order.length === table.rows.length)]) {
        const pairs = values.flatMap((value, i): (readonly [number, number])[] => {
          const slot = owner[i];
          return value === undefined || slot === undefined ? [] : [[slot, value]];
        });
        addVoters(where, pairs);
      }
    }
    for (const { cells } of columns) {
      const ballots = ballotsOf(known, cells);
      if (ballots.filter((one) => one !== undefined).length < voters / 2) continue;
      for (const { name, values } of figures) {
        const pairs = ballots.flatMap((ballot, i): (readonly [string, number])[] => {
          const value = values[i];
          return ballot === undefined || value === undefined ? [] : [[ballot, value]];
        });
        ofBallots.push({ where: `${table.where} ${name}`, values: distinctMap(pairs) });
      }
      for (const owner of named) {
        together.push(
          ballots.flatMap((ballot, i) => {
            const slot = owner[i];
            return ballot === undefined || slot === undefined ? [] : [{ slot, ballot }];
          }),
        );
      }
    }
  }
  const done = { voters: ofVoters, ballots: ofBallots, together };
  reads.set(hays, done);
  return done;
}

/** Voters and ballots in one row; ballots in an order in which the voters are known, too; two lists with the same times. */
export function joined(known: Knowledge, hays: Hays): Evidence[] {
  const { holders } = known;
  const { voters, ballots, together } = read(known, hays);
  const evidence: Evidence[] = together.map((rows) => {
    const fit = (which: 0 | 1): number =>
      rows.filter(({ slot, ballot }) => holders[which].get(ballot)?.includes(slot)).length;
    return { by: 'one row', weights: [fit(0) * EACH, fit(1) * EACH] };
  });
  for (const ofBallots of ballots) {
    for (const ofVoters of voters) {
      const weights = WHICH.map((which) => {
        const xs: number[] = [];
        const ys: number[] = [];
        for (const [ballot, value] of ofBallots.values) {
          const [slot, second] = holders[which].get(ballot) ?? [];
          const voter = slot === undefined || second !== undefined ? undefined : ofVoters.values.get(slot);
          if (voter === undefined) continue;
          xs.push(value);
          ys.push(voter);
        }
        return hangsTogether(xs, ys);
      }) as [number, number];
      evidence.push({ by: 'an order', weights });
    }
  }
  return evidence;
}

/** Something about a voter that follows from what the ballot looks like: a length, a status, a place in a list. */
export function traits(known: Knowledge, hays: Hays): Evidence[] {
  return read(known, hays).voters.flatMap(({ values }) => {
    const slots = [...values.keys()];
    const xs = [...values.values()];
    return known.traits.map(([name, of]): Evidence => {
      const weights = WHICH.map((which) => {
        const ys = slots.map((slot) => of[which][slot] ?? 0);
        // There are as many marks as candidates: some agree with something by chance.
        const most = name.startsWith('mark') ? surestOf(ys) : SUREST;
        return Math.min(most, hangsTogether(xs, ys));
      });
      return { by: `a trait: ${name}`, weights: weights as [number, number] };
    });
  });
}

interface Step {
  readonly figures: readonly number[];
  readonly took: ReadonlySet<number>;
}

/** A figure per candidate that moves while the round is open, against who had submitted by then. */
export function liveFigures(known: Knowledge): Evidence[] {
  const { loot, assignments, voters } = known;
  const steps = new Map<string, Step[]>();
  let took: ReadonlySet<number> = new Set();
  for (const { where, text } of loot.said) {
    if (!text.startsWith('{') && !text.startsWith('[')) continue;
    const lists = listsOf(text);
    for (const rows of lists.values()) {
      if (rows.length === voters && rows.every((row) => '.submitted' in row))
        took = new Set(rows.flatMap((row, slot) => (row['.submitted'] === true ? [slot] : [])));
    }
    for (const [path, rows] of lists) {
      if (rows.length !== loot.candidates) continue;
      for (const column of Object.keys(rows[0] ?? {})) {
        const figures = rows.map((row) => row[column]);
        if (!figures.every((figure) => typeof figure === 'number')) continue;
        const name = `${where}${path}${column}`;
        const step = { figures, took };
        const list = steps.get(name);
        if (list) list.push(step);
        else steps.set(name, [step]);
      }
    }
  }
  return [...steps.values()].flatMap((list): Evidence[] => {
    if (new Set(list.map(({ figures }) => figures.join())).size < 3) return [];
    const weights = WHICH.map((which) => stepsExplained(list, assignments[which]) * EACH) as [number, number];
    return [{ by: 'live figures', weights }];
  });
}

/** Steps in which the figures grew by just what those who came in between would have marked. */
function stepsExplained(steps: readonly Step[], assignment: readonly Uint8Array[]): number {
  let explained = 0;
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    const came = [...step.took].filter((slot) => !before?.took.has(slot));
    const expected = step.figures.map(() => 0);
    for (const slot of came)
      for (const no of marksOf(assignment[slot] ?? new Uint8Array())) expected[no - 1] = (expected[no - 1] ?? 0) + 1;
    const fits = step.figures.every((figure, at) => figure - (before?.figures[at] ?? 0) === expected[at]);
    if (fits && came.length) explained += 1;
  });
  return explained;
}

const marksCache = new WeakMap<Uint8Array, readonly number[]>();
function marksOf(ballot: Uint8Array): readonly number[] {
  const known = marksCache.get(ballot);
  if (known) return known;
  const marks = marksIn(ballot);
  marksCache.set(ballot, marks);
  return marks;
}
