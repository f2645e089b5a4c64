import { CLEAR_MS, GIVE_UP_MS, HEARD_SILENCE_MS } from '@piaojue/firmware-protocol/air';
import { markAt } from '@piaojue/firmware-protocol/ballot';
import { SIGN_IN_FLAG, TEST_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { encodePaper, paperChunks } from '@piaojue/firmware-protocol/paper';
import { STATUSES } from '@piaojue/firmware-protocol/status';
import { expect, test } from 'vitest';
import { displayOf } from './display.ts';
import { KeypadOnTheAir, paperOf } from './keypad-fixture.ts';
import { wantsToSend } from './keypad-machine.ts';

const open = (paper = paperOf()): KeypadOnTheAir => new KeypadOnTheAir(paper).deal();
const show = (air: KeypadOnTheAir) => displayOf(air.state, 'full', 0);
const marked = (air: KeypadOnTheAir): number[] => show(air).answers.map(({ no }) => no);
const nothing = { answers: [] };
const sent = (air: KeypadOnTheAir): void => {
  const frame = wantsToSend(air.state, air.now);
  if (!frame) throw new Error('nothing to send');
  air.keypad.step({ type: 'sent', frame });
};

test('KPD1 KEY2 a beacon of another provisioning is passed over', () => {
  const air = new KeypadOnTheAir();
  air.beacon({ state: { provisioning: 1 } });
  expect(air.state.hall).toBeNull();
  expect(show(air).code).toBe('noSignal');
});

test('KPD2 without the paper there is no input; with it there is', () => {
  const air = new KeypadOnTheAir().beacon();
  expect(show(air).code).toBe('noPaper');
  air.keys('1', 'ok', 'ok');
  expect(air.state.ballot).toBeNull();
  air.deal().keys('1');
  expect(show(air)).toMatchObject({ code: 'choose', answers: [{ no: 1, answer: 1 }] });
});

test.each(['idle', 'signIn', 'closing', 'closed'] as const)('KPD2 no marks in state %s', (hall) => {
  const air = open();
  air.hall = hall;
  air.beacon().keys('1', 'ok', 'ok');
  expect(air.state).toMatchObject({ ballot: null, entry: nothing });
});

test('AIR9 takes the paper by its own hash; chunks of another one are thrown away', () => {
  const long = paperOf({ numbers: Array.from({ length: 60 }, (_, i) => i + 1) });
  const air = new KeypadOnTheAir(long).beacon();
  const [first, second] = paperChunks(encodePaper(long));
  const [strange] = paperChunks(encodePaper({ ...long, maxMarks: 5 }));
  if (!first || !second || !strange) throw new Error('two chunks expected');
  air.beacon({ chunk: strange }).beacon({ chunk: second });
  expect(air.state.paper).toBeNull();
  air.beacon({ chunk: second }).beacon({ chunk: first });
  expect(air.state.paper?.paper).toEqual(long);
});

test('SEAL3 KPD6 OK seals the marks to the paper; a retry is the same bytes', () => {
  const air = open().keys('2', '5', 'ok');
  const ballot = air.ballot();
  const plain = air.opened();
  expect(plain && [0, 1, 2, 3, 4].map((position) => markAt(plain, position))).toEqual([0, 1, 0, 0, 1]);
  sent(air);
  air.beacon({ heard: new Set([7]) }).tick(HEARD_SILENCE_MS);
  expect(wantsToSend(air.state, air.now)).toEqual({ kind: 'ballot', ballot });
  expect(air.ballot()).toBe(ballot);
});

test('KPD6 BAL4 too many marks: asked once, then sealed as they are', () => {
  const air = open().keys('1', '2', '3', 'ok');
  expect(air.state.ballot).toBeNull();
  expect(show(air).code).toBe('tooMany');
  air.keys('ok');
  const plain = air.opened();
  expect(plain && [0, 1, 2, 3].map((position) => markAt(plain, position))).toEqual([1, 1, 1, 0]);
});

test('KPD6 a blank ballot takes a second OK', () => {
  const air = open().keys('ok');
  expect(show(air).code).toBe('tooFew');
  expect(air.keys('ok').opened()?.subarray(1)).toEqual(Buffer.alloc(15));
});

test('numbers of two digits; one that is not on the paper is refused and shown; a second press takes the mark away', () => {
  const air = open(paperOf({ numbers: Array.from({ length: 12 }, (_, i) => i + 1), maxMarks: 3 }));
  air.keys('1', '2', '0', '3');
  expect(marked(air)).toEqual([3, 12]);
  air.keys('9', '9');
  expect(show(air)).toMatchObject({ code: 'unknownNumber', unknown: 99 });
  expect(marked(air)).toEqual([3, 12]);
  air.keys('1', '2', '7', 'ok');
  expect(show(air)).toMatchObject({ code: 'choose' });
  expect(marked(air)).toEqual([3, 7]);
});

test('KPD3 KEY7 another session drops keys, paper, marks and waiting frames', () => {
  const air = open().keys('1', 'ok');
  air.sid = new Uint8Array(8).fill(2);
  air.beacon();
  expect(air.state).toMatchObject({ ballot: null, paper: null, entry: nothing });
  expect(air.state.keys?.sid).toBe('0202020202020202');
  expect(air.outputs).toEqual([{ what: 'ballot', ending: 'gaveUp' }]);
});

test('KPD4 another round drops marks, paper and the waiting ballot; the same one touches nothing', () => {
  const air = open().keys('1');
  for (let i = 0; i < 10; i++) air.beacon();
  expect(marked(air)).toEqual([1]);
  air.keys('ok');
  air.setPaper(paperOf({ round: 2 }));
  air.beacon();
  expect(air.outputs).toEqual([{ what: 'ballot', ending: 'gaveUp' }]);
  expect(show(air)).toMatchObject({ code: 'notCounted', light: 'red', reason: 'gaveUp', ...nothing });
});

test('KPD5 RCP2 counted is green; 5 s later no choice is left anywhere', () => {
  const air = open().keys('4', 'ok').answer('counted');
  expect(show(air)).toMatchObject({ code: 'counted', light: 'green' });
  air.tick(CLEAR_MS);
  expect(show(air)).toMatchObject({ code: 'countedBefore', light: 'none', ...nothing });
  expect(air.state.entry).toMatchObject(nothing);
});

test('KPD5 power off takes the marks', () => {
  const air = open().keys('4');
  air.keypad.step({ type: 'off' });
  expect(show(air)).toMatchObject({ code: 'off', ...nothing });
  air.keypad.step({ type: 'on' });
  expect(air.deal().state.entry).toMatchObject(nothing);
});

test('KPD7 a new OK takes the place of the waiting ballot', () => {
  const air = open().keys('1', 'ok');
  const first = air.ballot();
  air.keys('2', 'ok');
  const second = air.ballot();
  expect(second.counter).toBe(first.counter + 1);
  air.receive(air.receiptFor('counted', first));
  expect(air.state.ballot?.frame).toBe(second);
  const plain = air.opened();
  expect(plain && [markAt(plain, 0), markAt(plain, 1)]).toEqual([0, 1]);
});

test('KPD7 where the first submission counts OK locks the keypad', () => {
  const air = open(paperOf({ firstPress: true }))
    .keys('1', 'ok')
    .answer('counted')
    .tick(CLEAR_MS);
  air.keys('2', 'ok');
  expect(air.state.ballot).toBeNull();
});

test('KPD8 AIR7 heard is amber and silent for 1.5 s, then it contends again', () => {
  const air = open().keys('1', 'ok');
  expect(show(air).light).toBe('amberMoving');
  sent(air);
  air.beacon({ heard: new Set([7]) });
  expect(show(air).light).toBe('amber');
  expect(wantsToSend(air.state, air.now + HEARD_SILENCE_MS - 1)).toBeUndefined();
  expect(wantsToSend(air.state, air.now + HEARD_SILENCE_MS)).toBeDefined();
});

test('KPD9 CLS3 closing locks input, clears what was not confirmed, and goes on with what was', () => {
  const half = open().keys('1');
  half.hall = 'closing';
  half.beacon();
  expect(show(half)).toMatchObject({ code: 'unsent', light: 'red', ...nothing });

  const confirmed = open().keys('1', 'ok');
  confirmed.hall = 'closing';
  confirmed.beacon();
  expect(wantsToSend(confirmed.state, confirmed.now)).toBeDefined();
  confirmed.hall = 'closed';
  confirmed.beacon();
  expect(wantsToSend(confirmed.state, confirmed.now)).toBeDefined();
});

test('KPD10 ten minutes without a receipt are red; busy does not begin them anew', () => {
  const air = open().keys('1', 'ok');
  air.tick(GIVE_UP_MS - 1).answer('busy');
  expect(air.state.ballot?.silentUntil).toBe(air.now + HEARD_SILENCE_MS);
  expect(air.outputs).toEqual([]);
  air.tick(1);
  expect(air.outputs).toEqual([{ what: 'ballot', ending: 'gaveUp' }]);
  expect(show(air)).toMatchObject({ light: 'red', reason: 'gaveUp' });
});

test('KPD11 closed(n): green where n is the own counter, else red', () => {
  const counted = open().keys('1', 'ok');
  counted.answer('closed', counted.ballot().counter);
  expect(counted.outputs).toEqual([{ what: 'ballot', ending: 'counted' }]);
  const late = open().keys('1', 'ok').answer('closed', 0);
  expect(late.outputs).toEqual([{ what: 'ballot', ending: 'closed' }]);
  expect(show(late)).toMatchObject({ light: 'red', reason: 'closed' });
});

test.each(['counter', 'notOnRoll'] as const)(
  'KPD11 %s is red and final',
  (status) => {
    const air = open().keys('1', 'ok').answer(status);
    expect(air.outputs).toEqual([{ what: 'ballot', ending: status }]);
    expect(show(air)).toMatchObject({ code: 'notCounted', light: 'red', ...nothing });
  },
  10_000,
);

test('KPD11 counter(n) with n > 0 says that an earlier ballot stands', () => {
  expect(show(open().keys('1', 'ok').answer('counter', 99)).reason).toBe('stands');
  expect(show(open().keys('1', 'ok').answer('counter', 0)).reason).toBe('counter');
});

test('KPD11 notOpen keeps the marks for another OK', () => {
  const air = open().keys('3', 'ok').answer('notOpen');
  expect(air.state.ballot).toBeNull();
  expect(air.keys('ok').opened()).toBeDefined();
});

test('KPD11 otherPaper: the paper is fetched anew', () => {
  const air = open().keys('3', 'ok').answer('otherPaper');
  expect(air.state).toMatchObject({ paper: null, entry: nothing });
  expect(air.deal().state.paper).not.toBeNull();
});

test('RCP6 only a receipt for the very frame it waits for is taken', () => {
  const air = open().keys('1', 'ok');
  const ballot = air.ballot();
  const good = air.receiptFor('counted', ballot);
  const forged = [
    { ...good, mac: new Uint8Array(8) },
    { ...good, number: good.number + 1 },
    { ...good, status: STATUSES.busy.code },
    { ...good, status: 99 },
    air.receiptFor('counted', { ...ballot, tag: new Uint8Array(8) }),
    air.receiptFor('counted', { ...ballot, round: 2 }),
  ];
  for (const receipt of forged) air.receive(receipt);
  expect(air.state.ballot?.frame).toBe(ballot);
  air.receive(good);
  expect(air.outputs).toEqual([{ what: 'ballot', ending: 'counted' }]);
});

test('KPD12 SGN1 sign-in waits for its receipt; a ballot goes first', () => {
  const air = open();
  air.keys('signIn');
  const presence = air.state.signIn?.frame;
  expect(presence && presence.version & SIGN_IN_FLAG).toBe(SIGN_IN_FLAG);
  air.keys('1', 'ok');
  expect(wantsToSend(air.state, air.now)?.kind).toBe('ballot');
  air.answer('counted');
  expect(wantsToSend(air.state, air.now)).toEqual({ kind: 'presence', presence });
  air.answer('signedIn');
  expect(air.outputs.at(-1)).toEqual({ what: 'signIn', ending: 'signedIn' });
  expect(show(air)).toMatchObject({ code: 'signedIn', light: 'green' });
});

test('SGN4 AIR10 a roll call is answered once, again and again until it is noted, for 10 s at most', () => {
  const air = open();
  const rollCall = { id: 1, from: 1, to: 100 };
  air.beacon({ rollCall });
  const frame = air.state.answer?.frame;
  if (!frame) throw new Error('no answer waits');
  expect(frame.version).toBe(WIRE_VERSION);
  sent(air);
  air.beacon({ heard: new Set([7]), rollCall });
  expect(wantsToSend(air.state, air.now + HEARD_SILENCE_MS - 1)).toBeUndefined();
  expect(wantsToSend(air.state, air.now + HEARD_SILENCE_MS)).toEqual({ kind: 'presence', presence: frame });
  air.receive(air.receiptFor('signedIn', frame)).receive(air.receiptFor('notOnRoll', frame));
  expect(air.state.answer?.frame).toBe(frame);
  air.receive(air.receiptFor('noted', frame));
  expect([air.state.answer, air.outputs, show(air).code]).toEqual([null, [], 'choose']);
  air.beacon({ rollCall });
  expect(air.state.answer).toBeNull();
  air.tick(30_000).beacon({ rollCall });
  expect(air.state.answer?.frame.counter).toBe(frame.counter + 1);
  air.tick(10_000);
  expect(air.state.answer).toBeNull();
  air.beacon({ rollCall: { id: 2, from: 8, to: 9 } });
  expect(air.state.answer).toBeNull();
});

const testing = (): KeypadOnTheAir => {
  const air = new KeypadOnTheAir();
  air.hall = 'test';
  air.round = 0;
  return air.beacon();
};

test('KPD15 SGN1 a press test: the press is marked as one, can sign nobody in, and is green when it is noted', () => {
  const air = testing();
  expect(show(air).code).toBe('testOffered');
  air.keys('1', 'ok').keys('signIn').keys('signIn');
  const frame = air.state.answer?.frame;
  if (!frame) throw new Error('no press waits');
  expect([frame.version, frame.counter, air.state.signIn]).toEqual([TEST_FLAG | WIRE_VERSION, 1, null]);
  expect(show(air).light).toBe('amberMoving');
  sent(air);
  air.beacon({ heard: new Set([7]) });
  expect(show(air).light).toBe('amber');
  for (const status of ['signedIn', 'notOnRoll', 'busy'] as const) air.receive(air.receiptFor(status, frame));
  expect(air.state.answer).not.toBeNull();
  air.receive(air.receiptFor('noted', frame));
  expect(air.outputs).toEqual([{ what: 'press', ending: 'noted' }]);
  expect(show(air)).toMatchObject({ code: 'works', light: 'green', signedIn: false });
  expect(show(air.tick(CLEAR_MS)).code).toBe('testOffered');
});

test('KPD15 a press takes the place of an answer to a roll call, and a sign-in that of a press', () => {
  const air = testing().beacon({ rollCall: { id: 1, from: 1, to: 100 } });
  air.keys('signIn');
  expect(air.state.answer).toMatchObject({ pressed: true });
  air.beacon({ rollCall: { id: 2, from: 1, to: 100 } });
  expect(air.state.answer).toMatchObject({ pressed: true, frame: { counter: 2 } });
  air.hall = 'signIn';
  air.beacon().keys('signIn');
  expect([air.state.answer, air.state.signIn?.frame.version]).toEqual([null, SIGN_IN_FLAG | WIRE_VERSION]);
  // What belongs to an S of the other kind is passed over.
  const { signIn } = air.state;
  if (!signIn) throw new Error('no sign-in waits');
  air.receive(air.receiptFor('noted', signIn.frame));
  expect(air.state.signIn).toBe(signIn);
});

test('KPD15 a press that is not noted for 10 s is red', () => {
  const air = testing().keys('signIn').tick(10_000);
  expect(air.outputs).toEqual([{ what: 'press', ending: 'gaveUp' }]);
  expect(show(air)).toMatchObject({ code: 'pressLost', light: 'red' });
});

test('KPD12 while a sign-in waits a roll call brings no second frame', () => {
  const air = open()
    .keys('signIn')
    .beacon({ rollCall: { id: 1, from: 1, to: 100 } });
  expect(air.state.answer).toBeNull();
});

test('KPD13 CNT3 a reboot forgets the ballot and never brings a counter back', () => {
  const air = open().keys('1', 'ok');
  const before = air.ballot().counter;
  air.keypad.step({ type: 'off' });
  air.keypad.step({ type: 'on' });
  expect(air.state.ballot).toBeNull();
  air.deal().keys('2', 'ok');
  expect(air.ballot().counter).toBeGreaterThan(before);
});

test('KPD14 without a valid counter slot it never sends', () => {
  const air = new KeypadOnTheAir();
  air.eeprom.fill(0xff);
  air.keypad.step({ type: 'off' });
  air.keypad.step({ type: 'on' });
  air.deal().keys('1', 'ok', 'ok', 'signIn');
  expect(show(air).code).toBe('mustProvision');
  expect(wantsToSend(air.state, air.now)).toBeUndefined();
});
