import type { AlarmKind } from '@piaojue/contract/alarm';
import type { Actor, InBothLanguages } from '@piaojue/contract/officers-view';
import type { RecordEvent } from '../store/store.ts';

/**
 * The record in words, for the log, the incidents and the report. Events have no choice in them, so neither have the words.
 */
type Words = (event: RecordEvent) => readonly [zh: string, en: string];

const text = (value: RecordEvent[string]): string => (value === null || value === undefined ? '–' : String(value));
const field = (event: RecordEvent, name: string): string => text(event[name]);
const seat = (event: RecordEvent): number => Number(event['slot']) + 1;
const quoted = (event: RecordEvent, name: string): string => `“${field(event, name)}”`;
const short = (event: RecordEvent, name: string): string => field(event, name).slice(0, 8);

/** A moment as it is told whatever zone the reader is in. */
const moment = (event: RecordEvent, name: string): string => new Date(Number(event[name])).toISOString();

/** A round by hand has no box. */
const hadBox = (event: RecordEvent): boolean => event['destroyed'] !== '';
/** V and X: of a round that does not count only R is told (RULES §4 Void). */
const ifCounted = (event: RecordEvent, words: string): string => (event['valid'] === null ? '' : words);

/** “第2号票决：…”, "round 2: …" */
const ofRound =
  (zh: (event: RecordEvent) => string, en: (event: RecordEvent) => string): Words =>
  (event) => [`第${field(event, 'round')}号票决：${zh(event)}`, `round ${field(event, 'round')}: ${en(event)}`];
const just =
  (zh: string, en: string): Words =>
  () => [zh, en];
const ofItem =
  (zh: string, en: string): Words =>
  (event) => [`议程${quoted(event, 'title')}${zh}`, `agenda item ${quoted(event, 'title')} ${en}`];
const signIn =
  (zh: string, en: string): Words =>
  (event) => [`${zh}，实到${field(event, 'present')}名`, `${en}, ${field(event, 'present')} present`];

const SETUP_WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  language: ['语言', 'language'],
  hall: ['会场', 'hall'],
  receiver: ['接收机', 'receiver'],
  keypads: ['表决器', 'keypads'],
  roll: ['名册', 'roll'],
  rehearsal: ['演练', 'rehearsal'],
  report: ['就绪报告', 'readiness report'],
};

const ALARMS: Readonly<Record<AlarmKind, readonly [zh: string, en: string]>> = {
  'receiver-silent': ['接收机静默', 'receiver silent'],
  'receiver-lost': ['接收机断开', 'receiver lost'],
  'receiver-refused': ['接收机被拒绝', 'receiver refused'],
  'gateway-gone': ['网关断开', 'gateway gone'],
  'keypads-silent': ['多个表决器未响应', 'keypads silent'],
  'battery-low': ['表决器电量低', 'batteries low'],
  'screen-gone': ['大屏断开', 'screen gone'],
  'disk-slow': ['写盘慢', 'disk slow'],
  'disk-full': ['磁盘将满', 'disk nearly full'],
  'clock-jumped': ['服务器时钟跳变', 'clock jumped'],
  'box-disputed': ['票箱核对不符', 'box disputed'],
  'no-backup': ['尚未备份', 'no backup'],
  'incident-noted': ['监票人情况说明', 'incident noted by a monitor'],
};
/** Kinds, in the order in which they were acknowledged; one of another version is told as it is. */
const alarmsOf = (event: RecordEvent, language: 0 | 1): string =>
  field(event, 'alarms')
    .split(' ')
    .map((kind) => ALARMS[kind as AlarmKind]?.[language] ?? kind)
    .join(language === 0 ? '、' : ', ');

const WORDS: Readonly<Record<string, Words>> = {
  'sitting created': (e) => {
    const [zh, en] = field(e, 'mode') === 'rehearsal' ? ['演练会议', 'rehearsal sitting'] : ['会议', 'sitting'];
    return [`${zh}建立，应到${field(e, 'all')}名`, `${en} created, ${field(e, 'all')} deputies`];
  },
  'sitting set up': (e) => [`会议资料导入，应到${field(e, 'all')}名`, `sitting set up, ${field(e, 'all')} deputies`],
  'sitting opened': (e) => [
    `首次开启票决；设备自检：${READINESS[field(e, 'readiness')]?.[0] ?? field(e, 'readiness')}`,
    `first opening of the sitting; self-check: ${READINESS[field(e, 'readiness')]?.[1] ?? field(e, 'readiness')}`,
  ],
  'clock jumped': (e) => [
    `服务器时钟被改为${moment(e, 'clock')}，会议时间继续按${moment(e, 'hall')}计`,
    `the clock of the server was set to ${moment(e, 'clock')}, the time of the hall goes on from ${moment(e, 'hall')}`,
  ],
  'sitting restored': (e) => [
    `会议由备份${short(e, 'backup')}恢复，新会话${short(e, 'session')}，原机器不得继续使用`,
    `sitting restored from the backup ${short(e, 'backup')}, new session ${short(e, 'session')}; the former machine must not go on`,
  ],
  'backup made': (e) => [`会议备份${short(e, 'backup')}`, `backup ${short(e, 'backup')} of the sitting`],
  'server started again': just('服务器重新启动', 'the server was started again'),
  'sitting ending': just('开始结束会议', 'the end of the sitting begins'),
  'sitting ended': just('会议结束', 'sitting ended'),
  'sign-in started': signIn('签到开始', 'sign-in started'),
  'sign-in stopped': signIn('签到截止', 'sign-in stopped'),
  'late sign-in started': signIn('补签到开始', 'late sign-in started'),
  'late sign-in stopped': (e) => [
    `补签到截止，实到${field(e, 'present')}名，其中补签到${field(e, 'late')}名`,
    `late sign-in stopped, ${field(e, 'present')} present, ${field(e, 'late')} of them late`,
  ],
  'deputy left': (e) => [`第${seat(e)}席中途退场`, `seat ${seat(e)} left`],
  'deputy came back': (e) => [`第${seat(e)}席返回会场`, `seat ${seat(e)} came back`],
  'readiness accepted': (e) => [
    `设备自检报告确认：${e['ready'] === true ? '就绪' : '未就绪'}`,
    `self-check report accepted: ${e['ready'] === true ? 'ready' : 'not ready'}`,
  ],
  'readiness waived': (e) => [`未做设备自检：${field(e, 'reason')}`, `no self-check: ${field(e, 'reason')}`],
  'set-up step': (e) => [
    `首次布置：${SETUP_WORDS[field(e, 'step')]?.[0] ?? field(e, 'step')}${e['to'] === 'skipped' ? `，跳过：${field(e, 'reason')}` : '完成'}`,
    `first run: ${SETUP_WORDS[field(e, 'step')]?.[1] ?? field(e, 'step')} ${e['to'] === 'skipped' ? `skipped: ${field(e, 'reason')}` : 'done'}`,
  ],
  'rare characters accepted': (e) => [
    `已查看无字形的字：${field(e, 'characters')}`,
    `characters without a glyph looked at: ${field(e, 'characters')}`,
  ],
  'alarm acknowledged': (e) => [`已知悉警示：${alarmsOf(e, 0)}`, `alarms acknowledged: ${alarmsOf(e, 1)}`],
  'keypad barred': (e) => [`表决器${field(e, 'keypad')}遗失停用`, `keypad ${field(e, 'keypad')} barred as lost`],
  'keypad replaced': (e) => [
    `第${seat(e)}席更换表决器：${field(e, 'former')} → ${field(e, 'keypad')}${e['round'] ? `（第${field(e, 'round')}号票决进行中）` : ''}`,
    `seat ${seat(e)}: keypad ${field(e, 'former')} replaced by ${field(e, 'keypad')}${e['round'] ? ` (in round ${field(e, 'round')})` : ''}`,
  ],
  'agenda set up': (e) => [`议程导入，共${field(e, 'items')}项`, `agenda set up, ${field(e, 'items')} items`],
  'agenda item begun': ofItem('开始', 'begun'),
  'plenary ended': (e) => [
    `${quoted(e, 'title')}结束，实到${field(e, 'present')}名`,
    `plenary ${quoted(e, 'title')} ended, ${field(e, 'present')} present`,
  ],
  'agenda item shown again': ofItem('再次显示', 'shown again'),
  'agenda item inserted': ofItem('加入', 'inserted'),
  'agenda item changed': ofItem('修改', 'changed'),
  'agenda item moved': ofItem('移动', 'moved'),
  'agenda item dropped': ofItem('取消', 'dropped'),
  'contest of agenda item': ofItem('设定表决事项', 'given its contest'),
  'rule profile saved': (e) => [
    `规则模板${quoted(e, 'name')}保存为第${field(e, 'version')}版`,
    `rule profile ${quoted(e, 'name')} saved as version ${field(e, 'version')}`,
  ],
  'public pages written': (e) => [
    `公示网页写出，${field(e, 'files')}个文件`,
    `public pages written, ${field(e, 'files')} files`,
  ],
  'round drafted': ofRound(
    () => '起草',
    () => 'drafted',
  ),
  'draft discarded': ofRound(
    () => '草稿取消',
    () => 'draft discarded',
  ),
  'round ready': ofRound(
    (e) => `规则冻结，应到${field(e, 'all')}名，校验码${short(e, 'hash')}`,
    (e) => `rules frozen, ${field(e, 'all')} deputies, hash ${short(e, 'hash')}`,
  ),
  'round taken back to draft': ofRound(
    () => '退回草稿',
    () => 'taken back to draft',
  ),
  'empty box confirmed': ofRound(
    (e) => `票箱为空确认，校验码${short(e, 'hash')}`,
    (e) => `empty box confirmed, hash ${short(e, 'hash')}`,
  ),
  'opening agreed to': ofRound(
    () => '同意开始',
    () => 'opening agreed to',
  ),
  'close agreed to': ofRound(
    () => '同意结束',
    () => 'close agreed to',
  ),
  'sums confirmed': ofRound(
    () => '计票结果确认',
    () => 'sums confirmed',
  ),
  'announcement agreed to': ofRound(
    () => '同意公布',
    () => 'announcement agreed to',
  ),
  'empty box made': ofRound(
    (e) => `票箱建立并读回，内有选票${field(e, 'ballots')}张`,
    (e) => `box made and read back, ${field(e, 'ballots')} ballots in it`,
  ),
  'opening given up': ofRound(
    () => '未能开始，退回就绪',
    () => 'could not be opened, ready as before',
  ),
  'round opened': ofRound(
    (e) => `开始，实到${field(e, 'present')}名，发出${field(e, 'issued')}张`,
    (e) => `opened, ${field(e, 'present')} present, ${field(e, 'issued')} ballots issued`,
  ),
  'round closing': ofRound(
    () => '结束，收票',
    () => 'closing',
  ),
  'round tallied': ofRound(
    (e) =>
      `计票完成，收回${field(e, 'returned')}张${ifCounted(e, `，有效${field(e, 'valid')}张，无效${field(e, 'invalid')}张`)}`,
    (e) =>
      `counted, ${field(e, 'returned')} returned${ifCounted(e, `, ${field(e, 'valid')} valid, ${field(e, 'invalid')} invalid`)}`,
  ),
  'round closed': ofRound(
    (e) => (hadBox(e) ? '关闭，票箱和密钥已销毁' : '关闭'),
    (e) => (hadBox(e) ? 'closed, box and key destroyed' : 'closed'),
  ),
  'round announced': ofRound(
    () => '结果公布',
    () => 'result announced',
  ),
  'round aborting': ofRound(
    (e) => `中止：${field(e, 'reason')}`,
    (e) => `aborted: ${field(e, 'reason')}`,
  ),
  'round aborted': ofRound(
    (e) => (hadBox(e) ? '已中止，票箱未开启即销毁' : '已中止'),
    (e) => (hadBox(e) ? 'aborted, its box destroyed unopened' : 'aborted'),
  ),
  'round disputed': ofRound(
    (e) => `核对不符：${field(e, 'reason')}`,
    (e) => `disputed: ${field(e, 'reason')}`,
  ),
  'disputed box agreed to': ofRound(
    () => '同意按票箱计票，待另一人同意',
    () => 'counting the box as it is agreed to, another person is awaited',
  ),
  'box accepted by operator and monitor': ofRound(
    () => '工作人员和监票人同意按票箱计票',
    () => 'operator and monitor took the box as it is',
  ),
  'live count rebuilt from the box': ofRound(
    (e) => `重启后从票箱恢复，收回${field(e, 'returned')}张`,
    (e) => `rebuilt from the box after a restart, ${field(e, 'returned')} returned`,
  ),
  'voters moved to paper': ofRound(
    (e) => `${field(e, 'voters')}名代表改用纸质票，席位 ${field(e, 'seats')}`,
    (e) => `${field(e, 'voters')} voters moved to paper, seats ${field(e, 'seats')}`,
  ),
  'paper totals typed': ofRound(
    () => '纸质票计票结果第一次录入',
    () => 'sums of the paper ballots typed once',
  ),
  'paper totals agree': ofRound(
    () => '纸质票计票结果两人录入一致',
    () => 'sums of the paper ballots typed alike by two',
  ),
  'paper totals differ': ofRound(
    (e) => `纸质票计票结果两人录入不一致，均作废：${field(e, 'fields')}`,
    (e) => `sums of the paper ballots typed differently, both void: ${field(e, 'fields')}`,
  ),
  'method of round': ofRound(
    (e) => (e['method'] === 'hand' ? '改为纸质票决' : '改为表决器票决'),
    (e) => (e['method'] === 'hand' ? 'to be held on paper' : 'to be held by keypads'),
  ),
  'presidium ruled': ofRound(
    (e) => `主席团决定：${field(e, 'decision')}`,
    (e) => `decision of the presidium: ${field(e, 'decision')}`,
  ),
  'chain at rest': ofRound(
    (e) => `票决完成，确定${field(e, 'adopted')}项`,
    (e) => `the vote is complete, ${field(e, 'adopted')} adopted`,
  ),
  'incident noted': (e) => [
    `${e['round'] ? `第${field(e, 'round')}号票决：` : ''}情况说明：${field(e, 'text')}`,
    `${e['round'] ? `round ${field(e, 'round')}: ` : ''}incident: ${field(e, 'text')}`,
  ],
  'key copy outstanding': ofRound(
    (e) => `密钥副本尚未销毁，请插入介质：${field(e, 'copies')}`,
    (e) => `a copy of its key is still to be destroyed, put the medium in: ${field(e, 'copies')}`,
  ),
  'key copy destroyed': ofRound(
    (e) => `介质插回，密钥副本已销毁：${field(e, 'copies')}`,
    (e) => `the medium was put in, the copy of its key was destroyed: ${field(e, 'copies')}`,
  ),
  'participation lost': ofRound(
    () => '参与记录丢失',
    () => 'who took part was lost',
  ),
};

const READINESS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ready: ['就绪', 'ready'],
  'not ready': ['未就绪', 'not ready'],
  without: ['经说明未做', 'waived with a reason'],
  none: ['未做', 'none'],
};

export const hasWords = (event: string): boolean => event in WORDS;

/** An event of another version of the program is told by its fields. */
export function recordWords(event: RecordEvent): InBothLanguages {
  const words = WORDS[event.event];
  if (words) {
    const [zh, en] = words(event);
    return { 'zh-CN': zh, en };
  }
  const { event: name, by: _, ...fields } = event;
  const told = [name, ...Object.entries(fields).map(([key, value]) => `${key} ${text(value)}`)].join(', ');
  return { 'zh-CN': told, en: told };
}

export const ACTOR_WORDS: Readonly<Record<Actor, InBothLanguages>> = {
  operator: { 'zh-CN': '工作人员', en: 'operator' },
  presiding: { 'zh-CN': '执行主席', en: 'presiding officer' },
  chiefMonitor: { 'zh-CN': '总监票人', en: 'chief monitor' },
  monitor: { 'zh-CN': '监票人', en: 'monitor' },
  screen: { 'zh-CN': '大屏', en: 'screen' },
  presidium: { 'zh-CN': '主席台屏', en: 'presidium screen' },
  server: { 'zh-CN': '系统', en: 'server' },
};
