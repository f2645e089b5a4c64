import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FINGERPRINTS } from '@piaojue/device-gateway/finder/fingerprints';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installStep, removeStep, sealed } from './install-plan.ts';
import { installService, parseInstallArgs } from './install-service.ts';
import { GATEWAY_UNIT, quoted, SERVER_UNIT, serviceFiles, type ServiceOptions } from './service-files.ts';

const OPTIONS: ServiceOptions = {
  user: 'piaojue',
  data: '/var/lib/piaojue',
  mode: 'real',
  host: '127.0.0.1',
  port: 8600,
  roundKey: null,
  program: '/opt/piaojue',
  node: '/opt/piaojue/node',
};
const textOf = (name: string, options: Partial<ServiceOptions> = {}): string =>
  serviceFiles({ ...OPTIONS, ...options }, FINGERPRINTS).find(({ path }) => path.endsWith(name))?.text ?? '';

let prefix: string;
let said: string[];
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'piaojue-install-'));
  said = [];
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(prefix, { recursive: true });
});

const unitAt = (name: string): string => join(prefix, 'etc/systemd/system', name);
const install = (...args: string[]): number => installService(['--prefix', prefix, ...args]);
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
const FILES = ['60-piaojue-receiver.rules', GATEWAY_UNIT, SERVER_UNIT].toSorted();

describe('install-service', () => {
  it('writes beneath the prefix alone; once more changes nothing; taken away again nothing of it is left', () => {
    expect(install()).toBe(0);
    expect(filesIn(prefix)).toEqual(FILES);
    expect(statSync(join(prefix, 'var/lib/piaojue')).mode & 0o777).toBe(0o700);
    const before = FILES.map(
      (name) => statSync(name.endsWith('.rules') ? join(prefix, 'etc/udev/rules.d', name) : unitAt(name)).mtimeMs,
    );
    expect(install()).toBe(0);
    expect(said.filter((line) => line.includes('it is so already')).length).toBe(3);
    expect(
      FILES.map(
        (name) => statSync(name.endsWith('.rules') ? join(prefix, 'etc/udev/rules.d', name) : unitAt(name)).mtimeMs,
      ),
    ).toEqual(before);
    expect(said.join('\n')).not.toMatch(/^run /m);
    expect(install('--remove')).toBe(0);
    expect(filesIn(prefix)).toEqual([]);
    expect(existsSync(join(prefix, 'var/lib/piaojue'))).toBe(true);
  });

  it('a file that somebody changed is his, at an update and at a removal, unless --force says otherwise', () => {
    install();
    appendFileSync(unitAt(SERVER_UNIT), 'MemoryMax=2G\n');
    expect(install('--port', '9000')).toBe(1);
    expect(readFileSync(unitAt(SERVER_UNIT), 'utf8')).toMatch(/"8600"[^]*MemoryMax=2G\n$/);
    // The one that nobody touched is brought up to date.
    expect(readFileSync(unitAt(GATEWAY_UNIT), 'utf8')).toContain('http://127.0.0.1:9000');
    expect(install('--remove')).toBe(1);
    expect(filesIn(prefix)).toEqual([SERVER_UNIT]);
    expect(install('--port', '9000', '--force')).toBe(0);
    expect(readFileSync(unitAt(SERVER_UNIT), 'utf8')).not.toContain('MemoryMax');
  });

  it('--dry-run prints all of it and changes nothing', () => {
    expect(install('--dry-run')).toBe(0);
    expect(filesIn(prefix)).toEqual([]);
    expect(said.join('\n')).toContain('    ExecStart=');
    expect(installService(['--dry-run'])).toBe(0);
    expect(said.join('\n')).toContain('would run systemctl daemon-reload');
  });

  it.each([
    [['--user', 'root'], /--user: expected/],
    [['--user', 'x y'], /--user: expected/],
    [['--data', 'relative'], /--data: expected an absolute path/],
    [['--data', '/a b'], /--data: expected/],
    [['--data', '/a/../b'], /--data: expected/],
    [['--round-key', '/media/x"'], /--round-key: expected/],
    [['--mode', 'play'], /--mode: expected/],
    [['--port', '0'], /--port: expected/],
    [['--host', 'a b'], /--host: expected/],
    [['--frobnicate'], /frobnicate/],
  ])('%j is refused with what was expected and what came', (args, words) => {
    const asked = parseInstallArgs(args);
    expect(!asked.ok && asked.error).toMatch(words);
  });

  it('each step by what stands there', () => {
    const file = { path: '/x', text: 'new\n' };
    const doOf = (standing: string | null, force = false) => installStep(file, standing, force).do;
    expect([
      doOf(null),
      doOf(sealed('new\n')),
      doOf(sealed('old\n')),
      doOf('by hand\n'),
      doOf('by hand\n', true),
    ]).toEqual(['write', 'leave', 'update', 'leave', 'update']);
    expect(doOf(`${sealed('old\n')}more\n`)).toBe('leave');
    expect(removeStep(file, sealed('any\n'), false).do).toBe('remove');
    expect(removeStep(file, 'by hand\n', false).do).toBe('leave');
  });
});

describe('units', () => {
  it('keys stay with the server: the gateway runs as nobody in particular and is handed its token alone', () => {
    const gateway = textOf(GATEWAY_UNIT);
    expect(gateway).toContain('DynamicUser=yes');
    expect(gateway).toContain('LoadCredential=gateway.token:/var/lib/piaojue/keys/gateway.token');
    expect(gateway).toContain('--token-file %d/gateway.token');
    expect(gateway).not.toContain('User=piaojue');
    expect(gateway).toMatch(/DevicePolicy=closed\nDeviceAllow=char-ttyUSB rw\nDeviceAllow=char-ttyACM rw/);
  });

  it('new PINs go into no journal, cores nowhere, and the round key to memory', () => {
    const server = textOf(SERVER_UNIT);
    expect(server).toContain('StandardOutput=append:/var/lib/piaojue/printed-once.txt');
    expect(server).toContain('LimitCORE=0');
    expect(server).not.toContain('--round-key');
    expect(server).toContain('PrivateDevices=yes');
  });

  it('a medium for the round key is open to the server, and may be away at the start', () => {
    const server = textOf(SERVER_UNIT, { roundKey: '/media/key' });
    expect(server).toContain('"--round-key" "/media/key"');
    expect(server).toContain('ReadWritePaths=-/media/key');
  });

  it('at a network address both speak TLS, and neither is shut to the network', () => {
    const gateway = textOf(GATEWAY_UNIT, { host: '192.168.1.20' });
    expect(gateway).toContain('"https://192.168.1.20:8600"');
    expect(gateway).toContain('--tls-fingerprint ${FINGERPRINT}');
    expect(gateway + textOf(SERVER_UNIT, { host: '192.168.1.20' })).not.toContain('IPAddressDeny');
    expect(textOf(SERVER_UNIT)).toContain('IPAddressDeny=any');
  });

  it('what systemd would read as its own is written so that it does not', () => {
    expect(quoted('/a%b $c "d" \\e')).toBe('"/a%%b $$c \\"d\\" \\\\e"');
    expect(textOf(SERVER_UNIT, { program: '/home/anna/piaojue' })).toContain('ProtectHome=read-only');
    expect(textOf(SERVER_UNIT)).toContain('ProtectHome=yes');
  });
});

describe('udev rules', () => {
  const LINE = /^(#.*|(([A-Z]+(\{\w+\})?)(==|!=|\+=|=)"[^"]*"(, |$))+)$/;
  const rules = textOf('60-piaojue-receiver.rules');

  it('every line is a comment or keys with values; a cut line is found', () => {
    const lines = rules.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
    expect('SUBSYSTEM=="tty", GROUP="dialout').not.toMatch(LINE);
  });

  it('every known receiver has its group, modems none, and ModemManager keeps off', () => {
    const known = FINGERPRINTS.filter(({ vendor, likeness }) => vendor !== undefined && likeness !== 'never');
    for (const { vendor, product } of known) {
      const row = rules
        .split('\n')
        .find((line) => line.includes(`ATTRS{idVendor}=="${vendor}"`) && (!product || line.includes(`"${product}"`)));
      expect(row).toContain('GROUP="dialout", MODE="0660", ENV{ID_MM_PORT_IGNORE}="1"');
    }
    for (const { vendor } of FINGERPRINTS.filter(({ likeness }) => likeness === 'never'))
      expect(rules).not.toContain(`idVendor}=="${vendor ?? 'none'}"`);
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) console.log('install-service: no systemd-analyze here: units are not verified by it');
it.skipIf(!hasSystemd)('systemd finds no fault with the units, and finds one that is planted', () => {
  install();
  const verify = () =>
    spawnSync('systemd-analyze', ['verify', '--man=no', unitAt(SERVER_UNIT), unitAt(GATEWAY_UNIT)], {
      encoding: 'utf8',
    });
  const sound = verify();
  expect([sound.status, sound.stderr.split('\n').filter((line) => line.includes('piaojue-'))]).toEqual([0, []]);
  const unit = readFileSync(unitAt(SERVER_UNIT), 'utf8');
  writeFileSync(unitAt(SERVER_UNIT), unit.replace('ProtectClock=yes', 'ProtectClok=yes'));
  expect(verify().stderr).toContain('ProtectClok');
});
