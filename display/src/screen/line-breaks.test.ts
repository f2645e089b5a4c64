import { describe, expect, test } from 'vitest';
import { linesOf, partWidths, titleParts, widthEm } from './line-breaks.ts';

describe('where a title may break', () => {
  test.each([
    ['2027年度民生实事项目票决', ['2027年度', '民生实事项目', '票决']],
    ['江南镇第十九届人民代表大会第四次会议', ['江南镇第十九届', '人民代表大会', '第四次会议']],
    ['关于2027年财政预算的表决', ['关于2027年', '财政预算的', '表决']],
    [
      '关于江南镇2026年财政预算执行情况和2027年财政预算草案报告的决议（草案）',
      ['关于江南镇', '2026年', '财政预算执行情况', '和2027年', '财政预算', '草案报告的', '决议', '（草案）'],
    ],
    [
      '镇人民政府2026年民生实事项目完成情况满意度测评',
      ['镇人民政府', '2026年', '民生实事项目', '完成情况', '满意度测评'],
    ],
    ['听取和审议镇人民政府工作报告', ['听取', '和审议镇人民政府', '工作报告']],
    ['北片区老旧小区供水管网更新改造工程', ['北片区老旧小区供水管网', '更新改造工程']],
    ['农村饮用水水质提升工程（覆盖8个村）', ['农村饮用水水质', '提升工程', '（覆盖8个村）']],
  ])('%s', (title, parts) => {
    expect(titleParts(title)).toEqual(parts);
  });

  test.each([
    ['和平村便民桥', '和平'],
    ['镇区养老服务总和评估', '总和'],
    ['群众参与机制', '参与'],
    ['普及法律知识以及宣传', '普及'],
    ['工作目的说明会', '目的'],
  ])('%s keeps %s whole', (title, word) => {
    expect(titleParts(title).some((part) => part.includes(word))).toBe(true);
  });

  test('its own breaks and no others', () => {
    expect(titleParts('甲乙\u200b丙丁年度戊己')).toEqual(['甲乙', '丙丁年度戊己']);
    expect(titleParts('甲乙\n丙丁年度戊己')).toEqual(['甲乙', '丙丁年度戊己']);
  });

  test('nothing is lost, and no line begins with what may not', () => {
    for (const title of [
      '关于',
      '的',
      '（）',
      '和',
      '2027年',
      '（一期）工程',
      'Footbridge at Shankou',
      '项目的和与及',
      '',
    ]) {
      expect(titleParts(title).join('')).toBe(title);
      for (const part of titleParts(title).slice(1)) expect(part).not.toMatch(/^[，。、）》的]/u);
    }
  });

  test('Latin words break at spaces', () => {
    expect(titleParts('Three canteens for all')).toEqual(['Three ', 'canteens ', 'for ', 'all']);
  });
});

describe('lines', () => {
  test('parts go on one line as long as they fit, and are kept whole', () => {
    expect(linesOf([4, 4, 4], 12)).toBe(1);
    expect(linesOf([4, 4, 4], 11)).toBe(2);
    expect(linesOf([5, 5, 5], 9)).toBe(3);
  });

  test('a part wider than a line is broken', () => {
    expect(linesOf([25], 10)).toBe(3);
    expect(linesOf([4, 25], 10)).toBe(4);
  });

  test('a gap stands between hanzi and digits', () => {
    expect(widthEm('年2027年')).toBeCloseTo(2 + 4 * 0.58 + 0.25);
    expect(widthEm('阿依·古丽')).toBe(5);
    expect(partWidths('2027年度民生实事项目')).toHaveLength(2);
  });
});
