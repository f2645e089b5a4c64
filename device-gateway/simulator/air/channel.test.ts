import { encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { BUSY_FLAG, HALL_STATES, REHEARSAL_FLAG } from '@piaojue/firmware-protocol/messages';
import { memoryEeprom, provisionMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { expect, test } from 'vitest';
import { SimKeypad } from '../keypad/sim-keypad.ts';
import { seededRandom } from '../random.ts';
import { ReceiverModel } from '../receiver/receiver-model.ts';
import { noAirCounts } from './air.ts';
import { Channel, FRAME_MS } from './channel.ts';

const PROVISIONING = 0xee00_0001;

function hall(keypads: number, airloss = 0, queue = 1000) {
  const counts = noAirCounts();
  const receiver = new ReceiverModel({ id: new Uint8Array(8), channel: 1, queue, boot: 1, versions: [1, 1], now: 0 });
  const all = Array.from({ length: keypads }, (_, i) => {
    const eeprom = memoryEeprom();
    const key = new Uint8Array(16).fill(i + 1);
    provisionMemory(eeprom, { provisioning: PROVISIONING, keypad: i + 1 }, { epoch: 0, key });
    const onEnding = (): void => undefined;
    return new SimKeypad({
      id: i + 1,
      mode: 'beacon',
      eeprom,
      battery: 90,
      keySet: 'full',
      onEnding,
    });
  });
  const random = seededRandom(3);
  const channel = new Channel({ keypads: all, receivers: () => [receiver], airloss, random, counts, now: 0 });
  let now = 0;
  let sequence = 1;
  const say = (state: number, lease = 60_000): void => {
    const sid = new Uint8Array(8);
    const message = { type: 'O', provisioning: PROVISIONING, sid, round: 0, state, paper: 0, lease, epoch: 0 } as const;
    receiver.fromHost(encodeLine('O', sequence++, payloadOf(message)), now);
  };
  const frames = (count: number): void => {
    for (let i = 0; i < count; i++, now += FRAME_MS) {
      if (now % 1000 === 0 && sequence > 1) say(HALL_STATES.signIn | REHEARSAL_FLAG);
      receiver.tick(now);
      channel.frame(now);
    }
  };
  const press = (): void => {
    for (const keypad of all) {
      keypad.step({ type: 'key', now, key: 'signIn' });
      channel.touch(keypad);
    }
  };
  const up = (): string[] => {
    const letters: string[] = [];
    for (let line = receiver.takeLine(); line !== undefined; line = receiver.takeLine()) letters.push(line.charAt(1));
    return letters;
  };
  return { all, channel, counts, frames, press, say, up };
}

test('AIR3 nobody sends without a beacon', () => {
  const air = hall(10);
  air.frames(50);
  air.press();
  air.frames(50);
  expect(air.counts.presences).toBe(0);
  expect(air.all.every((keypad) => keypad.state.hall === null)).toBe(true);
});

test('AIR5 while the host is busy nobody sends; afterwards all that waited goes', () => {
  const air = hall(10);
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG);
  air.frames(1);
  air.press();
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG | BUSY_FLAG);
  air.frames(50);
  expect(air.counts.presences).toBe(0);
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG);
  air.frames(5);
  expect(air.counts.presences).toBe(10);
});

test('AIR3 AIR7 one frame per beacon; heard keeps it silent for 1.5 s', () => {
  const air = hall(1);
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG);
  air.frames(2);
  air.press();
  air.frames(1);
  expect(air.counts.presences).toBe(1);
  air.frames(149);
  expect(air.counts.presences).toBe(1);
  air.frames(3);
  expect(air.counts).toMatchObject({ presences: 2, retries: 1 });
});

test('all get through, also when many press at once and a third of all frames is lost', () => {
  const air = hall(300, 0.33);
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG);
  air.frames(30);
  expect(air.all.filter((keypad) => keypad.state.hall === null)).toEqual([]);
  air.press();
  air.frames(140);
  expect(air.up().filter((letter) => letter === 'S').length).toBeGreaterThanOrEqual(300);
  expect(air.counts.airloss).toBeGreaterThan(100);
});

test('REC7 what the receiver has no room for is not heard and comes again', () => {
  const air = hall(40, 0, 8);
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG);
  air.frames(2);
  air.press();
  let relayed = 0;
  for (let i = 0; i < 60; i++) {
    air.frames(1);
    relayed += air.up().filter((letter) => letter === 'S').length;
  }
  expect(relayed).toBeGreaterThanOrEqual(40);
});

test('AIR13 MSG3 keypads with nothing to send are heard all the same', () => {
  const air = hall(50);
  air.say(HALL_STATES.signIn | REHEARSAL_FLAG);
  air.frames(3000);
  expect(air.up()).toContain('H');
  expect(air.counts.presences).toBe(0);
});
