/** Loaded into the server before its own code: see README.md. */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Arm, FAULTS_VARIABLE } from './disk-faults.ts';

const BOX_DISK = fileURLToPath(new URL('box-disk.ts', import.meta.url));
const { spawn } = childProcess;

/** The box process drops NODE_OPTIONS, as it should: what is to be loaded into it goes before its own entry. */
const withBoxDisk = (args: readonly string[]): string[] =>
  args.flatMap((arg) => (arg.endsWith('/box/main.ts') ? ['--import', BOX_DISK, arg] : [arg]));

if (process.env[FAULTS_VARIABLE]) {
  childProcess.spawn = ((command: string, args: readonly string[], ...rest: never[]) =>
    spawn(command, args.includes('piaojue-box') ? withBoxDisk(args) : args, ...rest)) as typeof spawn;
  syncBuiltinESMExports();
}

// Points of the server are read from its environment as it comes by them; a box process inherits what stands there when
// it is started.
process.on('message', (message: Arm) => {
  if (message.type !== 'test:arm') return;
  if (message.crashAt === null) delete process.env['PIAOJUE_CRASH_AT'];
  else process.env['PIAOJUE_CRASH_AT'] = message.crashAt;
  process.send?.({ type: 'test:armed' });
});
process.channel?.unref();
