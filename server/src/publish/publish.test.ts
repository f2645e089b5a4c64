import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FiledVote } from '@piaojue/contract/project-view';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ALLOWED,
  evaluation,
  note,
  SPRING,
  springVote,
  suggestion,
  type TestYear,
  testYear,
} from '../projects/test-year.ts';
import type { RoundRow } from '../store/store.ts';
import { testRound } from '../store/test-rows.ts';
import type { ResultRow } from '@piaojue/contract/screen-view';
import { escapeHtml } from './html.ts';
import { publicationOf, publish, type PublishSources } from './publish.ts';
import { site } from './site.ts';
import { en } from './texts/en.ts';
import { zhCn } from './texts/zh-cn.ts';

let folder: string;
let year: TestYear;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-'));
  year = testYear();
});
afterEach(() => {
  year.dispose();
  rmSync(folder, { recursive: true });
});

const sources = (rounds: readonly RoundRow[] = []): PublishSources => ({
  sittings: [{ sitting: { title: SPRING, mode: 'rehearsal' }, rounds, record: [] }],
  book: { year: year.book.view(), votes: year.book.votes() },
});
const pagesOf = (from: PublishSources = sources()) => site(publicationOf(from, true));
const page = (name: string, from = sources()): string => {
  const text = pagesOf(from).get(name);
  if (text === undefined) throw new Error(`there is no ${name} among ${[...pagesOf(from).keys()].join(' ')}`);
  return text;
};
/** What a reader sees, a line a cell. */
const words = (text: string): string[] =>
  text
    .replaceAll(/<[^>]+>/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function wholeYear(): void {
  year.book.file([springVote()]);
  year.book.adopt('operator', ['11'.repeat(32)]);
  year.book.write('operator', { ref: '2027-P02', entry: { kind: 'group', group: '第一代表小组' } });
  year.book.write('operator', { ref: '2027-P02', entry: { kind: 'milestone', title: '招标', planned: '2027-05-30' } });
  year.book.write('operator', { ref: '2027-P02', entry: note('完成路基', '2027-07-01', 55) });
  year.book.write('operator', {
    ref: '2027-P02',
    entry: { kind: 'adjustment', change: { what: 'field', field: 'unit', to: '交通办' }, allowedBy: ALLOWED },
  });
  year.book.raise('operator', [
    suggestion(7, { state: 'answered', unit: '水利站', answer: { kind: 'planned', words: '列入规划' } }),
  ]);
  year.book.draw('operator', { date: '2027-12-01', seed: '3 5 8', size: null });
  year.book.file([evaluation(['2027-P02', '2027-S01'])]);
}

describe('what the pages say', () => {
  it('candidates with their story, and what was merged or cut with its reason', () => {
    wholeYear();
    const list = words(page('list-abababab.html'));
    for (const text of ['村道硬化', '王主任', '镇财政', '代表走访：走访200户', '符合条件，列入', '120万元'])
      expect(list).toContain(text);
    expect(list.slice(list.indexOf('村道拓宽'), list.indexOf('村道拓宽') + 6)).toEqual([
      '村道拓宽',
      '并入第 1 号',
      '与村道硬化内容相同',
      '人行天桥',
      '未列入',
      '不属镇级事权',
    ]);
  });

  it('the ranking with votes, rate and its base, and the line that is read out', () => {
    wholeYear();
    const vote = words(
      page('vote-abababab.html', { ...sources(), book: { year: year.book.view(), votes: [springVote()] } }),
    );
    const first = vote.indexOf('敬老院改造') - 2;
    expect(vote.slice(first, first + 6)).toEqual(['1', '2', '敬老院改造', '45', '83.33%', '当选']);
    expect(vote).toContain(
      '应到 58 名，实到 55 名，符合法定人数；发出 55 张，收回 54 张，票决有效。有效 53 张，无效 1 张，未按 1。',
    );
    expect(vote).toContain('得票率以收回票数 54 为基数；名次按得票数。通过需 30 票：全体代表的过半数');
    for (const text of [
      '过半数通过。',
      '更换表决器',
      '1人转用纸质票',
      '总监票人 陈监',
      '监票人 甲',
      '监票人 乙',
      '计票人',
      '主持人 李主席',
    ])
      expect(vote).toContain(text);
    expect(words(page('en/list-abababab.html'))).toContain('More than half pass.');
  });

  it('a tie at its rank and in one band, each with its word; a cut where another status begins; ticks where it is enough', () => {
    const { result } = springVote();
    if (result.form !== 'ranking') throw new Error('expected a ranking');
    const [model] = result.rows;
    if (!model) throw new Error('the vote has rows');
    const row = (no: number, votes: number, status: ResultRow['status'], rank: number): ResultRow => ({
      ...model,
      ...{ no, name: `第${no}项`, votes, rank, tied: status === 'runoff', status },
    });
    const rows = [
      row(1, 45, 'chosen', 1),
      row(2, 30, 'runoff', 2),
      row(3, 30, 'runoff', 2),
      row(4, 27, 'notChosen', 4),
    ];
    const vote = springVote({ outcome: 'runoff', rows });
    const text = page('vote-abababab.html', { sittings: [], book: { year: year.book.view(), votes: [vote] } });
    expect([...text.matchAll(/<tr class="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'chosen',
      'runoff cut',
      'runoff',
      'notChosen cut',
    ]);
    expect(text.match(/并列/g)).toHaveLength(2);
    expect([...text.matchAll(/class="badge (\w+)">([^<]+)/g)].map(([, , word]) => word)).toEqual([
      '当选',
      '待再次票决',
      '待再次票决',
      '未当选',
    ]);
    // 45 and 27 of 54, and 30 that are needed.
    expect(text.match(/width:83.3%/g)).toHaveLength(1);
    expect(text.match(/width:50%/g)).toHaveLength(1);
    expect(text.match(/left:55.6%/g)).toHaveLength(4);
  });

  it('a project with what was noted, adjusted and judged, in both languages', () => {
    wholeYear();
    const chinese = words(page('project-2027-P02.html'));
    for (const text of [
      '第一代表小组',
      '55%',
      '完成路基',
      '责任单位：由“村建办”调整为“交通办”',
      '68.97%',
      '96.55%',
      '满意',
    ])
      expect(chinese).toContain(text);
    expect(chinese).toContain('依据：镇人大主席团 2027-06-01 〔2027〕5号：同意调整');
    const english = words(page('en/project-2027-P02.html'));
    for (const text of ['Deputy group', '68.97%', 'Mid-year progress']) expect(english).toContain(text);
  });

  it('a rate without those who do not know says so, on the page of the item too', () => {
    wholeYear();
    // 12 of the 26 without the 3 who do not know, of 29 with them.
    const counts = { satisfied: 12, basic: 10, dissatisfied: 4, dontKnow: 3, abstained: 0 };
    const judged = (dontKnowCounts: boolean, hash: string) =>
      evaluation(
        ['2027-P01'],
        {
          scale: 4,
          dontKnowCounts,
          rows: [
            {
              no: 1,
              name: '',
              counts,
              strictRate: dontKnowCounts ? '41.38' : '46.15',
              broadRate: '75.86',
              grade: 'basic',
            },
          ],
        },
        hash.repeat(32),
      );
    const said = () => words(page('project-2027-P01.html')).flatMap((line) => /“不了解”.*$/.exec(line) ?? []);
    year.book.file([judged(true, '44')]);
    expect(said()).toEqual(['“不了解”计入基数。']);
    year.book.file([judged(false, '55')]);
    expect(said()).toEqual(['“不了解”计入基数。', '“不了解”不计入基数。']);
    expect(words(page('en/project-2027-P01.html')).join()).toContain('“Don’t know” is not in the bases.');
  });

  it('suggestions with steps and answer, and a draw with all that it takes to repeat it', () => {
    wholeYear();
    const all = words(page('suggestions.html'));
    for (const text of ['关于第7件事的建议', '水利站', '列入规划逐步解决', '列入规划逐步解决：列入规划'])
      expect(all).toContain(text);
    const draws = words(page('draws.html')).join('\n');
    expect(draws).toMatch(/公开种子：3 5 8/);
    expect(draws).toMatch(/sha256sum/);
    expect(draws).toMatch(/2027-S01/);
  });

  it('a void round and one without quorum: no figure of a candidate', () => {
    const { result } = springVote();
    if (result.form !== 'ranking') throw new Error('expected a ranking');
    const rows = result.rows.map((row) => ({ ...row, votes: null, rate: null, rank: null, status: 'none' as const }));
    const figures = { ...result.figures, valid: null, invalid: null, notSubmitted: null };
    for (const [outcome, said] of [
      ['void', '本轮作废'],
      ['no-quorum', '未达法定人数'],
    ] as const) {
      const vote = springVote({ outcome, rows, figures });
      const text = page('vote-abababab.html', { sittings: [], book: { year: year.book.view(), votes: [vote] } });
      expect(text).toContain(said);
      expect(text).not.toContain('村道硬化');
    }
  });

  it('only what was announced; a list of candidates from the moment it was frozen', () => {
    const closed = testRound('closed');
    const names = (round: RoundRow) =>
      [...pagesOf(sources([round])).keys()].filter((name) => /^(vote|list)-/.test(name));
    const hash = closed.frozen?.hash.slice(0, 8);
    expect(names(testRound('draft'))).toEqual([]);
    expect(names(testRound('ready'))).toEqual([`list-${hash}.html`]);
    expect(names(closed)).toEqual([`list-${hash}.html`]);
    expect(names(testRound('aborted'))).toEqual([]);
    expect(names({ ...closed, announcedAt: 1_800_000_070_000 })).toEqual([`list-${hash}.html`, `vote-${hash}.html`]);
    const unannounced = [...pagesOf(sources([closed])).values()].join('');
    expect(unannounced).not.toContain('cd'.repeat(32));
  });

  it('both languages have every text, with the same slots', () => {
    const slots = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();
    expect(Object.keys(en)).toEqual(Object.keys(zhCn));
    for (const key of Object.keys(zhCn) as (keyof typeof zhCn)[]) {
      expect(en[key].trim() + key).not.toBe(key);
      expect([key, slots(en[key])]).toEqual([key, slots(zhCn[key])]);
    }
  });
});

describe('the pages stand alone and are safe', () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror='x'>&\u0000\u202E{no}`;

  it('whatever is typed anywhere is text', () => {
    const everywhere = <T>(value: T): T =>
      typeof value === 'string' && !/^(\d{4}-|[0-9a-f]{64}$)|^(visit|merged|cut)$/.test(value)
        ? (HOSTILE as T)
        : Array.isArray(value)
          ? (value.map(everywhere) as T)
          : value !== null && typeof value === 'object'
            ? (Object.fromEntries(Object.entries(value).map(([key, each]) => [key, everywhere(each)])) as T)
            : value;
    wholeYear();
    const vote = springVote();
    const view = year.book.view();
    const hostile: FiledVote = {
      ...vote,
      title: HOSTILE,
      sitting: { ...everywhere(SPRING), date: '2027-03-12' },
      candidates: everywhere(vote.candidates),
      screened: everywhere(vote.screened),
    };
    const projects = view.projects.map((project) => ({
      ...project,
      details: everywhere(project.details),
      candidate: everywhere(project.candidate),
      group: HOSTILE,
      milestones: everywhere(project.milestones),
      notes: project.notes.map((each) => ({
        ...each,
        words: HOSTILE,
        author: { role: 'unit' as const, name: HOSTILE },
      })),
      adjustments: project.adjustments.map((each) => ({
        ...each,
        from: HOSTILE,
        allowedBy: everywhere(each.allowedBy),
      })),
    }));
    const suggestions = view.suggestions.map((each) => ({
      ...each,
      title: HOSTILE,
      deputies: HOSTILE,
      unit: HOSTILE,
      answer: { kind: 'planned' as const, words: HOSTILE },
    }));
    const draws = view.draws.map((each) => ({ ...each, seed: HOSTILE }));
    const files = pagesOf({
      sittings: [],
      book: { year: { ...view, projects, suggestions, draws }, votes: [hostile] },
    });
    let found = 0;
    for (const [name, text] of files) {
      for (const sign of ['<script', '<img', "onerror='", '\u0000', '\u202E'])
        expect(text.includes(sign), name).toBe(false);
      found += text.split('&lt;script&gt;').length - 1;
    }
    expect(found).toBeGreaterThan(60);
  });

  it('half a surrogate pair and quotes come out as text', () => {
    expect(escapeHtml(`a"b'c<d>&\ud800`)).toBe('a&quot;b&#39;c&lt;d&gt;&amp;\ufffd');
  });

  it('no script, nothing from elsewhere, and every link leads to a page that is there', () => {
    wholeYear();
    const files = pagesOf();
    for (const [name, text] of files) {
      if (!name.endsWith('.html')) continue;
      expect(text, name).not.toMatch(/<script|https?:|src=|url\(|@import/);
      const links = [...text.matchAll(/href="([^"#:]+)(?:#[^"]*)?"/g)].map(([, link = '']) => link);
      const root = new URL('http://x/').href;
      for (const link of links)
        expect([...files.keys()], `${name} → ${link}`).toContain(new URL(link, root + name).pathname.slice(1));
      expect(links.length).toBeGreaterThan(0);
    }
  });
});

describe('the folder', () => {
  const out = () => join(folder, 'public');
  const all = () =>
    readdirSync(out(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it('holds the same bytes for the same data, which anybody can check, readable by everybody', () => {
    wholeYear();
    expect(publish(sources(), out(), { rehearsal: true })).toMatchObject({ ok: true });
    const first = all().map((path) => [path, readFileSync(path, 'utf8')]);
    expect(publish(sources(), out(), { rehearsal: true })).toEqual({ ok: true, value: { files: first.length } });
    expect(all().map((path) => [path, readFileSync(path, 'utf8')])).toEqual(first);
    const sums = readFileSync(join(out(), 'SHA256SUMS'), 'utf8').trim().split('\n');
    expect(sums).toHaveLength(first.length - 1);
    for (const line of sums) {
      const [sum, path = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(join(out(), path)))
          .digest('hex'),
      ).toBe(sum);
      expect(statSync(join(out(), path)).mode & 0o777).toBe(0o644);
    }
    expect(readdirSync(folder)).toEqual(['public']);
  });

  it('is taken as a whole: a page that is no more is gone, also after a crash that left half of one beside it', () => {
    wholeYear();
    mkdirSync(join(folder, '.public-new-abc'));
    expect(publish(sources(), out(), { rehearsal: true }).ok).toBe(true);
    expect(existsSync(join(out(), 'project-2027-P02.html'))).toBe(true);
    expect(publish({ sittings: sources().sittings, book: null }, out(), { rehearsal: true }).ok).toBe(true);
    expect(
      all()
        .map((path) => path.slice(out().length + 1))
        .toSorted(),
    ).toEqual(['SHA256SUMS', 'en/index.html', 'index.html']);
    expect(readdirSync(folder)).toEqual(['public']);
  });

  it('with files of somebody else is refused, and stays as it is', () => {
    mkdirSync(out());
    writeFileSync(join(out(), 'letter.txt'), 'dear');
    const done = publish(sources(), out(), { rehearsal: true });
    expect(done).toMatchObject({ ok: false, error: expect.stringMatching(/other files/) });
    expect(readdirSync(out())).toEqual(['letter.txt']);
  });

  it('with files beside the published ones is refused too, whoever wrote its sums', () => {
    expect(publish(sources(), out(), { rehearsal: true }).ok).toBe(true);
    writeFileSync(join(out(), 'letter.txt'), 'dear');
    const done = publish(sources(), out(), { rehearsal: true });
    expect(done).toMatchObject({ ok: false, error: expect.stringMatching(/other files/) });
    rmSync(join(out(), 'letter.txt'));
    expect(publish(sources(), out(), { rehearsal: true }).ok).toBe(true);
    rmSync(out(), { recursive: true });
    mkdirSync(out());
    writeFileSync(join(out(), 'disc.iso'), 'much');
    writeFileSync(join(out(), 'SHA256SUMS'), `${'ab'.repeat(32)}  disc.iso\n`);
    expect(publish(sources(), out(), { rehearsal: true })).toMatchObject({
      error: expect.stringMatching(/other files/),
    });
    expect(readdirSync(out()).toSorted()).toEqual(['SHA256SUMS', 'disc.iso']);
  });

  it('of a rehearsal is written only on request and is marked on every page; modes are never mixed', () => {
    wholeYear();
    expect(publish(sources(), out(), { rehearsal: false })).toMatchObject({
      error: expect.stringMatching(/rehearsal/),
    });
    expect(existsSync(out())).toBe(false);
    for (const [name, text] of pagesOf())
      if (name.endsWith('.html')) expect(text, name).toMatch(/演练数据|Rehearsal data/);
    const real = { sitting: { title: SPRING, mode: 'real' as const }, rounds: [], record: [] };
    expect(publish({ ...sources(), sittings: [real] }, out(), { rehearsal: true })).toMatchObject({
      error: expect.stringMatching(/never published together/),
    });
    expect(publish({ sittings: [real], book: null }, out(), { rehearsal: false }).ok).toBe(true);
    expect(readFileSync(join(out(), 'index.html'), 'utf8')).not.toMatch(/演练/);
  });
});
