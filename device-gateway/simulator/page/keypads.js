/** The page of the virtual keypads: keys go to the simulated keypad, its display comes back. Nothing is kept here. */
const english = new URLSearchParams(location.search).get('lang') === 'en';

const zh = {
  title: '虚拟表决器',
  number: '表决器号',
  previous: '上一个',
  next: '下一个',
  signIn: '签到',
  ok: '确认',
  clear: '清除',
  hint: '键盘：数字键选号，回车确认，退格清除，S 签到，左右箭头换表决器。选票只以密文经无线电发出。',
  keypad: '表决器',
  round: '第{}轮',
  words: {
    off: '已关机',
    mustProvision: '需重新登记',
    noSignal: '无信号',
    idle: '请等待',
    signInOffered: '请按“签到”',
    noPaper: '正在接收票样',
    choose: '请选号，按“确认”提交',
    tooMany: '超过限选数，再按“确认”照此提交（无效票）',
    tooFew: '选择不足，再按“确认”照此提交',
    unknownNumber: '没有 {} 号',
    sending: '正在提交',
    heard: '已收到，等待计票',
    counted: '已计票',
    countedBefore: '已计票，截止前可改投',
    notCounted: '未计票',
    signingIn: '正在签到',
    signedIn: '已签到',
    notSignedIn: '签到未成功',
    testOffered: '按键测试：请按“签到”',
    pressing: '正在测试',
    works: '正常',
    pressLost: '未确认，请再按一次',
    unsent: '未提交，已截止',
    closing: '收票中，停止输入',
    closed: '表决已结束',
  },
  lights: { none: '', amber: '已收到', amberMoving: '发送中', green: '成功', red: '注意' },
  reasons: {
    notOpen: '未开始',
    closed: '已截止',
    notOnRoll: '未授权',
    counter: '需检查',
    stands: '已有一票',
    otherPaper: '票样已更新',
    gaveUp: '未确认',
  },
  most: '最多选 {} 个',
};

const en = {
  title: 'Virtual keypads',
  number: 'Keypad number',
  previous: 'Previous',
  next: 'Next',
  signIn: 'Sign in',
  ok: 'OK',
  clear: 'Clear',
  hint: 'Keyboard: digits choose, Enter = OK, Backspace = clear, S = sign in, arrows = other keypad. A ballot leaves only sealed, by radio.',
  keypad: 'Keypad',
  round: 'Round {}',
  words: {
    off: 'Switched off',
    mustProvision: 'Must be provisioned again',
    noSignal: 'No signal',
    idle: 'Please wait',
    signInOffered: 'Press “Sign in”',
    noPaper: 'Receiving the paper',
    choose: 'Choose numbers, then OK',
    tooMany: 'Too many. OK again sends it so (invalid)',
    tooFew: 'Too few. OK again sends it so',
    unknownNumber: 'There is no number {}',
    sending: 'Sending',
    heard: 'Heard, waiting for the count',
    counted: 'Counted',
    countedBefore: 'Counted; may be changed until the close',
    notCounted: 'Not counted',
    signingIn: 'Signing in',
    signedIn: 'Signed in',
    notSignedIn: 'Not signed in',
    testOffered: 'Press test: press “Sign in”',
    pressing: 'Testing',
    works: 'Works',
    pressLost: 'Not confirmed, press again',
    unsent: 'Not sent; the vote closed',
    closing: 'Closing, input is locked',
    closed: 'The vote is closed',
  },
  lights: { none: '', amber: 'heard', amberMoving: 'sending', green: 'done', red: 'attention' },
  reasons: {
    notOpen: 'not open yet',
    closed: 'closed',
    notOnRoll: 'not authorised',
    counter: 'needs a check',
    stands: 'an earlier ballot stands',
    otherPaper: 'paper has changed',
    gaveUp: 'not confirmed',
  },
  most: 'at most {}',
};

const text = english ? en : zh;
const $ = (id) => document.getElementById(id);
const fill = (pattern, value) => pattern.replace('{}', String(value));

document.documentElement.lang = english ? 'en' : 'zh-CN';
document.title = text.title;
for (const node of document.querySelectorAll('[data-say]')) node.textContent = text[node.dataset.say];
for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', text[node.dataset.label]);
$('language').textContent = english ? '中文' : 'English';
$('language').href = english ? '/keypads' : '/keypads?lang=en';

let keypad = Math.max(1, Number(new URLSearchParams(location.search).get('keypad')) || 1);
let keypads = keypad;
let source;
let pressed = Promise.resolve();

function choose(number) {
  keypad = Math.min(Math.max(1, number), Math.max(1, keypads));
  $('number').value = String(keypad);
  source?.close();
  source = new EventSource(`/keypads/${keypad}/display`);
  source.addEventListener('message', (event) => show(JSON.parse(event.data)));
  source.addEventListener('error', () =>
    show({ code: 'noSignal', light: 'none', marks: [], digit: '', round: 0, keypads }),
  );
}

function show(display) {
  keypads = display.keypads;
  $('id').textContent = `${text.keypad} ${keypad}`;
  $('round').textContent = display.round > 0 ? fill(text.round, display.round) : '';
  const reason = display.reason ? ` · ${text.reasons[display.reason] ?? display.reason}` : '';
  const most = display.code === 'choose' && display.maxMarks ? ` · ${fill(text.most, display.maxMarks)}` : '';
  $('words').textContent = fill(text.words[display.code], display.unknown ?? '') + reason + most;
  const marks = [...display.marks].sort((a, b) => a - b).map(String);
  $('marks').textContent = [...marks, ...(display.digit ? [`${display.digit}_`] : [])].join('  ');
  $('light').className = `light ${display.light}`;
  $('lightWords').textContent = text.lights[display.light];
}

function press(key) {
  // One after another: the browser may send two requests in any order.
  const path = `/keypads/${keypad}/key?key=${key}`;
  pressed = pressed.then(() => fetch(path, { method: 'POST' })).catch(() => undefined);
  const button = document.querySelector(`[data-key="${key}"]`);
  button?.classList.add('down');
  setTimeout(() => button?.classList.remove('down'), 120);
}

$('keys').addEventListener('click', (event) => {
  const key = event.target.closest('[data-key]')?.dataset.key;
  if (key) press(key);
});
$('choose').addEventListener('submit', (event) => event.preventDefault());
$('number').addEventListener('change', () => choose(Number($('number').value) || 1));
$('previous').addEventListener('click', () => choose(keypad - 1));
$('next').addEventListener('click', () => choose(keypad + 1));
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === $('number')) return;
  if (/^[0-9]$/.test(event.key)) press(event.key);
  else if (event.key === 'Enter') press('ok');
  else if (event.key === 'Backspace' || event.key === 'Delete') press('clear');
  else if (event.key.toLowerCase() === 's') press('signIn');
  else if (event.key === 'ArrowLeft') choose(keypad - 1);
  else if (event.key === 'ArrowRight') choose(keypad + 1);
  else return;
  event.preventDefault();
});
choose(keypad);
