import type { AirCounts } from '@piaojue/device-gateway/simulator/air/air';
import type { FaultCounts } from '@piaojue/device-gateway/simulator/faults/line-faults';
import { seededRandom } from '@piaojue/device-gateway/simulator/random';
import { Drained } from '@piaojue/firmware-protocol/messages';
import { openRound } from './cast.ts';
import type { Trouble } from './box-process.ts';
import { gatewayName, type GatewayProcess, startGateway } from './gateway-process.ts';
import { ScheduledHall } from './hall.ts';
import { History } from './history.ts';
import { Network } from './network.ts';
import { type Verdict, judge } from './oracle.ts';
import type { Deed, DeedName, Schedule } from './schedule.ts';
import type { Seams } from './seams.ts';
import { freshDisk, ServerProcess } from './server-process.ts';
import { VirtualClock } from './virtual-clock.ts';

/** After the hall is healed everybody has his answer within this, or it never comes. */
const QUIET_MS = 45_000;
const LOOK_MS = 250;
/** All that live are connected again so long after a restart of the server. */
const BACK_MS = 2500;

export interface Run {
  readonly schedule: Schedule;
  readonly history: History;
  readonly verdict: Verdict;
  readonly air: AirCounts;
  readonly line: FaultCounts;
  /** How often each deed was done. */
  readonly deeds: Readonly<Partial<Record<DeedName, number>>>;
  /** ms of the virtual clock. */
  readonly took: number;
}

/** Plays one schedule to its end and judges it. The same schedule gives the same history, bit by bit. */
export async function run(schedule: Schedule, seams: Seams = {}): Promise<Run> {
  const world = new World(schedule, seams);
  await world.play();
  return world.report();
}

class World {
  readonly #schedule: Schedule;
  readonly #seams: Seams;
  readonly #clock = new VirtualClock();
  readonly #history = new History();
  readonly #random;
  readonly #network: Network;
  readonly #hall: ScheduledHall;
  readonly #disk = freshDisk();
  readonly #round;
  readonly #trouble: Trouble = { failures: 0, ambush: undefined };
  readonly #gateways: (GatewayProcess | undefined)[] = [];
  readonly #deeds: Partial<Record<DeedName, number>> = {};
  #lives = 0;
  #backAt = 0;
  #server: ServerProcess | undefined;
  /** By gateway and kind: messages that are still to be lost. */
  readonly #toLose = new Map<string, number>();
  readonly #relayed = new Set<string>();

  constructor(schedule: Schedule, seams: Seams) {
    this.#schedule = schedule;
    this.#seams = seams;
    this.#random = seededRandom(schedule.seed).fork('hall');
    this.#round = openRound(schedule.keypads, schedule.absent, schedule.press);
    this.#network = new Network(this.#clock, this.#random.fork('network'));
    this.#network.filter = (gateway, event, body) => this.#passes(gateway, event, body);
    this.#hall = new ScheduledHall({
      schedule,
      clock: this.#clock,
      random: this.#random.fork('air and lines'),
      history: this.#history,
      seams,
    });
  }

  async play(): Promise<void> {
    const { healAt, deeds, gateways } = this.#schedule;
    this.#startServer();
    for (let index = 0; index < gateways; index++) this.#startGateway(index);
    for (const deed of deeds) this.#clock.at(deed.at, () => this.#do(deed));
    await this.#clock.play(healAt);
    this.#history.add(this.#clock.now, { what: 'healed' });
    this.#hall.heal();
    this.#network.mendAll();
    this.#trouble.failures = 0;
    this.#trouble.ambush = undefined;
    this.#toLose.clear();
    const end = Math.max(healAt, this.#schedule.closeAt + this.#schedule.drainMs) + QUIET_MS;
    while (this.#clock.now < end && !this.#isOver()) await this.#clock.play(this.#clock.now + LOOK_MS);
    this.#server?.kill(false);
    for (const gateway of this.#gateways) gateway?.kill();
  }

  report(): Run {
    const waiting = this.#hall.keypads.filter(({ state }) => state.ballot !== null).map(({ id }) => id);
    return {
      schedule: this.#schedule,
      history: this.#history,
      verdict: judge(this.#schedule, this.#history, waiting),
      air: this.#hall.air,
      line: this.#hall.line,
      deeds: this.#deeds,
      took: this.#clock.now,
    };
  }

  #isOver(): boolean {
    return this.#disk.state === 'closed' && this.#hall.keypads.every(({ state }) => state.on && state.ballot === null);
  }

  #startServer(): void {
    const { drainMs, commitMs } = this.#schedule;
    this.#server = new ServerProcess({
      clock: this.#clock.process(),
      random: this.#random.fork(`server ${++this.#lives}`),
      network: this.#network,
      disk: this.#disk,
      round: this.#round,
      history: this.#history,
      seams: this.#seams,
      commitMs,
      trouble: this.#trouble,
      newClock: () => this.#clock.process(),
      drainMs,
    });
  }

  #startGateway(index: number): void {
    const ports = this.#hall.ports.filter((_, receiver) => this.#schedule.receivers[receiver]?.gateway === index);
    const { network, clock } = { network: this.#network, clock: this.#clock.process() };
    this.#gateways[index] = startGateway({ index, life: ++this.#lives, ports, network, clock });
  }

  #passes(gateway: string, event: string, body: unknown): boolean {
    const lose = (what: 'loseClosing' | 'loseDrained'): boolean => {
      const left = this.#toLose.get(`${what} ${gateway}`) ?? 0;
      if (left > 0) this.#toLose.set(`${what} ${gateway}`, left - 1);
      return left > 0;
    };
    if (event === 'hall:closing') return !lose('loseClosing');
    if (event !== 'gateway:frames') return true;
    const { frames } = body as { frames: { readonly type: string; readonly payload: string }[] };
    const isLost = ({ type, payload }: { readonly type: string; readonly payload: string }): boolean => {
      if (type === 'D') return isAllOut(payload) && lose('loseDrained');
      if (type !== 'B' || !this.#seams.gatewayForgetsRepeats) return false;
      // Without the signal strength, which differs.
      const ballot = Buffer.from(payload, 'base64url').subarray(1).toString('hex');
      const isRepeat = this.#relayed.has(ballot);
      this.#relayed.add(ballot);
      return isRepeat;
    };
    const kept = frames.filter((frame) => !isLost(frame));
    frames.splice(0, frames.length, ...kept);
    return true;
  }

  #do(deed: Deed): void {
    this.#clock.stirred = true;
    if (this.#perform(deed)) this.#deeds[deed.do] = (this.#deeds[deed.do] ?? 0) + 1;
  }

  /** False: there was nothing to do it to. */
  #perform(deed: Deed): boolean {
    const hall = this.#hall;
    const { do: name, ...how } = deed;
    if (name !== 'press' && name !== 'signIn' && name !== 'close')
      this.#history.add(this.#clock.now, { what: 'fault', text: `${name} ${JSON.stringify(how)}` });
    switch (deed.do) {
      case 'press':
        hall.press(deed.keypad, deed.marks);
        return true;
      case 'signIn':
        hall.signIn(deed.keypad);
        return true;
      case 'rebootKeypad':
        hall.rebootKeypad(deed.keypad, deed.ms);
        return true;
      case 'tearKeypad':
        hall.tearKeypad(deed.keypad, deed.bytes, deed.ms);
        return true;
      case 'unplug':
        hall.unplug(deed.receiver, deed.ms, deed.tells);
        return true;
      case 'rebootReceiver':
        hall.rebootReceiver(deed.receiver, deed.ms);
        return true;
      case 'hangReceiver':
        hall.hangReceiver(deed.receiver, deed.ms);
        return true;
      case 'muteLine':
        hall.muteLine(deed.receiver, deed.ms);
        return true;
      case 'killGateway':
        return this.#killGateway(deed.gateway, deed.ms);
      case 'cutLink':
        this.#network.cut(gatewayName(deed.gateway));
        this.#clock.after(deed.ms, () => this.#network.mend(gatewayName(deed.gateway)));
        return true;
      case 'stallLink':
        this.#network.stall(gatewayName(deed.gateway), deed.ms);
        return true;
      case 'killServer':
        return this.#killServer(deed.ms, deed.written);
      case 'killInCommit': {
        const when = deed.written ? 'after' : 'before';
        this.#trouble.ambush = { when, strike: () => void this.#killServer(deed.ms, deed.written) };
        return true;
      }
      case 'killBox':
        return this.#server?.killBox(deed.written) ?? false;
      case 'failCommits':
        this.#trouble.failures += deed.count;
        return true;
      case 'loseClosing':
      case 'loseDrained':
        this.#toLose.set(`${deed.do} ${gatewayName(deed.gateway)}`, deed.count);
        return true;
      case 'close':
        this.#close();
        return true;
    }
  }

  /** The operator asks again until the server does it, and after a restart waits for the receivers that the console misses. */
  #close(): void {
    if (this.#disk.state !== 'open') return;
    if (this.#clock.now >= this.#backAt) this.#server?.close();
    this.#clock.stirred = true;
    this.#clock.after(200, () => this.#close());
  }

  #killGateway(index: number, ms: number): boolean {
    const gateway = this.#gateways[index];
    if (!gateway) return false;
    this.#gateways[index] = undefined;
    gateway.kill();
    this.#clock.after(ms, () => {
      this.#clock.stirred = true;
      this.#startGateway(index);
    });
    return true;
  }

  #killServer(ms: number, written: boolean): boolean {
    if (!this.#server) return false;
    this.#server.kill(written);
    this.#server = undefined;
    this.#clock.after(ms, () => {
      this.#clock.stirred = true;
      this.#backAt = this.#clock.now + BACK_MS;
      this.#startServer();
    });
    return true;
  }
}

const isAllOut = (payload: string): boolean => {
  const drained = Drained.decode(Buffer.from(payload, 'base64url'));
  return drained.ok && drained.value.left === 0;
};
