import { expect, it } from 'vitest';
import { piaojue } from './harness/piaojue.ts';

/**
 * A bounded share of what runs at night with a million ballots: several rounds in one hall, deputies who change their
 * minds, a close in the midst of pressing, and every kind of fault at once. The command counts for itself what each
 * keypad was told and holds it against the published result and the record.
 */
interface Endured {
  readonly rounds: number;
  readonly sent: number;
  readonly receipted: number;
  readonly notPressed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly faults: Readonly<Record<string, number>>;
}

const HALL = ['--keypads', '2000', '--per-round', '8000', '--json'];
const EVERY_FAULT = [
  ...['drop', 'repeat', 'corrupt', 'split', 'delay', 'reorder', 'airloss'],
  ...['unplug', 'rebootReceiver', 'rebootKeypad', 'restartGateway', 'killServer'],
];

it('SRV10 SRV11 SRV12 CNT6 CNT11 CLS6 CLS7 KPD9 20,000 ballots under all faults: each with its receipt, none lost, none twice', async () => {
  const { code, said, out } = await piaojue<Endured>('endure', ['--ballots', '20000', '--seed', '1', ...HALL]);
  expect(EVERY_FAULT.filter((name) => !((out.faults[name] ?? 0) > 0))).toEqual([]);
  expect({ code, said: code === 0 ? '' : said, out }).toMatchObject({ code: 0, out: { lost: 0, doubled: 0 } });
  expect(out.sent).toBeGreaterThanOrEqual(20_000);
  expect(out.receipted).toBe(out.sent);
  // One round was closed in the midst of the presses.
  expect(out.notPressed).toBeGreaterThan(0);
});
