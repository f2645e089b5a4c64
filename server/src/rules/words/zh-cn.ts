import type { Base, Fraction, Kind } from '@piaojue/contract/contest';
import type { Count, RuleWords } from './rule-words.ts';

const BASES: Readonly<Record<Base, string>> = {
  all: '全体代表（应到）',
  present: '实到代表',
  returned: '收回的票',
  valid: '有效票',
  forAgainst: '赞成票与反对票之和',
};

const NOUNS: Readonly<Record<Kind, string>> = {
  selection: '候选项目',
  perProject: '候选项目',
  election: '候选人',
  resolution: '表决事项',
  namedResolution: '表决事项',
  evaluation: '测评项目',
};

function share({ num, den, strict }: Fraction, base: string): string {
  if (strict)
    return num === 1 && den === 2 ? `超过${base}的半数（不含半数）` : `超过${base}的${num}/${den}（不含本数）`;
  return `达到${base}的${num}/${den}（含本数）`;
}

const count = (value: Count): string => (value === 'seats' ? '的个数与应选名额相同' : `${value}个`);

export const zhCn: RuleWords = {
  kind: (kind, form, differential) => {
    switch (kind) {
      case 'selection':
        return '差额无记名票决：从候选项目中选。';
      case 'perProject':
        return '差额无记名票决，逐项表示意见：对每个候选项目选赞成、反对或弃权。';
      case 'election':
        return `无记名${differential ? '差额' : '等额'}选举${form === 'perItem' ? '，对每名候选人选赞成、反对或弃权' : '：从候选人中选'}。`;
      case 'resolution':
        return '无记名表决：赞成、反对、弃权选一项。';
      case 'namedResolution':
        return '记名表决：赞成、反对、弃权选一项，每位代表的意见予以公布。';
      case 'evaluation':
        return '无记名满意度测评：对每个项目评一个等次。';
    }
  },
  field: (kind, candidates, seats) =>
    seats === 0 || kind === 'resolution' || kind === 'namedResolution'
      ? `${NOUNS[kind]}${candidates}个。`
      : `${NOUNS[kind]}${candidates}个，应选${seats}个。`,
  scale: (scale) => `等次为满意、基本满意、不满意${scale === 4 ? '、不了解' : ''}。`,
  noWriteIn: () => '不能另选他人：只能在候选人名单中选。',
  marks: ({ most, least }, perItem) => {
    const mark = perItem ? '赞成' : '选';
    if (most === least) return `每张票须${mark}${count(most)}，多${mark}或少${mark}的，全票无效。`;
    const fewer = least === 0 ? `少${mark}的有效` : `至少${mark}${count(least)}，少于此数的，全票无效`;
    return `每张票最多${mark}${count(most)}，多${mark}的，全票无效；${fewer}。`;
  },
  blank: (where, valid) => {
    const end = valid ? '有效' : '无效';
    switch (where) {
      case 'pick':
        return valid ? '提交而一个不选的，视为弃权，有效。' : '提交而一个不选的票无效。';
      case 'perItem':
        return `没有表示意见的，对该项视为弃权；全部没有表示意见的票${end}。`;
      case 'grades':
        return '没有评的项目，对该项视为弃权；全部没有评的票有效。';
      case 'motion':
        return '提交而没有选的，视为弃权，有效。';
    }
  },
  notSubmitted: () => '未按（没有提交）的单独统计，不计入弃权和反对。',
  quorum: (fraction) => `实到代表须${share(fraction, BASES.all)}，否则不作决定。`,
  voided: () => '收回的票多于发出的票，本次作废，重新投票。',
  plurality: () => '不要求过半数：按得票多少确定，没有得票的不当选。',
  majority: (fraction, base, motion) =>
    `至少得一票，且${motion || base === 'forAgainst' ? '赞成票' : '得票'}${share(fraction, BASES[base])}，方为通过。`,
  ranking: () => '通过的多于应选名额时，得票多的当选；排名只按票数，票数相同名次相同。',
  tie: () => '得票相同而超出应选名额时，只就得票相同者再次票决，得票多的当选；不按编号和先后决定。',
  shortfall: () => '通过的少于应选名额时，缺额由主席团决定，不以得票多少递补。',
  rate: (base, what) => `${what === 'motion' ? '赞成率' : '得票率'}以${BASES[base]}为基数，只供阅读，不作排名。`,
  rates: (base) => `满意率＝满意÷${BASES[base]}；综合满意率＝（满意＋基本满意）÷${BASES[base]}。`,
  grades: (base, halfPasses) => {
    const half = halfPasses ? `达到${BASES[base]}的半数（含半数）` : `超过${BASES[base]}的半数（不含半数）`;
    return `满意${half}的，评为满意；满意与基本满意合计${half}的，评为基本满意；其余评为不满意。`;
  },
  dontKnow: (counts) => (counts ? '不了解和弃权都计入基数。' : '不了解不计入基数，弃权计入基数。'),
  press: (press) => (press === 'last' ? '结束前可以改，以最后一次提交为准。' : '以第一次提交为准，提交后不能改。'),
  reveal: (reveal) =>
    reveal === 'atClose' ? '投票结束后当场显示结果，公布前标明未确认。' : '结果经确认公布后才在大屏幕显示。',
  noClock: () => '不限时：由工作人员结束投票。',
  clock: (seconds, closes) => `投票计时${seconds}秒，${closes ? '到时自动结束' : '到时只作提示，不自动结束'}。`,
  people: (what, asked) => {
    switch (what) {
      case 'emptyBox':
        return asked ? '开始前须由监票人确认票箱是空的。' : '开始前不要求监票人确认空票箱。';
      case 'sums':
        return asked ? '公布前须由监票人确认票数。' : '公布前不要求监票人确认票数。';
      case 'presiding':
        return asked ? '开始、结束、公布须经执行主席同意。' : '开始、结束、公布不要求执行主席在系统中同意。';
    }
  },
  profile: (id, version) => `规则取自模板 ${id} 第${version}版。`,
};
