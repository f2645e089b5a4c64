import { FAULT_DEEDS } from './schedule.ts';
import type { Run } from './run.ts';
import { SHARES } from '@piaojue/device-gateway/simulator/faults/fault-spec';

/** What many runs did together. */
export class Sum {
  schedules = 0;
  calm = 0;
  pressed = 0;
  counted = 0;
  lost = 0;
  doubled = 0;
  /** Ballots on the air, with every sending again. */
  sends = 0;
  retries = 0;
  collisions = 0;
  /** Rounds whose drain ended before D. */
  drained = 0;
  /** At most, in one schedule: two receivers with a server spoke on one channel, ms. */
  twoVoicesMs = 0;
  /** Seconds of the virtual clock. */
  seconds = 0;
  readonly faults: Record<string, number> = {};

  constructor() {
    for (const name of [...Object.keys(SHARES), ...FAULT_DEEDS]) this.faults[name] = 0;
  }

  add({ schedule, history, verdict, air, line, deeds, took }: Run): void {
    this.schedules++;
    this.calm += Number(schedule.calm);
    this.pressed += verdict.pressed;
    this.counted += verdict.counted;
    this.lost += verdict.lost;
    this.doubled += verdict.doubled;
    this.sends += air.ballots;
    this.retries += air.retries;
    this.collisions += air.collisions;
    this.drained += Number(history.events.some((event) => event.what === 'cut-off' && event.drained));
    this.twoVoicesMs = Math.max(this.twoVoicesMs, verdict.twoVoicesMs);
    this.seconds += took / 1000;
    const met: Readonly<Record<string, number>> = { ...line, ...deeds, airloss: air.airloss };
    for (const name of Object.keys(this.faults)) this.faults[name] = (this.faults[name] ?? 0) + (met[name] ?? 0);
  }

  /** What should have happened and never did: such a run proves nothing. */
  missing(): readonly string[] {
    const { pressed, counted, retries, collisions, drained, calm, faults } = this;
    const all = { pressed, counted, retries, collisions, drained, calm, ...faults };
    return Object.entries(all)
      .filter(([, times]) => times === 0)
      .map(([name]) => name);
  }

  text(): string {
    const faults = Object.entries(this.faults).map(([name, times]) => `${name} ${times}`);
    return [
      `schedules ${this.schedules}, ${this.calm} of them calm; ${Math.round(this.seconds)} s in the hall`,
      `pressed ${this.pressed}, sent ${this.sends} times, ${this.retries} of them again, collisions ${this.collisions}`,
      `counted ${this.counted}, lost ${this.lost}, doubled ${this.doubled}, drained before D ${this.drained}`,
      `two voices on a channel: at most ${Math.round(this.twoVoicesMs)} ms`,
      `faults: ${faults.join(', ')}`,
    ].join('\n');
  }
}
