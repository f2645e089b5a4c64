import { randomBytes } from 'node:crypto';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import { systemClock } from '../src/clock.ts';
import { serialTransport } from '../src/transport/serial-transport.ts';
import { tcpTransport } from '../src/transport/tcp-transport.ts';
import { type ConformArgs, parseConformArgs, USAGE } from './args.ts';
import { CHECKS } from './checks/all.ts';
import { HallKeys } from './hall-keys.ts';
import { judge, passes, planOf, play } from './play.ts';
import { PortWire } from './port-wire.ts';
import { listText, type Report, reportJson, reportText } from './report.ts';
import { Stage } from './stage.ts';

const tell = (text: string): void => console.error(`conform: ${text}`);

/** The command `piaojue conform`. Resolves with the exit code. */
export async function runConform(argv: readonly string[]): Promise<number> {
  const asked = parseConformArgs(argv);
  if (!asked.ok) {
    tell(asked.error);
    console.error(USAGE);
    return 2;
  }
  switch (asked.value.do) {
    case 'help':
      console.log(USAGE);
      return 0;
    case 'list':
      console.log(listText(CHECKS));
      return 0;
    case 'run':
      return await conform(asked.value);
    default:
      return asked.value satisfies never;
  }
}

async function conform(args: ConformArgs): Promise<number> {
  const hall = makeHall(args.keys);
  if (!hall.ok) {
    tell(`--keys ${hall.error}`);
    return 2;
  }
  const clock = systemClock;
  const lost = { why: '' };
  const wire: PortWire = new PortWire({
    transport: transportOf(args),
    baud: args.baud,
    clock,
    onBytes: (bytes) => stage.take(bytes),
    onLost: (why) => (lost.why = why),
    reopens: () => stage.recording.marks('replug').length > 0,
  });
  const stage = new Stage({
    clock,
    wire,
    hall: hall.value,
    presses: args.presses,
    prompt: (text) => console.error(`\n  ▶ ${text}\n`),
  });
  const problem = await wire.open();
  if (problem !== undefined) {
    stage.end();
    tell(problem);
    return 2;
  }
  if (args.keys === null) tell('without --keys only what shows without keypads is checked');
  const from = clock.now();
  const plan = planOf({ ...args, keypads: args.presses !== 'none' });
  let act = 0;
  const began = (title: string): void => tell(`${++act} of ${plan.length}: ${title}`);
  await play(stage, plan, began, () => lost.why === '');
  stage.end();
  await wire.close();
  if (lost.why !== '') tell(`the port went away in the midst of it: ${lost.why}`);
  const { recording } = stage;
  if (recording.received.length === 0) {
    tell('nothing came: is the receiver powered, is this its port, is --baud right?');
    return 2;
  }
  const greeting = recording.came('G').at(-1)?.message;
  const judged = judge(args.checks, recording, { hall: hall.value, presses: args.presses, greeting });
  const report: Report = { port: args.port, baud: args.baud, greeting, took: clock.now() - from, judged };
  console.log(args.json ? reportJson(report) : reportText(report));
  return passes(judged) && lost.why === '' ? 0 : 1;
}

/** A session of its own; without a key file a provisioning id that no keypad has. */
function makeHall(path: string | null): Result<HallKeys, string> {
  const session = { mode: 'rehearsal', provisioning: 0xee00_0000, sid: new Uint8Array(randomBytes(8)) } as const;
  if (path === null) return ok(new HallKeys(session, 0, new Map()));
  const file = readKeyFile(path);
  if (!file.ok) {
    return fail(
      `${file.error}\n  (piaojue provision writes it, and so does the simulator: node device-gateway/simulator/main.ts --keys ${path})`,
    );
  }
  const { provisioning, epoch, keys } = file.value;
  return ok(new HallKeys({ ...session, provisioning }, epoch, keys));
}

const transportOf = ({ address, port, baud }: ConformArgs) =>
  address.kind === 'tcp'
    ? tcpTransport(port, address.host, address.port)
    : serialTransport(address.path, baud, systemClock);
