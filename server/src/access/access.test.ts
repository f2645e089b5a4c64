import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '@piaojue/contract/live';
import { afterAll, describe, expect, it } from 'vitest';
import { rawPublicKey } from '../box/patterns.ts';
import { createPrivateKey } from 'node:crypto';
import { makeMonitorsKey, openKeyFolder } from './key-folder.ts';
import { Lockout } from './lockout.ts';
import { drawPins, openPins, type OpenedPins, type Pins } from './pins.ts';
import { sessions } from './sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'access-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('PINs', () => {
  const opened = (path: string, given?: Partial<Pins>): OpenedPins => {
    const pins = openPins(path, given);
    if (!pins.ok) throw new Error(pins.error);
    return pins.value;
  };

  it('are different ones of six digits, one for each role', () => {
    for (let i = 0; i < 50; i++) {
      const pins = Object.values(drawPins());
      expect(pins.every((pin) => /^[1-9]\d{5}$/.test(pin))).toBe(true);
      expect(new Set(pins).size).toBe(ROLES.length);
    }
  });

  it('are shown once, kept as salted hashes for the owner only, and known again after a restart', () => {
    const path = join(folder, 'pins.json');
    const first = opened(path).fresh;
    const again = opened(path);
    expect([Object.keys(first), again.fresh]).toEqual([[...ROLES], {}]);
    for (const role of ROLES) expect(again.check.roleOf(first[role] ?? '')).toBe(role);
    const operator = first.operator ?? '';
    for (const wrong of ['', '000000', `${operator} `, operator.slice(1), `${operator}0`])
      expect(again.check.roleOf(wrong)).toBeUndefined();
    const stored = readFileSync(path, 'utf8');
    for (const pin of Object.values(first)) expect(stored).not.toContain(pin);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const salts = Object.values(JSON.parse(stored) as Record<string, { salt: string }>).map(({ salt }) => salt);
    expect(new Set(salts).size).toBe(ROLES.length);
  });

  it('that are given take the place of the old ones; the other roles keep theirs', () => {
    const path = join(folder, 'given.json');
    const { fresh } = opened(path);
    const { check, fresh: given } = opened(path, { operator: 'a', monitor: 'b' });
    expect([check.roleOf('b'), check.roleOf(fresh.monitor ?? ''), given]).toEqual([
      'monitor',
      undefined,
      { operator: 'a', monitor: 'b' },
    ]);
    for (const role of ['presiding', 'chiefMonitor', 'screen'] as const)
      expect(check.roleOf(fresh[role] ?? '')).toBe(role);
    const file = readFileSync(path, 'utf8');
    const again = opened(path, { operator: 'a', monitor: 'b' });
    expect([again.fresh, again.check.roleOf('a'), readFileSync(path, 'utf8')]).toEqual([{}, 'operator', file]);
    const swapped = opened(path, { operator: 'b', monitor: 'a' });
    expect([swapped.check.roleOf('b'), swapped.check.roleOf('a')]).toEqual(['operator', 'monitor']);
    expect(openPins(path, { operator: 'b', screen: 'b' })).toMatchObject({ ok: false });
  });

  it('a file of three roles keeps its PINs, and the roles that came later are drawn theirs', () => {
    const path = join(folder, 'three.json');
    const { fresh } = opened(path);
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...stored, presiding: undefined, chiefMonitor: undefined }));
    const later = opened(path);
    expect(Object.keys(later.fresh)).toEqual(['presiding', 'chiefMonitor']);
    for (const pins of [{ ...fresh, ...later.fresh }])
      for (const role of ROLES) expect(later.check.roleOf(pins[role] ?? '')).toBe(role);
    expect(opened(path).fresh).toEqual({});
  });

  it('another PIN for a role ends the sessions of that role, also after a restart, and of no other', () => {
    const path = join(folder, 'generations.json');
    const secret = new Uint8Array(32).fill(3);
    const signer = (pins: OpenedPins) =>
      sessions(
        secret,
        () => 0,
        (role) => pins.check.generationOf(role),
      );
    const first = opened(path, { operator: 'a', monitor: 'b' });
    const [operator, monitor] = [signer(first).issue('operator'), signer(first).issue('monitor')];
    expect(signer(opened(path, { operator: 'a' })).roleOf(operator)).toBe('operator');
    const changed = signer(opened(path, { operator: 'c' }));
    expect([changed.roleOf(operator), changed.roleOf(monitor)]).toEqual([undefined, 'monitor']);
    const later = signer(opened(path));
    expect([later.roleOf(operator), later.roleOf(changed.issue('operator'))]).toEqual([undefined, 'operator']);
    expect(signer(opened(path, { operator: 'a' })).roleOf(operator)).toBeUndefined();
  });

  it('are known beside the event loop too', async () => {
    const { check, fresh } = opened(join(folder, 'beside.json'));
    for (const role of ROLES) expect(await check.beside(fresh[role] ?? '')).toBe(role);
    expect(await check.beside('000000')).toBeUndefined();
  });

  it('one PIN is never that of two roles', () => {
    const path = join(folder, 'twice.json');
    expect(openPins(path, { operator: 'a', chiefMonitor: 'a' })).toMatchObject({
      error: expect.stringMatching(/chiefMonitor is that of operator/),
    });
    expect(existsSync(path)).toBe(false);
    opened(path, { monitor: 'm' });
    const before = readFileSync(path, 'utf8');
    expect(openPins(path, { operator: 'm' })).toMatchObject({ error: expect.stringMatching(/is that of monitor/) });
    expect(readFileSync(path, 'utf8')).toBe(before);
    // Two that change places.
    expect(opened(path, { monitor: 'x', operator: 'm' }).check.roleOf('m')).toBe('operator');
  });
});

describe('sessions', () => {
  const HOUR = 3_600_000;
  let now = 1_800_000_000_000;
  const secret = new Uint8Array(32).fill(7);
  const ours = sessions(secret, () => now);

  it('know their role, also after a restart with the same secret', () => {
    for (const role of ROLES) expect(sessions(secret, () => now).roleOf(ours.issue(role))).toBe(role);
    expect(ours.issue('operator')).not.toBe(ours.issue('operator'));
  });

  it('end after twelve hours', () => {
    const token = ours.issue('operator');
    now += 12 * HOUR - 1;
    expect(ours.roleOf(token)).toBe('operator');
    now += 1;
    expect(ours.roleOf(token)).toBeUndefined();
    now -= 12 * HOUR;
  });

  it('of another secret, changed in any character, or of another shape are nobody', () => {
    const token = ours.issue('screen');
    expect(sessions(new Uint8Array(32), () => now).roleOf(token)).toBeUndefined();
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(ours.roleOf(token.slice(0, i) + other + token.slice(i + 1))).toBeUndefined();
    }
    const [, expiry, random, mac] = token.split('.');
    for (const forged of [
      `operator.${expiry}.${random}.${mac}`,
      `screen.zzzzzzzz.${random}.${mac}`,
      `${token}.`,
      `.${token}`,
      token.slice(0, -1),
      '',
      '.',
      '...',
    ])
      expect(ours.roleOf(forged)).toBeUndefined();
    for (const other of [undefined, null, 7, {}, [token]]) expect(ours.roleOf(other)).toBeUndefined();
  });

  it('without an expiry are never for ever', () => {
    for (const text of ['operator', 'operator.', 'operator.!.x']) {
      const mac = createHmac('sha256', secret).update(text).digest('base64url');
      expect(ours.roleOf(`${text}.${mac}`)).toBeUndefined();
    }
  });
});

describe('lockout', () => {
  it('lets an address try eight times a minute, and no other pays for it', () => {
    let now = 0;
    const lockout = new Lockout(() => now);
    for (let i = 0; i < 8; i++) {
      expect(lockout.waitSeconds('a')).toBe(0);
      lockout.failed('a');
      now += 1000;
    }
    expect([lockout.waitSeconds('a'), lockout.waitSeconds('b')]).toEqual([52, 0]);
    now = 59_001;
    expect(lockout.waitSeconds('a')).toBe(1);
    now = 60_000;
    expect(lockout.waitSeconds('a')).toBe(0);
    lockout.failed('a');
    expect(lockout.waitSeconds('a')).toBe(0);
  });

  it('eight failures spread over more than a minute lock nobody out', () => {
    let now = 0;
    const lockout = new Lockout(() => now);
    for (let i = 0; i < 20; i++) {
      lockout.failed('a');
      now += 10_000;
      expect(lockout.waitSeconds('a')).toBe(0);
    }
  });

  it('a thousand addresses together try no more than sixty PINs an hour; this machine and known ones go on', () => {
    let now = 0;
    const lockout = new Lockout(() => now);
    lockout.succeeded('192.168.1.5');
    let tries = 0;
    for (; now < 24 * 3_600_000; now += 10_000) {
      const address = `10.${now % 256}.${Math.floor(now / 256) % 256}.7`;
      if (lockout.waitSeconds(address) > 0) continue;
      lockout.failed(address);
      tries++;
    }
    expect(tries).toBeLessThanOrEqual(60 + 24 * 60);
    expect(tries).toBeGreaterThan(24 * 55);
    expect(lockout.waitSeconds('10.9.9.9')).toBeGreaterThan(0);
    for (const known of ['127.0.0.1', '::1', '192.168.1.5'])
      expect([known, lockout.waitSeconds(known)]).toEqual([known, 0]);
    console.log(`PIN tries of ever new addresses in 24 h: ${tries} of 900,000`);
  });

  it('one who has a whole network of IPv6 is one address', () => {
    const lockout = new Lockout(() => 0);
    for (let i = 0; i < 8; i++) lockout.failed(`2001:db8:1:2::${i}`);
    expect(lockout.waitSeconds('2001:db8:1:2::ff')).toBeGreaterThan(0);
    expect(lockout.waitSeconds('2001:db8:1:3::1')).toBe(0);
  });

  it('remembers a bounded number of addresses', () => {
    const lockout = new Lockout(() => 0);
    // Known, so that only their own tries are counted.
    for (const address of ['first', 'other 999']) lockout.succeeded(address);
    for (let i = 0; i < 8; i++) lockout.failed('first');
    expect(lockout.waitSeconds('first')).toBeGreaterThan(0);
    for (let i = 0; i < 1000; i++) lockout.failed(`other ${i}`);
    expect(lockout.waitSeconds('first')).toBe(0);
    for (let i = 0; i < 7; i++) lockout.failed('other 999');
    expect(lockout.waitSeconds('other 999')).toBeGreaterThan(0);
  });
});

describe('the key folder', () => {
  it('a rehearsal makes what is missing, for the owner only, and finds it again', () => {
    const keys = join(folder, 'rehearsal');
    const first = openKeyFolder(keys, 'rehearsal');
    const again = openKeyFolder(keys, 'rehearsal');
    if (!first.ok || !again.ok) throw new Error('refused');
    expect(again.value.gatewayToken).toBe(first.value.gatewayToken);
    expect(again.value.sessionSecret).toEqual(first.value.sessionSecret);
    expect(rawPublicKey(again.value.signingKey)).toEqual(rawPublicKey(first.value.signingKey));
    expect(again.value.monitorsKey).toEqual(first.value.monitorsKey);
    expect(first.value.deviceKeys).toBe(join(keys, 'device-keys.json'));
    for (const name of readdirSync(keys))
      expect([name, statSync(join(keys, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(statSync(keys).mode & 0o777).toBe(0o700);
  });

  it("a real sitting asks for the monitors' key, and never makes its private half", () => {
    const keys = join(folder, 'real');
    expect(openKeyFolder(keys, 'real')).toMatchObject({ ok: false, error: expect.stringMatching(/monitors-key/) });
    expect(readdirSync(keys)).not.toContain('monitors.pem');
    makeMonitorsKey(join(folder, 'stick.pem'), join(keys, 'monitors.pub'));
    const opened = openKeyFolder(keys, 'real', '/elsewhere/keys.json');
    if (!opened.ok) throw new Error(opened.error);
    const privateKey = createPrivateKey(readFileSync(join(folder, 'stick.pem')));
    expect(opened.value.monitorsKey).toEqual(new Uint8Array(rawPublicKey(privateKey)));
    expect(opened.value.deviceKeys).toBe('/elsewhere/keys.json');
    writeFileSync(join(keys, 'monitors.pub'), 'abc');
    expect(openKeyFolder(keys, 'real')).toMatchObject({ ok: false, error: expect.stringMatching(/64 hex digits/) });
  });
});
