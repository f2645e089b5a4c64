import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isGatewayName, MAX_PORTS } from '@piaojue/contract/gateway-link';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import { BY_ID } from './finder/found-devices.ts';
import { fingerprintOf } from './pinned-agent.ts';
import { type PortAddress, parsePort } from './transport/port-address.ts';

export const DRIVERS = ['line'] as const;
export type DriverName = (typeof DRIVERS)[number];
export const DEFAULT_BAUD = 921_600;
/** Of `--port`: receivers are looked for. */
const AUTO = 'auto';

export const USAGE = `piaojue gateway --port auto|PATH|tcp://host:port [--port …] --server URL
  --port PATH      serial port, or tcp://host:port; may be given several times
  --port auto      finds receivers by itself: opens USB serial ports, writes to none before it has heard a receiver there
  --by-id DIR      where auto looks, a folder of links to ports; default: ${BY_ID} and all USB ports
  --name NAME      how the server knows this gateway, also after a restart; default: name of this host and first port
  --server URL     such as http://127.0.0.1:8600, or https://192.168.1.20:8600
  --tls-fingerprint HEX  SHA-256 of the certificate of an https server, as the server prints it at its start
  --driver line    make of the receivers; there is: ${DRIVERS.join(', ')}
  --baud N         default ${DEFAULT_BAUD}
  --token-file F   file with the token of the server; default: the environment variable PIAOJUE_GATEWAY_TOKEN
  --list           list the serial ports and end`;

export interface GatewayArgs {
  readonly name: string;
  readonly ports: readonly { readonly text: string; readonly address: PortAddress }[];
  /** Receivers are looked for; null: only at `ports`. */
  readonly auto: { readonly byId: string | undefined } | null;
  readonly driver: DriverName;
  readonly server: string;
  readonly baud: number;
  readonly token: string;
  /** 64 hex digits; undefined: the certificate of an https server has to be one that this system trusts. */
  readonly tlsFingerprint: string | undefined;
}

export type Asked = { readonly do: 'list' } | { readonly do: 'help' } | ({ readonly do: 'run' } & GatewayArgs);

/** The error is one line for people: what was expected and what came. */
export function parseGatewayArgs(argv: readonly string[], env: NodeJS.ProcessEnv): Result<Asked, string> {
  let values: { port?: string[]; name?: string; driver?: string; server?: string; baud?: string } & Record<
    string,
    unknown
  >;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', multiple: true },
        'by-id': { type: 'string' },
        name: { type: 'string' },
        driver: { type: 'string', default: 'line' },
        server: { type: 'string' },
        baud: { type: 'string', default: String(DEFAULT_BAUD) },
        'token-file': { type: 'string' },
        'tls-fingerprint': { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return fail((error as Error).message);
  }
  if (values['help'] === true) return ok({ do: 'help' });
  if (values['list'] === true) return ok({ do: 'list' });
  const driver = DRIVERS.find((name) => name === values.driver);
  if (!driver) return fail(`--driver: expected one of ${DRIVERS.join(', ')}, got ${values.driver}`);
  const baud = Number(values.baud);
  if (!Number.isInteger(baud) || baud < 1200)
    return fail(`--baud: expected a number such as 921600, got ${values.baud}`);
  const ports: { text: string; address: PortAddress }[] = [];
  const given = values.port ?? [];
  const byId = values['by-id'];
  if (byId !== undefined && !given.includes(AUTO)) return fail('--by-id: expected --port auto with it');
  for (const text of given) {
    if (text === AUTO) continue;
    const address = parsePort(text);
    if (!address.ok) return address;
    if (ports.some((port) => port.text === text)) return fail(`--port: ${text} is given twice`);
    ports.push({ text, address: address.value });
  }
  if (given.length === 0)
    return fail('--port: expected auto, a serial port or tcp://host:port; --list shows the ports');
  if (ports.length > MAX_PORTS) return fail(`--port: expected at most ${MAX_PORTS}, got ${ports.length}`);
  const name = values.name ?? defaultName(ports[0]?.text ?? AUTO);
  if (!isGatewayName(name))
    return fail(`--name: expected 1 to 100 printable characters without blanks, got ${JSON.stringify(name)}`);
  const { server } = values;
  if (!server || !/^https?:\/\//.test(server))
    return fail(`--server: expected http://host:port, got ${server ?? 'nothing'}`);
  const fingerprint = readFingerprint(values['tls-fingerprint'], server);
  if (!fingerprint.ok) return fingerprint;
  const token = readToken(values['token-file'], env);
  if (!token.ok) return token;
  return ok({
    do: 'run',
    name,
    ports,
    auto: given.includes(AUTO) ? { byId: typeof byId === 'string' ? resolve(byId) : undefined } : null,
    driver,
    server,
    baud,
    token: token.value,
    tlsFingerprint: fingerprint.value,
  });
}

/** Stable over restarts, and different for two gateways on one host: a port belongs to one of them. */
const defaultName = (port: string): string => `${hostname()}:${port}`.replace(/[\p{C}\p{Z}]/gu, '-').slice(-100);

function readFingerprint(given: unknown, server: string): Result<string | undefined, string> {
  if (typeof given !== 'string') return ok(undefined);
  const fingerprint = fingerprintOf(given);
  if (!fingerprint) return fail(`--tls-fingerprint: expected 64 hex digits, as the server prints them, got ${given}`);
  // A pin that nothing is held against would promise what it does not keep.
  if (!server.startsWith('https://')) return fail(`--tls-fingerprint: expected an https:// server, got ${server}`);
  return ok(fingerprint);
}

function readToken(file: unknown, env: NodeJS.ProcessEnv): Result<string, string> {
  if (typeof file !== 'string') {
    const token = env['PIAOJUE_GATEWAY_TOKEN'];
    return token ? ok(token) : fail('token: expected PIAOJUE_GATEWAY_TOKEN in the environment, or --token-file');
  }
  try {
    return ok(readFileSync(file, 'utf8').trim());
  } catch (error) {
    return fail(`--token-file: ${(error as Error).message}`);
  }
}
