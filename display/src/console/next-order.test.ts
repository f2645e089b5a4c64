import type { CommandName } from '@piaojue/contract/commands';
import { describe, expect, test } from 'vitest';
import { consoleScene, SCENES } from '../gallery/console-scenes.ts';
import { sampleConsole } from '../gallery/console-samples.ts';
import { nextAct } from './next-order.ts';
import type { Orders } from './orders.ts';

/** What the big button would send. */
async function sent(view: Parameters<typeof nextAct>[0], monitorPin = ''): Promise<unknown> {
  const act = nextAct(view);
  if (act.kind !== 'order') return act;
  let order: unknown;
  await act.give(
    {
      order: async (name, fields) => {
        order = [name, fields];
        return null;
      },
      busy: false,
      fault: null,
      justAnswered: false,
      isGuarded: () => false,
    } satisfies Orders,
    monitorPin,
  );
  return order;
}

const at = (command: CommandName) => {
  const view = sampleConsole('voting');
  if (view.next === null) throw new Error('the sample has a next step');
  return { ...view, next: { ...view.next, command } };
};

describe('the one big button', () => {
  test('does something in every scene of a day', () => {
    for (const scene of SCENES) expect(nextAct(consoleScene(scene)).kind, scene).not.toBe('none');
  });

  test('works on the round of the view; what follows a chain, on its last round', async () => {
    expect(await sent(at('round:close'))).toEqual(['round:close', { roundId: 3 }]);
    expect(await sent(consoleScene('aborted'))).toEqual(['round:revote', { roundId: 3 }]);
    const tied = consoleScene('tieAgain');
    expect(await sent({ ...tied, next: at('round:revote').next })).toEqual(['round:revote', { roundId: 4 }]);
  });

  test('goes on to the next item, leads to a form where an order needs words or figures, and decides nothing by itself', async () => {
    expect(await sent(consoleScene('walk'))).toEqual(['agenda:go', { itemId: 'projects' }]);
    expect(await sent(consoleScene('shortfall'))).toEqual({ kind: 'form', form: 'decision' });
    expect(await sent(consoleScene('handTotals'))).toEqual({ kind: 'form', form: 'totals' });
    expect(await sent(at('contest:import'))).toEqual({ kind: 'form', form: 'contest' });
    for (const command of ['round:abort', 'sitting:end', 'keypad:replace', 'round:toPaper', 'agenda:drop'] as const)
      expect(await sent(at(command)), command).toEqual({ kind: 'none' });
  });

  test('a disputed box is accepted with a monitor’s PIN, or without one where a monitor agrees on a page of their own', async () => {
    expect(await sent(at('round:accept'), '2468')).toEqual(['round:accept', { roundId: 3, monitorPin: '2468' }]);
    expect(await sent(at('round:accept'))).toEqual(['round:accept', { roundId: 3 }]);
  });
});
