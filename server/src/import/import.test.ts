import { readFileSync } from 'node:fs';
import type { ImportKind } from '@piaojue/contract/import';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../http/csv.ts';
import { READY_MADE } from '../rules/profiles/ready-made.ts';
import { checkSittingFile } from '../sitting/sitting-file.ts';
import { agendaTable } from './agenda-table.ts';
import { candidatesTable } from './candidates-table.ts';
import { rareCharacters } from './font-coverage.ts';
import { cleanName, cleanNumber, cleanText } from './normalise.ts';
import { readTable } from './read-table.ts';
import { rollTable } from './roll-table.ts';
import type { Sheet } from './table.ts';
import { csvTemplate, xlsxTemplate } from './templates.ts';

/** A table as it is written here: rows by line, cells by bar. */
const sheet = (text: string, name = ''): Sheet => ({
  name,
  rows: text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.replaceAll(/^ | $/g, ''))),
});
const OPTIONS = { language: 'zh-CN' } as const;
const roll = (text: string) => rollTable([sheet(text)], OPTIONS);
const candidates = (text: string) => candidatesTable([sheet(text)], 'zh-CN');
const agenda = (text: string, begun: readonly string[] = []) =>
  agendaTable([sheet(text)], { ...OPTIONS, profiles: READY_MADE, begun: new Set(begun) });
/** Row, column and what came; what was expected is in words, and must be there. */
const faultsOf = ({ faults }: { faults: readonly { row: number; column: string; expected: string; got: string }[] }) =>
  faults.map(({ row, column, expected, got }) => {
    expect(expected).not.toBe('');
    return `${row} ${column}: ${got}`;
  });

describe('the roll as a table', () => {
  it('listed: keypads with names', () => {
    const read = roll('表决器|姓名|代表团\n7|王芳|第一组\n3|李明|');
    expect(read).toMatchObject({ rows: 2, faults: [], changes: [], notes: [] });
    expect(read.content).toEqual({
      handout: 'listed',
      seats: [
        { keypad: 7, name: '王芳', group: '第一组' },
        { keypad: 3, name: '李明' },
      ],
    });
  });

  it('unlisted: keypads as tokens, deputies by name or by number, observers beside them', () => {
    const names = roll('姓名|表决器|身份\n|1|\n|2|\n王芳||代表\n李明||\n张强||列席');
    expect(names.content).toEqual({
      handout: 'unlisted',
      seats: [{ keypad: 1 }, { keypad: 2 }],
      deputies: ['王芳', '李明'],
      observers: ['张强'],
    });
    const numbers = roll('表决器|身份|人数\n1||\n2||\n|代表|46\n|列席|12');
    expect(numbers.content).toMatchObject({ deputies: 46, observers: 12 });
  });

  it('listed with deputies who got no keypad: N is all of them', () => {
    expect(roll('表决器|姓名\n1|王芳\n|李明').content).toMatchObject({ deputies: 2, seats: [{ keypad: 1 }] });
    expect(roll('表决器|姓名|人数\n1|王芳|\n||30').content).toMatchObject({ deputies: 30 });
  });

  it('whatever is taken is a roll that a sitting takes', () => {
    for (const text of ['表决器|姓名\n1|王芳\n|李明', '表决器|人数\n1|\n2|\n|46', '表决器|姓名\n1|\n|王芳']) {
      const { content } = roll(text);
      expect(checkSittingFile({ congress: '大会', meeting: '会议', date: '2027-03-12', ...content })).toMatchObject({
        ok: true,
      });
    }
  });

  it('every fault of every row at once, by row and column of the file', () => {
    const read = roll(
      '名册|||\n' +
        '键盘号|代表姓名|组别|身份\n' +
        '1|王芳|一|\n' +
        '0|李明|一|\n' +
        '七|张强|一|\n' +
        '1|赵敏|一|\n' +
        '5|孙丽|一|旁听\n' +
        '6|周杰|一|主席\n' +
        '|||\n' +
        '||一|\n',
    );
    expect(faultsOf(read)).toEqual([
      '4 键盘号: 0',
      '5 键盘号: 七',
      '6 键盘号: 1',
      '7 键盘号: 5',
      '8 身份: 主席',
      '10 : 空',
    ]);
    expect([read.content, read.rows]).toEqual([null, 7]);
  });

  it('names for some keypads, no keypad, nobody to count: said of the table as a whole', () => {
    expect(faultsOf(roll('表决器|姓名\n1|王芳\n2|\n3|李明'))).toEqual(['3 姓名: 空']);
    expect(faultsOf(roll('表决器|姓名\n|王芳'))[0]).toBe('0 : 空');
    expect(faultsOf(roll('表决器\n1\n2'))).toEqual(['0 : 空']);
    expect(faultsOf(roll('表决器|姓名|人数\n1|王芳|\n2|李明|\n||1'))).toEqual(['4 人数: 1']);
    expect(faultsOf(roll('表决器|姓名|人数\n1|王芳|9\n||9\n||8'))).toEqual(['2 人数: 9']);
  });

  it('keypads without a key are faults where the hall knows its keys', () => {
    const read = rollTable([sheet('表决器|姓名\n1|王芳\n9|李明')], { ...OPTIONS, isUsable: (keypad) => keypad < 9 });
    expect(faultsOf(read)).toEqual(['3 表决器: 9']);
  });

  it('one spelling for names, and every change is told; namesakes and rare characters are notes', () => {
    const read = roll('表决器|姓名\n１|王　芳\n2| 买买提•艾力 \n3|王芳\n4|𬱖宇\n5|王芳（女）');
    expect(read.content?.seats.map(({ name }) => name)).toEqual(['王芳', '买买提·艾力', '王芳', '𬱖宇', '王芳（女）']);
    expect(read.changes.map(({ row, column, from, to }) => [row, column, from, to])).toEqual([
      [2, '表决器', '１', '1'],
      [2, '姓名', '王　芳', '王芳'],
      [3, '姓名', '买买提•艾力', '买买提·艾力'],
    ]);
    expect(read.notes.map(({ row, code, text }) => [row, code, text])).toEqual([
      [5, 'rare-characters', '𬱖'],
      [4, 'same-name', '王芳'],
    ]);
  });
});

describe('columns', () => {
  it('by their Chinese or English names, in any order, under a title, starred or with a remark', () => {
    const seats = [{ keypad: 1, name: '王芳' }];
    for (const head of ['表决器|姓名', 'Keypad*|NAME', '键盘编号（1—65534）|代表姓名', 'keypad no|Deputy (full)'])
      expect(roll(`${head}\n1|王芳`).content?.seats).toEqual(seats);
    expect(roll('名单|\n2027年3月|\n姓名|表决器\n王芳|1').content?.seats).toEqual(seats);
  });

  it('a column that must be there, one that is there twice, one that nobody knows', () => {
    expect(faultsOf(roll('姓名|代表团\n王芳|一'))).toEqual(['1 表决器: 空']);
    expect(faultsOf(roll('表决器|键盘|姓名\n1|2|王芳'))).toEqual(['1 键盘: 键盘']);
    expect(faultsOf(roll('甲|乙\n1|2'))).toEqual(['0 : 甲 | 乙']);
    const read = roll('表决器|姓名|电话\n1|王芳|123');
    expect([read.faults, read.notes]).toEqual([[], [{ row: 1, column: '电话', code: 'unknown-column', text: '电话' }]]);
    expect(rollTable([], OPTIONS).faults).toHaveLength(1);
  });

  it('of several sheets the first that has the columns; the others are named', () => {
    const read = rollTable(
      [sheet('封面', '封面'), sheet('表决器|姓名\n1|王芳', '名单'), sheet('x', '填写说明'), sheet('y', '备注')],
      OPTIONS,
    );
    expect([read.content?.seats.length, read.notes]).toEqual([
      1,
      [{ row: 0, column: '', code: 'more-sheets', text: '封面, 备注' }],
    ]);
  });
});

describe('candidates as a table', () => {
  it('with their story; merged and cut ones stand apart with their reason', () => {
    const read = candidates(
      '编号|项目名称|责任单位|责任人|投资|资金来源|建设地点|年度目标|征集来源|审查意见|处理|并入|理由\n' +
        '3|道路|交通办|张强|120万元|镇财政|东村|6公里|走访：3月入户|可行|候选||\n' +
        '1|路灯|||||||代表平台||列入||\n' +
        '|村道|||||||||合并|3|内容重复\n' +
        '|码头|||||||||不列入||权属不清',
    );
    expect(read.faults).toEqual([]);
    expect(read.content).toEqual({
      candidates: [
        {
          no: 3,
          name: '道路',
          unit: '交通办',
          budget: '120万元',
          site: '东村',
          target: '6公里',
          story: {
            source: { kind: 'visit', note: '3月入户' },
            screening: '可行',
            fund: '镇财政',
            leader: '张强',
          },
        },
        { no: 1, name: '路灯', story: { source: { kind: 'platform' } } },
      ],
      screened: [
        { name: '村道', outcome: 'merged', reason: '内容重复', into: 3 },
        { name: '码头', outcome: 'cut', reason: '权属不清' },
      ],
    });
  });

  it('numbers itself where nobody did', () => {
    expect(candidates('项目\n道路\n路灯').content?.candidates).toEqual([
      { no: 1, name: '道路' },
      { no: 2, name: '路灯' },
    ]);
  });

  it('every fault by row and column', () => {
    const read = candidates(
      '编号|名称|征集来源|处理|并入|理由\n' +
        '1|道路|传闻|||\n' +
        '100|路灯||||\n' +
        '|桥||||\n' +
        '1|井||||\n' +
        '5|||||\n' +
        '6|站|||1|\n' +
        '|亭||合并|9|重复\n' +
        '|阁||不列入|1|\n' +
        '|楼||也许||',
    );
    expect(faultsOf(read)).toEqual([
      '2 征集来源: 传闻',
      '3 编号: 100',
      '4 编号: 空',
      '5 编号: 1',
      '6 名称: 空',
      '7 并入: 1',
      '8 并入: 9',
      '9 理由: 空',
      '9 并入: 1',
      '10 处理: 也许',
      '10 编号: 空',
    ]);
    expect(faultsOf(candidates(`名称\n${'道路\n'.repeat(61)}`))).toEqual(['0 : 61 行']);
    expect(faultsOf(candidates(`名称\n${'长'.repeat(401)}`))).toEqual(['2 名称: 401 个字']);
  });
});

describe('an agenda as a table', () => {
  it('items in their order; a 表决 is whole with its rules, its title is the motion', () => {
    const read = agenda(
      '编号|议程|类型|报告人|规则\n' +
        'open|第一次全体会议|全体会议||\n' +
        '|政府工作报告|报告|镇长 王建国|\n' +
        '|关于报告的决议|表决||表决\n' +
        '|民生实事项目票决|票决||\n' +
        '|午休|休会||',
    );
    expect(read.faults).toEqual([]);
    const items = read.content?.items ?? [];
    expect(items.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'open plenary',
      'note-1 note',
      'vote-1 vote',
      'vote-2 vote',
      'break-1 break',
    ]);
    expect(items[1]?.presenter).toBe('镇长 王建国');
    expect(items[2]?.contest).toMatchObject({
      kind: 'resolution',
      title: '关于报告的决议',
      candidates: [{ no: 1, name: '关于报告的决议' }],
      rules: { profile: { id: 'resolution', version: 1 } },
    });
    expect(items[3]?.contest).toBeUndefined();
    const file = { congress: '大会', meeting: '会议', date: '2027-03-12', seats: [{ name: '王', keypad: 1 }] };
    expect(checkSittingFile({ ...file, agenda: items })).toMatchObject({ ok: true });
  });

  it('every fault by row and column', () => {
    const read = agenda(
      '编号|议程|类型|规则\n' +
        '第1|会议|全体会议|\n' +
        'a||票决|\n' +
        'a|选举|选举|township\n' +
        'b|报告|演讲|\n' +
        'c|报告|报告|表决\n' +
        'done|报告||',
      ['done'],
    );
    expect(faultsOf(read)).toEqual([
      '2 编号: 第1',
      '3 议程: 空',
      '4 编号: a',
      '4 规则: township',
      '5 类型: 演讲',
      '6 规则: 表决',
      '7 编号: done',
      '7 类型: 空',
    ]);
  });

  it('ids that are given out avoid those of the file and of what has begun', () => {
    const read = agenda('编号|议程|类型\n|一|票决\nvote-2|二|票决\n|三|票决', ['vote-1']);
    expect(read.content?.items.map(({ id }) => id)).toEqual(['vote-3', 'vote-2', 'vote-4']);
  });
});

describe('templates', () => {
  const KINDS: readonly ImportKind[] = ['roll', 'candidates', 'agenda'];
  const check = (kind: ImportKind, sheets: readonly Sheet[], language: 'zh-CN' | 'en') =>
    kind === 'roll'
      ? rollTable(sheets, { language })
      : kind === 'candidates'
        ? candidatesTable(sheets, language)
        : agendaTable(sheets, { language, profiles: READY_MADE });
  const cases = KINDS.flatMap((kind) =>
    (['zh-CN', 'en'] as const).flatMap((language) =>
      (['csv', 'xlsx'] as const).map((format) => [kind, language, format] as const),
    ),
  );
  it.each(cases)(
    '%s in %s as %s: its columns are known, its example is told and not taken',
    async (kind, language, format) => {
      const file =
        format === 'csv' ? new TextEncoder().encode(csvTemplate(kind, language)) : await xlsxTemplate(kind, language);
      const sheets = await readTable(file);
      if (!sheets.ok) throw new Error(sheets.error.code);
      const read = check(kind, sheets.value, language);
      expect([read.rows, read.notes.map(({ code, row }) => `${code} ${row}`)]).toEqual([0, ['example-row 2']]);
      // Filled in: the example without the word that tells it.
      const filled = sheets.value.map(({ name, rows }) => ({
        name,
        rows: rows.map((row) => row.map((cell) => cell.replace(/^(?:示例：|Example: )/, ''))),
      }));
      expect(check(kind, filled, language)).toMatchObject({ rows: 1, faults: [], notes: [] });
      if (format === 'xlsx') expect(sheets.value.length).toBe(2);
    },
  );
});

describe('spellings', () => {
  it.each([
    [cleanName, '欧阳　修', '欧阳修'],
    [cleanName, '阿卜杜拉 ・ 买买提', '阿卜杜拉·买买提'],
    [cleanName, '\u200BＡnna\u00A0 Maria', 'Anna Maria'],
    [cleanName, '镇长 王芳', '镇长王芳'],
    [cleanText, ' 新建 2 座\r\n水厂（二期）　', '新建 2 座 水厂（二期）'],
    [cleanText, '第１２届', '第12届'],
    [cleanNumber, ' ７.0 ', '7'],
    [cleanNumber, '7.5', '7.5'],
  ] as const)('%o: %s is %s', (clean, from, to) => expect(clean(from)).toBe(to));

  it('cleaning is done once: what was cleaned stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom(cleanName, cleanText, cleanNumber),
        (text, clean) => {
          expect(clean(clean(text))).toBe(clean(text));
        },
      ),
    );
  });

  it('rare characters are those that the installed font has no slice for', () => {
    const path = import.meta.resolve('@fontsource-variable/noto-sans-sc/unicode.json');
    const slices = Object.values(JSON.parse(readFileSync(new URL(path), 'utf8')) as Record<string, string>);
    const shipped = new Set<number>();
    for (const range of slices.flatMap((slice) => slice.split(','))) {
      const [from = 0, to = from] = range
        .trim()
        .slice(2)
        .split('-')
        .map((hex) => Number.parseInt(hex, 16));
      for (let code = from; code <= to; code++) shipped.add(code);
    }
    expect(shipped.size).toBeGreaterThan(10_000);
    const wrong: number[] = [];
    for (let code = 0x20; code < 0x3_2000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      if ((rareCharacters(String.fromCodePoint(code)) === '') !== shipped.has(code)) wrong.push(code);
    }
    expect(wrong).toEqual([]);
    expect(rareCharacters('王芳𬱖·𬱖𠅤')).toBe('𬱖𠅤');
  });
});

describe('properties', () => {
  it('any table at all is taken whole or refused with at least one fault, in both languages', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '1',
        '2',
        '王芳',
        '代表',
        '列席',
        '合并',
        '不列入',
        '票决',
        '全体会议',
        '走访：x',
        '9',
        '表决',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const head = fc.shuffledSubarray([
      '表决器',
      '姓名',
      '身份',
      '人数',
      '编号',
      '名称',
      '处理',
      '并入',
      '理由',
      '议程',
      '类型',
      '规则',
    ]);
    fc.assert(
      fc.property(head, fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 6 }), (names, rows) => {
        const sheets = [{ name: '', rows: [names, ...rows] }];
        for (const language of ['zh-CN', 'en'] as const) {
          for (const read of [
            rollTable(sheets, { language }),
            candidatesTable(sheets, language),
            agendaTable(sheets, { language, profiles: READY_MADE }),
          ]) {
            expect(read.content === null).toBe(read.faults.length > 0);
            for (const { expected, got } of read.faults) expect([expected, got]).not.toContain('');
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a roll that is written as CSV and read again is the same roll', async () => {
    const name = fc
      .string({ unit: fc.constantFrom('王', '李', '芳', '=', '"', ',', "'", 'a', '·'), minLength: 1, maxLength: 5 })
      .filter((text) => cleanName(text) === text && !/^·|·$/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 65_534 }), { minLength: 1, maxLength: 20 }),
        fc.array(name, { minLength: 20, maxLength: 20 }),
        async (keypads, names) => {
          const seats = keypads.map((keypad, i) => ({ keypad, name: names[i] ?? '' }));
          const text = csv([['表决器', '姓名'], ...seats.map((seat) => [seat.keypad, seat.name])]);
          const sheets = await readTable(new TextEncoder().encode(text));
          expect(sheets.ok && rollTable(sheets.value, OPTIONS).content?.seats).toEqual(seats);
        },
      ),
      { numRuns: 60 },
    );
  });
});
