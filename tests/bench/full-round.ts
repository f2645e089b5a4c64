import { RehearsalHall } from '@piaojue/server/cli/rehearsal-hall';
import { stopAll } from '@piaojue/server/cli/processes';
import { benchContest } from './bench-contest.ts';

export const VOTERS = 3000;
const CANDIDATES = 30;

/** A whole hall in processes, its round open and the ballots of all 3,000 keypads in the box. */
export async function withFullRound(
  folder: string,
  use: (hall: RehearsalHall, round: number) => Promise<void>,
): Promise<void> {
  const roll = { title: 'bench', all: VOTERS, present: VOTERS };
  const hall = await RehearsalHall.start(
    {
      ...{ receivers: 4, channels: 4, gateways: 1, driver: 'line', baud: 921_600 },
      ...{ faults: '', air: [], seed: 1, quiet: true },
    },
    roll,
    folder,
  );
  try {
    await hall.signIn(roll);
    const round = await hall.open(benchContest(CANDIDATES));
    const presses = Array.from({ length: VOTERS }, (_, id) => ({
      id,
      keypad: id + 1,
      marks: [1 + (id % CANDIDATES), 1 + ((id * 7 + 3) % CANDIDATES)].filter((no, i, all) => all.indexOf(no) === i),
    }));
    await hall.press(presses, 1500, () => undefined);
    await use(hall, round);
  } finally {
    hall.operator.close();
    await stopAll();
  }
}
