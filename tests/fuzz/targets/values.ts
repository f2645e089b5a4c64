import { readFileSync } from 'node:fs';
import { parseFaults } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { parseSimulatorArgs } from '@piaojue/device-gateway/simulator/args';
import { parseGatewayArgs } from '@piaojue/device-gateway/args';
import { parsePort } from '@piaojue/device-gateway/transport/port-address';
import { parseServeArgs } from '@piaojue/server/cli/serve';
import { parseImportArgs } from '@piaojue/server/cli/import';
import { parseAbortArgs } from '@piaojue/server/cli/abort-round';
import { readPlan } from '@piaojue/server/cli/rehearse-plan';
import { readEndurePlan } from '@piaojue/server/cli/endure-plan';
import { checkContest } from '@piaojue/server/rules/contest-check';
import { rulesInWords } from '@piaojue/server/rules/rules-in-words';
import { checkSittingFile, seatRows } from '@piaojue/server/sitting/sitting-file';
import { tallySpec } from '@piaojue/server/tally/spec';
import { createTally } from '@piaojue/server/tally/core';
import { decide } from '@piaojue/server/rules/decide';
import { freeze } from '@piaojue/server/rounds/freeze';
import { testSeats } from '@piaojue/server/store/test-rows';
import { damaged, type Json, mutateJson, pick, size } from '../mutate.ts';
import { hold, opened, type Suspect, type Target } from '../target.ts';

/** Files that are JSON, and what is typed at a prompt. */
const sample = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../../server/sample/${name}`, import.meta.url), 'utf8')) as Json;
const SITTING = sample('jiangnan.json');
const DAY = sample('jiangnan-day.json');

/** Small enough to be changed often. */
function few(sitting: Json): Json {
  const file = sitting as { readonly seats: readonly Json[] };
  return { ...file, seats: file.seats.slice(0, 6) };
}
const SITTINGS = [few(SITTING), few(DAY)];
const CONTESTS = SITTINGS.flatMap((sitting) => {
  const { contests = [], agenda = [] } = sitting as {
    contests?: readonly Json[];
    agenda?: readonly { contest?: Json }[];
  };
  return [...contests, ...agenda.flatMap(({ contest }) => (contest === undefined ? [] : [contest]))];
});

interface JsonTarget {
  readonly name: string;
  readonly about: string;
  readonly share: number;
  readonly seeds: readonly Json[];
  readonly run: (value: Json) => boolean;
}
const jsonTarget = ({ seeds, run, ...rest }: JsonTarget): Target<Json> => ({
  ...rest,
  make: (random) => damaged(random, pick(random, seeds)),
  mutate: mutateJson,
  run: (input) => (run(input) ? 'taken' : 'refused'),
  show: (input) => JSON.stringify(input),
});

/** What each fault of a file says. */
const saysIt = (faults: readonly { code: string; path: string; expected: string; got: string }[]): void =>
  hold(
    faults.length > 0 &&
      faults.every(({ code, path, expected, got }) =>
        [code, path, expected, got].every((text) => typeof text === 'string'),
      ),
    'faults that say what was expected and what came',
    () => faults,
  );

const contestTarget = (check: typeof checkContest = checkContest): Target<Json> =>
  jsonTarget({
    name: 'contest',
    about: 'contest files: no exception; whatever is taken can be put in words, frozen, counted and decided',
    share: 700,
    seeds: CONTESTS,
    run(value) {
      const checked = check(value);
      if (!checked.ok) {
        saysIt(checked.error);
        return false;
      }
      const contest = checked.value;
      rulesInWords(contest, 'zh-CN');
      freeze({ id: 1, parent: null, turn: 1, contest, method: 'keypads' }, testSeats(5));
      const tally = createTally(tallySpec(contest, 5));
      decide(contest, { all: 5, present: 5, issued: 5 }, tally.totals());
      return true;
    },
  });

const sittingTarget = (check: typeof checkSittingFile = checkSittingFile): Target<Json> =>
  jsonTarget({
    name: 'sitting',
    about: 'sitting files with their rolls, agendas and contests: no exception, every keypad once',
    share: 400,
    seeds: SITTINGS,
    run(value) {
      const checked = check(value);
      if (!checked.ok) {
        saysIt(checked.error);
        return false;
      }
      const keypads = seatRows(checked.value.seats).map(({ keypad }) => keypad);
      hold(new Set(keypads).size === keypads.length, 'each keypad once', () => keypads);
      return true;
    },
  });

const WORDS = [
  '--port',
  '--server',
  '--data',
  '--keys',
  '--sitting',
  '--mode',
  'real',
  '--drain',
  '--keypads',
  '--seed',
  '--faults',
  '--contest',
  '--deck',
  '--host',
  '--baud',
  '--list',
  '--json',
  '--minutes',
  '--round',
  '--reason',
  '--help',
  '--tls',
  '--hosts',
  '--driver',
  '--air',
  '--name',
  '--token',
  '--device-keys',
  '--http',
];
const VALUES = [
  '0',
  '1',
  '-1',
  '65536',
  '1e9',
  'NaN',
  '',
  'tcp://127.0.0.1:7000',
  'tcp://',
  'tcp://[::1]:99999',
  '/dev/ttyUSB0',
  'http://127.0.0.1:1',
  'not a url',
  '::',
  'drop=0.1,split=0.2',
  'drop=1',
  'unplug=3,unplug=3',
  '=',
  'a=b=c',
  '__proto__=1',
  'constructor=1',
  '\u0000',
  '票',
];

/** A program's line, of all programs. */
const argsTarget = (faults: typeof parseFaults = parseFaults): Target<string[]> => ({
  name: 'args',
  about:
    'command lines of all programs and the specification of faults: no exception; a refusal says what was expected',
  share: 700,
  make(random) {
    const most = 1 + size(random, 8);
    return Array.from({ length: most }, () => pick(random, random.chance(0.5) ? WORDS : VALUES));
  },
  run(argv) {
    const spec = argv.join(',').replaceAll('--', '');
    const parsed = [
      parseServeArgs(argv),
      parseImportArgs(argv),
      parseAbortArgs(argv),
      readPlan(argv),
      readEndurePlan(argv),
      parseGatewayArgs(argv, {}),
      parseSimulatorArgs(argv, 1),
      parsePort(argv[0] ?? ''),
      faults(spec),
      faults(argv[0] ?? ''),
    ];
    for (const each of parsed)
      if (!each.ok)
        hold(typeof each.error === 'string' && each.error.length > 5, 'a refusal in words', () => each.error);
    for (const each of parsed.slice(-2))
      if (each.ok) {
        const shares = Object.values(each.value as Readonly<Record<string, number>>);
        hold(
          shares.every((share) => share >= 0 && share <= 100),
          'shares and counts from 0 to 100',
          () => each.value,
        );
      }
    const taken = parsed.filter(({ ok }) => ok).length;
    return { taken, refused: parsed.length - taken };
  },
  show: (argv) => JSON.stringify(argv),
});

export const values: readonly Suspect[] = [
  {
    name: 'contest',
    open: opened(() => contestTarget()),
    plants: {
      'limits that are not compared with the candidates': opened(() =>
        contestTarget((value) => {
          const checked = checkContest(value);
          const only = !checked.ok && checked.error.every(({ path }) => path.startsWith('/candidates'));
          return only ? { ok: true, value: value as never } : checked;
        }),
      ),
    },
  },
  {
    name: 'sitting',
    open: opened(() => sittingTarget()),
    plants: {
      'a keypad that two seats have': opened(() =>
        sittingTarget((value) => {
          const checked = checkSittingFile(value);
          const only = !checked.ok && checked.error.every(({ code }) => code === 'duplicate-keypad');
          return only ? { ok: true, value: value as never } : checked;
        }),
      ),
    },
  },
  {
    name: 'args',
    open: opened(() => argsTarget()),
    plants: {
      'a share that is not bounded': opened(() =>
        argsTarget((text) => {
          const spec = parseFaults(text);
          return spec.ok || text !== 'drop=1' ? spec : { ok: true, value: { drop: -1 } as never };
        }),
      ),
    },
  },
];
