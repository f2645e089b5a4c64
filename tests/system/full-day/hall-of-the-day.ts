import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgendaItem } from '@piaojue/contract/agenda';
import type { ConsoleView, RoundDetail } from '@piaojue/contract/console-view';
import type { Outcome, Press } from '@piaojue/device-gateway/simulator/control';
import type { Picture } from '@piaojue/contract/screen-view';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { OfficerClient } from '../harness/officer-client.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { type WatchedScreen, watchScreen } from '../harness/watch-screen.ts';
import { startWholeHall, WHOLE_HALL_PINS, type WholeHall } from '../harness/whole-hall.ts';

/** N */
export const DEPUTIES = 48;
/** Spare keypads, on nobody's seat. */
export const SPARES = [49, 50] as const;
const WAIT_MS = 20_000;

/** A town's hall with everybody in it: operator, presiding officer, monitors, screen, deputies. */
export class HallOfTheDay {
  readonly folder = tempFolder();
  #hall: WholeHall | undefined;
  #people: { presiding: OfficerClient; chiefMonitor: OfficerClient; monitor: OfficerClient } | undefined;
  #screen: WatchedScreen | undefined;

  async start(): Promise<void> {
    const agenda = JSON.parse(readFileSync(join(import.meta.dirname, 'agenda.json'), 'utf8')) as AgendaItem[];
    const sitting: SittingFile = {
      congress: '江南镇第十九届人民代表大会',
      meeting: '第四次会议',
      date: '2027-03-12',
      seats: Array.from({ length: DEPUTIES }, (_, i) => ({ name: `代表${i + 1}`, keypad: i + 1 })),
      observers: 6,
      officers: {
        presiding: '李国华',
        chiefMonitor: '孙丽',
        monitors: ['何军', '马静'],
        teller: '朱敏',
        host: '李国华',
      },
      agenda,
    };
    const path = join(this.folder, 'sitting.json');
    writeFileSync(path, JSON.stringify(sitting));
    const keypads = DEPUTIES + SPARES.length;
    this.#hall = await startWholeHall({ folder: this.folder, sitting: path, keypads, mode: 'real' });
    const { url } = this.#hall;
    const signIn = (role: 'presiding' | 'chiefMonitor' | 'monitor') => OfficerClient.signIn(url, WHOLE_HALL_PINS[role]);
    const [presiding, chiefMonitor, monitor] = [
      await signIn('presiding'),
      await signIn('chiefMonitor'),
      await signIn('monitor'),
    ];
    this.#people = { presiding, chiefMonitor, monitor };
    this.#screen = await watchScreen(url, WHOLE_HALL_PINS.screen);
    await this.until('a receiver that is up', ({ links }) => links.some(({ state }) => state === 'up'));
  }

  async stop(): Promise<void> {
    this.#screen?.close();
    for (const person of Object.values(this.#people ?? {})) person.close();
    await this.#hall?.stop();
  }

  get hall(): WholeHall {
    if (!this.#hall) throw new Error('the day has not begun');
    return this.#hall;
  }
  get operator(): WholeHall['operator'] {
    return this.hall.operator;
  }
  get people(): { presiding: OfficerClient; chiefMonitor: OfficerClient; monitor: OfficerClient } {
    if (!this.#people) throw new Error('the day has not begun');
    return this.#people;
  }
  get screen(): WatchedScreen {
    if (!this.#screen) throw new Error('the day has not begun');
    return this.#screen;
  }

  until(what: string, holds: (view: ConsoleView) => boolean): Promise<ConsoleView> {
    return this.operator.until(what, holds, WAIT_MS);
  }

  /** The round the console works on. */
  get current(): RoundDetail {
    const current = this.operator.view?.current;
    if (!current) throw new Error('there is no round');
    return current;
  }

  /** The hall screen shows this kind of picture; it may follow the console by some ms. */
  async shown<K extends Picture['kind']>(kind: K): Promise<Extract<Picture, { readonly kind: K }>> {
    const last = (): Picture | undefined => this.screen.pictures.at(-1);
    await this.screen.changes.until(`${kind} on the screen`, () => last()?.kind === kind);
    return last() as Extract<Picture, { readonly kind: K }>;
  }

  /** Goes on to the next item of the agenda, which must be this one; its round, if it is a vote. */
  async goTo(itemId: string): Promise<number> {
    const { next } = this.operator.view?.agenda ?? {};
    if (next !== itemId) throw new Error(`expected ${itemId} to come next, got ${next}`);
    const roundId = (await this.operator.command('agenda:go', { itemId })) ?? 0;
    await this.until(itemId, ({ agenda }) => agenda.now === itemId);
    return roundId;
  }

  /** 签到, until so many are present. */
  async signIn(keypads: readonly number[], present: number): Promise<void> {
    this.hall.simulator.send({ type: 'signIn', keypads, withinMs: 200 });
    await this.until(`${present} present`, ({ signIn }) => signIn.present === present);
  }

  /** From the draft to the open round: frozen, box confirmed empty, opened, in this order. */
  async open(roundId: number): Promise<void> {
    const { operator } = this;
    await operator.command('round:ready', { roundId });
    await this.#agree(roundId, ['emptyBox', 'open']);
    await operator.command('round:open', { roundId });
    await this.until(
      `round ${roundId} open`,
      ({ current }) => current?.round.id === roundId && current.state === 'open',
    );
  }

  async press(presses: readonly Press[]): Promise<readonly Outcome[]> {
    const outcomes = await this.hall.press(presses, 1000);
    const bad = outcomes.filter(({ status }) => status !== 'counted');
    if (bad.length) throw new Error(`expected counted, got ${JSON.stringify(bad.slice(0, 3))}`);
    return outcomes;
  }

  /** The close, the confirmation of the sums and the announcement. The round as it was announced. */
  async close(roundId: number): Promise<RoundDetail> {
    await this.#agree(roundId, ['close']);
    await this.operator.command('round:close', { roundId });
    return await this.announce(roundId);
  }

  async announce(roundId: number): Promise<RoundDetail> {
    await this.until(
      `the result of ${roundId}`,
      ({ current }) => current?.round.id === roundId && current.state === 'closed',
    );
    await this.#agree(roundId, ['sums', 'announce']);
    await this.operator.command('round:announce', { roundId });
    const { current } = await this.until(`round ${roundId} announced`, (view) => view.current?.announced === true);
    if (!current) throw new Error('an announced round is shown');
    return current;
  }

  async vote(roundId: number, presses: readonly Press[]): Promise<RoundDetail> {
    await this.open(roundId);
    await this.press(presses);
    return await this.close(roundId);
  }

  /** Whoever is asked by the rules of the round gives what is asked: a monitor the box, the chief monitor the sums. */
  async #agree(
    roundId: number,
    steps: readonly ('emptyBox' | 'open' | 'close' | 'sums' | 'announce')[],
  ): Promise<void> {
    const { presiding, chiefMonitor, monitor } = this.people;
    const { current } = await this.until('the round', (view) => view.current?.round.id === roundId);
    const wanted = new Set(current?.agreements.map(({ what }) => what));
    for (const step of steps.filter((one) => wanted.has(one))) {
      if (step === 'emptyBox') await monitor.command('round:confirm', { roundId, what: step });
      else if (step === 'sums') await chiefMonitor.command('round:confirm', { roundId, what: step });
      else await presiding.command('round:consent', { roundId, step });
    }
  }
}
