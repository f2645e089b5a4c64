import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom } from '@piaojue/device-gateway/simulator/random';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { readStoreCopy } from '../store/store-copy.ts';
import { BallotLedger, type Published, type Settlement } from './ballot-ledger.ts';
import { type EndurePlan, readEndurePlan } from './endure-plan.ts';
import { planRound, type RoundPlan } from './endure-round.ts';
import { planFaults, type PlannedFault } from './fault-schedule.ts';
import { mebibytes, memoryOf, residentBytes } from './process-memory.ts';
import { stopAll } from './processes.ts';
import { RehearsalHall } from './rehearsal-hall.ts';

/**
 * `piaojue endure`: round after round through keypads, air, serial lines, gateways, server and box, under all faults at
 * once, from one seed. After each round what was published is held against what the keypads were told, by a count of
 * its own (ballot-ledger.ts). Exits 0 only if no ballot was lost, none counted twice, and each fault has happened.
 */
const UNPLUGGED_MS = 2500;

export async function endure(args: string[]): Promise<number> {
  const plan = readEndurePlan(args);
  if (!plan.ok) {
    console.error(plan.error);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-endure-'));
  const run = new Endurance(plan.value, folder);
  let code = 1;
  try {
    code = await run.play();
  } catch (error) {
    console.error(`round ${run.round}: ${(error as Error).message}`);
  } finally {
    await stopAll();
    if (code === 0) rmSync(folder, { recursive: true, force: true });
    else console.error(`seed ${plan.value.hall.seed}, round ${run.round}: everything stands in ${folder}`);
  }
  return code;
}

interface Sums {
  sent: number;
  /** Taken back, because the round closed in the midst of the presses. */
  notPressed: number;
  receipted: number;
  counted: number;
  ballots: number;
  lost: number;
  doubled: number;
}

/** RSS in MiB of a process that is there, and how long it has been watched. */
interface Watched {
  readonly pid: number;
  readonly sinceRound: number;
  readonly firstMb: number;
  lastMb: number;
}

class Endurance {
  readonly #plan: EndurePlan;
  readonly #folder: string;
  readonly #random: Random;
  readonly #faults: PlannedFault[];
  readonly #sums: Sums = { sent: 0, notPressed: 0, receipted: 0, counted: 0, ballots: 0, lost: 0, doubled: 0 };
  readonly #memory = new Map<string, Watched>();
  /** Receivers and keypads take their turns, so that one fault does not hide the next. */
  #nextReceiver = 0;
  round = 0;

  constructor(plan: EndurePlan, folder: string) {
    this.#plan = plan;
    this.#folder = folder;
    this.#random = seededRandom(plan.hall.seed).fork('endure');
    this.#faults = [...planFaults(plan.events, plan.ballots, this.#random.fork('faults'))];
  }

  async play(): Promise<number> {
    const { keypads, ballots, perRound, hall: hallPlan } = this.#plan;
    const roll = { title: '耐久', all: keypads, present: keypads };
    const start = performance.now();
    const hall = await RehearsalHall.start(hallPlan, roll, this.#folder);
    try {
      await hall.signIn(roll);
      this.#say(
        `${keypads} keypads, ${hallPlan.receivers} receivers, ${hallPlan.channels} channels, ${hallPlan.gateways} gateways, seed ${hallPlan.seed}`,
      );
      let faulty = false;
      while (this.#sums.sent < ballots && !faulty) {
        this.round++;
        const wanted = Math.min(perRound, Math.max(keypads, ballots - this.#sums.sent));
        const plan = planRound(this.round, keypads, wanted, this.#random.fork(`round ${this.round}`));
        faulty = (await this.#playRound(hall, plan)).faults.length > 0;
      }
      return await this.#report(hall, (performance.now() - start) / 1000, faulty);
    } finally {
      hall.operator.close();
    }
  }

  async #playRound(hall: RehearsalHall, { contest, presses, closeAfter }: RoundPlan): Promise<Settlement> {
    const start = performance.now();
    const ledger = new BallotLedger(contest, (press) => presses[press]?.marks ?? []);
    const roundId = await hall.open(contest);
    let closeNow: () => void = () => undefined;
    const timeToClose = new Promise<void>((resolve) => {
      closeNow = resolve;
    });
    let outcomes = 0;
    const pressing = hall.press(presses, this.#plan.perSecond, (batch) => {
      ledger.take(batch);
      outcomes += batch.length;
      this.#happen(hall, ledger.sent, false);
      if (outcomes >= closeAfter) closeNow();
    });
    await Promise.race([pressing, timeToClose]);
    // Keypads of which no ballot was taken before the close learn `closed(n)`; so nothing is given up.
    const view = await hall.close(roundId, () => this.#happen(hall, ledger.sent, true));
    hall.simulator.send({ type: 'withdraw' });
    await pressing;
    await hall.whole();
    const settlement = this.#settle(ledger, view, roundId);
    const { sent, receipted, counted, ballots, lost, doubled } = settlement;
    const notPressed = presses.length - sent;
    for (const [name, by] of Object.entries({ sent, notPressed, receipted, counted, ballots, lost, doubled }))
      this.#sums[name as keyof Sums] += by;
    const seconds = (performance.now() - start) / 1000;
    this.#watchMemory(hall);
    this.#say(
      `round ${this.round}: ${sent} sent, ${counted} counted, ${receipted - counted} closed, ${notPressed} not pressed; ` +
        `${ballots} ballots of ${contest.candidates.length} candidates; ${seconds.toFixed(1)} s, ${Math.round(sent / seconds)}/s; ` +
        `${[...this.#memory].map(([name, { lastMb }]) => `${name} ${lastMb} MB`).join(', ')}; ` +
        (settlement.faults.length === 0 ? 'as told' : `${settlement.faults.length} FAULTS`),
    );
    for (const fault of settlement.faults.slice(0, 20)) console.error(`  ${fault}`);
    return settlement;
  }

  /** What the keypads were told against what stands: the published result and the counters of the record. */
  #settle(ledger: BallotLedger, { current }: ConsoleView, roundId: number): Settlement {
    const { keypads } = this.#plan;
    const counters = readStoreCopy(join(this.#folder, 'data'), (store) => {
      const round = store.round(roundId);
      const slots = new Map(round?.frozen?.seats.map(({ keypad, slot }) => [keypad, slot]));
      return (keypad: number): number => round?.counters?.[slots.get(keypad) ?? -1] ?? 0;
    });
    const settled = ledger.settle(keypads, counters, publishedOf(current?.result ?? null));
    return current?.state === 'closed'
      ? settled
      : { ...settled, faults: [`the round is ${current?.state}: ${current?.dispute}`, ...settled.faults] };
  }

  /** The faults that are due now. */
  #happen(hall: RehearsalHall, sent: number, closing: boolean): void {
    const ballots = this.#sums.sent + sent;
    for (;;) {
      const next = this.#faults.findIndex(({ after, atClose }) => after <= ballots && (closing || !atClose));
      const [fault] = next < 0 ? [] : this.#faults.splice(next, 1);
      if (!fault) return;
      this.#do(hall, fault);
    }
  }

  #do(hall: RehearsalHall, { what }: PlannedFault): void {
    const receiver = (): number => 1 + (this.#nextReceiver++ % this.#plan.hall.receivers);
    switch (what) {
      case 'unplug':
        return hall.simulator.send({ type: 'unplug', receiver: receiver(), forMs: UNPLUGGED_MS });
      case 'rebootReceiver':
        return hall.simulator.send({ type: 'reboot', receiver: receiver() });
      case 'rebootKeypad':
        return hall.simulator.send({ type: 'reboot', keypad: 1 + this.#random.below(this.#plan.keypads) });
      case 'killServer':
        return void hall.restart('server');
      case 'restartGateway':
        return void hall.restart('gateway');
      default:
        return what satisfies never;
    }
  }

  /** A process that was started again begins afresh. */
  #watchMemory(hall: RehearsalHall): void {
    const processes: [string, number][] = [
      ['server', hall.serverPid],
      ...hall.gatewayPids.map((pid, i): [string, number] => [`gateway ${i + 1}`, pid]),
    ];
    for (const [name, pid] of processes) {
      const memory = memoryOf(pid);
      if (!memory) continue;
      const now = mebibytes(residentBytes(memory));
      const before = this.#memory.get(name);
      if (before?.pid === pid) before.lastMb = now;
      else this.#memory.set(name, { pid, sinceRound: this.round, firstMb: now, lastMb: now });
    }
  }

  async #report(hall: RehearsalHall, seconds: number, faulty: boolean): Promise<number> {
    const plan = this.#plan;
    const { ballots: onAir, retries, collisions, faults } = await hall.counters();
    const idle = plan.faults.filter((name) => !((faults[name] ?? 0) > 0));
    for (const name of idle) console.error(`${name} did nothing: this run proves nothing about it`);
    const memory = Object.fromEntries(
      [...this.#memory].map(([name, { sinceRound, firstMb, lastMb }]) => [name, { sinceRound, firstMb, lastMb }]),
    );
    const { sent, notPressed, receipted, counted, ballots, lost, doubled } = this.#sums;
    const out = {
      ...{
        rounds: this.round,
        sent,
        notPressed,
        onAir,
        retries,
        collisions,
        receipted,
        counted,
        ballots,
        lost,
        doubled,
      },
      faults,
      memory,
      seconds: Math.round(seconds * 10) / 10,
      seed: plan.hall.seed,
    };
    this.#say(
      `${out.rounds} rounds, ${sent} sent (${onAir} on the air, ${collisions} collisions), ${receipted} receipted, ${counted} counted, ` +
        `${lost} lost, ${doubled} doubled, ${Math.round(seconds)} s, seed ${out.seed}`,
    );
    console.log(JSON.stringify(out));
    return !faulty && idle.length === 0 && receipted === sent && lost === 0 && doubled === 0 ? 0 : 1;
  }

  #say(text: string): void {
    if (!this.#plan.json) console.log(text);
  }
}

function publishedOf(result: NonNullable<ConsoleView['current']>['result']): Published {
  const { returned = 0, valid, invalid } = result?.figures ?? {};
  return {
    returned,
    valid: valid ?? 0,
    invalid: invalid ?? 0,
    votes: result?.form === 'ranking' ? result.rows.map(({ votes }) => votes ?? 0) : [],
  };
}
