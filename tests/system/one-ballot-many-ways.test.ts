import { afterAll, expect, test } from 'vitest';
import type { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { ballotPayload } from './harness/soft-keypad.ts';

/** One channel, two gateways, three receivers that all hear the same keypads. */
afterAll(tidy);

test('SRV1 SRV11 SRV12 a ballot heard by three receivers of two gateways counts once, and has one receipt, said where the channel speaks and nowhere else', async () => {
  const hall = new LeanHall({ voters: 6, contests: [contest(5, 2)] });
  await hall.start();
  await hall.signInAll();
  await hall.openRound(1);
  const mouth = hall.gateway;
  const spare = hall.connectGateway('spare', ['left', 'right']);
  await hall.until('all receivers', ({ links }) => links.filter(({ state }) => state === 'up').length === 3);
  expect(hall.view.links.map(({ gateway, speaks }) => [gateway, speaks])).toEqual([
    ['stub', true],
    ['spare', false],
    ['spare', false],
  ]);
  mouth.receipts.length = 0;

  const frames: SealedBallot[] = [];
  for (const id of [1, 2, 3, 4, 5]) frames.push(await hall.ballot(id, 1, [1, id % 5 || 5]));
  // Whoever hears it first, and in whatever order the others say it again.
  const ways = [
    (frame: SealedBallot) => spare.send('B', [ballotPayload(frame)], 'left'),
    (frame: SealedBallot) => spare.send('B', [ballotPayload(frame)], 'right'),
    (frame: SealedBallot) => mouth.send('B', [ballotPayload(frame)]),
  ];
  frames.forEach((frame, i) => ways.forEach((_, turn) => ways[(i + turn) % 3]?.(frame)));
  for (const frame of frames) expect((await hall.answerTo(frame)).status).toBe('counted');
  await hall.until('five ballots', ({ screen }) => JSON.stringify(screen).includes('"returned":5'));

  const distinct = new Set(mouth.receipts.map(({ keypad, mac }) => `${keypad} ${Buffer.from(mac).toString('hex')}`));
  expect(distinct.size).toBe(5);

  // A repetition after the commit is answered again, byte for byte the same, at the mouth too.
  const first = mouth.receipts.find(({ keypad }) => keypad === 1);
  mouth.receipts.length = 0;
  spare.send('B', [ballotPayload(frames[0] as SealedBallot)], 'right');
  await hall.answerTo(frames[0] as SealedBallot);
  expect(mouth.receipts).toEqual([first]);
  expect(spare.receipts).toEqual([]);

  const { current } = await hall.close(1);
  expect(current?.result?.figures).toMatchObject({ valid: 5, invalid: 0 });
  spare.close();
});
