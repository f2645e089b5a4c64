import { describe, expect, test } from 'vitest';
import { sampleView } from '../gallery/samples.ts';
import { screenText } from '../i18n/screen-text.ts';
import { charactersOf, dateText, elapsedText, remainingText, shareName, spoken } from './wording.ts';

const zh = screenText('zh-CN');
const en = screenText('en');

describe('shares', () => {
  test.each([
    [1, 2, true, '过半数', 'more than half'],
    [2, 4, false, '半数以上', 'at least half'],
    [2, 3, false, '三分之二以上', 'at least 2/3'],
    [2, 3, true, '超过三分之二', 'more than 2/3'],
    [11, 20, false, '20分之11以上', 'at least 11/20'],
  ])('%i/%i, strict %s', (num, den, strict, chinese, english) => {
    expect(shareName({ num, den, strict }, zh)).toBe(chinese);
    expect(shareName({ num, den, strict }, en)).toBe(english);
  });
});

test('dates lose their leading zeros in Chinese', () => {
  expect(dateText('2027-03-02', zh)).toBe('2027年3月2日');
  expect(dateText('2027-03-02', en)).toBe('2027-03-02');
});

test('the clock never runs backwards past zero', () => {
  expect([-5, 0, 59_999, 61_000, 3_600_000].map(elapsedText)).toEqual(['00:00', '00:00', '00:59', '01:01', '1:00:00']);
});

test('what is left is 00:00 when it is over and not before', () => {
  expect([73_000, 1000, 1, 0, -4000].map(remainingText)).toEqual(['01:13', '00:01', '00:01', '00:00', '00:00']);
});

describe('live region', () => {
  const voting = (returned: number) => {
    const view = sampleView('voting');
    return spoken(
      {
        ...view,
        picture: { ...view.picture, turnout: { all: 101, present: 98, issued: 98, returned } } as typeof view.picture,
      },
      zh,
    );
  };

  test('speaks at every quarter of the turnout only', () => {
    expect(new Set(Array.from({ length: 99 }, (_, returned) => voting(returned)))).toHaveLength(5);
  });

  test.each([
    ['passed', '关于江南镇2026年财政预算执行情况和2027年财政预算草案报告的决议（草案）：通过，赞成 77 票'],
    ['evaluation', '2026年度民生实事项目完成情况满意度测评：8 项满意，8 项基本满意，5 项不满意'],
    ['election', '选举镇人大主席团常务成员：10 名当选，2 名未当选'],
    ['no-quorum', '未达法定人数，本次票决不作决定'],
  ] as const)('%s in one sentence', (phase, sentence) => {
    expect(spoken(sampleView(phase), zh)).toBe(sentence);
  });

  test('one sentence for a result', () => {
    expect(spoken(sampleView('runoff'), zh)).toBe('2027年度民生实事项目票决：9 项当选，2 项并列，待再次票决，余 1 席');
  });
});

test('all characters of a snapshot are known before it is painted', () => {
  const chars = charactersOf(sampleView('one'));
  for (const char of '供水管网更新改造江南镇') expect(chars).toContain(char);
});
