#!/usr/bin/env node
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSimulatorArgs, type SimulatorArgs, USAGE } from './args.ts';
import type { FromSimulator, ToSimulator } from './control.ts';
import { runCradle } from './cradle/run-cradle.ts';
import { Hall } from './hall.ts';
import { openEepromFile, openKeyFile, provisionDrawn } from './key-file.ts';
import { keypadsPage, type KeypadsPage } from './page/page-server.ts';
import { ptyPort } from './port/pty-port.ts';
import type { SimPort } from './port/sim-port.ts';
import { tcpPort } from './port/tcp-port.ts';
import { seededRandom } from './random.ts';

/** The clock of the hall: lines are paced and frames begun this often. */
const STEP_MS = 5;
/** Outcomes are gathered this long before they are told. */
const TELL_MS = 50;

const controlled = process.send !== undefined;
const tell = (message: FromSimulator): void => void process.send?.(message);

function refuse(message: string): never {
  tell({ type: 'error', message });
  console.error(`simulator: ${message}\n${USAGE}`);
  process.exit(2);
}

const parsed = parseSimulatorArgs(process.argv.slice(2), process.pid);
if (!parsed.ok) refuse(parsed.error);
await run(parsed.value);

async function run(args: SimulatorArgs): Promise<void> {
  if (args.cradle) return runCradle(args, args.cradle, tell);
  const keys = openKeyFile(args.keys, args.keypads);
  if (!keys.ok) refuse(`--keys ${keys.error}`);
  const eeproms = openEepromFile(`${args.keys}.eeprom`, args.keypads);
  provisionDrawn(eeproms, keys.value);
  await mkdir(args.linkDir, { recursive: true });
  const ports: SimPort[] = [];
  for (let receiver = 1; receiver <= args.receivers; receiver++) {
    ports.push(args.tcp ? await tcpPort('127.0.0.1', 0) : ptyPort(join(args.linkDir, `receiver-${receiver}`)));
  }
  const hall = new Hall({
    ...args,
    ports,
    eeproms,
    random: seededRandom(args.seed),
    now: performance.now(),
  });
  await hall.plugAll();
  const page = args.http === null ? undefined : await keypadsPage(hall, args.http);
  const stepping = setInterval(() => hall.advance(performance.now()), STEP_MS);
  const telling = setInterval(() => tellOutcomes(hall), TELL_MS);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearInterval(stepping);
    clearInterval(telling);
    await page?.close();
    await hall.unplugAll();
    // Only if nothing else stands in it: the folder may be somebody's own.
    await rmdir(args.linkDir).catch(() => undefined);
    if (process.connected) process.disconnect();
    process.exit(0);
  };
  process.on('message', (message) => obey(hall, message as ToSimulator, () => void stop()));
  process.on('disconnect', () => void stop());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

  sayReady(args, ports, page, keys.value.provisioning);
}

function sayReady(args: SimulatorArgs, ports: readonly SimPort[], page: KeypadsPage | undefined, id: number): void {
  const provisioning = id.toString(16).padStart(8, '0');
  const names = ports.map((port) => port.name);
  tell({ type: 'ready', ports: names, http: page?.url ?? null, provisioning, faults: args.faults });
  if (controlled) return;
  console.log(`simulator: ${args.keypads} keypads, provisioning ${provisioning}`);
  for (const name of names) console.log(`simulator: receiver at ${name}`);
  if (page) console.log(`simulator: keypads at ${page.url}`);
}

function tellOutcomes(hall: Hall): void {
  const { deputies } = hall;
  if (deputies.outcomes.length > 0) tell({ type: 'outcome', items: deputies.outcomes });
  if (deputies.signedIn.length > 0) tell({ type: 'signedIn', keypads: deputies.signedIn });
  if (deputies.notSignedIn.length > 0) tell({ type: 'notSignedIn', items: deputies.notSignedIn });
  if (deputies.tested.length > 0) tell({ type: 'tested', items: deputies.tested });
  deputies.tested = [];
  deputies.outcomes = [];
  deputies.signedIn = [];
  deputies.notSignedIn = [];
}

function obey(hall: Hall, message: ToSimulator, stop: () => void): void {
  switch (message.type) {
    case 'signIn':
      return hall.deputies.signIn(
        message.keypads === 'all' ? hall.ids : message.keypads,
        message.withinMs,
        performance.now(),
      );
    case 'press':
      return hall.deputies.press(message.presses, message.perSecond);
    case 'withdraw':
      return hall.deputies.withdraw();
    case 'autoplay':
      return hall.autoplay(message.withinMs);
    case 'unplug':
      return hall.unplug(message.receiver, message.forMs, message.powered);
    case 'silence':
      return hall.silence(message.receiver, message.forMs);
    case 'speakers': {
      const { timeOrigin } = performance;
      const cuts = hall.cuts.map(({ receiver, at }) => ({ receiver, at: at + timeOrigin }));
      return tell({ type: 'speakers', spells: hall.voices.spells(timeOrigin), cuts });
    }
    case 'reboot':
      return 'keypad' in message ? hall.rebootKeypad(message.keypad) : hall.rebootReceiver(message.receiver);
    case 'raw':
      return hall.inject(message.receiver, Buffer.from(message.bytesBase64, 'base64'));
    case 'frame':
      return hall.injectFrame(message.receiver, message.letter, Buffer.from(message.payloadBase64, 'base64'));
    case 'power':
      return message.keypads.forEach((keypad) => hall.power(keypad, message.on));
    case 'condition':
      return hall.condition(message.keypad, message);
    case 'counters':
      return tell({ type: 'counters', ...hall.counters() });
    case 'stop':
      return stop();
  }
}
