import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { ProjectView, SuggestionView, YearPage } from '@piaojue/contract/project-view';
import { describe, expect, test } from 'vitest';
import { ProjectPanel } from './project-panel.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { SuggestionBoard } from './suggestion-board.tsx';
import { YearDeskProvider } from './year-context.ts';

const SITTING = { congress: '江南镇人大', meeting: '第四次会议', date: '2027-03-12' };
const project: ProjectView = {
  ref: '2027-P01',
  origin: {
    sitting: SITTING,
    round: 1,
    no: 3,
    by: 'vote',
    votes: 40,
    rate: '74.07',
    rateBase: { base: 'returned', value: 54 },
    bundleHash: 'ab'.repeat(32),
  },
  details: { name: '村道<硬化>', unit: '交通办', leader: '', site: '', budget: '', fund: '', target: '' },
  candidate: { no: 3 },
  group: '第一代表小组',
  stopped: false,
  percent: 60,
  milestones: [
    { milestone: 2, title: '竣工', planned: '2027-11-30', plannedFirst: '2027-10-30', done: null, words: '' },
  ],
  notes: [{ entry: 5, date: '2027-07-01', author: { role: 'unit' }, words: '完成路基', percent: 60 }],
  adjustments: [],
  evaluations: [
    {
      review: 'progress',
      sitting: SITTING,
      title: '年中测评',
      round: 4,
      bundleHash: 'cd'.repeat(32),
      closedAt: 1_800_000_000_000,
      counts: { satisfied: 20, basic: 8, dissatisfied: 1, dontKnow: null, abstained: 0 },
      strictRate: '68.97',
      broadRate: '96.55',
      rateBase: { base: 'present', value: 29 },
      grade: 'satisfied',
      gradeBase: { base: 'all', value: 30 },
      halfPasses: true,
    },
  ],
  history: [
    {
      entry: 4,
      at: 1_800_000_000_000,
      by: 'operator',
      kind: 'note',
      written: { kind: 'note', date: '2027-07-01', author: { role: 'unit' }, words: '里程写错', percent: 50 },
      correctedBy: 5,
      corrects: null,
    },
  ],
};
const suggestion = (ref: string, change: Partial<SuggestionView>): SuggestionView => ({
  ref,
  number: ref.slice(-2),
  title: `建议${ref}`,
  words: '',
  deputies: '李秀英',
  group: '',
  state: 'raised',
  unit: null,
  answer: null,
  steps: [],
  notes: [],
  evaluations: [],
  draws: [],
  history: [],
  ...change,
});
const page: YearPage = {
  rehearsal: true,
  brokenAt: null,
  filed: [],
  publishTo: '/public',
  projects: [project, { ...project, ref: '2027-P02', stopped: true }],
  suggestions: [
    suggestion('2027-S01', {}),
    suggestion('2027-S02', { state: 'answered', answer: { kind: 'planned', words: '分三年' }, draws: [1] }),
  ],
  draws: [],
};
const draw = (what: ReactNode) =>
  renderToStaticMarkup(
    <MantineProvider>
      <YearDeskProvider
        value={{ page, post: () => Promise.resolve({ ok: true, body: null }), reload: () => Promise.resolve() }}
      >
        {what}
      </YearDeskProvider>
    </MantineProvider>,
  );
const text = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the page of projects', () => {
  test('one project: where it comes from, how far it is, how it was judged and of what base', () => {
    const said = text(draw(<ProjectPanel project={project} />));
    for (const part of ['村道&lt;硬化&gt;', '40 票', '74.07% (收回)', '第一代表小组', '原计划 2027-10-30', '完成路基'])
      expect(said).toContain(part);
    expect(said).toMatch(/年中进度.*基数：实到 29.*20 8 1 – 0 68\.97% 96\.55% 满意/);
  });

  test('an entry that was corrected is still there, and is not offered to be taken out again', () => {
    const html = draw(<ProjectPanel project={project} />);
    expect(text(html)).toMatch(/第 4 条.*已由第 5 条更正.*里程写错/);
    expect(html).not.toContain('data-testid="take-4"');
  });

  test('a review of progress is about projects that go on', () => {
    const html = draw(<ReviewPanel />);
    expect([...html.matchAll(/data-testid="review-(2027-\w+)"/g)].map(([, ref]) => ref)).toEqual(['2027-P01']);
  });

  test('the board counts suggestions by state', () => {
    const said = text(draw(<SuggestionBoard />));
    expect(said).toMatch(/全部 2 .*提出 1 .*审核 0 .*答复 1 /);
    expect(said).toContain('列入规划逐步解决');
  });
});
