import { en, zh } from './keypad-texts.js';

/** The page of the virtual keypads: keys go to the simulated keypad, its display comes back. Nothing is kept here. */
const english = new URLSearchParams(location.search).get('lang') === 'en';

const text = english ? en : zh;
const $ = (id) => document.getElementById(id);
const fill = (pattern, value) => pattern.replace('{}', String(value));

document.documentElement.lang = english ? 'en' : 'zh-CN';
document.title = text.title;
for (const node of document.querySelectorAll('[data-say]')) node.textContent = text[node.dataset.say];
for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', text[node.dataset.label]);
$('shortcuts').append(
  ...Object.entries(text.keyboard).flatMap(([keys, what]) => {
    const [term, meaning] = [document.createElement('dt'), document.createElement('dd')];
    term.append(
      ...keys.split(/ (?!–|9)/).map((key) => Object.assign(document.createElement('kbd'), { textContent: key })),
    );
    meaning.textContent = what;
    return [term, meaning];
  }),
);
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
    show({ code: 'noSignal', light: 'none', answers: [], number: null, round: 0, keypads }),
  );
}

const PICK = 1;
const GRADES = 3;
/** Rows of three keys, or one that spans the row. */
const LAYOUTS = {
  full: ['signIn', 'for against abstain', '1 2 3', '4 5 6', '7 8 9', 'clear 0 ok'],
  digits: ['signIn', '1 2 3', '4 5 6', '7 8 9', 'clear 0 ok'],
  choices: ['signIn', 'for against abstain', 'up down clear', 'ok'],
  arrows: ['signIn', 'up down clear', 'ok'],
};
const CLASSES = { signIn: 'sign', for: 'choice', against: 'choice', abstain: 'choice', up: 'arrow', down: 'arrow' };
let keySet;

function layOut(set) {
  if (set === keySet) return;
  keySet = set;
  const buttons = LAYOUTS[set].flatMap((row) =>
    row.split(' ').map((key, _, keys) => {
      const button = document.createElement('button');
      button.dataset.key = key;
      button.textContent = text.keys[key] ?? key;
      button.className = [CLASSES[key] ?? key, keys.length === 1 ? 'wide' : ''].join(' ');
      return button;
    }),
  );
  $('keys').replaceChildren(...buttons);
}

const withArrows = (set) => set === 'arrows' || set === 'choices';
const answerNames = ({ form, grades }) => (form === GRADES ? text.gradeNames.slice(0, grades + 1) : text.choices);

/** What is at hand: an item and its answer; on a pick list the number that ▲▼ show; or the end, where OK sends. */
function showItem(display) {
  const { code, form, item, atEnd, keySet: set } = display;
  $('item').replaceChildren();
  if (!['choose', 'answer', 'ready'].includes(code)) return;
  if (atEnd && (form !== PICK || withArrows(set))) $('item').textContent = text.send;
  else if (item && form === PICK) $('item').textContent = `${item.no}${item.answer === 0 ? '' : ' ✓'}`;
  else if (item) {
    // Dashed under it: OK has not taken it.
    const answer = document.createElement(item.offered ? 'i' : 'b');
    answer.textContent = answerNames(display)[item.answer];
    $('item').append(`${item.no}. `, answer);
  }
}

/** Which keys say what here, and how much is allowed. */
function hintFor(display) {
  const { code, form, keySet: set, maxMarks, items } = display;
  if (!['choose', 'answer'].includes(code)) return '';
  const hints = [];
  if (form === PICK) {
    hints.push(fill(text.most, maxMarks));
  } else {
    if (form === GRADES || !(set === 'full' || set === 'choices')) {
      const names = answerNames(display).slice(1);
      const digits = names.map((name, i) => `${i + 1} ${name}`).join('、');
      hints.push(withArrows(set) ? text.takeByOk : fill(text.press, digits));
    }
    if (form !== GRADES && items > 1) hints.push(fill(text.mostFor, maxMarks));
  }
  return hints.join(' · ');
}

function show(display) {
  keypads = display.keypads;
  if (display.keySet) layOut(display.keySet);
  $('id').textContent = `${text.keypad} ${keypad}`;
  $('named').textContent = display.named ? text.named : '';
  $('round').textContent = display.round > 0 ? fill(text.round, display.round) : '';
  const reason = display.reason ? ` · ${text.reasons[display.reason] ?? display.reason}` : '';
  const about = display.code === 'unanswered' ? display.blank : (display.unknown ?? display.item?.no ?? '');
  const word = display.code === 'choose' && withArrows(display.keySet) ? 'chooseByArrows' : display.code;
  $('words').textContent = fill(text.words[word], about) + reason;
  $('hint').textContent = hintFor(display);
  showItem(display);
  const names = answerNames(display);
  const number = display.number === null ? '' : `${display.number}_`;
  const answers =
    display.form === PICK
      ? display.answers.map(({ no }) => String(no)).join('  ')
      : // The one item of a resolution stands above already.
        (display.items > 1 ? display.answers : []).map(({ no, answer }) => `${no}.${names[answer]}`).join('  ');
  $('marks').textContent = `${answers}  ${number}`;
  $('device').dataset.light = display.light;
  $('light').className = `light ${display.light}`;
  $('lightWords').textContent = text.lights[display.light];
}

const KEYBOARD = {
  Enter: 'ok',
  Backspace: 'clear',
  Delete: 'clear',
  ArrowUp: 'up',
  ArrowDown: 'down',
  a: 'for',
  o: 'against',
  b: 'abstain',
  s: 'signIn',
};

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
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const key = /^[0-9]$/.test(name) ? name : KEYBOARD[name];
  if (key) press(key);
  else if (event.key === 'ArrowLeft') choose(keypad - 1);
  else if (event.key === 'ArrowRight') choose(keypad + 1);
  else return;
  event.preventDefault();
});
choose(keypad);
