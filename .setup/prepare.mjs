// Makes a fresh clone ready, on a machine that has only Node and npm: installs packages (they bring their own Node 24),
// builds the pages, and for the tests finds or installs a browser. Plain JavaScript, for the machine's own Node (≥ 18).
//
//   node .setup/prepare.mjs start   packages and pages
//   node .setup/prepare.mjs test    packages, pages, a browser and the tools of the fault tests
//   node .setup/prepare.mjs run     packages only, silent when there is nothing to do
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const goal = process.argv[2] ?? 'run';
const bin = join(root, 'node_modules', '.bin');
const say = (text) => console.error(`[setup] ${text}`);
const fingerprint = (...texts) => createHash('sha256').update(texts.join('\n')).digest('hex');
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Runs a step, tells every ten seconds that it still goes on, and stops all if it fails. */
async function step(what, command, args, env = {}) {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  say(`${what} …`);
  const tick = setInterval(() => say(`${what} … ${seconds()} s`), 10_000);
  const output = [];
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (data) => output.push(data));
  child.stderr.on('data', (data) => output.push(data));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output.push(Buffer.from(String(error)));
      resolve(1);
    });
    child.on('close', resolve);
  });
  clearInterval(tick);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output.map((data) => Buffer.from(data))));
    say(`${what}: failed (${command} ${args.join(' ')})`);
    process.exit(1);
  }
  say(`${what}: done in ${seconds()} s`);
}

async function packages() {
  const stamp = join(root, 'node_modules', '.piaojue-installed');
  const wanted = fingerprint(
    read(join(root, 'package-lock.json')),
    read(join(root, 'package.json')),
    process.platform,
    process.arch,
  );
  if (read(stamp) === wanted && existsSync(join(bin, 'node'))) return;
  await step('installing packages (npm ci)', 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  const version = execFileSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).trim();
  if (Number(version.slice(1).split('.')[0]) < 24) {
    say(`expected Node 24 in node_modules, found ${version}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
  say(`runs on its own Node ${version}`);
}

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

async function pages() {
  const built = join(root, 'display', 'dist', 'screen.html');
  const changed = Math.max(newest(join(root, 'display')), newest(join(root, 'server', 'contract')));
  if (existsSync(built) && statSync(built).mtimeMs > changed) return;
  await step('building the pages', 'npm', ['run', '--silent', 'build', '--workspace', 'display'], {
    PATH: `${bin}:${process.env.PATH}`,
  });
}

// As `browserPlaces` of server/src/report/pdf.ts has them, which the Node that runs this may be too old to read.
const BROWSERS = [
  process.env.PIAOJUE_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const isRoot = process.getuid?.() === 0;
const apt = (args) => (isRoot ? ['apt-get', args] : ['sudo', ['-n', 'apt-get', ...args]]);
let listsAreFresh = false;

async function install(what, packages) {
  if (!listsAreFresh) await step('apt-get update', ...apt(['update', '-qq']));
  listsAreFresh = true;
  await step(`apt-get install ${what}`, ...apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]), {
    DEBIAN_FRONTEND: 'noninteractive',
  });
}

async function browser() {
  if (BROWSERS.some((path) => path && existsSync(path))) return;
  if (!existsSync('/usr/bin/apt-get')) {
    say('no Chromium or Chrome was found: install one, or name it in PIAOJUE_BROWSER');
    process.exit(1);
  }
  say('the browser tests need Chromium, which is not installed');
  await install('chromium', ['chromium']);
}

/** What fault tests and the second verifier run; where there is no apt the tests that need one say that they are skipped. */
async function tools() {
  const missing = ['strace', 'python3', 'openssl'].filter((tool) => spawnSync(tool, ['--version']).error);
  if (!missing.length) return;
  if (!existsSync('/usr/bin/apt-get')) return say(`not found, some tests will be skipped: ${missing.join(', ')}`);
  await install(missing.join(', '), missing);
}

if (Number(process.versions.node.split('.')[0]) < 18) {
  say(`expected Node 18 or newer to install with, this is ${process.versions.node}`);
  process.exit(1);
}
if (spawnSync('npm', ['--version']).error) {
  say('npm was not found: install Node with npm');
  process.exit(1);
}
await packages();
if (goal === 'start' || goal === 'test') await pages();
if (goal === 'test') {
  await browser();
  await tools();
}
