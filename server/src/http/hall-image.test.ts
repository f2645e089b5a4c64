import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hallFontRoutes } from './hall-font-routes.ts';
import { hallImage } from './hall-image.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const WEBP = Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
const RULE = ':root{--idle-image:url("/hall-fonts/idle")}\n';
let folder: string;
let app: FastifyInstance;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hall-image-'));
  app = Fastify();
  await app.register(hallFontRoutes, { fonts: folder });
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});
const put = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
const get = async (url: string) => await app.inject({ url });
const sheet = async () => (await get('/hall-fonts/faces.css')).body;

describe('picture of the idle title', () => {
  it('none: no rule, and nothing under its address', async () => {
    expect([await sheet(), (await get('/hall-fonts/idle')).statusCode]).toEqual(['', 404]);
    expect([hallImage(undefined), hallImage(join(folder, 'gone'))]).toEqual([undefined, undefined]);
  });

  it.each([
    ['idle.png', PNG, 'image/png'],
    ['idle.jpg', JPEG, 'image/jpeg'],
    ['idle.jpeg', JPEG, 'image/jpeg'],
    ['idle.webp', WEBP, 'image/webp'],
  ])('%s is there as soon as it lies in the folder, and gone with it', async (name, bytes, type) => {
    put(name, bytes);
    const image = await get('/hall-fonts/idle');
    expect([await sheet(), image.headers['content-type'], image.rawPayload.equals(bytes)]).toEqual([RULE, type, true]);
    rmSync(join(folder, name));
    expect([await sheet(), (await get('/hall-fonts/idle')).statusCode]).toEqual(['', 404]);
  });

  it('what is no picture is none, whatever it is called; a link leads nowhere; no drawing that could hold a script', async () => {
    put('secret.png', PNG);
    symlinkSync(join(folder, 'secret.png'), join(folder, 'idle.png'));
    put('idle.jpg', PNG);
    put('idle.jpeg', Buffer.from('<html>'));
    mkdirSync(join(folder, 'idle.webp'));
    put('idle.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    expect([hallImage(folder), await sheet()]).toEqual([undefined, '']);
  });

  it('one of more than 8 MB is none', () => {
    put('idle.png', PNG);
    truncateSync(join(folder, 'idle.png'), 8_000_000);
    expect(hallImage(folder)?.bytes.length).toBe(8_000_000);
    truncateSync(join(folder, 'idle.png'), 8_000_001);
    expect(hallImage(folder)).toBeUndefined();
  });
});
