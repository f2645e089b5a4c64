import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A child of this program that holds device keys or ballots: no core file (it would hold them too), no debugger by signal,
 * nothing readable for others. It talks by messages; `name` is what stands in the list of processes before Node is there.
 */
export function startQuietly(name: string, nodeArgs: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const node = [process.execPath, '--disable-sigusr1', '--disable-warning=ExperimentalWarning', ...nodeArgs];
  return spawn('/bin/sh', ['-c', 'ulimit -c 0; umask 077; exec "$@"', name, ...node], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    env,
  });
}
