import type { ConsoleView } from '@piaojue/contract/console-view';
import { describe, expect, it } from 'vitest';
import { healthScene } from '../gallery/health-scenes.ts';
import { setupText } from '../i18n/setup-text.ts';
import { healthLines } from './health-lines.ts';

type Changes = { readonly [K in keyof ConsoleView]?: unknown };
const HEALTHY = healthScene('well');
const view = (over: Changes = {}): ConsoleView => ({ ...HEALTHY, ...over }) as ConsoleView;
const bad = (over: Changes): readonly string[] =>
  healthLines(view(over))
    .filter(({ well: isWell }) => !isWell)
    .map(({ id }) => id);

describe('the health of a hall', () => {
  it('a hall in which all is well has nothing to see to', () => {
    expect(bad({})).toEqual([]);
  });

  const link = HEALTHY.links[0];
  const seat = { ...HEALTHY.seats[0], present: true };
  const port = {
    gateway: 'g',
    path: '/dev/ttyUSB1',
    byId: null,
    label: '',
    user: 'op',
    group: 'dialout',
    holder: null,
  };
  const characters = { rare: '䶮', drawn: '', accepted: '', open: '䶮' };
  it.each<[string, Changes, string]>([
    ['no receiver', { links: [] }, 'receivers'],
    ['a receiver that is lost', { links: [{ ...link, state: 'lost' }] }, 'receiver-1'],
    ['a port that may not be opened', { ports: [{ ...port, state: 'denied', since: 1 }] }, 'port-/dev/ttyUSB1'],
    ['a port that another program has', { ports: [{ ...port, state: 'busy', since: 1 }] }, 'port-/dev/ttyUSB1'],
    ['no gateway', { health: { ...HEALTHY.health, gateways: 0 } }, 'gateways'],
    ['a keypad that is silent', { seats: [{ ...seat, heardAgo: 200 }] }, 'keypads'],
    ['a keypad that was never heard', { seats: [{ ...seat, heardAgo: null }] }, 'keypads'],
    ['a battery that is low', { seats: [{ ...seat, battery: 9 }] }, 'battery'],
    [
      'a screen that went',
      { screens: { ...HEALTHY.screens, hall: { ...HEALTHY.screens.hall, late: 1 } } },
      'screen-hall',
    ],
    [
      'a page that failed',
      { health: { ...HEALTHY.health, pageFaults: [{ page: 'screen', kind: 'render', count: 2, lastAt: 5 }] } },
      'pages',
    ],
    ['a slow disk', { health: { ...HEALTHY.health, disk: { syncMs: 400, freeMb: 9000 } } }, 'disk'],
    ['a full disk', { health: { ...HEALTHY.health, disk: { syncMs: 1, freeMb: 90 } } }, 'space'],
    ['a clock that jumped', { alarms: [{ cause: { kind: 'clock-jumped', byMs: 9 }, since: 4 }] }, 'clock'],
    ['the key on the disk', { health: { ...HEALTHY.health, roundKey: 'disk' } }, 'round-key'],
    ['no backup of a real sitting', { rehearsal: false, health: { ...HEALTHY.health, backedUpAt: null } }, 'backup'],
    ['characters without a glyph', { setup: { ...HEALTHY.setup, characters } }, 'characters'],
    ['no self-check', { selfCheck: { ...HEALTHY.selfCheck, accepted: null } }, 'check'],
    ['a note of the server', { health: { ...HEALTHY.health, warnings: ['swap is on'] } }, 'note-1'],
  ])('%s is found, with its cause and what to do', (_, over, id) => {
    expect(bad(over)).toEqual([id]);
    const line = healthLines(view(over)).find((each) => each.id === id);
    for (const language of ['zh-CN', 'en'] as const) {
      const t = setupText(language);
      expect(line && t(line.cause.key, line.cause.values)).toMatch(/\S/);
      expect(line?.fix && t(line.fix.key, line.fix.values)).toMatch(/\S/);
      expect(line && t(line.cause.key, line.cause.values)).not.toContain('{{');
    }
  });

  it('a port without a right says the very line to run where the system has a group for it, else how to get one', () => {
    const fix = (group: string | null) => {
      const { fix: words } =
        healthLines(view({ ports: [{ ...port, group, state: 'denied', since: 1 }] })).find(({ id }) =>
          id.startsWith('port'),
        ) ?? {};
      return words && setupText('en')(words.key, words.values);
    };
    expect(fix('dialout')).toContain('sudo usermod -aG dialout op,');
    expect(fix(null)).toContain('piaojue install-service');
  });

  it('says when something was known last, by the clock of the server', () => {
    const lost = healthLines(view({ now: 10_000, links: [{ ...link, state: 'silent', silentMs: 4000 }] }));
    expect(lost.find(({ id }) => id === 'receiver-1')?.seenAt).toBe(6000);
  });
});
