import type { ConsoleView, HearingLinkView } from '@piaojue/contract/console-view';
import type { PortView } from '@piaojue/contract/port-view';
import type { ScreenPlace } from '@piaojue/contract/screen-view';
import type { SetupText } from '../i18n/setup-text.ts';

type Key = Parameters<SetupText>[0];
export interface Words {
  readonly key: Key;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** One check: how it is, what to do about it where it is not well, and when it was known last. */
export interface HealthLine {
  readonly id: string;
  readonly name: Words;
  readonly well: boolean;
  readonly cause: Words;
  /** null: nothing is to be done. */
  readonly fix: Words | null;
  /** ms since the epoch, of the server's clock; null: as of now. */
  readonly seenAt: number | null;
}

/** A keypad that was not heard for this long may be off, s; the receivers tell of the last half minute. */
const SILENT_S = 90;
/** Percent: below it a battery may not last a sitting. */
const WEAK_BATTERY = 20;
/** ms until a write was safe: ballots are answered only after it. */
const SLOW_SYNC_MS = 100;
const LITTLE_ROOM_MB = 500;
const MOST_NAMES = 12;

const words = (key: Key, values?: Words['values']): Words => (values ? { key, values } : { key });
const line = (
  id: string,
  name: Words,
  well: boolean,
  cause: Words,
  fix: Words | null = null,
  seenAt: number | null = null,
): HealthLine => ({ id, name, well, cause, fix: well ? null : fix, seenAt });

/** Everything that a hall stands on, a line each. Pure. */
export function healthLines(view: ConsoleView): readonly HealthLine[] {
  return [
    ...receiverLines(view),
    ...view.ports.flatMap(portLine),
    gatewayLine(view),
    ...keypadLines(view),
    screenLine(view, 'hall'),
    screenLine(view, 'presidium'),
    pagesLine(view),
    charactersLine(view),
    ...diskLines(view),
    clockLine(view),
    keyLine(view),
    backupLine(view),
    certificateLine(view),
    checkLine(view),
    ...noteLines(view),
    ...versionLines(view),
  ];
}

const STATES = {
  up: 'receiver.up',
  opening: 'receiver.opening',
  greeting: 'receiver.opening',
  silent: 'receiver.silent',
  lost: 'receiver.lost',
  refused: 'receiver.refused',
} as const satisfies Record<HearingLinkView['state'], Key>;

function receiverLines({ links, now }: ConsoleView): readonly HealthLine[] {
  if (links.length === 0)
    return [line('receivers', words('line.noReceiver'), false, words('cause.noReceiver'), words('fix.receiver'))];
  return links.map((link, i) => {
    const { state, port, heard, silentMs } = link;
    const cause = state === 'up' ? words('cause.up', { port, heard }) : { key: STATES[state], values: {} };
    const seenAt = silentMs === null ? null : now - silentMs;
    return line(
      `receiver-${i + 1}`,
      words('line.receiver', { n: i + 1 }),
      state === 'up',
      cause,
      words('fix.receiver'),
      seenAt,
    );
  });
}

/** The very line to run, where the system has a group for such ports. */
const deniedFix = (user: string | null, group: string | null): Words =>
  user === null || group === null ? words('receiver.deniedRule') : words('receiver.deniedLine', { group, user });

/** Ports that somebody has to see to; one that is a receiver has its line above. */
function portLine({ path, state, holder, user, group, since }: PortView): readonly HealthLine[] {
  const name = words('line.port', { path });
  switch (state) {
    case 'denied':
      return [line(`port-${path}`, name, false, words('receiver.denied'), deniedFix(user, group), since)];
    case 'busy':
      return [
        line(
          `port-${path}`,
          name,
          false,
          words('receiver.busy', { holder: holder ?? '–' }),
          words('receiver.busyFix'),
          since,
        ),
      ];
    case 'gone':
      return [line(`port-${path}`, name, false, words('receiver.gone'), words('receiver.goneFix'), since)];
    case 'candidate':
    case 'listening':
    case 'receiver':
    case 'foreign':
      return [];
  }
}

const gatewayLine = ({ health: { gateways } }: ConsoleView): HealthLine =>
  line(
    'gateways',
    words('line.gateways'),
    gateways > 0,
    gateways > 0 ? words('cause.gateways', { n: gateways }) : words('cause.gatewaysNone'),
    words('fix.gateways'),
  );

/** Sums and numbers of keypads, as on the seat map; nothing that a vote is in. */
function keypadLines({ seats }: ConsoleView): readonly HealthLine[] {
  const due = seats.filter(({ present }) => present);
  const counted = due.length > 0 ? due : seats;
  const heard = counted.filter(({ heardAgo }) => heardAgo !== null && heardAgo <= 30).length;
  const silent = due.filter(({ heardAgo }) => heardAgo === null || heardAgo > SILENT_S);
  const weak = seats.filter(({ battery }) => battery !== null && battery < WEAK_BATTERY);
  const which = `${weak
    .slice(0, MOST_NAMES)
    .map(({ keypad }) => keypad)
    .join(', ')}${weak.length > MOST_NAMES ? ' …' : ''}`;
  return [
    line(
      'keypads',
      words('line.keypads'),
      silent.length === 0,
      silent.length === 0
        ? words('cause.keypadsHeard', { heard, all: counted.length })
        : words('cause.keypadsSilent', { n: silent.length, s: SILENT_S }),
      words('fix.keypads'),
    ),
    line(
      'battery',
      words('line.battery'),
      weak.length === 0,
      weak.length === 0
        ? words('cause.batteryGood', { limit: WEAK_BATTERY })
        : words('cause.batteryLow', { n: weak.length, limit: WEAK_BATTERY, which }),
      words('fix.battery'),
    ),
  ];
}

function screenLine({ screens }: ConsoleView, place: ScreenPlace): HealthLine {
  const { connected, late } = screens[place];
  const name = words(place === 'hall' ? 'line.screenHall' : 'line.screenPresidium');
  if (late > 0)
    return line(
      `screen-${place}`,
      name,
      false,
      words('cause.screensLate', { n: late, connected }),
      words('fix.screensLate'),
    );
  // Not every hall has one for its presidium.
  const well = connected > 0 || place === 'presidium';
  const none = words(place === 'hall' ? 'cause.screensNone' : 'cause.screensFollow');
  return line(
    `screen-${place}`,
    name,
    well,
    connected > 0 ? words('cause.screens', { n: connected }) : none,
    words('fix.screens'),
  );
}

function pagesLine({ health: { pageFaults } }: ConsoleView): HealthLine {
  const n = pageFaults.reduce((sum, { count }) => sum + count, 0);
  const last = pageFaults.toSorted((a, b) => b.lastAt - a.lastAt)[0];
  const cause = last ? words('cause.pagesSome', { n, page: `/${last.page}` }) : words('cause.pagesNone');
  return line('pages', words('line.pages'), n === 0, cause, words('fix.pages'), last?.lastAt ?? null);
}

function charactersLine({ setup: { characters } }: ConsoleView): HealthLine {
  const { rare, open } = characters;
  const cause =
    open !== ''
      ? words('cause.charactersOpen', { chars: open })
      : rare === ''
        ? words('cause.charactersNone')
        : words('cause.charactersSome', { n: Array.from(rare).length });
  return line('characters', words('line.characters'), open === '', cause, words('fix.characters'));
}

function diskLines({ health: { disk, fsyncMs } }: ConsoleView): readonly HealthLine[] {
  const syncMs = disk?.syncMs ?? fsyncMs;
  const sync = line(
    'disk',
    words('line.disk'),
    syncMs < SLOW_SYNC_MS,
    words('cause.sync', { ms: syncMs.toFixed(1), start: fsyncMs }),
    words('fix.sync'),
  );
  if (!disk) return [sync];
  const room = words('cause.space', { mb: Math.floor(disk.freeMb) });
  return [sync, line('space', words('line.space'), disk.freeMb >= LITTLE_ROOM_MB, room, words('fix.space'))];
}

function clockLine({ alarms }: ConsoleView): HealthLine {
  const jump = alarms.find(({ cause }) => cause.kind === 'clock-jumped');
  const cause = words(jump ? 'cause.clockJumped' : 'cause.clockGood');
  return line('clock', words('line.clock'), !jump, cause, words('fix.clock'), jump?.since ?? null);
}

const KEYS = { tmpfs: 'cause.keyTmpfs', medium: 'cause.keyMedium', disk: 'cause.keyDisk' } as const;
const keyLine = ({ health: { roundKey } }: ConsoleView): HealthLine =>
  line('round-key', words('line.roundKey'), roundKey !== 'disk', words(KEYS[roundKey]), words('fix.roundKey'));

const backupLine = ({ health: { backedUpAt }, rehearsal }: ConsoleView): HealthLine =>
  line(
    'backup',
    words('line.backup'),
    backedUpAt !== null || rehearsal,
    words(backedUpAt === null ? 'cause.backupNone' : 'cause.backupAt'),
    words('fix.backup'),
    backedUpAt,
  );

const certificateLine = ({ health: { certificate } }: ConsoleView): HealthLine =>
  line(
    'certificate',
    words('line.certificate'),
    true,
    certificate === null ? words('cause.certificateNone') : words('cause.certificate', { print: certificate }),
  );

function checkLine({ selfCheck: { accepted, sums } }: ConsoleView): HealthLine {
  const { without, ready = false, at = null } = accepted ?? {};
  const cause = !accepted
    ? words('cause.checkNone')
    : without !== undefined
      ? words('cause.checkWithout', { word: without })
      : ready
        ? words('cause.checkReady', {
            answered: accepted.sums?.answered ?? sums.answered,
            all: accepted.sums?.all ?? sums.all,
          })
        : words('cause.checkNot');
  return line('check', words('line.check'), ready || without !== undefined, cause, words('fix.check'), at);
}

/** What the server says in words of its own; they name what to do. */
function noteLines({ health: { warnings } }: ConsoleView): readonly HealthLine[] {
  if (warnings.length === 0) return [line('notes', words('line.notes'), true, words('cause.notesNone'))];
  return warnings.map((text, i) =>
    line(`note-${i + 1}`, words('line.notes'), false, words('cause.port', { state: text }), words('fix.notes')),
  );
}

const versionLines = ({ health: { versions } }: ConsoleView): readonly HealthLine[] =>
  versions ? [line('versions', words('line.versions'), true, words('cause.versions', { ...versions }))] : [];
