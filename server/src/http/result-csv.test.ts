import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import {
  choiceTotals,
  evaluationData,
  gradeTotals,
  motionData,
  perProjectData,
  totals,
} from '../rules/test-contest.ts';
import { resultView } from '../sitting/result-view.ts';
import { testRound } from '../store/test-rows.ts';
import { csv } from './csv.ts';
import { resultTable } from './result-csv.ts';

const resultCsv = (...of: Parameters<typeof resultTable>): string => csv(resultTable(...of));

function tableOf(names: readonly string[], title = '票决', rehearsal = false, announced = false) {
  const round = testRound('closed', { totals: totals([4, 1, 0], 5, 1) });
  const candidates = round.contest.candidates.map(({ no }, i) => ({ no, name: names[i] ?? '' }));
  const result = resultView({
    ...round,
    announcedAt: announced ? 1 : null,
    contest: { ...round.contest, title, candidates },
  });
  if (!result) throw new Error('no result');
  const text = resultCsv(result, { absent: round.absent, replaced: 2 }, rehearsal);
  return { text, rows: parse(text, { bom: true, relax_column_count: true, skip_empty_lines: false }) };
}

describe('the result as CSV, of the other kinds', () => {
  const rowsOf = (asked: Contest, count: Totals) => {
    const round = testRound('closed', { asked, voters: 9, totals: count });
    const result = resultView(round);
    if (!result) throw new Error('no result');
    return parse(resultCsv(result, { absent: round.absent, replaced: 2 }, false), {
      bom: true,
      relax_column_count: true,
    });
  };

  it('per project: a column for each answer and for what each needed', () => {
    expect(
      rowsOf(
        perProjectData({ field: 2, seats: 1 }),
        choiceTotals([
          [6, 3, 0],
          [2, 0, 7],
        ]),
      ).slice(-3),
    ).toEqual([
      ['编号', '项目', '赞成', '反对', '弃权', '需得票', '得票率%（占收回9）', '名次', '结果'],
      ['1', '1', '6', '3', '0', '5', '66.67', '1', '当选'],
      ['2', '2', '2', '0', '7', '5', '22.22', '2', '未当选'],
    ]);
  });

  it('a motion: one row', () => {
    const rows = rowsOf({ ...motionData(), title: '决议' }, choiceTotals([[4, 4, 1]]));
    expect(rows).toContainEqual(['表决事项', '决议']);
    expect(rows.slice(-2)).toEqual([
      ['赞成', '反对', '弃权', '赞成率%（占收回9）', '结果'],
      ['4', '4', '1', '44.44', '未通过'],
    ]);
  });

  it('a round that does not count says so, and has no table of candidates, whatever its kind', () => {
    for (const asked of [perProjectData({ field: 2, seats: 1 }), motionData(), evaluationData(2)]) {
      // R 10, I 9
      const rows = rowsOf(asked, { returned: 10, valid: 10, invalid: 0, votes: [] });
      expect(rows).toContainEqual(['收回', '10']);
      expect(rows.at(-1)).toEqual(['结果', '作废']);
      expect(rows.flat().join()).not.toMatch(/率|编号/);
    }
  });

  it('an evaluation: a row an item, 不了解 where it is a grade', () => {
    const three = evaluationData(1, { gradeBase: 'present', halfPasses: false });
    expect(rowsOf(three, gradeTotals([[5, 2, 1, 1]])).slice(-2)).toEqual([
      [
        '编号',
        '项目',
        '满意',
        '基本满意',
        '不满意',
        '弃权',
        '满意率%（占收回9）',
        '综合满意率%（占收回9）',
        '等次（超过实到9的半数）',
      ],
      ['1', '1', '5', '2', '1', '1', '55.56', '77.78', '满意'],
    ]);
    const four = evaluationData(1, { scale: 4, dontKnowCounts: false });
    expect(rowsOf(four, gradeTotals([[4, 2, 1, 1, 1]])).slice(-2)).toEqual([
      [
        ...['编号', '项目', '满意', '基本满意', '不满意', '不了解', '弃权'],
        ...[
          '满意率%（占收回9，不含不了解）',
          '综合满意率%（占收回9，不含不了解）',
          '等次（达到收回9，不含不了解的半数）',
        ],
      ],
      ['1', '1', '4', '2', '1', '1', '1', '50.00', '75.00', '满意'],
    ]);
  });
});

describe('the result as CSV', () => {
  it('is UTF-8 with a byte order mark and CR LF, the figures first, then a row a candidate', () => {
    const { text, rows } = tableOf(['道路', '供水', '路灯']);
    expect(text).toMatch(/^\uFEFF/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(rows.slice(0, 3)).toEqual([
      ['票决结果', '票决'],
      ['轮次', '1'],
      ['状态', '未公布'],
    ]);
    expect(rows).toContainEqual(['收回', '6']);
    expect(rows).toContainEqual(['无效', '1']);
    expect(rows).toContainEqual(['其中有信号未提交', '0']);
    const unknown = resultView(testRound('closed'));
    expect(unknown && resultCsv(unknown, { absent: null, replaced: 0 }, false)).toContain('其中未收到信号,不明');
    expect(rows.slice(-4)).toEqual([
      ['编号', '项目', '得票', '得票率%（占收回6）', '名次', '结果'],
      ['1', '道路', '4', '66.67', '1', '当选'],
      ['2', '供水', '1', '16.67', '2', '未当选'],
      ['3', '路灯', '0', '0.00', '3', '未当选'],
    ]);
    expect(tableOf([], '', true).rows).toContainEqual(['状态', '未公布（演练）']);
    expect(tableOf([], '', true, true).rows).toContainEqual(['状态', '已公布（演练）']);
    expect(tableOf([], '', false, true).rows).toContainEqual(['状态', '正式结果']);
  });

  it('quotes, commas and line breaks of a name come back as they were', () => {
    const names = ['a "b" c', '路, 桥', '一\n二\r\n三'];
    expect(
      tableOf(names)
        .rows.slice(-3)
        .map((row) => row[1]),
    ).toEqual(names);
  });

  it('no cell is a formula, in plain or full-width signs', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x', '="a",b']) {
      const { rows } = tableOf([evil, 'x', 'y'], evil);
      expect([rows[0]?.[1], rows.at(-3)?.[1]]).toEqual([`'${evil}`, `'${evil}`]);
    }
    expect(tableOf(['3-5号路', 'x', 'y']).rows.at(-3)?.[1]).toBe('3-5号路');
  });

  it('whatever the names, the rows stay rows', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 3, maxLength: 3 }), (names) => {
        const { rows } = tableOf(names);
        expect(rows.slice(-3).map((row) => [row.length, row[0], row[1]?.replace(/^'+/, '')])).toEqual(
          names.map((name, i) => [6, `${i + 1}`, name.replace(/^'+/, '')]),
        );
      }),
    );
  });
});
