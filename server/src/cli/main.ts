#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkNode } from './host-checks.ts';

const USAGE = `piaojue COMMAND

  hall      a whole hall on this machine: server, gateway, simulated receiver and keypads, screens (npm start)
  serve     the server: rounds, ballot box, pages
  provision writes keypads in a cradle, each with a key of its own: --port PATH-or-tcp://… --keys FILE; --bar N
  gateway   finds receivers and relays their sealed ballots: --port auto|PATH|tcp://… --driver line --server URL
  conform   puts a receiver through the rules of the wire: --port PATH-or-tcp://… [--keys FILE]
  rehearse  plays a deck of ballots through the real serial path: --contest C.json --deck D.csv [--json]
  endure    round after round under all faults, every receipt accounted for: --ballots 1000000 [--seed S] [--json]
  publish   public pages (公示) as static files: --out DIR [--data DIR …] [--projects FILE] [--rehearsal]
  backup    a sitting as one file: --data DIR --out FILE
  restore   a sitting from it, under a new session: FILE --data DIR
  report    the report of a result (票决结果报告单) or its table: --data DIR --round N --out FILE.html|.pdf|.xlsx|.csv
  cvr       cast vote records (NIST SP 1500-103) for the monitors, sealed to them: BUNDLE --monitors-key PEM --out FILE
  abort-round aborts a round whose box stops the server's start: --data DIR --round N --reason TEXT [--yes]
  import    checks a table before it is imported: check FILE --as roll|candidates|agenda [--lang en] [--json]
  record    the hash-chained record of a sitting as a file: --data DIR --out FILE
  verify    judges a signed result: verify BUNDLE [--signer HEX] [--monitors-key PEM] [--lang en] [--json]
  count     counts cases with the pure core: --cases cases.json
  rules     prints the rules of a contest in words: --contest C.json [--lang zh-CN|en]
  monitors-key  makes the monitors' key: --private FILE --public FILE
  install-service  server and gateway as services of the system, with a udev rule: [--dry-run] [--enable] [--remove]`;

// DEBUG=* makes socket.io print every packet, sealed ballots too. It reads the variable when it is loaded, so this comes
// before any command is; children inherit the cleaned environment.
delete process.env['DEBUG'];
checkNode();
const [command, ...args] = process.argv.slice(2);

/** The gateway is a program of its own: it must not share a process with anything that holds keys. So is what tests receivers. */
function runProgram(program: 'main' | 'conform' | 'provision'): Promise<number> {
  const entry = fileURLToPath(import.meta.resolve(`@piaojue/device-gateway/${program}`));
  const child = spawn(process.execPath, [entry, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function run(): Promise<number> {
  switch (command) {
    case 'serve':
      return await (await import('./serve.ts')).serve(args);
    case 'gateway':
      return await runProgram('main');
    case 'provision':
      return await runProgram('provision');
    case 'conform':
      return await runProgram('conform');
    case 'hall':
      return await (await import('./hall.ts')).hall(args);
    case 'rehearse':
      return await (await import('./rehearse.ts')).rehearse(args);
    case 'endure':
      return await (await import('./endure.ts')).endure(args);
    case 'publish':
      return (await import('./publish.ts')).publishCommand(args);
    case 'backup':
      return (await import('./backup.ts')).backup(args);
    case 'restore':
      return (await import('./backup.ts')).restore(args);
    case 'report':
      return await (await import('./report.ts')).reportCommand(args);
    case 'cvr':
      return (await import('./cvr.ts')).cvrCommand(args);
    case 'abort-round':
      return await (await import('./abort-round.ts')).abortRound(args);
    case 'import':
      return await (await import('./import.ts')).importCommand(args);
    case 'record':
      return (await import('./record.ts')).recordCommand(args);
    case 'verify':
      return (await import('../../verify/main.ts')).verifyCommand(args);
    case 'count':
      return (await import('./count.ts')).count(args);
    case 'rules':
      return (await import('./rules.ts')).rules(args);
    case 'monitors-key':
      return (await import('./monitors-key.ts')).monitorsKey(args);
    case 'install-service':
      return (await import('../../packaging/install-service.ts')).installService(args);
    default:
      console.error(USAGE);
      return command === undefined || command === 'help' || command === '--help' ? 0 : 2;
  }
}

process.exit(await run());
