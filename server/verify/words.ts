import type { CheckId, Unchecked } from './checks.ts';

export type Language = 'zh-CN' | 'en';
type Both = readonly [zh: string, en: string];

const CHECKS: Readonly<Record<CheckId, Both>> = {
  signature: ['签名与文件字节一致', 'the signature is of exactly these bytes'],
  signer: ['签名公钥与给定的一致', 'the key is the one that was given'],
  canonical: ['文件为规范格式（RFC 8785）', 'the bytes are canonical (RFC 8785)'],
  fields: ['各项齐全，无多余项', 'every field is there, and no other'],
  ballots: ['应到、实到、发出、收回、有效、无效相符', 'deputies, present, issued, returned, valid, invalid add up'],
  answers: ['各候选项得票数相符', 'the figures of each candidate add up'],
  columns: ['表决器票与纸质票分列相加相符', 'ballots by keypad and on paper, apart, add up'],
  names: ['记名结果相符；无记名投票没有记名项', 'named answers add up; a secret vote has none'],
  decision: ['按规则重新推算，结论一致', 'the decision, worked out anew from the rules, is the same'],
  'rules-hash': ['冻结的规则校验码一致', 'the hash of the frozen rules is that of these rules'],
  'presence-hash': ['实到名单校验码一致', 'the hash of who was present is right'],
  zero: ['开始前票箱为空', 'the box held no ballot before the opening'],
  'patterns-hash': ['密封票样与校验码一致', 'the sealed patterns are those that the bundle names'],
  recount: ['密封票样重新计票，结果一致', 'the sealed patterns, counted once more, give the same'],
  'chain-rounds': ['各轮结果文件与链条所列一致', 'the bundles of the rounds are those that the chain names'],
  'chain-adopted': ['确定名单与各轮结果一致', 'the adopted list follows from the rounds'],
  'record-chain': ['记录未缺行、未改动', 'no line of the record is missing or changed'],
  'record-bundle': ['记录与结果文件相符', 'the record says the same as the bundle'],
  'record-zero': ['记录中有开始前的空票箱', 'the record has the empty box before the opening'],
};

const WHY: Readonly<Record<Unchecked, Both>> = {
  'no-signer-given': [
    '未给定公钥（--signer）：只能说明文件未被改动，不能说明由谁签署',
    'no key was given (--signer): this shows that nothing was changed, not whose signature it is',
  ],
  'presence-not-in-bundle': ['结果文件不含实到名单', 'the bundle does not say who was present'],
  'roll-not-in-bundle': [
    '由旧版本冻结，校验码含名单，结果文件不含名单',
    'frozen by an older version, whose hash covers the roll, which is not in the bundle',
  ],
  'older-bundle': ['旧版本的结果文件无此项', 'a bundle of an older version does not say it'],
  'no-patterns-file': ['没有 patterns.sealed', 'no patterns.sealed was given'],
  'no-monitors-key': [
    '未给定监票人私钥（--monitors-key）',
    'no private key of the monitors was given (--monitors-key)',
  ],
  'no-ballots-kept': ['手工投票，没有票箱', 'a vote by hand has no box'],
  'bundles-missing': ['没有找到各轮的结果文件', 'the bundles of the rounds were not found'],
  'no-record': ['未给定会议记录（--record）', 'no record was given (--record)'],
};

const LINES = {
  round: ['第{round}号票决 · {congress}{meeting} · {date}{mode}', 'round {round} · {congress}{meeting} · {date}{mode}'],
  chain: [
    '从第{round}号票决起的链条 · {congress}{meeting} · {date}{mode}',
    'chain from round {round} · {congress}{meeting} · {date}{mode}',
  ],
  record: ['会议记录，{rows}行', 'record of {rows} lines'],
  rehearsal: ['（演练）', ' (rehearsal)'],
  expected: ['{path}：应为 {expected}，实为 {got}', '{path}: expected {expected}, got {got}'],
  signer: ['签名公钥 {signer}', 'signed by the key {signer}'],
  hash: ['结果文件校验码 {hash}', 'hash of the bundle {hash}'],
  holds: ['结论：属实（{held}项相符，{open}项未核对）', 'verdict: holds ({held} checks hold, {open} not looked at)'],
  fails: ['结论：不属实（{failed}项不符）', 'verdict: does not hold ({failed} checks fail)'],
  unusable: ['无法核对：{path}', 'can not be verified: {path}'],
} as const satisfies Readonly<Record<string, Both>>;

const pick = ([zh, en]: Both, language: Language): string => (language === 'zh-CN' ? zh : en);

export const checkWords = (id: CheckId, language: Language): string => pick(CHECKS[id], language);
export const whyWords = (why: Unchecked, language: Language): string => pick(WHY[why], language);
export const line = (
  name: keyof typeof LINES,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string => pick(LINES[name], language).replace(/\{(\w+)\}/g, (_, field: string) => String(values[field] ?? ''));
