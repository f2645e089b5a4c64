import { readdirSync, readFileSync } from 'node:fs';
import { mebibytes, memoryOf, togetherBytes } from '@piaojue/server/cli/process-memory';
import { stopAll } from '@piaojue/server/cli/processes';
import { RehearsalHall } from '@piaojue/server/cli/rehearsal-hall';
import { benchContest } from './bench-contest.ts';

/**
 * Memory of server and ballot box in the midst of a round of 3,000 keypads with all ballots in, an operator's console
 * attached. What both share, such as Node itself, counts once.
 */
const KEYPADS = 3000;
const CANDIDATES = 30;
const AIM_MB = 200;

export async function benchMemory(folder: string): Promise<void> {
  const hall = await RehearsalHall.start(
    {
      receivers: 4,
      channels: 4,
      gateways: 1,
      driver: 'line',
      baud: 921_600,
      faults: '',
      air: [],
      seed: 1,
      quiet: true,
    },
    { title: 'bench', all: KEYPADS, present: KEYPADS },
    folder,
  );
  try {
    const said = (when: string): number => sayMemory(when, hall.serverPid);
    said('server started');
    await hall.signIn({ title: 'bench', all: KEYPADS, present: KEYPADS });
    said('all signed in');
    const round = await hall.open(benchContest(CANDIDATES));
    said('round open');
    const presses = Array.from({ length: KEYPADS }, (_, id) => ({
      id,
      keypad: id + 1,
      marks: [1 + (id % CANDIDATES)],
    }));
    await hall.press(presses, 1500, () => undefined);
    const all = sayMemory(`all ${KEYPADS} ballots in`, hall.serverPid);
    console.log(`${(all / AIM_MB).toFixed(2).padStart(12)}      server and box : ${AIM_MB} MB (aim ≤ 1)`);
    await hall.close(round);
    said('round closed');
  } finally {
    hall.operator.close();
    await stopAll();
  }
}

/** Server, and the box that is its child. Returns both together, MB. */
function sayMemory(when: string, server: number): number {
  const parts = [server, ...childrenOf(server)].map(memoryOf).filter((memory) => memory !== null);
  const together = mebibytes(togetherBytes(parts));
  const [ours = 0, box] = parts.map(({ own }) => mebibytes(own));
  const rest = mebibytes(Math.max(0, ...parts.map(({ shared }) => shared)));
  console.log(
    `${String(together).padStart(9)} MB   ${when}: server ${ours} MB${box === undefined ? '' : `, box ${box} MB`}, Node itself and other shared pages ${rest} MB`,
  );
  return together;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
