import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAll } from './processes.ts';
import { RehearsalHall, type Restarted } from './rehearsal-hall.ts';
import { readPlan, type RehearsePlan } from './rehearse-plan.ts';
import { Answers, resultFigures, resultLines } from './rehearse-report.ts';

/**
 * `piaojue rehearse`: a deck of ballots through everything that a real vote uses: keypads that seal, receivers on
 * serial lines, gateways, box, store, the operator's commands. Exits 0 only if every ballot got its receipt and the
 * counts of the box and of the live tally agree.
 */
export async function rehearse(args: string[]): Promise<number> {
  const plan = readPlan(args);
  if (!plan.ok) {
    console.error(plan.error);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-rehearse-'));
  try {
    return await play(plan.value, folder);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(plan: RehearsePlan, folder: string): Promise<number> {
  const say = (text: string): void => {
    if (!plan.json) console.log(text);
  };
  const { roll: _, expectedVotes: __, ...contest } = plan.contest;
  const roll = { title: contest.title ?? '演练', all: plan.roll.all, present: plan.roll.present };
  const hall = await RehearsalHall.start(plan.hall, roll, folder);
  try {
    say(`hall of ${roll.all}: ${hall.simulator.ready.ports.join(', ')} → gateway → ${hall.url}`);
    await hall.signIn(roll);
    const roundId = await hall.open(contest);
    say(`round open: ${roll.present} ballots issued, ${plan.deck.length} to be pressed`);
    const answers = await pressDeck(plan, hall, say);
    const counters = hall.operator.view?.links.map(({ port, counters }) => ({ port, counters })) ?? [];
    const { current } = await hall.close(roundId);
    const { faults, collisions } = await hall.counters();
    const told = answers.figures();
    const result = current?.result ?? null;
    for (const line of resultLines(result)) say(line);
    const sent = plan.deck.length;
    const figures = resultFigures(current?.state ?? '', result);
    say(
      `${told.receipts} receipts for ${sent} ballots, p50 ${told.p50Ms} ms, p99 ${told.p99Ms} ms; ${figures.outcome}`,
    );
    console.log(JSON.stringify({ ...figures, sent, ...told, counters, faults, collisions }));
    return told.receipts === sent && current?.state === 'closed' && result !== null ? 0 : 1;
  } finally {
    hall.operator.close();
  }
}

/** Presses the whole deck; what shall be killed is killed on the way. */
async function pressDeck(plan: RehearsePlan, hall: RehearsalHall, say: (text: string) => void): Promise<Answers> {
  const answers = new Answers();
  const kills = killPlan(hall.simulator.ready.faults, plan.deck.length);
  const kill = async (what: Restarted): Promise<void> => {
    await hall.restart(what);
    say(`${what} killed and started again after ${answers.total} receipts`);
  };
  const presses = plan.deck.map(({ keypad, marks }, id) => ({ id, keypad, marks }));
  await hall.press(presses, plan.perSecond, (outcomes) => {
    answers.add(outcomes);
    for (let next = kills[0]; next && answers.total >= next.after; next = kills[0]) {
      kills.shift();
      void kill(next.what);
    }
  });
  await hall.whole();
  return answers;
}

/** Kills spread evenly over the deck, so each comes in its midst. */
function killPlan(faults: Readonly<Record<string, unknown>>, ballots: number): { after: number; what: Restarted }[] {
  const times = (count: unknown, what: Restarted): Restarted[] =>
    Array.from({ length: Number(count ?? 0) }, () => what);
  const kinds = [...times(faults['killServer'], 'server'), ...times(faults['restartGateway'], 'gateway')];
  return kinds.map((what, i) => ({ what, after: Math.floor((ballots * (i + 1)) / (kinds.length + 1)) }));
}
