import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseGatewayArgs } from '@piaojue/device-gateway/args';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseServeArgs } from '../src/cli/serve.ts';

/** What can be known of an image without an engine that builds it. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const dockerfile = readFileSync(here('Dockerfile'), 'utf8');

interface Service {
  readonly command?: readonly string[];
  readonly [setting: string]: unknown;
}
const services = (
  parse(readFileSync(here('compose.yaml'), 'utf8'), { merge: true }) as {
    readonly services: Readonly<Record<'server' | 'gateway', Service>>;
  }
).services;

/** Instructions as they are carried out: continued lines are one. */
const instructionsOf = (text: string): readonly (readonly [word: string, rest: string])[] =>
  text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [word = '', ...rest] = line.trim().split(/\s+/);
      return [word, rest.join(' ')];
    });
const instructions = instructionsOf(dockerfile);
const lastOf = (word: string): string => instructions.findLast(([each]) => each === word)?.[1] ?? '';

/** Paths that come from the folder of the build, not from an earlier stage. */
const copied = instructions
  .filter(([word, rest]) => word === 'COPY' && !rest.startsWith('--from='))
  .flatMap(([, rest]) => rest.split(' ').slice(0, -1));

/** The rules of a .dockerignore that we use: `**`, `!path`, `**` + `/name`. The last that fits decides. */
function isSent(path: string, ignore: string): boolean {
  let sent = true;
  for (const line of ignore.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
    const back = line.startsWith('!');
    const pattern = back ? line.slice(1) : line;
    const isUnder = pattern === '**' || path === pattern || path.startsWith(`${pattern}/`);
    const isNamed = pattern.startsWith('**/') && path.split('/').some((part) => matches(part, pattern.slice(3)));
    if (isUnder || isNamed) sent = back;
  }
  return sent;
}
const matches = (part: string, name: string): boolean =>
  name.startsWith('*') ? part.endsWith(name.slice(1)) : part === name;

describe('Dockerfile', () => {
  it('has no fault that a linter knows; a planted one is found', () => {
    expect(validate(dockerfile).map(({ message }) => message)).toEqual([]);
    expect(validate(dockerfile.replace('EXPOSE 8600', 'EXPOSE lots')).length).toBe(1);
    expect(validate(dockerfile.replace('--interval=30s', '--interval=30')).length).toBe(1);
  });

  it('copies what is there and is sent to the build; no key, no data, no test is', () => {
    const ignore = readFileSync(here('Dockerfile.dockerignore'), 'utf8');
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(copied.filter((path) => !isSent(path, ignore))).toEqual([]);
    const kept = [
      '.git/config',
      '.piaojue/keys/pins',
      'server/.piaojue/x',
      'node_modules/x',
      'server/src/cli/serve.test.ts',
      'tests/system/x.ts',
      'display/dist/x.js',
      '.env',
    ];
    expect(kept.filter((path) => isSent(path, ignore))).toEqual([]);
    expect(['server/src/cli/serve.ts', 'display/src/screen/main.tsx'].every((path) => isSent(path, ignore))).toBe(true);
  });

  it('every workspace is there when packages are installed, or npm ci would refuse', () => {
    const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { workspaces: string[] };
    expect(workspaces.filter((folder) => !copied.includes(`${folder}/package.json`))).toEqual([]);
  });

  it('runs as a user who is not root, on the Node that was tested', () => {
    const froms = instructions.filter(([word]) => word === 'FROM').map(([, rest]) => rest);
    expect(froms).toHaveLength(2);
    expect(froms.every((from) => from.startsWith('node:24-'))).toBe(true);
    expect(lastOf('USER')).toBe('990:990');
  });

  it('starts programs that are there, with arguments that they take', () => {
    const [node, ...entry] = JSON.parse(lastOf('ENTRYPOINT')) as string[];
    expect([node, existsSync(join(ROOT, entry.at(-1) ?? ''))]).toEqual(['node', true]);
    const [command, ...args] = JSON.parse(lastOf('CMD')) as string[];
    expect([command, parseServeArgs(args)]).toMatchObject([
      'serve',
      { ok: true, value: { mode: 'real', data: '/data/sitting' } },
    ]);
    const check = /CMD (\[.*\])/.exec(lastOf('HEALTHCHECK'))?.[1] ?? '[]';
    expect(existsSync(join(ROOT, (JSON.parse(check) as string[])[1] ?? ''))).toBe(true);
  });
});

describe('compose.yaml', () => {
  it.each(['server', 'gateway'] as const)('%s has nothing that it does not need', (name) => {
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      ulimits: { core: 0 },
      restart: 'unless-stopped',
      build: { context: '../..', dockerfile: 'server/packaging/Dockerfile' },
    });
    // Loopback of the machine: no port of a container is opened to a network.
    expect([services[name]['network_mode'], services[name]['ports'], services[name]['privileged']]).toEqual([
      'host',
      undefined,
      undefined,
    ]);
  });

  it('is built from files that are there', () => {
    const { context, dockerfile: file } = services.server['build'] as { context: string; dockerfile: string };
    expect(statSync(here(context)).isDirectory() && existsSync(join(here(context), file))).toBe(true);
  });

  it('the gateway finds a receiver that is plugged in later, opens USB serial ports alone, has one file of the keys, and takes its arguments', () => {
    const { devices, device_cgroup_rules: kinds, group_add: groups, volumes, command = [] } = services.gateway;
    // What is handed over by name is handed over once.
    expect([devices, kinds, groups]).toEqual([
      undefined,
      ['c 188:* rw', 'c 166:* rw'],
      [expect.stringContaining('20')],
    ]);
    expect(volumes).toEqual([
      { type: 'bind', source: '/dev', target: '/dev', read_only: true },
      {
        type: 'bind',
        source: './data/keys/gateway.token',
        target: '/run/gateway.token',
        read_only: true,
        bind: { create_host_path: false },
      },
    ]);
    const [first, ...args] = command;
    const asked = parseGatewayArgs(
      args.filter((arg) => arg !== '--token-file' && arg !== '/run/gateway.token'),
      {
        PIAOJUE_GATEWAY_TOKEN: 't',
      },
    );
    expect([first, asked]).toMatchObject([
      'gateway',
      { ok: true, value: { server: 'http://127.0.0.1:8600', auto: { byId: undefined } } },
    ]);
    expect(command).toContain('--token-file');
  });

  it('the round key outlives the container, and PINs are given, never printed', () => {
    expect(services.server['ipc']).toBe('host');
    const given = services.server['environment'] as Readonly<Record<string, string>>;
    expect(Object.keys(given).filter((name) => name.endsWith('_PIN')).length).toBe(6);
    expect(Object.values(given).filter((value) => !value.includes(':?'))).toEqual([]);
  });
});
