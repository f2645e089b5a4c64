import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hallFontRoutes } from './hall-font-routes.ts';
import { hallFonts } from './hall-fonts.ts';

const WOFF2 = Buffer.concat([Buffer.from('wOF2'), Buffer.from('glyphs')]);
const TTF = Buffer.concat([Buffer.from([0, 1, 0, 0]), Buffer.from('glyphs')]);
let folder: string;
let app: FastifyInstance;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hall-fonts-'));
  mkdirSync(join(folder, 'fonts'));
  app = Fastify();
  await app.register(hallFontRoutes, { fonts: join(folder, 'fonts') });
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});
const put = (name: string, bytes: Uint8Array = TTF) => writeFileSync(join(folder, 'fonts', name), bytes);
const get = async (url: string) => await app.inject({ url });

describe('fonts of a hall', () => {
  it('none: an empty style sheet, which every page may ask for', async () => {
    const sheet = await get('/hall-fonts/faces.css');
    expect([sheet.statusCode, sheet.headers['content-type'], sheet.body]).toEqual([200, 'text/css; charset=utf-8', '']);
    expect((await get('/hall-fonts/1')).statusCode).toBe(404);
  });

  it('each has a face by its place, and its bytes under it, as soon as it lies there', async () => {
    put('宋体扩展.ttf');
    put('a.woff2', WOFF2);
    expect((await get('/hall-fonts/faces.css')).body).toBe(
      '@font-face{font-family:"Hall Face 1";src:url("/hall-fonts/1") format("woff2");font-display:block}\n' +
        '@font-face{font-family:"Hall Face 2";src:url("/hall-fonts/2") format("truetype");font-display:block}\n',
    );
    const font = await get('/hall-fonts/1');
    expect([font.headers['content-type'], font.rawPayload.equals(WOFF2)]).toEqual(['font/woff2', true]);
    expect((await get('/hall-fonts/2')).headers['content-type']).toBe('font/ttf');
  });

  it('what is no font is none, whatever it is called; a link leads nowhere', async () => {
    writeFileSync(join(folder, 'secret.ttf'), TTF);
    put('pins.txt');
    put('page.woff2', Buffer.from('<html>'));
    put('renamed.ttf', Buffer.from('{"pins":1}'));
    mkdirSync(join(folder, 'fonts', 'folder.ttf'));
    symlinkSync(join(folder, 'secret.ttf'), join(folder, 'fonts', 'link.ttf'));
    expect(hallFonts(join(folder, 'fonts'))).toEqual([]);
    expect((await get('/hall-fonts/faces.css')).body).toBe('');
  });

  it.each(['/hall-fonts/0', '/hall-fonts/2', '/hall-fonts/a.ttf', '/hall-fonts/..%2Fsecret.ttf', '/hall-fonts/%2e%2e'])(
    'no request names a file: %s',
    async (url) => {
      put('a.ttf');
      writeFileSync(join(folder, 'secret.ttf'), TTF);
      expect((await get(url)).statusCode).toBe(404);
    },
  );

  it('a folder that went with its medium is no fault', () => {
    expect(hallFonts(join(folder, 'gone'))).toEqual([]);
    expect(hallFonts(undefined)).toEqual([]);
  });

  it('not more than the pages name', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) put(`${name}.ttf`);
    expect(hallFonts(join(folder, 'fonts')).map(({ place }) => place)).toEqual([1, 2, 3, 4]);
  });
});
