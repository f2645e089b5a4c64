import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rawPublicKey } from '../box/patterns.ts';
import { writeFileDurably } from '../durable.ts';
import { fail, ok, type Result } from '@piaojue/contract/result';

/** The key folder, outside the data folder and never in a backup. Everything in it is 0600. */
export interface KeyFolder {
  readonly deviceKeys: string;
  readonly pins: string;
  readonly signingKey: KeyObject;
  readonly sessionSecret: Uint8Array;
  readonly gatewayToken: string;
  /** Raw X25519 public key, 32 bytes. */
  readonly monitorsKey: Uint8Array;
}

function readOrMake(path: string, make: () => Uint8Array): Buffer {
  if (!existsSync(path)) writeFileDurably(path, make());
  return readFileSync(path);
}

const pem = (key: KeyObject): Buffer => Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }));

/** Makes the monitors' key pair: the private part goes to the monitors, the public part into the key folder. */
export function makeMonitorsKey(privatePath: string, publicPath: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  writeFileDurably(privatePath, pem(privateKey));
  writeFileDurably(publicPath, Buffer.from(rawPublicKey(publicKey).toString('hex')));
}

/**
 * What is missing is made, but for the device keys, which come from `piaojue provision`, and in a real sitting the
 * monitors' key, whose private half this machine must never have had.
 */
export function openKeyFolder(
  folder: string,
  mode: 'rehearsal' | 'real',
  deviceKeys?: string,
): Result<KeyFolder, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(folder, name);
  const signing = readOrMake(at('signing.pem'), () => pem(generateKeyPairSync('ed25519').privateKey));
  if (!existsSync(at('monitors.pub'))) {
    if (mode === 'real') {
      return fail(
        `${at('monitors.pub')} is missing. The monitors make their key with: piaojue monitors-key --private USB-STICK/monitors.pem --public ${at('monitors.pub')}`,
      );
    }
    makeMonitorsKey(at('monitors.pem'), at('monitors.pub'));
  }
  const monitors = readFileSync(at('monitors.pub'), 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(monitors)) return fail(`${at('monitors.pub')}: expected 64 hex digits`);
  return ok({
    deviceKeys: deviceKeys ?? at('device-keys.json'),
    pins: at('pins.json'),
    signingKey: createPrivateKey(signing),
    sessionSecret: readOrMake(at('session.key'), () => randomBytes(32)),
    gatewayToken: readOrMake(at('gateway.token'), () => Buffer.from(randomBytes(24).toString('base64url')))
      .toString('utf8')
      .trim(),
    monitorsKey: new Uint8Array(Buffer.from(monitors, 'hex')),
  });
}
