import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { candidates } from '../gallery/sample-candidates.ts';
import { PHASES, sampleView } from '../gallery/samples.ts';
import { Screen } from './screen.tsx';

const draw = (...args: Parameters<typeof sampleView>) => renderToStaticMarkup(<Screen view={sampleView(...args)} />);
const text = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('RULES §3: no figure per project before the close', () => {
  test('a row of the paper holds number and name, and the page draws no bar but the turnout', () => {
    const html = draw('voting');
    const rows = [...html.matchAll(/<li data-testid="candidate-(\d+)">(.*?)<\/li>/g)];
    expect(rows).toHaveLength(12);
    for (const [at, candidate] of candidates().entries()) {
      expect(text(rows[at]?.[2] ?? '').replaceAll(/[\s\u2060]/g, '')).toBe(`${candidate.no}${candidate.name}`);
    }
    expect(html.match(/class="bar"/g)).toHaveLength(1);
    expect(html).not.toMatch(/data-testid="row-/);
  });

  test('the rows are the same whatever the turnout', () => {
    const view = sampleView('voting');
    if (view.picture.kind !== 'voting') throw new Error('sample is not a vote');
    const rows = (returned: number) => {
      const picture = {
        ...view.picture,
        turnout: { all: 101, present: 98, issued: 98, returned },
      } as typeof view.picture;
      return renderToStaticMarkup(<Screen view={{ ...view, picture }} />).match(/<ol.*<\/ol>/)?.[0];
    };
    expect(rows(0)).toBe(rows(98));
  });

  test.each(['votingElection', 'votingMotion', 'votingEvaluation', 'clock', 'lastSeconds'] as const)(
    '%s has no figure per answer',
    (phase) => {
      const html = draw(phase);
      expect(html).not.toMatch(/data-testid="(answer|row|segment)-/);
      expect(html.match(/class="bar"/g)).toHaveLength(1);
    },
  );

  test('a re-vote says how many seats are left and what was settled before, and shows what is left as cards', () => {
    const html = draw('votingRevote');
    expect(text(html)).toContain('余 1 席');
    expect(text(html)).toContain('此前 9 项已当选');
    expect(html).toContain('data-cards="true"');
    expect(html.match(/data-testid="candidate-\d/g)).toHaveLength(2);
    expect(draw('voting')).not.toMatch(/seats-left|data-cards="true"/);
  });

  test('only a named vote has figures while it is open, and they say that it is', () => {
    const html = draw('votingNamed');
    expect(html).toMatch(/data-testid="answer-for">48</);
    expect(html).toMatch(/data-testid="answer-against">9</);
    expect(text(html)).toContain('当前结果，尚未结束');
    expect(text(html)).toContain('按姓名公开');
  });

  test.each(['closing', 'counting', 'unrevealed', 'aborted', 'paper', 'void', 'no-quorum'] as const)(
    '%s has no rows',
    (phase) => {
      expect(draw(phase)).not.toMatch(/data-testid="(row|candidate)-/);
    },
  );
});

describe('result', () => {
  const html = draw('runoff');

  test('is a table with caption, row headers and a named rate base', () => {
    expect(html).toMatch(/<caption/);
    expect(html.match(/<th class="name" scope="row"/g)).toHaveLength(12);
    expect(text(html)).toContain('得票率（占收回 96 票）');
  });

  test('says a tie in words at both rows and puts two lines round it', () => {
    expect(html.match(/并列<\/span>/g)).toHaveLength(2);
    expect(html).toMatch(/data-testid="cut-runoff"/);
    expect(html).toMatch(/data-testid="cut-afterRunoff"/);
  });

  test('is unconfirmed until announced', () => {
    expect(text(html)).toContain('未确认');
    expect(text(draw('runoff', { announced: true }))).toContain('正式结果');
  });

  test('of a rehearsal is never called official', () => {
    const rehearsed = text(draw('runoff', { announced: true, rehearsal: true }));
    expect(rehearsed).toContain('已公布');
    expect(rehearsed).not.toContain('正式结果');
  });

  test('shows the first 8 characters of the record', () => {
    expect(text(html)).toContain('记录 5e0c9a71 ');
  });

  test('is the final frame wherever no reveal was asked for', () => {
    expect(html).toMatch(/data-settled=""/);
  });
});

describe('what each kind shows', () => {
  const row = (html: string, id: string) => new RegExp(`data-testid="${id}"[^>]*>([^<]*)<`).exec(html)?.[1];

  test('per project: 赞成, 反对 and 弃权 stand beside each other and add up to the valid ballots', () => {
    const html = draw('perProject');
    const figures = ['votes', 'against', 'abstained'].map((column) => Number(row(html, `row-1-${column}`)));
    expect(figures).toEqual([91, 2, 2]);
    expect(text(html)).toContain('赞成 反对 弃权');
    expect(text(html)).toContain('得票率占有效 95 票');
  });

  test('a motion: four figures, what was needed and what it got, passed or not', () => {
    const passed = draw('passed');
    expect(['for', 'against', 'abstained', 'notSubmitted'].map((answer) => row(passed, `answer-${answer}`))).toEqual([
      '77',
      '12',
      '6',
      '2',
    ]);
    expect(text(passed)).toContain('通过 需 51 票，得 77 票');
    expect(text(passed)).toContain('赞成占全体 101 名的 76.24%');
    expect(text(draw('rejected'))).toContain('未通过 需 51 票，得 44 票');
  });

  test('a named vote has its list on the pages behind the figures, each name with word and mark', () => {
    const view = sampleView('named');
    const pages = Number(/data-pages="(\d+)"/.exec(renderToStaticMarkup(<Screen view={view} />))?.[1]);
    expect(pages).toBeGreaterThan(1);
    const listed = Array.from({ length: pages }, (_, page) =>
      renderToStaticMarkup(<Screen view={view} page={page} />).match(/data-testid="named-\d+"/g),
    ).flatMap((ids) => ids ?? []);
    expect(new Set(listed).size).toBe(98);
    expect(listed).toHaveLength(98);
    expect(draw('passed')).not.toMatch(/data-pages/);
  });

  test('an evaluation: both rates and the grade of each item, and what they are rates of', () => {
    const html = draw('evaluation');
    expect(row(html, 'row-1-strict')).toBe('91.67%');
    expect(row(html, 'row-1-broad')).toBe('94.79%');
    expect(row(html, 'row-1-grade')).toBe('满意');
    expect(text(html)).toContain('各率占收回 96 票');
    expect(text(html)).toContain('等次按收回 96 票的过半数定');
  });

  test('one project tells who answers for it and who pays, as far as its story says', () => {
    const view = sampleView('one');
    if (view.picture.kind !== 'candidates') throw new Error('sample is no candidate');
    const told = view.picture.candidates.map((one) => ({ ...one, story: { leader: '王建国', fund: '县级财政' } }));
    const html = renderToStaticMarkup(<Screen view={{ ...view, picture: { ...view.picture, candidates: told } }} />);
    expect(row(html, 'candidate-leader')).toBe('王建国');
    expect(row(html, 'candidate-fund')).toBe('县级财政');
    expect(draw('one')).not.toMatch(/candidate-(leader|fund)/);
  });

  test('an election speaks of persons, and spreads a name of two characters', () => {
    const html = draw('election');
    expect(text(html)).toContain('名当选');
    expect(text(html)).not.toContain('项当选');
    expect(html).toContain('<span class="spread">王明</span>');
  });

  test('a ruling of 主席团 is shown beside the figures, which stay', () => {
    const html = draw('ruledChosen');
    expect(html).toMatch(/data-testid="ruling" data-ruling="chosen"/);
    expect(text(html)).toContain('主席团决定 沿河步道与护栏整修当选');
    expect(row(html, 'row-2-votes')).toBe('64');
    expect(row(html, 'row-2-status')).toBe('主席团定');
    expect(row(html, 'row-7-status')).toBe('未当选');
    expect(text(draw('ruledLeft'))).toContain('缺额留待下次会议');
  });

  test('ballots of keypads and paper ballots stand apart', () => {
    const html = draw('mixed');
    expect([row(html, 'keypads-returned'), row(html, 'paper-returned'), row(html, 'returned')]).toEqual([
      '93',
      '3',
      '96',
    ]);
    expect(text(draw('byHand'))).toContain('手工计票，两人分别录入');
  });

  test('observers are shown apart from those present, with the plenary', () => {
    const html = draw('signInMet');
    expect(row(html, 'observers')).toBe('12');
    expect(text(html)).toContain('第二次全体会议');
    expect(draw('signIn')).not.toMatch(/data-testid="observers"/);
  });

  test('a clock says whether it closes the vote, and is larger in the last ten seconds', () => {
    expect(draw('clock')).toMatch(/data-testid="clock" data-last="false">01:13</);
    expect(draw('clock')).toMatch(/data-closes="false"/);
    expect(draw('lastSeconds')).toMatch(/data-testid="clock" data-last="true">00:08</);
    expect(text(draw('lastSeconds'))).toContain('到时自动结束');
  });
});

test.each(PHASES)('%s: a rehearsal is marked, in both languages, without a bare key or an unfilled value', (phase) => {
  for (const language of ['zh-CN', 'en'] as const) {
    const html = draw(phase, { language, rehearsal: true });
    expect(html).toMatch(/data-testid="rehearsal"/);
    expect(text(html)).not.toMatch(
      /\{\{|\b(figure|result|cut|status|signIn|voting|agenda|grade|answer|ruling|hand|evaluation|motion)\.[a-z]/,
    );
  }
});

describe('the overview of a long result', () => {
  const of = (html: string, part: string) => [...html.matchAll(new RegExp(`overview-(\\d+)${part}`, 'g'))].length;

  test('names and badges of all rows, no votes, on one page; the list is another', () => {
    const html = draw('overview');
    expect(of(html, '-name')).toBe(24);
    expect(of(html, '-status')).toBe(24);
    expect(html).not.toMatch(/-votes"|class="bar/);
    expect(html).toContain('data-overview="shown"');
    const list = draw('complete', { count: 24 });
    expect(list).toContain('data-overview="last"');
    expect(list).not.toContain('result-overview');
  });

  test('there is none where one page holds the result, or where no page holds all names above the floor', () => {
    expect(draw('complete')).not.toContain('data-overview');
    expect(draw('overview', { count: 60, r: 9 })).not.toContain('data-overview');
  });
});
