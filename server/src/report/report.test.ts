import { describe, expect, it } from 'vitest';
import type { RoundState } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import {
  choiceTotals,
  contestData,
  electionData,
  evaluationData,
  gradeTotals,
  motionData,
  perProjectData,
} from '../rules/test-contest.ts';
import { testRound, testSitting } from '../store/test-rows.ts';
import type { RecordRow, RoundRow } from '../store/store.ts';
import { reportFontFaces } from './fonts.ts';
import { reportHtml } from './html.ts';
import { asciiName, exportName, reportTitle } from './names.ts';
import { qrModules, qrSvg } from './qr-svg.ts';
import { type Report, reportOf } from './report.ts';
import { cssString } from './style.ts';
import { type ReportLanguage, reportText } from './text.ts';
import { reportEn } from './texts/en.ts';
import { reportZhCn } from './texts/zh-cn.ts';

/** 2027-03-12 10:05:12 in China. */
const OPENED = 1_804_817_112_000;
const OFFICERS = { chiefMonitor: '陈建国', monitors: ['王明', '李秀英'], teller: '赵敏', host: '周卫东' };
const HASH = '9f3c5e7a1b2d4860'.repeat(4);
const RECORD: readonly RecordRow[] = [
  { seq: 7, at: OPENED - 9_000_000, event: { event: 'deputy left', by: 'operator', slot: 3 }, hash: '07'.repeat(32) },
  {
    seq: 40,
    at: OPENED,
    event: { event: 'round opened', by: 'operator', round: 1, present: 58, issued: 58 },
    hash: '40'.repeat(32),
  },
  {
    seq: 41,
    at: OPENED + 22_000,
    event: { event: 'keypad replaced', by: 'operator', slot: 6, former: 7, keypad: 61, round: 1 },
    hash: '41'.repeat(32),
  },
  { seq: 42, at: OPENED + 30_000, event: { event: 'deputy left', by: 'operator', slot: 8 }, hash: '42'.repeat(32) },
  {
    seq: 43,
    at: OPENED + 31_000,
    event: { event: 'round disputed', by: 'server', round: 2, reason: '别的票决' },
    hash: '43'.repeat(32),
  },
  {
    seq: 44,
    at: OPENED + 61_000,
    event: { event: 'round tallied', by: 'server', round: 1, returned: 56, valid: 55, invalid: 1 },
    hash: HASH,
  },
  {
    seq: 47,
    at: OPENED + 90_000,
    event: { event: 'round announced', by: 'operator', round: 1 },
    hash: '47'.repeat(32),
  },
  { seq: 48, at: OPENED + 99_000, event: { event: 'sitting ending', by: 'operator' }, hash: '48'.repeat(32) },
];

const NAMES = ['村道硬化', '敬老院改造', '停车场建设', '农贸市场改造', '路灯安装'];
const named = <C extends Contest>(contest: C): C => ({
  ...contest,
  title: '2027年民生实事项目票决',
  candidates: contest.candidates.map((candidate, i) => ({ ...candidate, name: NAMES[i] ?? `项目${i + 1}` })),
});

const MOMENTS: Partial<RoundRow> = {
  openedAt: OPENED,
  closingAt: OPENED + 60_000,
  closedAt: OPENED + 61_000,
  announcedAt: OPENED + 90_000,
};

function roundOf(asked: Contest, totals: Totals, over: Partial<RoundRow> = {}, state: RoundState = 'closed'): RoundRow {
  return { ...testRound(state, { asked: named(asked), voters: 58, totals }), ...MOMENTS, ...over };
}

function reported(round: RoundRow, mode: 'real' | 'rehearsal' = 'real', others: readonly RoundRow[] = []): Report {
  const sitting = testSitting({
    mode,
    people: { handout: 'listed', deputies: null, observers: 0, officers: OFFICERS },
  });
  const report = reportOf({ sitting, rounds: [...others, round], record: RECORD }, round.id);
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return report.value;
}

/** What a reader sees, a line an element; fonts play no part in it. */
const wordsOf = (report: Report, language: ReportLanguage = 'zh-CN'): string[] =>
  reportHtml(report, language, () => '')
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const pick = (votes: readonly number[], valid = 55, invalid = 1): Totals => ({
  returned: valid + invalid,
  valid,
  invalid,
  votes,
});
const SELECTION = contestData({ field: 5, seats: 3 });
const official = () => reported(roundOf(SELECTION, pick([52, 50, 49, 20, 12])));

describe('every field of RULES §5', () => {
  const complete = () =>
    reported(
      roundOf(SELECTION, pick([52, 50, 49, 20, 12]), {
        agreements: {
          emptyBox: { at: OPENED - 3_000, by: 'chiefMonitor' },
          open: { at: OPENED - 1_000, by: 'presiding' },
          sums: { at: OPENED + 70_000, by: 'monitor' },
        },
        emptyBox: { at: OPENED - 5_000, ballots: 0 },
        readiness: { at: OPENED - 600_000, ready: true, without: '已于昨日检查' },
        replaced: [{ slot: 6, former: 7, keypad: 61, generation: 1 }],
        ruling: { ruling: { kind: 'left', until: 'never' }, decision: '不再补选', at: OPENED + 80_000 },
      }),
    );

  it('congress and meeting, date, title, round, times', () => {
    const words = wordsOf(complete());
    for (const each of [
      '江南镇第十九届人民代表大会第四次会议',
      '票决结果报告单',
      '会议日期：2027年3月12日',
      '第 1 号票决',
      '2027年民生实事项目票决',
      '差额票决（表决器）',
      '第 1 轮，首次票决',
      '2027年3月12日 10:05:12',
      '2027年3月12日 10:06:12',
      '2027年3月12日 10:06:42',
    ])
      expect(words).toContain(each);
  });

  it('N, P, I, R, V, X and 未按, the quorum, and the line that is read out', () => {
    const words = wordsOf(complete());
    const from = words.indexOf('应到');
    expect(words.slice(from, from + 8)).toEqual(['应到', '实到', '法定人数', '发出', '收回', '有效', '无效', '未按']);
    expect(words.slice(from + 8, from + 24).filter((word) => /\d/.test(word))).toEqual([
      '58',
      '58',
      '须 39',
      '58',
      '56',
      '55',
      '1',
      '2',
    ]);
    expect(words.join('\n')).toMatch(
      /应到 58 名，实到 58 名，符合法定人数；发出 58 张，收回 56 张，票决有效。有效 55 张，无效 1 张，未按 2。/,
    );
  });

  it('seats, candidates, majority base and votes needed; per project votes, rate with its base, rank and status', () => {
    const words = wordsOf(complete());
    expect(words.join('\n')).toMatch(
      /应选 3 项，候选 5 项。通过需 30 票：全体代表的过半数。得票率以收回票数 56 为基数/,
    );
    const row = words.indexOf('敬老院改造');
    expect(words.slice(row - 2, row + 4)).toEqual(['2', '2', '敬老院改造', '50', '89.29%', '当选']);
    expect(words).toContain('当选 3 项，选足。');
    expect(words).toContain('主席团决定：不再补选');
  });

  it('incidents of the round and of the hall meanwhile, in words, oldest first; none of other rounds or times', () => {
    const words = wordsOf(complete());
    const said = words.filter((word) => /（工作人员）$|别的票决/.test(word));
    expect(said).toEqual([
      '2027年3月12日 10:05:34　第7席更换表决器：7 → 61（第1号票决进行中）（工作人员）',
      '2027年3月12日 10:05:42　第9席中途退场（工作人员）',
    ]);
    expect(words).toContain('票决进行中更换表决器 1 个。');
  });

  it('who confirmed what and when, the empty box, the self-check', () => {
    const words = wordsOf(complete());
    const box = words.indexOf('开始前核对票箱为空');
    expect(words.slice(box, box + 3)).toEqual(['开始前核对票箱为空', '总监票人', '2027年3月12日 10:05:09']);
    for (const each of ['票箱建立后读回：0 张', '设备自检：未做：已于昨日检查', '确认计票结果'])
      expect(words).toContain(each);
  });

  it('signature lines with the names that the sitting gave, and the hashes', () => {
    const words = wordsOf(complete());
    const from = words.indexOf('总监票人：');
    expect(words.slice(from, from + 10)).toEqual([
      '总监票人：',
      '（陈建国）',
      '监票人：',
      '（王明）',
      '监票人：',
      '（李秀英）',
      '计票人：',
      '（赵敏）',
      '主持人：',
      '（周卫东）',
    ]);
    for (const each of ['记录哈希（记录第 44 条）', HASH, 'cd'.repeat(32), complete().hashes.frozen])
      expect(words).toContain(each);
    expect(words.filter((word) => word === '差额无记名票决：从候选项目中选。')).toHaveLength(1);
  });

  it('a re-vote names its parent, and one in the place of an aborted round says so', () => {
    const parent = { ...roundOf(SELECTION, pick([52, 50, 20, 20, 12])), id: 9 };
    const child = roundOf(SELECTION, pick([52, 50, 49, 20, 12]), { parent: 9, turn: 2 });
    expect(wordsOf(reported(child, 'real', [parent]))).toContain('第 2 轮，第 9 号票决（第 1 轮）后再次票决');
    const aborted = { ...parent, state: 'aborted' as const };
    expect(wordsOf(reported(child, 'real', [aborted]))).toContain('第 2 轮，第 9 号票决中止后重新进行');
  });

  it('a tie across the line and a shortfall are said', () => {
    expect(wordsOf(reported(roundOf(SELECTION, pick([52, 50, 40, 40, 12]))))).toContain(
      '当选 2 项，平票，就 1 个名额再次票决。',
    );
    expect(wordsOf(reported(roundOf(SELECTION, pick([52, 50, 20, 10, 5]))))).toContain(
      '当选 2 项，过半数的不足，尚缺 1 个名额。',
    );
  });
});

describe('the words of each kind', () => {
  it.each([
    [
      'perProject',
      perProjectData({ field: 2, seats: 1 }),
      choiceTotals([
        [40, 10, 6],
        [20, 30, 6],
      ]),
      '票决结果报告单',
      ['赞成', '反对', '弃权', '当选 1 项，选足。'],
    ],
    [
      'election',
      electionData({ field: 2, seats: 1 }),
      pick([40, 15]),
      '选举结果报告单',
      ['候选人', '当选 1 名，选足。'],
    ],
    ['resolution', motionData(), choiceTotals([[50, 4, 2]]), '表决结果报告单', ['赞成率', '通过。']],
    [
      'evaluation',
      evaluationData(2, { scale: 4 }),
      gradeTotals([
        [40, 8, 4, 2, 2],
        [10, 8, 34, 2, 2],
      ]),
      '满意度测评结果报告单',
      ['不了解', '综合满意率', '不满意'],
    ],
  ] as const)('%s', (_, asked, totals, title, said) => {
    const words = wordsOf(reported(roundOf(asked, totals)));
    for (const each of [title, ...said]) expect(words).toContain(each);
  });

  it('a named vote lists who answered what; a secret one has no name but those who sign', () => {
    const asked = motionData({}, 'namedResolution');
    const round = roundOf(asked, choiceTotals([[2, 1, 0]]), {});
    const answers = new Uint8Array(58);
    const report = reported({ ...round, named: answers });
    expect(wordsOf(report).filter((word) => word.startsWith('附：记名'))).toEqual(['附：记名表决名单']);
    expect(wordsOf(official()).join()).not.toMatch(/代表\d+/);
  });

  it('a mixed round has a column for keypads and one for paper, for each candidate too where both are kept', () => {
    const keypads = { returned: 40, valid: 40, invalid: 0, totals: pick([38, 36, 35, 15, 8], 40, 0) };
    const paper = { returned: 16, valid: 15, invalid: 1, totals: pick([14, 14, 14, 5, 4], 15, 1) };
    const over: Partial<RoundRow> = {
      method: 'mixed',
      columns: { keypads, paper },
      withdrawn: Uint8Array.of(0xff, 0xff),
    };
    const words = wordsOf(reported(roundOf(SELECTION, pick([52, 50, 49, 20, 12]), over)));
    const row = words.indexOf('村道硬化');
    expect(words.slice(row, row + 4)).toEqual(['村道硬化', '52', '38', '14']);
    const of = words.lastIndexOf('纸质票', words.indexOf('票决结果'));
    expect(words.slice(of, of + 9).filter((word) => /\d/.test(word))).toEqual(['16', '16', '15', '1']);
    const few = { keypads: { ...keypads, totals: null }, paper: { ...paper, totals: null } };
    const without = wordsOf(reported(roundOf(SELECTION, pick([52, 50, 49, 20, 12]), { ...over, columns: few })));
    expect(without.slice(without.indexOf('村道硬化') + 1, without.indexOf('村道硬化') + 3)).toEqual(['52', '92.86%']);
  });
});

describe('what is not told', () => {
  it('nothing before the round was counted, whatever state it is in', () => {
    const refused = (['draft', 'ready', 'opening', 'open', 'closing', 'counting', 'disputed', 'aborting'] as const).map(
      (state) => {
        const round = testRound(state, { asked: named(SELECTION), voters: 58, totals: pick([52, 50, 49, 20, 12]) });
        return reportOf({ sitting: testSitting(), rounds: [round], record: RECORD }, 1);
      },
    );
    expect(refused.map((each) => !each.ok && each.error.kind)).toEqual(Array.from({ length: 8 }, () => 'not-counted'));
    expect(reportOf({ sitting: testSitting(), rounds: [], record: [] }, 3)).toMatchObject({
      error: { kind: 'no-round', round: 3 },
    });
    // The probe itself: the same round is reported once it was counted.
    expect(
      reported(testRound('tallied', { asked: named(SELECTION), voters: 58, totals: pick([52, 50, 49, 20, 12]) }))
        .status,
    ).toBe('unannounced');
  });

  it('an aborted round: I, R and the reason, no figure and no table of candidates', () => {
    const round = { ...testRound('aborted', { asked: named(SELECTION), voters: 58 }), openedAt: OPENED, returned: 31 };
    const words = wordsOf(reported(round));
    for (const each of ['（已中止）', '本次票决已中止，票箱未开启即销毁，不存在任何得票数。', '中止原因：停电'])
      expect(words).toContain(each);
    expect(words.join()).toContain('中止时已收回 31 张');
    expect(words.join()).not.toMatch(/村道硬化|得票率\d|%/);
  });

  it('a void round and one without quorum', () => {
    const void_ = reported(roundOf(SELECTION, { returned: 59, valid: 59, invalid: 0, votes: [] }));
    const few = reported({
      ...testRound('closed', {
        asked: named(SELECTION),
        voters: 58,
        present: [1, 2, 3],
        totals: pick([3, 0, 0, 0, 0], 3, 0),
      }),
      ...MOMENTS,
    });
    for (const [report, said] of [
      [void_, '本轮作废，不显示任何得票。'],
      [few, '未达法定人数，本轮无效，不显示任何得票。'],
    ] as const) {
      expect(wordsOf(report)).toContain(said);
      expect(wordsOf(report).join()).not.toMatch(/村道硬化|%/);
    }
  });
});

describe('正式, 未公布 and 演练', () => {
  const counted = (over: Partial<RoundRow>, mode: 'real' | 'rehearsal') =>
    reported(roundOf(SELECTION, pick([52, 50, 49, 20, 12]), over), mode);

  it.each([
    ['real', MOMENTS.announcedAt, '（正式）', '票决结果-第1号-正式.pdf', 'round-1-official.pdf'],
    ['real', null, '（未公布）', '票决结果-第1号-未公布.pdf', 'round-1-unannounced.pdf'],
    [
      'rehearsal',
      MOMENTS.announcedAt,
      '（演练·已公布）',
      '票决结果-第1号-演练-已公布.pdf',
      'round-1-rehearsal-announced.pdf',
    ],
    ['rehearsal', null, '（演练·未公布）', '票决结果-第1号-演练-未公布.pdf', 'round-1-rehearsal-unannounced.pdf'],
  ] as const)('%s, announced at %s: %s in title and file name', (mode, announcedAt, mark, file, ascii) => {
    const report = counted({ announcedAt: announcedAt ?? null }, mode);
    const page = reportHtml(report, 'zh-CN', () => '');
    expect(page).toContain(`<title>票决结果报告单${mark}`);
    expect(wordsOf(report)).toContain(mark);
    expect(page.includes('class="watermark"')).toBe(mode === 'rehearsal');
    expect([exportName(report, 'pdf', 'zh-CN'), exportName(report, 'pdf', 'en'), asciiName(report, 'pdf')]).toEqual([
      file,
      ascii,
      ascii,
    ]);
  });

  it('in English too', () => {
    const report = counted({ announcedAt: null }, 'rehearsal');
    expect(reportTitle(reportText('en'), report)).toBe('Report of the Result of the Vote (rehearsal · not announced)');
    expect(wordsOf(report, 'en').join('\n')).not.toMatch(/\{\w+\}|undefined|null/);
    expect(wordsOf(report).join('\n')).not.toMatch(/\{\w+\}|undefined|null/);
  });

  it('both languages have every text, and fill in the same', () => {
    const slots = (text: string) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted((a = '', b = '') => a.localeCompare(b));
    for (const [key, text] of Object.entries(reportZhCn))
      expect([key, slots(reportEn[key as keyof typeof reportEn])]).toEqual([key, slots(text)]);
  });
});

describe('a page that stands alone', () => {
  it('titles and names are text, in the page, its title and its style', () => {
    const evil = '</style><script>alert(1)</script>"; } body { display: none }\\';
    const round = roundOf(SELECTION, pick([52, 50, 49, 20, 12]));
    const contest = {
      ...round.contest,
      title: evil,
      candidates: round.contest.candidates.map((each) => ({ ...each, name: evil })),
    };
    const report = {
      ...reported({ ...round, contest }),
      sitting: { congress: evil, meeting: evil, date: '2027-03-12' },
    };
    const page = reportHtml(report, 'zh-CN', () => '');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(/<style>(.*)<\/style>/s.exec(page)?.[1]?.includes('display: none }')).toBe(false);
    expect(cssString('a"\\\n<')).toBe('"a\\22 \\5c \\a \\3c "');
  });

  it('its fonts are slices that hold each of its characters, and no others', () => {
    const faces: string[] = [];
    reportHtml(official(), 'zh-CN', (text) => {
      faces.push(reportFontFaces(text));
      return '';
    });
    const [css = ''] = faces;
    const spans = [...css.matchAll(/unicode-range:([^}]+)\}/g)].flatMap(([, ranges = '']) =>
      ranges.split(',').map((range) => /U\+([0-9a-f]+)(?:-([0-9a-f]+))?/i.exec(range)?.slice(1) ?? []),
    );
    const covered = (char: string) =>
      spans.some(([first = '0', last = first]) => {
        const point = char.codePointAt(0) ?? 0;
        return point >= parseInt(first, 16) && point <= parseInt(last, 16);
      });
    const chinese = [...new Set(wordsOf(official()).join(''))].filter((char) => /\p{Script=Han}/u.test(char));
    expect(chinese.length).toBeGreaterThan(150);
    expect(chinese.filter((char) => !covered(char))).toEqual([]);
    expect(reportFontFaces('村').length).toBeLessThan(css.length / 5);
    expect(reportFontFaces('').length).toBe(0);
  });

  it('the QR code is drawn module for module', () => {
    const modules = qrModules(HASH);
    const path = /<path d="([^"]+)"/.exec(qrSvg(HASH, '码').text)?.[1] ?? '';
    const drawn = modules.map((row) => row.map(() => false));
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
      for (let i = 0; i < Number(run); i++) (drawn[Number(y) - 4] ?? [])[Number(x) - 4 + i] = true;
    expect(drawn).toEqual(modules);
    // The three finder patterns of ISO/IEC 18004, and another code for another hash.
    const finder = (row: number, column: number) =>
      modules.slice(row, row + 7).map((line) =>
        line
          .slice(column, column + 7)
          .map(Number)
          .join(''),
      );
    const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
    const far = modules.length - 7;
    expect([finder(0, 0), finder(0, far), finder(far, 0)]).toEqual([FINDER, FINDER, FINDER]);
    expect(qrModules('0'.repeat(64))).not.toEqual(modules);
  });
});
