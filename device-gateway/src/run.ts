import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { DEFAULT_BAUD, type GatewayArgs, parseGatewayArgs, USAGE } from './args.ts';
import { systemClock } from './clock.ts';
import { createGateway } from './gateway.ts';
import { deviceSources, findDevices } from './finder/found-devices.ts';
import { ReceiverFinder } from './finder/receiver-finder.ts';
import { listPorts } from './transport/list-ports.ts';
import { serialTransport } from './transport/serial-transport.ts';
import { transportFor } from './transport/transport-for.ts';
import { holderOf, whoMayOpen } from './transport/who-may-open.ts';

const log = (text: string): void => console.error(`gateway: ${text}`);

/** The command `piaojue gateway`. Resolves with the exit code when it was told to end. */
export async function runGateway(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // DEBUG=* makes socket.io print every packet, sealed ballots too.
  delete env['DEBUG'];
  const asked = parseGatewayArgs(argv, env);
  if (!asked.ok) {
    log(asked.error);
    console.error(USAGE);
    return 2;
  }
  switch (asked.value.do) {
    case 'help':
      console.log(USAGE);
      return 0;
    case 'list':
      await printPorts();
      return 0;
    case 'run':
      await relay(asked.value);
      return 0;
    default:
      return asked.value satisfies never;
  }
}

async function printPorts(): Promise<void> {
  const ports = await listPorts();
  for (const port of ports) console.log(`${port.path}\t${port.note}`);
  if (ports.length === 0) log('no serial port found');
}

/** All speeds of PROTOCOL LINE10. */
const BAUDS = [DEFAULT_BAUD, 115_200];

function finderFor({ auto, ports, baud }: GatewayArgs): ReceiverFinder | undefined {
  if (!auto) return undefined;
  const sources = deviceSources(auto.byId);
  const named = ports.flatMap(({ address }) => (address.kind === 'serial' ? [address.path] : []));
  return new ReceiverFinder({
    async find() {
      const taken = new Set(await Promise.all(named.map((path) => realpath(path).catch(() => path))));
      return (await findDevices(sources)).filter(({ path }) => !taken.has(path));
    },
    open: (path, speed) => serialTransport(path, speed, systemClock, { keepLines: true }).open(),
    bauds: [...new Set([baud, ...BAUDS])],
    whoMayOpen,
    holderOf,
    clock: systemClock,
    log,
  });
}

/** Until it is told to end. */
async function relay(args: GatewayArgs): Promise<void> {
  const { name, ports, baud, server, token, tlsFingerprint } = args;
  const gateway = createGateway({
    name,
    instance: randomUUID(),
    transports: ports.map(({ text, address }) => transportFor(text, address, baud, systemClock)),
    finder: finderFor(args),
    server,
    token,
    tlsFingerprint,
    clock: systemClock,
    log,
  });
  gateway.start();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    // Started by the hall or a test: its end is ours.
    process.once('disconnect', () => resolve());
  });
  await gateway.stop();
}
