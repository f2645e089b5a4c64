/**
 * Who may import whom (README, "Where things are"). Checked with dependency-cruiser; the check proves that it has read
 * the files, because a cruiser that understands nothing is green as well.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type IForbiddenRuleType, type ICruiseResult } from 'dependency-cruiser';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const TEST = '\\.test\\.tsx?$|/test-[^/]+\\.tsx?$|-contract\\.ts$';

/** `comment` says what to do about a hit. */
export const RULES: IForbiddenRuleType[] = [
  {
    name: 'protocol-imports-nothing',
    comment:
      'The wire stands alone, so that it can be read and rewritten alone. Move what you need into firmware-protocol, or the code that needs it out.',
    severity: 'error',
    from: { path: '^firmware-protocol/src', pathNot: TEST },
    to: { pathNot: '^firmware-protocol/|^(node:)?crypto$' },
  },
  {
    name: 'only-seal-knows-crypto',
    comment:
      'Everything but seal/ must run in a browser and on paper. Put what needs node:crypto into firmware-protocol/src/seal.',
    severity: 'error',
    from: { path: '^firmware-protocol/src', pathNot: `^firmware-protocol/src/seal/|${TEST}` },
    to: { path: '^firmware-protocol/src/seal/|^(node:)?crypto$' },
  },
  {
    name: 'gateway-opens-nothing',
    comment: 'The gateway relays sealed ballots unread: no key, no opening. Only the simulator beside it seals.',
    severity: 'error',
    from: { path: '^device-gateway/src', pathNot: TEST },
    to: {
      path: '^firmware-protocol/(src/seal|key-file)/|^device-gateway/(simulator|conform|provision)/|^server/src/|^display/',
    },
  },
  {
    name: 'conform-is-a-host',
    comment:
      'The conformance kit tests any receiver over its line: it knows the wire, its keys and the ports, not the simulator and not the system.',
    severity: 'error',
    from: { path: '^device-gateway/conform', pathNot: TEST },
    to: { path: '^device-gateway/simulator/|^server/src/|^display/' },
  },
  {
    name: 'provisioning-stands-alone',
    comment:
      'What writes keys into keypads knows ports, lines and the wire, and nobody else: no relay, no simulator, no server.',
    severity: 'error',
    from: { path: '^device-gateway/provision', pathNot: TEST },
    to: {
      path: '^device-gateway/src/(?!transport/|line/|clock\\.ts)|^device-gateway/(simulator|conform)/|^server/|^display/',
    },
  },
  {
    name: 'simulator-stays-outside',
    comment: 'The simulator speaks to the system through its serial line only.',
    severity: 'error',
    from: { path: '^device-gateway/simulator', pathNot: TEST },
    to: { path: '^server/src/|^display/' },
  },
  {
    name: 'contract-is-schemas',
    comment: 'The contract is read by everybody, so it reads nobody: schemas and types only.',
    severity: 'error',
    from: { path: '^server/contract' },
    to: { pathNot: '^server/contract/|node_modules/typebox' },
  },
  {
    name: 'server-knows-no-gateway',
    comment:
      'The server knows the wire and the contract, not the gateway; only the command line starts the other programs.',
    severity: 'error',
    from: { path: '^server/src', pathNot: `^server/src/cli/|${TEST}` },
    to: { path: '^device-gateway/|^display/|^tests/' },
  },
  {
    name: 'verifier-stands-alone',
    comment:
      'What judges a result must not share a line with what made it: server/verify imports node and nothing else of this program.',
    severity: 'error',
    from: { path: '^server/verify', pathNot: TEST },
    to: { pathNot: '^server/verify/|^(node:)?(crypto|fs|path|util)$' },
  },
  {
    name: 'pure-core',
    comment:
      'Rules, tally, agenda and the checks of imported tables have no clock, chance, timer or I/O. Take it in as a value.',
    severity: 'error',
    from: {
      path: '^server/src/(rules|tally)/|^server/src/rounds/machine\\.ts|^server/src/sitting/(picture|next-step|result-view|agenda|agenda-check)\\.ts|^server/src/import/(?!ask-table|read-table|write-xlsx|templates|zip-entries)',
      pathNot: TEST,
    },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?util$' },
  },
  {
    name: 'only-the-box-opens',
    comment: 'Only the box process opens ballots; nothing else may even import the function.',
    severity: 'error',
    from: { path: '^server/src', pathNot: `^server/src/box/|${TEST}` },
    to: { path: '^server/src/box/(intake|ballot-box|main)\\.ts' },
  },
  {
    name: 'device-keys-in-their-own-processes',
    comment:
      'The server has the network and never sees a device key: ask a child process for what is derived from them (ask-child.ts).',
    severity: 'error',
    from: { path: '^server/src', pathNot: `^server/src/box/|^server/src/roll/(advance|derive)-main\\.ts|${TEST}` },
    to: {
      path: '^firmware-protocol/key-file/key-file\\.ts|^server/src/roll/(advance|derive)-main\\.ts',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'one-sqlite',
    comment: 'The vendor library stands in one file; ask a store interface instead.',
    severity: 'error',
    from: { path: '^server/src', pathNot: `^server/src/store/sqlite-file\\.ts|${TEST}` },
    to: { path: 'node_modules/better-sqlite3' },
  },
  {
    name: 'one-spreadsheet-library',
    comment: 'Whoever needs a table asks readTable or writeXlsx: the vendor libraries stand in one file each.',
    severity: 'error',
    from: { path: '^server/src', pathNot: `^server/src/import/(xlsx-table|write-xlsx)\\.ts|${TEST}` },
    to: { path: 'node_modules/(read|write)-excel-file' },
  },
  {
    name: 'display-knows-the-contract',
    comment: 'A page is a function of the snapshot: it imports the contract and its own libraries.',
    severity: 'error',
    from: { path: '^display/src' },
    to: { path: '^server/src/|^device-gateway/|^firmware-protocol/|^tests/' },
  },
  {
    name: 'hall-screen-without-components',
    comment: 'The hall screen is CSS and hand-written motion: no component, motion or chart library.',
    severity: 'error',
    from: { path: '^display/src/screen' },
    to: { path: 'node_modules/@mantine|^display/src/console' },
  },
  {
    name: 'no-circles',
    comment: 'Two files that need each other are one concept or three.',
    severity: 'error',
    from: { pathNot: TEST },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'tests-stay-outside',
    comment: 'Product code never imports tests or their fixtures.',
    severity: 'error',
    from: { path: '^(firmware-protocol|device-gateway|server|display)/', pathNot: TEST },
    to: { path: '^tests/|\\.test\\.tsx?$' },
  },
];

const FOLDERS = ['firmware-protocol', 'device-gateway', 'server', 'display'];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|\/dist\/|\/\./.test(path));
}

export async function checkImports(
  rules: IForbiddenRuleType[] = RULES,
  folders: string[] = FOLDERS,
): Promise<ICruiseResult> {
  const result = await cruise(folders, {
    baseDir: root,
    ruleSet: { forbidden: rules },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|/\\.try/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  });
  if (typeof result.output === 'string') throw new Error('expected a cruise result, got a text');
  return result.output;
}

if (import.meta.main) {
  const { summary, modules } = await checkImports();
  const read = modules.filter(({ source }) => FOLDERS.some((folder) => source.startsWith(folder)));
  const expected = FOLDERS.flatMap(sources).length;
  const edges = read.reduce((sum, { dependencies }) => sum + dependencies.length, 0);
  for (const { rule, from, to } of summary.violations)
    console.error(`${rule.name}: ${from} → ${to}\n  ${RULES.find(({ name }) => name === rule.name)?.comment}`);
  const unresolved = read.flatMap(({ source, dependencies }) =>
    dependencies.filter(({ couldNotResolve }) => couldNotResolve).map(({ module }) => `${source} → ${module}`),
  );
  for (const each of unresolved) console.error(`not resolved: ${each}`);
  console.log(
    `imports: ${read.length} of ${expected} files read, ${edges} imports, ${RULES.length} rules, ${summary.violations.length} violations`,
  );
  if (read.length < expected * 0.95 || edges < read.length) {
    console.error('the check has not read the files it should check');
    process.exit(1);
  }
  process.exit(summary.violations.length || unresolved.length ? 1 : 0);
}
