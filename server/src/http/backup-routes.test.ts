import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { makeBackup } from '../backup/backup.ts';
import { sha256 } from '../backup/container.ts';
import { restoreBackup } from '../backup/restore.ts';
import { testHall, type TestHall } from '../sitting/test-hall.ts';
import { testApp } from './test-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'piaojue-backup-routes-'));
afterAll(() => rmSync(folder, { recursive: true }));

let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

async function ask(role: 'operator' | 'monitor') {
  const app = await testApp(t.hall, {
    sessions: { issue: () => '', roleOf: (token) => (token === 'o' ? 'operator' : 'monitor') },
    backUp: () =>
      makeBackup({ store: t.hall.parts.store, dataFolder: t.folder, book: undefined, now: 1_800_000_000_000 }),
  });
  const answer = await app.inject({
    method: 'POST',
    url: '/api/backup',
    headers: { authorization: `Bearer ${role === 'operator' ? 'o' : 'm'}` },
  });
  await app.close();
  return answer;
}

it('gives the operator the sitting as one file that restores, and records by its hash that it was made', async () => {
  const answer = await ask('operator');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+-rehearsal\.pjbk"$/);
  expect(t.hall.parts.store.record().at(-1)?.event).toEqual({
    event: 'backup made',
    backup: sha256(answer.rawPayload),
    bytes: answer.rawPayload.length,
    by: 'operator',
  });
  const data = join(folder, 'restored');
  const done = restoreBackup({ file: answer.rawPayload, data, projects: join(folder, 'book'), now: 1 });
  expect(done.ok && existsSync(join(data, 'hall.sqlite'))).toBe(true);
});

it('is for the operator alone', async () => {
  expect((await ask('monitor')).statusCode).toBe(403);
  expect(t.hall.parts.store.record().some(({ event }) => event.event === 'backup made')).toBe(false);
});
