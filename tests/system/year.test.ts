import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contest } from '@piaojue/contract/contest';
import type { YearPage } from '@piaojue/contract/project-view';
import { gradeBallot } from '@piaojue/firmware-protocol/ballot';
import { publishCommand } from '@piaojue/server/cli/publish';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { OfficerClient } from './harness/officer-client.ts';
import { tempFolder } from './harness/temp-folder.ts';

/**
 * 年初问选题、年中查进度、年底问绩效 (RULES §1): what one sitting chose is followed through the year and judged by another one, with
 * real rounds in both; the public pages then say all of it.
 */
afterAll(tidy);

const places = tempFolder();
const projects = join(places, 'projects.sqlite');
const published = join(places, 'public');
const YEAR = ['--projects', projects, '--publish', published];

const candidates: Contest['candidates'] = [
  { no: 1, name: '村道硬化', unit: '村建办', story: { source: { kind: 'visit' }, fund: '镇财政', leader: '王主任' } },
  { no: 2, name: '敬老院改造', unit: '民政办' },
  { no: 3, name: '停车场' },
];
const screened = [{ name: '人行天桥', outcome: 'cut' as const, reason: '不属镇级事权' }];

async function session(hall: LeanHall): Promise<(method: string, path: string, body?: unknown) => Promise<unknown>> {
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const response = await fetch(`${hall.url}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const { token } = (await send('POST', '/session', { pin: PINS.operator })) as { token: string };
  return async (method, path, body) => await send(method, path, body, token);
}

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const published1 = (name: string): string => textOf(readFileSync(join(published, name), 'utf8'));

describe('a year', () => {
  const spring = new LeanHall({
    voters: 5,
    contests: [{ ...contest(3, 2), candidates, screened }],
    serveArgs: YEAR,
  });
  const summer = new LeanHall({ voters: 5, serveArgs: YEAR });

  it('in spring two of three projects are chosen and become tracked ones, once they are announced', async () => {
    await spring.start();
    await spring.signInAll();
    await spring.openRound(1);
    // By hand: 1 has 4 votes, 2 has 3, 3 has 1.
    for (const [i, marks] of [[1, 2], [1, 2], [1, 3], [1], [2]].entries()) await spring.vote(i + 1, 1, marks);
    await spring.close(1);
    const api = await session(spring);
    await expect(api('POST', '/projects/adopt', { roundId: 1 })).rejects.toThrow(/409.*not-announced/);
    await spring.command('round:announce', { roundId: 1 });
    expect(await api('POST', '/projects/adopt', { roundId: 1 })).toEqual({ refs: ['2027-P01', '2027-P02'] });
    await api('POST', '/projects/entries', {
      ref: '2027-P01',
      entry: { kind: 'note', date: '2027-06-30', author: { role: 'unit' }, words: '路基已完成', percent: 60 },
    });
    const page = (await api('GET', '/projects')) as YearPage;
    expect(
      page.projects.map(({ ref, details, origin, percent }) => [ref, details.name, origin.votes, origin.rate, percent]),
    ).toEqual([
      ['2027-P01', '村道硬化', 4, '80.00', 60],
      ['2027-P02', '敬老院改造', 3, '60.00', null],
    ]);
    await spring.stop();
  });

  it('in summer another sitting judges them on one ballot, and what it announces joins them', async () => {
    await summer.start();
    await summer.signInAll();
    const api = await session(summer);
    const refs = ['2027-P01', '2027-P02'];
    const { roundId } = (await api('POST', '/projects/contest', { review: 'progress', refs })) as { roundId: number };
    await summer.command('round:ready', { roundId });
    const monitor = await OfficerClient.signIn(summer.url, PINS.monitor);
    await monitor.command('round:confirm', { roundId, what: 'emptyBox' });
    await summer.command('round:open', { roundId });
    const paper = await summer.paperOf(roundId);
    // 1 满意, 2 基本满意, 3 不满意, 0 blank. P01: 3 / 1 / 1. P02: 1 / 2 / 1, and one 弃权.
    for (const [i, grades] of [
      [1, 1],
      [1, 2],
      [1, 2],
      [2, 3],
      [3, 0],
    ].entries())
      await summer.askCounted(summer.keypad(i + 1).seal(roundId, paper, gradeBallot(grades)));
    await summer.close(roundId);
    const evaluations = async () =>
      ((await api('GET', '/projects')) as YearPage).projects.map((project) => project.evaluations);
    expect(await evaluations()).toEqual([[], []]);
    await monitor.command('round:confirm', { roundId, what: 'sums' });
    await summer.command('round:announce', { roundId });
    monitor.close();
    const joined = await evaluations();
    expect(joined).toMatchObject([
      [
        {
          review: 'progress',
          counts: { satisfied: 3, basic: 1, dissatisfied: 1, abstained: 0 },
          strictRate: '60.00',
          broadRate: '80.00',
          rateBase: { base: 'present', value: 5 },
          grade: 'satisfied',
        },
      ],
      [
        {
          counts: { satisfied: 1, basic: 2, dissatisfied: 1, abstained: 1 },
          strictRate: '20.00',
          broadRate: '60.00',
          grade: 'basic',
        },
      ],
    ]);
    // Started again it files the same again, and nothing is there twice.
    await summer.kill();
    await summer.start();
    const again = (await (await session(summer))('GET', '/projects')) as YearPage;
    expect(again.projects.map((project) => project.evaluations)).toEqual(joined);
    expect(again.brokenAt).toBeNull();
  });

  it('the public pages of the second sitting tell the whole year, and the command line writes the same', async () => {
    const api = await session(summer);
    await expect(api('POST', '/publish', { rehearsal: false })).rejects.toThrow(/rehearsal/);
    expect(await api('POST', '/publish', { rehearsal: true })).toMatchObject({ folder: published });
    const names = files(published);
    expect(published1('project-2027-P01.html')).toMatch(
      /村道硬化.*得票 4（80\.00%.*60%.*路基已完成.*年中进度.*3 1 1 0 60\.00% 80\.00% 满意/,
    );
    expect(published1('project-2027-P02.html')).toMatch(/年中进度.*1 2 1 1 20\.00% 60\.00% 基本满意/);
    const list = names.find((name) => name.startsWith('list-')) ?? '';
    expect(published1(list)).toMatch(/村道硬化.*镇财政.*代表走访.*人行天桥.*不属镇级事权/);
    const votes = names.filter((name) => name.startsWith('vote-')).map(published1);
    expect(votes.filter((text) => /村道硬化 4 80\.00% 当选.*敬老院改造 3 60\.00% 当选/.test(text))).toHaveLength(1);
    expect(votes.filter((text) => /民生实事项目年中进度测评.*村道硬化 3 1 1 0/.test(text))).toHaveLength(1);

    const out = join(mkdtempSync(join(places, 'usb-')), 'public');
    const data = [spring, summer].flatMap((hall) => ['--data', hall.data]);
    expect(publishCommand(['--out', out, '--projects', projects, '--rehearsal', ...data])).toBe(0);
    expect(files(out)).toEqual(names);
    for (const name of names)
      expect(readFileSync(join(out, name)).equals(readFileSync(join(published, name))), name).toBe(true);
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(publishCommand(['--out', out, '--projects', projects])).toBe(1);
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/--rehearsal/));
    said.mockRestore();
  });
});
