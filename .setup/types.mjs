// Both type checks at once: each keeps one core busy.
import { spawn } from 'node:child_process';

const codes = await Promise.all(
  ['tsconfig.json', 'display/tsconfig.json'].map(
    (project) =>
      new Promise((resolve) => {
        const child = spawn('tsc', ['-p', project], { stdio: 'inherit', shell: process.platform === 'win32' });
        child.on('error', () => resolve(1));
        child.on('close', resolve);
      }),
  ),
);
process.exit(codes.every((code) => code === 0) ? 0 : 1);
