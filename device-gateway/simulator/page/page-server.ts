import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { customProperties, deskStyleSheet, KEYPAD_COLOURS } from '@piaojue/contract/design-tokens';
import type { Hall } from '../hall.ts';
import { KEYS } from '../keypad/keys.ts';

/**
 * Virtual keypads on a port of the simulator's own, for this machine only. A press goes into the simulated keypad; what
 * was marked leaves it sealed, by radio, and no other way.
 */
export interface KeypadsPage {
  readonly url: string;
  close(): Promise<void>;
}

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/keypads': ['keypads.html', 'text/html; charset=utf-8'],
  '/keypads.css': ['keypads.css', 'text/css; charset=utf-8'],
  '/keypads.js': ['keypads.js', 'text/javascript; charset=utf-8'],
  '/keypad-texts.js': ['keypad-texts.js', 'text/javascript; charset=utf-8'],
};
/** The colours and sizes of all pages, and those of a handheld. */
const TOKENS = `${deskStyleSheet()}:root {\n${Object.entries(customProperties(KEYPAD_COLOURS, 'keypad'))
  .map(([name, value]) => `  ${name}: ${value};`)
  .join('\n')}\n}\n`;
const DISPLAY_MS = 100;

export function keypadsPage(hall: Hall, port: number): Promise<KeypadsPage> {
  const server = createServer((request, response) => {
    void answer(hall, request, response).catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      resolve({
        url: `http://127.0.0.1:${bound}/keypads`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function answer(hall: Hall, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!fromHere(request)) return void response.writeHead(403).end();
  const url = new URL(request.url ?? '/', 'http://keypads');
  if (url.pathname === '/') return void response.writeHead(302, { location: '/keypads' }).end();
  if (url.pathname === '/tokens.css' && request.method === 'GET')
    return void response
      .writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' })
      .end(TOKENS);
  const file = FILES[url.pathname];
  if (file && request.method === 'GET') {
    const [name, type] = file;
    const body = await readFile(new URL(name, import.meta.url));
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
    return;
  }
  const match = /^\/keypads\/(\d{1,5})\/(display|key)$/.exec(url.pathname);
  const keypad = Number(match?.[1]);
  if (!match || !hall.display(keypad)) return void response.writeHead(404).end();
  if (match[2] === 'display' && request.method === 'GET') return showDisplay(hall, keypad, request, response);
  const key = KEYS.find((name) => name === url.searchParams.get('key'));
  if (request.method !== 'POST' || !key) return void response.writeHead(400).end();
  hall.key(keypad, key);
  response.writeHead(204).end();
}

/** Another site that is open in the same browser may neither press nor look on. */
function fromHere({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  const origin = headers.origin ?? `http://${host}`;
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) && origin === `http://${host}`;
}

/** Server-sent events: the display at each change. */
function showDisplay(hall: Hall, keypad: number, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let last = '';
  const show = (): void => {
    const text = JSON.stringify({ ...hall.display(keypad), keypads: hall.ids.length });
    if (text === last) return;
    last = text;
    response.write(`data: ${text}\n\n`);
  };
  show();
  const timer = setInterval(show, DISPLAY_MS);
  request.on('close', () => clearInterval(timer));
}
