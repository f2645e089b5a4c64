import type { UncountedRound } from '@piaojue/contract/officers-view';
import { describe, expect, test } from 'vitest';
import { officersSample, OFFICER_SCENES, countedRound, openRound } from '../gallery/officers-samples.ts';
import { evaluationSample, motionSample, perItemSample } from '../gallery/result-samples.ts';
import { candidates } from '../gallery/sample-candidates.ts';
import { result, round } from '../gallery/samples.ts';
import { consoleText } from '../i18n/console-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { kindWords } from '../screen/kind-words.ts';
import { countWords, numberWords, rateWords } from './read-aloud.ts';
import { script, sentenceOfRow, sentenceReadNow, upcoming } from './script.ts';
import { STAGES, stageOf } from './stage.ts';

const zh = consoleText('zh-CN');
const en = consoleText('en');

describe('numbers as they are read out', () => {
  test.each([
    [0, '零'],
    [7, '七'],
    [10, '十'],
    [12, '十二'],
    [84, '八十四'],
    [100, '一百'],
    [101, '一百零一'],
    [110, '一百一十'],
    [118, '一百一十八'],
    [1001, '一千零一'],
    [2639, '二千六百三十九'],
    [10_000, '一万'],
    [10_084, '一万零八十四'],
    [65_534, '六万五千五百三十四'],
  ])('%i is %s', (n, words) => {
    expect(numberWords(n, zh)).toBe(words);
    expect(numberWords(n, en)).toBe(String(n));
  });

  test('rates say every decimal; two of something is 两', () => {
    expect(rateWords('91.30', zh)).toBe('百分之九十一点三零');
    expect(rateWords('100.00', zh)).toBe('百分之一百点零零');
    expect(rateWords('0.03', en)).toBe('0.03 per cent');
    expect(rateWords(null, zh)).toBe('无');
    expect([countWords(2, zh), countWords(12, zh), numberWords(2, zh)]).toEqual(['两', '十二', '二']);
  });
});

const words = (kind = round().kind) => kindWords(kind, screenText('zh-CN'));
const said = (shown: Parameters<typeof countedRound>[1]) => {
  const counted = countedRound({}, shown);
  return script({ ...officersSample('counted'), round: counted }, words(counted.round.kind), zh);
};

describe('the script', () => {
  test('of a count: what makes it valid, each row by rank, the tie, then the announcement', () => {
    const sentences = said(result('runoff'));
    expect(sentences[0]).toBe('应到101名，实到98名，符合法定人数；发出98张，收回96张，票决有效；有效95张，无效1张。');
    expect(sentences[1]).toBe('按照办法，须得五十一票以上方可当选。');
    expect(sentences[2]).toBe('得票率均占收回 96 票。');
    expect(sentences[3]).toBe('第一名，长者食堂三处，九十三票，得票率百分之九十六点八八，当选。');
    expect(sentences[12]).toBe('并列第十名，沿河步道与护栏整修，六十四票，得票率百分之六十六点六七，待再次票决。');
    expect(sentences.slice(15)).toEqual(['两项得票相同，余一席，再次票决。', '以上结果，现予公布。']);
  });

  test('per project, of a motion and of an evaluation', () => {
    expect(said(perItemSample(result('complete')))[2]).toBe(
      '第一名，长者食堂三处，赞成九十三票，反对一票，弃权一票，当选。',
    );
    const motion = motionSample(result('complete'), { ...round(), kind: 'resolution' }, '预算决议', 'passed');
    expect(said(motion).slice(1, 3)).toEqual(['预算决议：赞成七十七票，反对十二票，弃权六票，未按两名。', '通过。']);
    const evaluated = said(evaluationSample(result('complete'), 1));
    expect(evaluated[1]).toBe('满意率、综合满意率均占收回 96 票。');
    expect(evaluated[2]).toBe(
      '镇小学操场翻新，满意八十八票，基本满意三票，不满意零票，满意率百分之九十一点六七，综合满意率百分之九十四点七九，等次为满意。',
    );
  });

  test('void and without quorum: one sentence, no row', () => {
    expect(said(result('void'))).toEqual(['发出98张，收回99张，收回多于发出，本次票决作废，重新投票。']);
    expect(said(result('no-quorum'))).toHaveLength(1);
  });

  test('before the count no sentence names a candidate, whatever the state', () => {
    for (const state of ['draft', 'ready', 'opening', 'open', 'closing', 'counting', 'disputed', 'aborted'] as const) {
      const text = script({ ...officersSample('open'), round: openRound({ state }) }, words(), zh).join('');
      for (const { name } of candidates()) expect(text).not.toContain(name);
    }
  });

  test('mixed, nobody is awaited at the keypads who was given a paper', () => {
    const figures = { all: 101, present: 98, issued: 98, returned: 90 };
    const paper = { issued: 8, awaited: false, typedBy: null, agreed: false };
    const says = (part: Partial<UncountedRound>) =>
      script({ ...officersSample('open'), round: openRound({ figures, ...part }) }, words(), zh);
    expect(says({})[1]).toBe('已收到90张，还有8张。');
    expect(says({ method: 'mixed', paper })[1]).toBe('已收到90张，还有0张。');
  });

  test('by hand nobody is told to press a key, and no ballot is told to be in', () => {
    const says = (state: UncountedRound['state'], method: UncountedRound['method'] = 'hand') =>
      script({ ...officersSample('open'), round: openRound({ state, method }) }, words(), zh);
    expect(says('open')).toEqual(['现在开始票决，请各位代表填写纸质票，投入票箱。']);
    expect(says('counting')[0]).toBe('票决结束，请停止投票。');
    expect(says('aborted')).toEqual(['本轮票决中止，不产生结果。']);
    for (const state of ['draft', 'ready', 'open', 'counting', 'aborted'] as const)
      for (const kind of ['selection', 'perProject', 'resolution', 'namedResolution', 'evaluation'] as const)
        for (const [t, keys] of [
          [zh, /按键|请.*按|确认”/],
          [en, /press|key/i],
        ] as const) {
          const ballot = kind === 'perProject' ? 'answers' : 'marks';
          const shown = openRound({ state, method: 'hand', round: { ...openRound().round, kind, ballot } });
          const text = script({ ...officersSample('open'), round: shown }, words(kind), t).join('\n');
          expect([kind, text]).toEqual([kind, expect.not.stringMatching(keys)]);
        }
  });

  test.each(OFFICER_SCENES)('%s: no bare key and no unfilled value, in both languages', (scene) => {
    const view = officersSample(scene);
    for (const [language, t] of [
      ['zh-CN', zh],
      ['en', en],
    ] as const) {
      const kind = view.round?.round.kind;
      const text = script(view, kind === undefined ? null : kindWords(kind, screenText(language)), t).join('\n');
      expect(text).not.toMatch(/\{\{|say\.|spoken\./);
      expect(text).not.toBe('');
    }
  });

  test('row n of the result is read by the sentence that names it', () => {
    for (const shown of [result('runoff'), result('shortfall'), perItemSample(result('complete'))]) {
      const counted = countedRound({}, shown);
      const sentences = script({ ...officersSample('counted'), round: counted }, words(shown.round.kind), zh);
      const byRank = shown.rows.toSorted((a, b) => (a.rank ?? 99) - (b.rank ?? 99) || a.no - b.no);
      for (const [i, { name }] of byRank.entries())
        expect(sentences[sentenceOfRow(counted, i + 1, zh) ?? -1]).toContain(`，${name}，`);
      expect([0, 13].map((row) => sentenceOfRow(counted, row, zh))).toEqual([null, null]);
    }
    expect(sentenceOfRow(countedRound({}, result('void')), 1, zh)).toBeNull();
  });

  test('the row that the hall got last is the one to read, a shared rank from its first row', () => {
    const shown = result('runoff');
    const byRank = shown.rows.toSorted((a, b) => (a.rank ?? 99) - (b.rank ?? 99) || a.no - b.no);
    const at = (rows: number) =>
      sentenceReadNow(countedRound({ reading: { shown: rows, of: byRank.length } }, shown), zh);
    const sentences = script({ ...officersSample('counted'), round: countedRound({}, shown) }, words('selection'), zh);
    expect(at(0)).toBeNull();
    let shared = 0;
    for (const [i, { rank }] of byRank.entries()) {
      const first = byRank.findIndex((row) => row.rank === rank);
      if (first < i) shared += 1;
      expect(sentences[at(i + 1) ?? -1]).toContain(`，${byRank[first]?.name}，`);
    }
    expect(shared).toBeGreaterThan(0);
    expect(sentenceReadNow(countedRound({}, shown), zh)).toBeNull();
    expect(sentenceReadNow(openRound(), zh)).toBeNull();
  });

  test('from sign-in to the end of the meeting there is always something to say, and what follows holds no figure', () => {
    const all = OFFICER_SCENES.map((scene) => {
      const view = officersSample(scene);
      const title = view.round?.round.title ?? '';
      const kind = view.round === null ? null : words(view.round.round.kind);
      return {
        scene,
        title,
        now: script(view, kind, zh),
        after: upcoming(view, kind, zh).join(''),
        stage: stageOf(view),
      };
    });
    const of = (scene: (typeof OFFICER_SCENES)[number]) => all.find((one) => one.scene === scene);
    expect(of('noQuorum')?.now[0]).toBe('现在签到，请各位代表按“签到”键。');
    expect(of('signIn')?.now[1]).toBe('我宣布，江南镇第十九届人民代表大会第四次会议第二次全体会议现在开会。');
    expect(of('ready')?.after).toBe('现在开始票决，请各位代表按键。');
    expect(of('open')?.after).toBe('票决结束，请停止按键。正在核对，请稍候。');
    expect(of('shortfall')?.now.at(-2)).toBe('尚缺两项，由主席团决定。');
    expect(of('ended')?.now.at(-1)).toBe('本次会议各项议程已进行完毕。现在散会。');
    for (const { now, after, title } of all) {
      expect(now.join('')).not.toBe('');
      expect(after.replace(title, '')).not.toMatch(/\d|[一二三四五六七八九十]票/);
    }
    expect(new Set(all.map(({ stage }) => stage))).toEqual(new Set([...STAGES, null]));
  });
});
