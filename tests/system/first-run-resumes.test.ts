import type { CommandName, CommandPayload } from '@piaojue/contract/commands';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { SETUP_STEPS, type SetupStepId } from '@piaojue/contract/setup-view';
import { deckPresses } from '@piaojue/server/cli/hall-hands';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeTempFolders } from './harness/temp-folder.ts';
import { startWholeHall, type WholeHall } from './harness/whole-hall.ts';

/** A first run without a sitting file whose server is killed with kill -9 after every step: it goes on where it was, and nothing is asked twice. */
const KEYPADS = 58;
let hall: WholeHall;
beforeAll(async () => {
  hall = await startWholeHall({ keypads: KEYPADS, sitting: null });
});
afterAll(async () => {
  await hall?.stop();
  removeTempFolders();
});

const view = () => {
  if (!hall.operator.view) throw new Error('the operator has no view yet');
  return hall.operator.view;
};
const order = async <N extends CommandName>(name: N, fields: Omit<CommandPayload<N>, 'commandId'>) =>
  await hall.operator.command(name, fields);

/** Killed, started again, and seen again: the first step that is still to do. */
async function killed(): Promise<SetupStepId | null> {
  const { run } = view();
  await hall.killAndRestartServer();
  const { setup } = await hall.operator.until('the server again', (seen) => seen.run !== run, 20_000);
  return setup.steps.find(({ state }) => state === 'todo')?.id ?? null;
}
const receiverUp = async () =>
  await hall.operator.until('the receiver', ({ links }) => links.some(({ state }) => state === 'up'), 20_000);

test('killed after each step and in the midst of the rehearsal, it resumes there', async () => {
  await receiverUp();
  expect(view()).toMatchObject({ rehearsal: true, handout: 'unlisted', signIn: { all: KEYPADS } });
  const at: (SetupStepId | null)[] = [];
  await order('screen:set', { language: 'zh-CN' });
  await order('setup:step', { step: 'language', to: 'done' });
  at.push(await killed());

  await order('setup:position', { lastRow: 25, imageHeight: 3.4 });
  await order('setup:step', { step: 'hall', to: 'done' });
  at.push(await killed());
  expect(view().screen.hall.r).toBe(7.4);

  await receiverUp();
  await order('setup:step', { step: 'receiver', to: 'done' });
  at.push(await killed());

  await receiverUp();
  await order('keypads:rollCall', {});
  await order('keypads:test', { action: 'start' });
  hall.simulator.send({ type: 'signIn', keypads: 'all', withinMs: 500 });
  await hall.operator.until(
    'all keypads',
    ({ selfCheck: { sums } }) => sums.pressed === KEYPADS && sums.answered === KEYPADS,
    30_000,
  );
  await order('keypads:test', { action: 'stop' });
  await order('keypads:accept', {});
  await order('setup:step', { step: 'keypads', to: 'done' });
  at.push(await killed());

  await order('setup:step', { step: 'roll', to: 'done' });
  at.push(await killed());

  await receiverUp();
  const roundId = view().current?.round.id ?? 0;
  await order('round:ready', { roundId });
  await order('signIn:start', {});
  hall.simulator.send({ type: 'signIn', keypads: 'all', withinMs: 500 });
  await hall.operator.until('all to sign in', ({ signIn }) => signIn.present === KEYPADS, 30_000);
  await order('round:open', { roundId });
  const deck = (await (await hall.operator.get('/api/rehearsal/deck')).json()) as DeckView;
  // Open with half of the ballots in: the deck is the same afterwards, and is pressed to its end.
  const { presses } = deckPresses(deck);
  const half = Math.floor(presses.length / 2);
  await hall.press(presses.slice(0, half));
  at.push(await killed());
  await receiverUp();
  expect(await (await hall.operator.get('/api/rehearsal/deck')).json()).toEqual(deck);
  await hall.press(presses.slice(half));
  await order('round:close', { roundId });
  await hall.operator.until('the count', ({ current }) => current?.state === 'closed', 30_000);
  const counted = (await (await hall.operator.get('/api/rehearsal/deck')).json()) as DeckView;
  expect(counted.differences).toBe(0);
  await order('setup:step', { step: 'rehearsal', to: 'done' });
  at.push(await killed());

  expect(at).toEqual(['hall', 'receiver', 'keypads', 'roll', 'rehearsal', 'rehearsal', 'report']);
  await order('setup:step', { step: 'report', to: 'done' });
  await receiverUp();
  await hall.operator.until('the end of the first run', ({ setup }) => setup.finished, 20_000);
  expect(view().setup.finished).toBe(true);
  expect(view().setup.steps.map(({ id, state }) => `${id} ${state}`)).toEqual(SETUP_STEPS.map((id) => `${id} done`));
});
