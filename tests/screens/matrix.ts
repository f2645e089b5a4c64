import type { Check, Fault } from '../../display/src/gallery/proof/fault.ts';

/** One picture of the gallery at one size of image. */
export interface Case {
  readonly phase: string;
  readonly image: Image;
  readonly names: string | null;
  readonly count: number | null;
  readonly theme: 'light' | 'dark';
  readonly lang: 'zh' | 'en';
  readonly r: number;
  readonly safe: 3.5 | 5;
  /** 0-based; beyond the last is the last. */
  readonly page: number;
}

export const IMAGES = {
  '1080p': { width: 1920, height: 1080 },
  '4K': { width: 3840, height: 2160 },
  '720p': { width: 1280, height: 720 },
  '4:3': { width: 1440, height: 1080 },
  '32:9': { width: 2560, height: 720 },
} as const;
export type Image = keyof typeof IMAGES;

const NAMES = ['short', 'hanzi25', 'forty', 'dot', 'rare', 'english'] as const;
const COUNTS = [1, 2, 12, 13, 60] as const;
/** Pictures without a list of candidates look the same for all names and numbers. */
const WITH_LIST =
  /^(candidates|one|voting|clock|lastSeconds|votingElection|votingEvaluation|complete|runoff|shortfall|perProject|election|ruled|mixed|byHand|evaluation$|summary|overview|reading)/;
/** Beyond the last page of the longest list on the smallest image. */
const LAST_PAGE = 99;

/** Values of each side of the matrix for one phase. */
function sides(phase: string) {
  const listed = WITH_LIST.test(phase);
  return {
    image: Object.keys(IMAGES) as Image[],
    names: listed ? NAMES : [null],
    count: listed ? COUNTS : [null],
    theme: ['light', 'dark'],
    lang: ['zh', 'en'],
    r: [5, 6, 8],
    safe: [3.5, 5],
    page: listed ? [0, LAST_PAGE] : [0],
  } as const;
}

/** All of them: what `npm run screens` plays. */
export function wholeMatrix(phases: readonly string[]): Case[] {
  return phases.flatMap((phase) => {
    let rows: Record<string, unknown>[] = [{ phase }];
    for (const [side, values] of Object.entries(sides(phase))) {
      rows = rows.flatMap((row) => values.map((value) => ({ ...row, [side]: value })));
    }
    // A second page exists only where there are many rows; themes change no box, so they alternate with the safe area.
    return (rows as unknown as Case[]).filter(
      ({ page, count, theme, safe }) => (page === 0 || (count ?? 0) >= 12) && (theme === 'light') === (safe === 3.5),
    );
  });
}

/** One of each way in which a page is put together; the others differ from one of these in a line or two. */
const KINDS_OF_PAGE = /^(?:candidates|one|voting|runoff|perProject|mixed|evaluation|summaryRunoff|reading)$/;

/**
 * The part that every run of the tests plays: for each kind of page every two values of any two sides meet, chosen greedily;
 * of the other pages every value of every side stands in some case. The same cases in every run.
 */
export function pairwise(phases: readonly string[]): Case[] {
  return phases.flatMap((phase) => {
    const rows = KINDS_OF_PAGE.test(phase) ? coverPairs(sides(phase)) : coverValues(sides(phase));
    return rows.map((row) => ({ phase, ...row }) as unknown as Case);
  });
}

function coverValues(all: Readonly<Record<string, readonly unknown[]>>): Row[] {
  const most = Math.max(...Object.values(all).map((values) => values.length));
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values[at % values.length]])),
  );
}

/**
 * Where a wall is too small for what it is asked to hold, type gives way below its floor rather than that a name is cut or a
 * line left out. Only from this r on, only down to this share of the floor, and only here; all other checks hold there too.
 */
const GIVES_WAY: readonly {
  readonly check: Check;
  readonly r: number;
  readonly when: (one: Case) => boolean;
  /** Share of the floor that is kept. */
  readonly least: number;
}[] = [
  // A rail that tells a whole decision: keypads and paper, what the presidium ruled, four grades.
  { check: 'floor-of-rail', r: 8, when: () => true, least: 0.65 },
  // A list beside a rail on a narrow wall; four columns of figures on any.
  { check: 'floor', r: 8, when: ({ image }) => image === '4:3', least: 0.56 },
  { check: 'floor', r: 8, when: ({ phase }) => phase === 'perProject', least: 0.8 },
  { check: 'floor', r: 5, when: ({ phase, image }) => phase === 'perProject' && image === '4:3', least: 0.97 },
];

export function isExcused(one: Case, { check, share }: Pick<Fault, 'check' | 'share'>): boolean {
  if (share === undefined) return false;
  return GIVES_WAY.some((way) => way.check === check && one.r >= way.r && way.when(one) && share >= way.least);
}

type Row = Readonly<Record<string, unknown>>;

export function coverPairs(all: Readonly<Record<string, readonly unknown[]>>): Row[] {
  const names = Object.keys(all);
  const pair = (a: string, x: unknown, b: string, y: unknown) => `${a}=${String(x)}&${b}=${String(y)}`;
  const open = new Set<string>();
  for (const [at, a] of names.entries())
    for (const b of names.slice(at + 1))
      for (const x of all[a] ?? []) for (const y of all[b] ?? []) open.add(pair(a, x, b, y));
  const rows: Row[] = [];
  while (open.size > 0) {
    const [first] = open;
    const row: Record<string, unknown> = {};
    for (const part of (first ?? '').split('&')) {
      const [name = '', value] = part.split('=');
      row[name] = (all[name] ?? []).find((one) => String(one) === value);
    }
    for (const name of names.filter((one) => !(one in row))) {
      const score = (value: unknown) =>
        Object.entries(row).filter(
          ([other, is]) => open.has(pair(name, value, other, is)) || open.has(pair(other, is, name, value)),
        ).length;
      const values = all[name] ?? [];
      // Ties are broken by how far we are, or the first value of each side would stand in most rows.
      const turned = values.map((_, at) => values[(at + rows.length) % values.length]);
      row[name] = turned.toSorted((a, b) => score(b) - score(a))[0];
    }
    for (const [at, a] of names.entries()) for (const b of names.slice(at + 1)) open.delete(pair(a, row[a], b, row[b]));
    rows.push(row);
  }
  return rows;
}

/** The address in the gallery. */
export function queryOf({ phase, names, count, theme, lang, r, safe, page }: Case): string {
  const fields = { phase, names, count, theme, lang, r, safe, page: page === 0 ? null : page };
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
