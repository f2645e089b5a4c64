import { parseArgs } from 'node:util';
import type { RollFigures } from '@piaojue/contract/contest';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { ballotShape } from '../rules/ballot-shape.ts';
import { type CheckedContest, checkContest } from '../rules/contest-check.ts';
import { type DeckLine, parseDeck } from '../tally/deck.ts';
import type { HallPlan } from './rehearsal-hall.ts';
import { readJson, readText } from './input-files.ts';

/** What `piaojue rehearse` was asked for. The error is a text: what was expected and what came. */
const USAGE = `piaojue rehearse --contest C.json --deck D.csv [--driver line] [--receivers K] [--channels C] [--gateways G]
                 [--baud N] [--keypads-per-second R] [--faults SPEC] [--seed N] [--json]
                 [--air simple|slotted] [--air-rate 50k|250k|1M]`;

export interface RehearsePlan {
  readonly contest: CheckedContest;
  readonly deck: readonly DeckLine[];
  readonly roll: RollFigures;
  readonly hall: HallPlan;
  readonly perSecond: number;
  readonly json: boolean;
}

export function readPlan(args: string[]): Result<RehearsePlan, string> {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        contest: { type: 'string' },
        deck: { type: 'string' },
        driver: { type: 'string', default: 'line' },
        receivers: { type: 'string', default: '1' },
        channels: { type: 'string' },
        gateways: { type: 'string', default: '1' },
        baud: { type: 'string', default: '921600' },
        'keypads-per-second': { type: 'string', default: '300' },
        faults: { type: 'string', default: '' },
        air: { type: 'string', default: 'simple' },
        'air-rate': { type: 'string', default: '250k' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
  values['channels'] ??= values['receivers'];
  const { contest: contestPath, deck: deckPath } = values;
  if (typeof contestPath !== 'string' || typeof deckPath !== 'string') return fail(USAGE);
  const whole = (name: string): number => Number(values[name]);
  for (const name of ['receivers', 'channels', 'gateways', 'baud', 'keypads-per-second', 'seed']) {
    if (!Number.isInteger(whole(name)) || whole(name) < 1)
      return fail(`--${name}: expected a whole number above 0, got ${String(values[name])}`);
  }
  for (const name of ['channels', 'gateways']) {
    if (whole(name) > whole('receivers'))
      return fail(`--${name}: expected at most as many as receivers (${whole('receivers')}), got ${whole(name)}`);
  }
  if (values['driver'] !== 'line') return fail(`--driver: expected line, got ${String(values['driver'])}`);

  const votes = readVotes(contestPath, deckPath);
  if (!votes.ok) return votes;
  return ok({
    ...votes.value,
    hall: {
      receivers: whole('receivers'),
      channels: whole('channels'),
      gateways: whole('gateways'),
      driver: 'line',
      baud: whole('baud'),
      faults: String(values['faults']),
      air: ['--air', String(values['air']), '--air-rate', String(values['air-rate'])],
      seed: whole('seed'),
      quiet: values['json'] === true,
    },
    perSecond: whole('keypads-per-second'),
    json: values['json'] === true,
  });
}

function readVotes(
  contestPath: string,
  deckPath: string,
): Result<Pick<RehearsePlan, 'contest' | 'deck' | 'roll'>, string> {
  const file = readJson(contestPath, 'a contest');
  if (!file.ok) return file;
  const contest = checkContest(file.value);
  if (!contest.ok) {
    return fail(
      contest.error
        .map(({ path, expected, got }) => `${contestPath}${path}: expected ${expected}, got ${got}`)
        .join('\n'),
    );
  }
  const text = readText(deckPath, 'a deck of ballots');
  if (!text.ok) return text;
  const deck = parseDeck(
    text.value,
    contest.value.candidates.map(({ no }) => no),
    ballotShape(contest.value),
  );
  if (!deck.ok) {
    return fail(
      deck.error.map(({ row, expected, got }) => `${deckPath} row ${row}: expected ${expected}, got ${got}`).join('\n'),
    );
  }
  const highest = deck.value.reduce((most, { keypad }) => Math.max(most, keypad), 1);
  const roll = contest.value.roll ?? { all: highest, present: highest, issued: highest };
  if (highest > roll.present)
    return fail(`${deckPath}: expected keypads up to ${roll.present} (those present), got ${highest}`);
  return ok({ contest: contest.value, deck: deck.value, roll });
}
