import { randomBytes } from 'node:crypto';
import type { CradleUp } from '@piaojue/firmware-protocol/cradle';
import { provisioningText } from '@piaojue/firmware-protocol/key-file/key-file';
import { systemClock } from '../src/clock.ts';
import { transportFor } from '../src/transport/transport-for.ts';
import { parseProvisionArgs, type ProvisionArgs, USAGE } from './args.ts';
import { type CradlePort, cradlePort } from './cradle-port.ts';
import { barKeypad, openKeySet, storeKey } from './key-set.ts';
import {
  type ProvisionEffect,
  type ProvisionInput,
  type ProvisionSet,
  startProvisioning,
  stepProvisioning,
} from './provisioner.ts';
import { words } from './words.ts';

const TICK_MS = 100;

const failed = (text: string): number => {
  console.error(`provision: ${text}`);
  return 1;
};

/** The command `piaojue provision`. Resolves with the exit code. */
export async function runProvision(argv: readonly string[]): Promise<number> {
  process.umask(0o077);
  const asked = parseProvisionArgs(argv);
  if (!asked.ok) {
    console.error(`provision: ${asked.error}\n${USAGE}`);
    return 2;
  }
  switch (asked.value.do) {
    case 'help':
      console.log(USAGE);
      return 0;
    case 'bar':
      return bar(asked.value.keys, asked.value.keypad);
    case 'write':
      return await write(asked.value);
  }
}

function bar(path: string, keypad: number): number {
  const file = barKeypad(path, keypad);
  if (!file.ok) return failed(file.error);
  console.log(`keypad ${keypad} is barred: its key is gone from ${path}, its number is never given again`);
  console.log('A server that is running takes it up when the next round opens; a round that is open keeps its keys.');
  return 0;
}

type WriteArgs = Extract<ProvisionArgs, { do: 'write' }>;

async function write(args: WriteArgs): Promise<number> {
  const set = openKeySet(args.keys, args.sample);
  if (!set.ok) return failed(set.error);
  const opened = await transportFor(args.port, args.address, args.baud, systemClock).open();
  if (!opened.ok) return failed(opened.error.message);
  const { provisioning, epoch, given } = set.value;
  console.log(`set ${provisioningText(provisioning)}, key epoch ${epoch}, ${given.size} keypads so far: ${args.keys}`);
  console.log(args.count === null ? 'Lay the first keypad down. Ctrl-C ends.' : 'Lay the first keypad down.');
  const fault = await new Promise<string | null>((resolve) => {
    const desk = new Desk(args, set.value, () => resolve(null));
    const port = cradlePort(opened.value, (message) => desk.heard(message));
    desk.send = (message) => port.send(message);
    opened.value.onGone((why) => {
      desk.take({ type: 'end' });
      resolve(`the cradle is gone: ${why}. Plug it in and start again`);
    });
    const stop = systemClock.every(TICK_MS, () => desk.take({ type: 'tick', now: systemClock.now() }));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        stop();
        desk.take({ type: 'end' });
        resolve(null);
      });
    }
  });
  await opened.value.close();
  return fault === null ? 0 : failed(fault);
}

/** Runs the pure machine: time, chance, file and words. */
class Desk {
  readonly #args: WriteArgs;
  readonly #onAll: () => void;
  #state;
  send: CradlePort['send'] = () => undefined;

  constructor(args: WriteArgs, set: ProvisionSet, onAll: () => void) {
    this.#args = args;
    this.#onAll = onAll;
    this.#state = startProvisioning(set, systemClock.now());
  }

  heard(message: CradleUp): void {
    const now = systemClock.now();
    if (message.type === 'V') this.take({ type: 'V', now, message });
    else this.take({ type: 'K', now, message, key: new Uint8Array(randomBytes(16)) });
  }

  take(input: ProvisionInput): void {
    const { count } = this.#args;
    if (count !== null && this.#state.written >= count) return;
    const [state, effects] = stepProvisioning(this.#state, input, this.#args);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: ProvisionEffect): void {
    if (effect.do === 'write') this.send({ type: 'W', ...effect.order });
    else if (effect.do === 'store') this.#store(effect);
    else if (effect.say.code === 'written') this.#sayWritten(words(effect.say), effect.say.keypad);
    else if (effect.say.code === 'writing') console.log(words(effect.say));
    else console.error(words(effect.say));
  }

  #store(effect: Extract<ProvisionEffect, { do: 'store' }>): void {
    const { stored, set = this.#state.set } = storeKey(this.#args.keys, effect);
    this.take(stored.ok ? { type: 'stored', set } : { type: 'notStored', set, why: stored.error });
  }

  #sayWritten(text: string, keypad: number): void {
    const { count, label } = this.#args;
    const { written, set } = this.#state;
    const progress = count === null ? `${written}` : `${written} of ${count}`;
    const all = written === count;
    console.log(`${text} (${progress})${all ? '. All keypads are written.' : '. Lay the next one down.'}`);
    if (label) console.log(`label: ${keypad}  ${provisioningText(set.provisioning)}`);
    if (all) this.#onAll();
  }
}
