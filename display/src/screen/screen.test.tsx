import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { candidates, PHASES, sampleView } from '../gallery/samples.ts';
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

  test.each(['closing', 'counting', 'unrevealed', 'aborted', 'void', 'no-quorum'] as const)(
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

  test('shows the first 8 characters of the record', () => {
    expect(text(html)).toContain('记录 5e0c9a71 ');
  });

  test('is the final frame wherever no reveal was asked for', () => {
    expect(html).toMatch(/data-settled=""/);
  });
});

test.each(PHASES)('%s: a rehearsal is marked, in both languages, without a bare key or an unfilled value', (phase) => {
  for (const language of ['zh-CN', 'en'] as const) {
    const html = draw(phase, { language, rehearsal: true });
    expect(html).toMatch(/data-testid="rehearsal"/);
    expect(text(html)).not.toMatch(/\{\{|\b(figure|result|cut|status|signIn|voting)\.[a-z]/);
  }
});
