import { describe, expect, it } from 'vitest';
import { readTable } from '../import/read-table.ts';
import type { Sheet } from '../import/table.ts';
import { csvOf, xlsxOf } from '../import/templates.ts';
import { SUGGESTION_COLUMNS, suggestionTable } from './suggestion-table.ts';

const HEAD = ['编号', '标题', '提出代表', '提出日期', '状态', '承办单位', '答复类别', '答复内容'];
const sheet = (...rows: readonly (readonly string[])[]): readonly Sheet[] => [{ name: '', rows: [HEAD, ...rows] }];
const read = (...rows: readonly (readonly string[])[]) =>
  suggestionTable(sheet(...rows), { language: 'zh-CN', taken: new Set(['2027 9']) });

describe('a table of suggestions', () => {
  it('is read as far as the office has come with each', () => {
    const { faults, content, rows } = read(
      ['1', '修灌渠', '李秀英', '2027/3/12', '', '', '', ''],
      ['2', '装路灯', '王芳', '2027年3月1日', '已交办', '供电所', '', ''],
      ['3', '建桥', '张强', '2027-03-12', '答复', '交通办', '列入规划', '三年内实施'],
      ['9', '建站', '张强', '2026-12-31', '立案', '', '', ''],
    );
    expect([faults, rows]).toEqual([[], 4]);
    expect(content).toEqual([
      { number: '1', title: '修灌渠', deputies: '李秀英', raised: '2027-03-12' },
      { number: '2', title: '装路灯', deputies: '王芳', raised: '2027-03-01', state: 'assigned', unit: '供电所' },
      {
        number: '3',
        title: '建桥',
        deputies: '张强',
        raised: '2027-03-12',
        state: 'answered',
        unit: '交通办',
        answer: { kind: 'planned', words: '三年内实施' },
      },
      { number: '9', title: '建站', deputies: '张强', raised: '2026-12-31', state: 'filed' },
    ]);
  });

  it('with faults names all of them, and is nothing', () => {
    const { faults, content } = read(
      ['1', '', '李秀英', '2027-02-30', '', '', '', ''],
      ['1', '装路灯', '王芳', '2027-03-01', '交办', '', '', ''],
      ['3', '建桥', '张强', '2027-03-12', '答复', '交通办', '', ''],
      ['4', '建桥', '张强', '2027-03-12', '提出', '', '已解决', ''],
      ['9', '建站', '张强', '2027-03-12', '何时', '', '', ''],
    );
    expect(content).toBeNull();
    expect(faults.map(({ row, column, got }) => `${row} ${column} ${got}`)).toEqual([
      '2 标题 空',
      '2 提出日期 2027-02-30',
      '3 承办单位 空',
      '3 编号 1',
      '4 答复类别 空',
      '4 答复内容 空',
      '5 答复类别 已解决',
      '6 状态 何时',
      '6 编号 9',
    ]);
    for (const { expected } of faults) expect(expected).not.toBe('');
  });

  it('without a row, or without its columns, says so', () => {
    expect(read().faults).toMatchObject([{ row: 0 }]);
    const other = suggestionTable(
      [
        {
          name: '',
          rows: [
            ['甲', '乙'],
            ['1', '2'],
          ],
        },
      ],
      { language: 'en', taken: new Set() },
    );
    expect([other.content, other.faults.length]).toEqual([null, 1]);
  });

  it('the templates are tables of it, whose example is not taken', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const files = [Buffer.from(csvOf(SUGGESTION_COLUMNS, language)), await xlsxOf(SUGGESTION_COLUMNS, 'x', language)];
      for (const file of files) {
        const table = await readTable(new Uint8Array(file));
        if (!table.ok) throw new Error(table.error.code);
        const { rows, notes, faults } = suggestionTable(table.value, { language, taken: new Set() });
        expect([rows, faults.length, notes.map(({ code }) => code)]).toEqual([0, 1, ['example-row']]);
      }
    }
  });
});
