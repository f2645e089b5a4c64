import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeMonitorsKey } from '@piaojue/server/access/key-folder';
import { OperatorClient } from '@piaojue/server/cli/operator-client';
import {
  gone,
  killHard,
  type ServerProcess,
  type SimulatorProcess,
  startGatewayProcess,
  startServerProcess,
  startSimulatorProcess,
} from '@piaojue/server/cli/processes';
import type { Outcome, Press } from '@piaojue/device-gateway/simulator/control';
import { tempFolder } from './temp-folder.ts';

/** The sample hall with every part real: keypads, receiver on a pty, gateway, server, box. */
export const SAMPLE_SITTING = fileURLToPath(new URL('../../../server/sample/jiangnan.json', import.meta.url));
export const WHOLE_HALL_PINS = {
  operator: '111111',
  monitor: '222222',
  screen: '333333',
  presiding: '444444',
  chiefMonitor: '555555',
  presidium: '666666',
} as const;

/** Keypads that never hear of their ballots are named, where waiting alone would only end the test. */
const NO_ANSWER_MS = 60_000;

export interface WholeHall {
  readonly url: string;
  readonly operator: OperatorClient;
  readonly simulator: SimulatorProcess;
  /** Resolves with what each press got back; rejects with what was seen where some got nothing for a minute. */
  press(presses: readonly Press[], perSecond?: number): Promise<readonly Outcome[]>;
  /** kill -9 of the server with its ballot box, and a start on the same folder and port. */
  killAndRestartServer(): Promise<void>;
  /** The server ends; one starts on a data folder of this name, with the same keys, on the same port. */
  nextSitting(data: string): Promise<void>;
  stop(): Promise<void>;
}

export interface WholeHallOptions {
  /** null: none is named, and the first run begins with a seat for each keypad. */
  readonly sitting?: string | null;
  readonly keypads?: number;
  /** A real sitting has keys of its own: the sample keys are refused. */
  readonly mode?: 'rehearsal' | 'real';
  /** The virtual keypads' page. */
  readonly http?: boolean;
  /** With a key file `device-keys.json` of keypads that were provisioned, and what they remember beside it. */
  readonly folder?: string;
}

export async function startWholeHall(options: WholeHallOptions = {}): Promise<WholeHall> {
  const { sitting = SAMPLE_SITTING, keypads = 60, mode = 'rehearsal', http = false, folder = tempFolder() } = options;
  const deviceKeys = join(folder, 'device-keys.json');
  const keys = join(folder, 'keys');
  if (mode === 'real') makeRealKeys(keys, deviceKeys);
  const simulator = await startSimulatorProcess(
    [
      '--keypads',
      String(keypads),
      '--seed',
      '7',
      '--keys',
      deviceKeys,
      '--mode',
      mode,
      '--http',
      http ? '0' : 'off',
      '--link-dir',
      join(folder, 'dev'),
    ],
    true,
  );
  const serve = async (port: string): Promise<ServerProcess> =>
    await startServerProcess(
      [
        ...['--data', join(folder, data), '--keys', keys, '--device-keys', deviceKeys],
        ...(sitting === null ? [] : ['--sitting', sitting]),
        ...['--port', port, '--mode', mode],
      ],
      WHOLE_HALL_PINS,
      true,
    );
  let data = 'data';
  let server = await serve('0');
  const gateway = startGatewayProcess(
    {
      url: server.url,
      ports: simulator.ready.ports,
      tokenFile: join(keys, 'gateway.token'),
      driver: 'line',
      baud: 921_600,
    },
    true,
  );
  const operator = await OperatorClient.signIn(server.url, WHOLE_HALL_PINS.operator);
  return {
    url: server.url,
    operator,
    simulator,
    press(presses, perSecond = 200) {
      return new Promise((resolve, reject) => {
        const waiting = new Map(presses.map(({ id, keypad }) => [id, keypad]));
        const outcomes: Outcome[] = [];
        const limit = setTimeout(() => {
          off();
          const asked = simulator.on((message) => {
            if (message.type !== 'counters') return;
            asked();
            const { links, current } = operator.view ?? {};
            const seen = { outcomes, simulator: message, links, round: current?.round };
            reject(
              new Error(`no answer to the keypads ${[...waiting.values()].join(', ')}; seen: ${JSON.stringify(seen)}`),
            );
          });
          simulator.send({ type: 'counters' });
        }, NO_ANSWER_MS);
        const off = simulator.on((message) => {
          if (message.type !== 'outcome') return;
          for (const item of message.items) if (waiting.delete(item.id)) outcomes.push(item);
          if (waiting.size) return;
          clearTimeout(limit);
          off();
          resolve(outcomes);
        });
        simulator.send({ type: 'press', presses, perSecond });
      });
    },
    async killAndRestartServer() {
      killHard(server.child);
      await gone(server.child);
      server = await serve(new URL(server.url).port);
    },
    async nextSitting(name) {
      server.child.kill('SIGTERM');
      await gone(server.child);
      data = name;
      server = await serve(new URL(server.url).port);
    },
    async stop() {
      operator.close();
      for (const child of [gateway, server.child, simulator.child]) child.kill('SIGTERM');
      await Promise.all([gateway, server.child, simulator.child].map(gone));
    },
  };
}

/** What the monitors and provisioning bring to a real sitting; the simulator draws the keys as provisioning would. */
function makeRealKeys(keys: string, deviceKeys: string): void {
  mkdirSync(keys, { mode: 0o700 });
  makeMonitorsKey(join(keys, '..', 'monitors.pem'), join(keys, 'monitors.pub'));
  if (!existsSync(deviceKeys))
    writeFileSync(deviceKeys, JSON.stringify({ provisioning: '00c0ffee', keys: {} }), { mode: 0o600 });
}
