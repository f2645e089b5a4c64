import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answeringServer } from './answering-server.ts';
import { processorMs } from './figures.ts';
import { fullLines } from './full-lines.ts';
import { bytesPerSecond, linesPerSecond } from './wire.ts';

/**
 * What a gateway costs while its lines are full: processor time of its process, user and system, for ballots up and a
 * receipt for each of them down. The baseline reads the same bytes from the same port with serialport and throws them away.
 */
const BAUD = 921_600;
const WARM_UP_MS = 3000;
const MEASURED_MS = 10_000;
const AIM = 0.25;
const TOKEN = 'bench';

export async function benchGateway(folder: string): Promise<void> {
  const reader = await processorShare(folder, 1, (ports) =>
    fork(fileURLToPath(new URL('read-port.ts', import.meta.url)), [...ports, String(BAUD)]),
  );
  sayShare(
    'a reader that throws the bytes away, one full line (baseline)',
    reader.share,
    `${bytesPerSecond(BAUD)} bytes/s`,
  );
  const gateway = fileURLToPath(import.meta.resolve('@piaojue/device-gateway/main'));
  for (const lines of [1, 4]) {
    const { share, perSecond } = await processorShare(folder, lines, (ports, url) =>
      fork(gateway, [...ports.flatMap((port) => ['--port', port]), '--server', url, '--baud', String(BAUD)], {
        env: { ...process.env, PIAOJUE_GATEWAY_TOKEN: TOKEN },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      }),
    );
    const most = linesPerSecond('ballot', BAUD) * lines;
    sayShare(
      `the gateway, ${lines} full line${lines > 1 ? 's' : ''}${lines === 1 ? ` (aim ≤ ${100 * AIM} %)` : ''}`,
      share,
      `${Math.round(perSecond)} of ${most} ballots/s, each with its receipt`,
    );
  }
}

const sayShare = (what: string, share: number, at: string): void =>
  console.log(`${(100 * share).toFixed(1).padStart(10)} %   of a core: ${what}, ${at}`);

/** Starts the process, lets it run warm, and takes its processor time over the measured one. */
async function processorShare(
  folder: string,
  count: number,
  start: (ports: readonly string[], url: string) => ChildProcess,
): Promise<{ share: number; perSecond: number }> {
  const lines = await fullLines(count, BAUD, folder);
  const server = await answeringServer(TOKEN);
  const child = start(lines.ports, server.url);
  try {
    await sleep(WARM_UP_MS);
    const before = { at: performance.now(), cpu: processorMs(child.pid ?? 0), ballots: server.ballots() };
    await sleep(MEASURED_MS);
    const ms = performance.now() - before.at;
    return {
      share: (processorMs(child.pid ?? 0) - before.cpu) / ms,
      perSecond: ((server.ballots() - before.ballots) * 1000) / ms,
    };
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await server.stop();
    await lines.stop();
  }
}
