import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { macKey } from '@piaojue/firmware-protocol/seal/keys';
import { answeredBallot, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import { expect, test } from 'vitest';
import { KeypadOnTheAir } from './keypad-fixture.ts';

/** A keypad of epoch 0, in an open round of a server at this epoch. */
function hallOfEpoch(epoch: number): KeypadOnTheAir {
  const air = new KeypadOnTheAir();
  air.epoch = epoch;
  return air.beacon().deal();
}
const voted = (air: KeypadOnTheAir): KeypadOnTheAir => air.keys('1', 'ok');
const nextSession = (air: KeypadOnTheAir, epoch: number): KeypadOnTheAir => {
  air.epoch = epoch;
  air.sid = air.sid.map((byte) => byte + 1);
  return air.beacon().deal();
};

test.each([0, 1, 3, 64])(
  'KEY10 KEY11 follows a beacon %i epochs ahead, and keeps its key until a receipt holds',
  (epoch) => {
    const air = voted(hallOfEpoch(epoch));
    expect([air.opened()?.[1], air.keypad.epoch]).toEqual([0x40, 0]);
    air.answer('counted');
    expect([air.outputs.at(-1)?.ending, air.keypad.epoch]).toEqual(['counted', epoch]);
  },
);

test.each([65, 66, 1000, 65_535])('KEY10 a beacon %i epochs ahead is passed over, whatever is in it', (epoch) => {
  const air = hallOfEpoch(epoch);
  expect(air.state.hall).toBeNull();
  air.keys('signIn');
  expect([air.state.signIn, air.keypad.epoch]).toEqual([null, 0]);
});

test('KEY10 after the step a beacon of an earlier epoch is none of its session', () => {
  const air = voted(hallOfEpoch(5));
  air.answer('counted');
  const { hall } = air.state;
  for (const epoch of [0, 4]) expect(air.beacon({ state: { epoch, sid: new Uint8Array(8) } }).state.hall).toEqual(hall);
  expect(nextSession(air, 6).state.hall).toMatchObject({ epoch: 6 });
});

test('KEY10 KPD3 another epoch under the same session id is another session', () => {
  const air = voted(hallOfEpoch(2));
  expect(air.state.ballot).not.toBeNull();
  air.epoch = 3;
  air.beacon();
  expect([air.state.ballot, air.outputs]).toEqual([null, [{ what: 'ballot', ending: 'gaveUp' }]]);
});

test('KEY11 forged beacons of later epochs move nothing: the next session of its own epoch goes on', () => {
  const air = new KeypadOnTheAir();
  for (const epoch of [64, 7, 63]) {
    air.epoch = epoch;
    voted(air.beacon().deal());
    // A receipt that somebody made without the key of that epoch.
    const keys = { down: cmacKey(new Uint8Array(16)), roll: cmacKey(new Uint8Array(16)) };
    air.receive(makeReceipt(keys, 'counted', answeredBallot(air.ballot())));
  }
  expect([air.outputs.some(({ ending }) => ending === 'counted'), air.keypad.epoch]).toEqual([false, 0]);
  voted(nextSession(air, 0)).answer('counted');
  expect(air.outputs.at(-1)?.ending).toBe('counted');
});

test('KEY11 a receipt made with the key of the epoch before does not hold in the new one', () => {
  const air = voted(hallOfEpoch(0));
  air.answer('counted');
  const before = air.deviceKey;
  voted(nextSession(air, 1));
  const old = { down: macKey(before, 'down', air.session, 7), roll: macKey(before, 'roll', air.session, 7) };
  air.receive(makeReceipt(old, 'counted', answeredBallot(air.ballot())));
  expect([air.state.ballot !== null, air.keypad.epoch]).toEqual([true, 0]);
  air.answer('counted');
  expect(air.keypad.epoch).toBe(1);
});

test.each(['signedIn', 'notOnRoll', 'busy', 'notOpen'] as const)('KEY11 %s under the new key is enough', (status) => {
  const air = hallOfEpoch(2);
  if (status === 'signedIn' || status === 'notOnRoll') air.keys('signIn');
  else voted(air);
  air.answer(status);
  expect(air.keypad.epoch).toBe(2);
});

test('KEY11 KEY12 a reboot after the step goes on with the new key, one before it with the old; counters go on', () => {
  const air = voted(hallOfEpoch(2));
  const { counter } = air.ballot();
  air.keypad.step({ type: 'off' });
  air.keypad.step({ type: 'on' });
  expect(air.keypad.epoch).toBe(0);
  voted(air.beacon().deal()).answer('counted');
  air.keypad.step({ type: 'off' });
  air.keypad.step({ type: 'on' });
  expect(air.keypad.epoch).toBe(2);
  voted(air.beacon().deal());
  expect(air.ballot().counter).toBeGreaterThan(counter);
  expect(air.opened()?.[1]).toBe(0x40);
});

test('KEY12 KPD14 both key slots lost: must be provisioned, and silent', () => {
  const air = new KeypadOnTheAir();
  air.eeprom.fill(0xff, 12, 52);
  air.keypad.step({ type: 'off' });
  air.keypad.step({ type: 'on' });
  expect([air.state.mustProvision, air.keypad.epoch]).toEqual([true, undefined]);
  expect(air.beacon().deal().keys('signIn').state.signIn).toBeNull();
});
