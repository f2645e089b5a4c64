import { expect, test } from 'vitest';
import { isRare, withReadings } from './name-readings.ts';

const readings = (sentence: string, persons: readonly string[] = []): string[] =>
  withReadings(sentence, persons).flatMap(({ text, reading }) => (reading === null ? [] : [`${text} ${reading}`]));

test.each([
  ['单志刚', ['单 shàn']],
  ['解晓东', ['解 xiè']],
  ['曾文辉', ['曾 zēng']],
  ['仇英', ['仇 qiú']],
  ['区少坤', ['区 ōu']],
  ['查良平', ['查 zhā']],
  ['尉迟明', ['尉 yù']],
  ['万俟强', ['万 mò', '俟 qí']],
  ['王小明', []],
  ['欧阳修', []],
])('the surname of %s: %j', (person, expected) => {
  expect(readings(`第一名，${person}，九十三票。`, [person])).toEqual(expected);
});

test('rare characters are read anywhere, all readings of one; everyday ones nowhere', () => {
  expect(readings('张䶮，当选。', ['张䶮'])).toEqual(['䶮 yǎn']);
  expect(readings('覃喆，当选。', ['覃喆'])).toEqual(['覃 qín / tán', '喆 zhé']);
  expect(readings('覃家桥小学')).toEqual(['覃 qín / tán']);
  expect(readings('城南片区老旧小区雨污分流管网改造（一期）工程，八十四票')).toEqual([]);
  expect([isRare('䶮'), isRare('的'), isRare('A'), isRare('·'), isRare('𬱖')]).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});

test('a surname is one in a name only: 单 of a sentence is not', () => {
  expect(readings('名单已冻结，单志刚，当选。', ['单志刚'])).toEqual(['单 shàn']);
  expect(readings('解决区内问题')).toEqual([]);
  expect(readings('曾', ['曾'])).toEqual([]);
});

test('nothing of the sentence is lost or doubled', () => {
  const sentence = '第一名，尉迟䶮·艾力，𬱖桥，八十四票。';
  expect(
    withReadings(sentence, ['尉迟䶮·艾力'])
      .map(({ text }) => text)
      .join(''),
  ).toBe(sentence);
});
