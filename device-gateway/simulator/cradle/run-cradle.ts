import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulatorArgs } from '../args.ts';
import type { FromSimulator, ToSimulator } from '../control.ts';
import { openEepromFile } from '../key-file.ts';
import { ptyPort } from '../port/pty-port.ts';
import { tcpPort } from '../port/tcp-port.ts';
import { seededRandom } from '../random.ts';
import { Cradle } from './cradle.ts';
import type { CradleFaults } from './cradle-faults.ts';

const STEP_MS = 5;

/** `--cradle`: keypads 1 to N come out of it provisioned, in the EEPROM file that a hall is then played with. */
export async function runCradle(
  { keypads, keys, linkDir, tcp, seed, faults }: SimulatorArgs,
  cradleFaults: CradleFaults,
  tell: (message: FromSimulator) => void,
): Promise<void> {
  await mkdir(linkDir, { recursive: true });
  const port = tcp ? await tcpPort('127.0.0.1', 0) : ptyPort(join(linkDir, 'cradle'));
  const eeproms = openEepromFile(`${keys}.eeprom`, keypads);
  let cradle: Cradle | undefined;
  await port.plug((bytes) => cradle?.take(bytes, performance.now()));
  cradle = new Cradle({
    labels: Array.from({ length: keypads }, (_, i) => i + 1),
    eepromOf: (label) => eeproms.eepromOf(label),
    faults: cradleFaults,
    random: seededRandom(seed),
    write: (bytes) => void port.write(bytes),
    now: performance.now(),
  });
  let told = false;
  const stepping = setInterval(() => {
    cradle.advance(performance.now());
    if (!cradle.done || told) return;
    told = true;
    tell({ type: 'cradleDone', faults: cradle.happened });
  }, STEP_MS);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearInterval(stepping);
    await port.unplug();
    eeproms.close();
    await rmdir(linkDir).catch(() => undefined);
    if (process.connected) process.disconnect();
    process.exit(0);
  };
  process.on('message', (message: ToSimulator) => {
    if (message.type === 'stop') void stop();
  });
  process.on('disconnect', () => void stop());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  tell({ type: 'ready', ports: [port.name], http: null, provisioning: '', faults });
  console.log(`simulator: cradle at ${port.name}, ${keypads} keypads`);
}
