// Loaded into a server before its own code (`node --import`): with each ballot box that is started something is left behind.
// PIAOJUE_PLANTED_LEAK: handle, memory, file, child, timer, or several with commas.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const left = [];
const { spawn } = childProcess;
const data = process.argv[process.argv.indexOf('--data') + 1];
const LEAVE = {
  handle: () => fs.openSync('/dev/null'),
  // Written to, or the system would not give it.
  memory: () => Buffer.alloc(2 ** 20, 1),
  file: () => fs.writeFileSync(join(data, `left-${left.length}`), ''),
  child: () => spawn('sleep', ['3600'], { stdio: 'ignore' }),
  // Long enough that each wakes the process up by itself: those that are due together share one wake-up.
  timer: () => setInterval(() => undefined, 1000),
};
const kinds = (process.env.PIAOJUE_PLANTED_LEAK ?? '').split(',').filter((kind) => kind in LEAVE);
if (process.argv.includes('serve') && kinds.length) {
  childProcess.spawn = (...args) => {
    if (args[1]?.includes('piaojue-box')) for (const kind of kinds) left.push(LEAVE[kind]());
    return spawn(...args);
  };
  syncBuiltinESMExports();
}
