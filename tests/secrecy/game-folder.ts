import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In memory where there is such a folder: a round has some twenty syncs, and the game plays many. */
export const gameFolder = (): string =>
  join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `piaojue-game-${process.pid}`);
