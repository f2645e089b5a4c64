import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isSampleProvisioning, type Mode } from '@piaojue/firmware-protocol/seal/keys';
import { MONITORS } from '@piaojue/contract/live';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { makeBackup } from '../backup/backup.ts';
import { openKeyFolder } from '../access/key-folder.ts';
import { Lockout } from '../access/lockout.ts';
import { fingerprintInGroups } from '../access/own-certificate.ts';
import { openPins, type Pins } from '../access/pins.ts';
import { sessions } from '../access/sessions.ts';
import { BoxClient } from '../box/box-client.ts';
import { buildHttp } from '../http/app.ts';
import { GatewayHub } from '../realtime/gateway-hub.ts';
import { Live } from '../realtime/live.ts';
import { PageFaults } from '../realtime/page-faults.ts';
import { countOf, peopleOf } from '../roll/people.ts';
import { firstSitting } from '../setup/first-sitting.ts';
import { SimulatedHands } from '../rehearsal/simulated-hands.ts';
import { Roll } from '../roll/roll.ts';
import { advanceKeyFile } from '../roll/key-epochs.ts';
import { loadRollKeys } from '../roll/roll-keys.ts';
import { outstandingInWords } from '../rounds/key-media.ts';
import { keyPlaces } from '../rounds/round-files.ts';
import { isInProgress } from '../rounds/machine.ts';
import { RoundRunner, StartRefused } from '../rounds/round-runner.ts';
import { planAgenda } from '../sitting/agenda-plan.ts';
import { Hall } from '../sitting/hall.ts';
import type { KeySource } from '../sitting/hall-keys.ts';
import { sessionOf } from '../sitting/session.ts';
import { type EndParts, endSitting } from '../sitting/sitting-end.ts';
import { checkSittingFile, seatRows, withScreen } from '../sitting/sitting-file.ts';
import { openSqliteStore, StoreRefused } from '../store/sqlite-store.ts';
import type { SittingRow, Store } from '../store/store.ts';
import { DiskWatch } from './disk-watch.ts';
import { HallClock } from './hall-clock.ts';
import { hostWarnings, measureFsync } from './host-checks.ts';
import { readJson } from './input-files.ts';
import { type OpenYear, openYear } from './open-year.ts';
import { keysOpenToOthers, wantOfRights } from './permission.ts';
import { givenPins, pinsInWords } from './pin-variables.ts';
import { openReach, type Reach, readReach, urlOf } from './reachable.ts';

/** `piaojue serve`: the composition root, the one place where real things are built and wired. */
export interface ServeOptions {
  readonly data: string;
  readonly keys: string;
  readonly deviceKeys: string | undefined;
  readonly sitting: string | undefined;
  readonly mode: Mode;
  readonly reach: Reach;
  readonly port: number;
  readonly roundKey: string;
  /** Whether a real sitting ends its key epoch (PROTOCOL KEY9). */
  readonly epochs: boolean;
  /** D: most ms from `closing` to the cut-off. */
  readonly drainMs: number;
  /** The book of the year, and the folder of the public pages. Default: beside `data`. */
  readonly projects: string | undefined;
  readonly publishTo: string | undefined;
  /** Folder of the faces that the hall brings along for its screens. */
  readonly fonts: string | undefined;
  /** Whoever started this server has simulated keypads at hand and presses with them when it is asked to. */
  readonly simulatedKeypads: boolean;
  readonly pins: Partial<Pins>;
}

export interface Serving {
  readonly url: string;
  /** SHA-256 of the certificate, 64 hex digits; null without TLS. */
  readonly fingerprint: string | null;
  readonly freshPins: Partial<Pins>;
  readonly gatewayToken: string;
  readonly warnings: readonly string[];
  /** There was no sitting, and none was named: it is to be set up. */
  readonly firstRun: boolean;
  readonly fsyncMs: number;
  close(): Promise<void>;
}

/** Of this program, as its package names it, and of the Node that runs it. */
const VERSIONS = {
  server: (createRequire(import.meta.url)('../../package.json') as { readonly version: string }).version,
  node: process.versions.node,
};

/** Of the turnout, and of who was heard. */
const TICK_MS = 1000;

const USAGE = `piaojue serve [--data DIR] [--keys DIR] [--device-keys FILE] [--sitting FILE] [--mode rehearsal|real]
              [--host 127.0.0.1] [--port 8600] [--round-key tmpfs|disk|DIR-OF-A-MEDIUM] [--drain MS] [--epochs on|off]
              [--fonts DIR] [--projects FILE] [--publish DIR] [--tls auto|on|off] [--host-name NAME …]`;

export function parseServeArgs(args: string[]): Result<ServeOptions, string> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: 'string', default: '.piaojue/data' },
        keys: { type: 'string', default: '.piaojue/keys' },
        'device-keys': { type: 'string' },
        sitting: { type: 'string' },
        mode: { type: 'string', default: 'rehearsal' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8600' },
        'round-key': { type: 'string', default: 'tmpfs' },
        drain: { type: 'string', default: '3000' },
        epochs: { type: 'string', default: 'on' },
        projects: { type: 'string' },
        publish: { type: 'string' },
        tls: { type: 'string', default: 'auto' },
        'host-name': { type: 'string', multiple: true },
        fonts: { type: 'string' },
        'simulated-keypads': { type: 'boolean', default: false },
      },
    });
    if (values.epochs !== 'on' && values.epochs !== 'off')
      return fail(`--epochs: expected on or off, got ${values.epochs}`);
    const port = Number(values.port);
    const drainMs = Number(values.drain);
    if (values.mode !== 'rehearsal' && values.mode !== 'real')
      return fail(`--mode: expected rehearsal or real, got ${values.mode}`);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return fail(`--port: expected 0 to 65535, got ${values.port}`);
    if (!Number.isInteger(drainMs) || drainMs < 100 || drainMs > 60_000)
      return fail(`--drain: expected 100 to 60000 ms, got ${values.drain}`);
    if (values['simulated-keypads'] && values.mode === 'real')
      return fail('--simulated-keypads: expected a rehearsal; in a real sitting deputies press, and nobody else');
    const reach = readReach(values);
    if (!reach.ok) return reach;
    return ok({
      data: resolve(values.data),
      keys: resolve(values.keys),
      deviceKeys: values['device-keys'] && resolve(values['device-keys']),
      sitting: values.sitting && resolve(values.sitting),
      mode: values.mode,
      reach: reach.value,
      port,
      roundKey:
        values['round-key'] === 'tmpfs' || values['round-key'] === 'disk'
          ? values['round-key']
          : resolve(values['round-key']),
      drainMs,
      projects: values.projects && resolve(values.projects),
      publishTo: values.publish && resolve(values.publish),
      epochs: values.epochs === 'on',
      fonts: values.fonts && resolve(values.fonts),
      simulatedKeypads: values['simulated-keypads'],
      pins: givenPins(process.env),
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
}

/** Everything up to the listening socket. A refusal is a text that says what to do. */
export async function startServer(
  options: ServeOptions,
  log: (text: string) => void,
): Promise<Result<Serving, string>> {
  mkdirSync(options.data, { recursive: true, mode: 0o700 });
  const keys = openKeyFolder(options.keys, options.mode, options.deviceKeys);
  if (!keys.ok) return keys;
  const reach = await openReach(options.reach, options.keys, Date.now());
  if (!reach.ok) return reach;
  const { hosts, tls, fingerprint } = reach.value;
  let store: Store;
  try {
    store = openSqliteStore(join(options.data, 'hall.sqlite'));
  } catch (error) {
    if (error instanceof StoreRefused) return fail(error.message);
    throw error;
  }
  const refuse = (text: string): Result<never, string> => {
    store.close();
    return fail(text);
  };
  const clock = new HallClock(lastTimeOfOpenRound(store));
  const { now } = clock;
  const ending: EndParts = {
    store,
    now,
    epochs: options.epochs,
    advanceKeys: (provisioning, epoch) => advanceKeyFile({ deviceKeys: keys.value.deviceKeys, provisioning, epoch }),
  };
  const begun = store.sitting()?.end;
  if (begun && begun.at === null) {
    // Begun before a crash: completed before anything can ask.
    const ended = await endSitting(ending);
    if (!ended.ok) return refuse(`the end of the sitting was begun and can't be completed: ${ended.error}`);
  }
  const stored = store.sitting();
  if (stored && stored.mode !== options.mode) {
    return refuse(
      `${options.data} holds a ${stored.mode} sitting, not a ${options.mode} one. Rehearsal and real data never mix: use another --data.`,
    );
  }
  const named = stored ? ok(null) : readSittingFile(options);
  if (!named.ok) return refuse(named.error);
  const firstRun = !stored && named.value === null;
  const sid = stored ? sessionOf(stored).sid : new Uint8Array(randomBytes(8));
  const loadKeys: KeySource['load'] = (sessionId, keypads) =>
    loadRollKeys({ deviceKeys: keys.value.deviceKeys, mode: options.mode, sid: sessionId, keypads });
  const rollKeys = await loadKeys(sid, keypadsOf(named.value?.seats ?? store.seats()));
  if (!rollKeys.ok) return refuse(firstRun ? `${rollKeys.error}\n${WITHOUT_KEYPADS}` : rollKeys.error);
  if (firstRun && rollKeys.value.keys.size === 0) return refuse(`${keys.value.deviceKeys}: ${WITHOUT_KEYPADS}`);
  const planned = firstRun ? firstSitting([...rollKeys.value.keys.keys()], now()) : named.value;
  const seats = planned ? seatRows(planned.seats) : store.seats();
  const onRoll = keypadsOf(seats);
  const { provisioning, epoch, barred } = rollKeys.value;
  if (options.mode === 'real' && isSampleProvisioning(provisioning)) {
    return refuse(
      `${keys.value.deviceKeys} holds sample keys (provisioning ${provisioning.toString(16)}), which a real sitting refuses: provision the keypads.`,
    );
  }
  if (stored && !stored.end && stored.epoch !== epoch) {
    return refuse(
      `the sitting was begun with keys of epoch ${stored.epoch}, ${keys.value.deviceKeys} is at epoch ${epoch}: another sitting of these keypads has ended since, and nothing of this one can be opened any more. Begin a new one with another --data.`,
    );
  }
  const lost = onRoll.filter((keypad) => barred.has(keypad));
  if (!stored && lost.length)
    return refuse(`keypads ${lost.join(', ')} are barred as lost: give their seats others in ${options.sitting}`);
  if (stored && stored.provisioning !== provisioning) {
    return refuse(
      `the sitting was begun with provisioning ${stored.provisioning.toString(16)}, ${keys.value.deviceKeys} is of ${provisioning.toString(16)}`,
    );
  }

  let live: Live | undefined;
  let year: OpenYear | undefined;
  const changed = (): void => {
    live?.changed();
    year?.take(hall);
  };
  const troubles: string[] = [];
  const trouble = (text: string): void => {
    troubles.push(text);
    log(text);
  };
  const places = keyPlaces(options.roundKey, options.data);
  const opened = openPins(keys.value.pins, options.pins);
  if (!opened.ok) return refuse(opened.error);
  const pins = opened.value;
  const hub = new GatewayHub({
    frames: (port, type, payloads) => hall.keypads.take(port, type, payloads),
    malformed: () => hall.keypads.malformed(),
    refused: trouble,
    changed: () => {
      hall.alarms.look();
      changed();
    },
    order: () => hall.order(),
  });
  const runner = new RoundRunner({
    store,
    dataFolder: options.data,
    places,
    deviceKeys: keys.value.deviceKeys,
    monitorsKey: keys.value.monitorsKey,
    signingKey: keys.value.signingKey,
    now,
    newBox: (handlers) => new BoxClient(handlers),
    drain: (round) => hall.drain(round, options.drainMs),
    heard: (round) => hall.heardIn(round),
    receipts: (port, receipts) => hub.receipts(port, receipts),
    changed: () => {
      hub.broadcast();
      changed();
    },
    trouble,
  });
  if (planned) {
    const { congress, meeting, date } = planned;
    const sitting: SittingRow = {
      title: { congress, meeting, date },
      mode: options.mode,
      provisioning,
      sid,
      epoch,
      retired: [],
      end: null,
      signInOpen: false,
      hall: { theme: 'light', language: 'zh-CN', r: 6, motion: true },
      shown: { picture: 'idle', index: null, roundId: null },
      readiness: null,
      people: peopleOf(planned),
    };
    // The session id is durable before its first beacon.
    store.transaction(() => {
      store.putSitting(withScreen(sitting, planned));
      store.putSeats(seats);
      const { deputies, handout } = peopleOf(planned);
      const all = deputies === null ? seats.length : countOf(deputies);
      store.appendRecord(now(), {
        event: 'sitting created',
        mode: options.mode,
        all,
        seats: seats.length,
        handout,
        by: 'server',
      });
      planAgenda(store, now(), planned);
    });
  }
  const roll = new Roll(store, seats, rollKeys.value.keys);
  if (stored?.end) roll.end();
  const monitorTries = new Lockout(now);
  const hall: Hall = new Hall({
    store,
    roll,
    runner,
    hub,
    keys: { ...ending, load: loadKeys },
    now,
    changed,
    ...(options.simulatedKeypads && { hands: new SimulatedHands() }),
    isMonitorPin: (pin) => {
      // The operator must not be able to try a monitor's PIN out.
      if (monitorTries.waitSeconds('accept')) return false;
      const right = MONITORS.some((role) => role === pins.check.roleOf(pin));
      if (!right) monitorTries.failed('accept');
      return right;
    },
  });
  hall.keys.take(rollKeys.value);
  if (stored) store.appendRecord(now(), { event: 'server started again', by: 'server' });
  try {
    await runner.recover();
  } catch (error) {
    await runner.end();
    if (error instanceof StartRefused) return refuse(error.message);
    throw error;
  }

  const openedYear = openYear({ ...options, now, trouble });
  if (!openedYear.ok) {
    await runner.end();
    return refuse(openedYear.error);
  }
  year = openedYear.value;
  year.take(hall);

  const fsyncMs = measureFsync(options.data);
  const warnings = [
    ...hostWarnings(),
    ...keysOpenToOthers(options.keys, keys.value.deviceKeys),
    ...reach.value.notes,
    ...(places.kind === 'disk' ? ['the round key is kept on the disk of the box: weaker than tmpfs or a medium'] : []),
  ];
  const signer = sessions(keys.value.sessionSecret, now, (role) => pins.check.generationOf(role));
  const backUp = () =>
    makeBackup({ store, dataFolder: options.data, book: () => openedYear.value.image(), now: now() });
  const pageFaults = new PageFaults(now);
  const http = await buildHttp({
    hall,
    pageFaults,
    fonts: options.fonts,
    backUp,
    sessions: signer,
    pins: { roleOf: (pin) => pins.check.beside(pin) },
    lockout: new Lockout(now),
    year,
    hosts,
    tls,
  });
  live = new Live(http.server, {
    sessions: signer,
    gatewayToken: keys.value.gatewayToken,
    run: randomBytes(6).toString('hex'),
    hosts,
    refused: trouble,
    pageFaults,
    health: () => ({
      fsyncMs,
      roundKey: places.kind,
      versions: VERSIONS,
      certificate: fingerprint === null ? null : fingerprintInGroups(fingerprint),
      warnings: [...warnings, ...outstandingInWords(store.rounds()), ...troubles.slice(-5)],
    }),
  });
  live.attach(hall);
  const disk = new DiskWatch(options.data);
  hall.alarms.seesDisk(() => disk.figures());
  let jumps = 0;
  const tick = (): void => {
    hall.tick();
    const jump = clock.jump();
    if (!jump) return;
    hall.alarms.clockJumped(jump.clock - jump.hall);
    jumps += 1;
    trouble(
      `the machine's clock was set to ${new Date(jump.clock).toISOString()} (${jumps}); the hall goes on by the time that passed, ${new Date(jump.hall).toISOString()}, until the server is started again`,
    );
    try {
      store.transaction(() => store.appendRecord(now(), { event: 'clock jumped', ...jump, by: 'server' }));
    } catch (error) {
      trouble(`the jump of the clock is not recorded: ${(error as Error).message}`);
    }
    changed();
  };
  const ticking = setInterval(tick, TICK_MS);
  const close = async (): Promise<void> => {
    clearInterval(ticking);
    disk.stop();
    await live?.close();
    await http.close();
    await runner.end();
    year?.close();
    store.close();
  };
  try {
    await http.listen({ host: options.reach.host, port: options.port });
  } catch (error) {
    await close();
    const { code, message } = error as NodeJS.ErrnoException;
    const taken =
      code === 'EADDRINUSE' ? '. Stop the program that has it, or choose another with --port (npm start: --http)' : '';
    return fail(`${message}${taken}.`);
  }
  runner.resumeClosing();
  const { port } = http.server.address() as AddressInfo;
  const url = urlOf(options.reach.host, port, tls !== undefined);
  return ok({
    url,
    fingerprint,
    freshPins: pins.fresh,
    gatewayToken: keys.value.gatewayToken,
    warnings,
    firstRun,
    fsyncMs,
    close,
  });
}

/** What the record of a round in progress was at last: its times go on from there, also when the clock was set back since. */
const lastTimeOfOpenRound = (store: Store): number =>
  store.rounds().some(({ state }) => isInProgress(state)) ? (store.record().at(-1)?.at ?? 0) : 0;

const keypadsOf = (seats: readonly { readonly keypad: number }[]): readonly number[] =>
  seats.map(({ keypad }) => keypad);

/** What a first run stands on that no wizard can make up for. */
const WITHOUT_KEYPADS =
  'no keypad has a key yet. Provision the keypads (piaojue provision --port … --keys FILE), or try a hall without any: npm start';

/** null: none is named, so that a rehearsal begins with its first run. */
function readSittingFile({ sitting: path, mode }: ServeOptions): Result<SittingFile | null, string> {
  if (!path) {
    return mode === 'rehearsal'
      ? ok(null)
      : fail(
          'there is no sitting in the data folder yet: name one with --sitting FILE. The first run makes it: start a rehearsal on another --data without a sitting, open /setup, and take sitting.json from its last step.',
        );
  }
  const input = readJson(path, 'a sitting');
  if (!input.ok) return input;
  const checked = checkSittingFile(input.value);
  return checked.ok
    ? checked
    : fail(
        checked.error.map((fault) => `${path}${fault.path}: expected ${fault.expected}, got ${fault.got}`).join('\n'),
      );
}

/** Runs until SIGTERM or SIGINT. */
export async function serve(args: string[]): Promise<number> {
  process.umask(0o077);
  // Node's own answer to this signal is a debugger on a port that asks nobody who he is.
  process.on('SIGUSR1', () => undefined);
  const options = parseServeArgs(args);
  if (!options.ok) {
    console.error(options.error);
    return 2;
  }
  const started = await startServer(options.value, (text) => console.error(text)).catch((error: unknown) => {
    const words = wantOfRights(error, [options.value.data, options.value.keys]);
    if (words === undefined) throw error;
    return fail(words);
  });
  if (!started.ok) {
    console.error(started.error);
    return 1;
  }
  const { url, fingerprint, freshPins, warnings, firstRun, fsyncMs } = started.value;
  console.log(`serving on ${url} (fsync ${fsyncMs} ms)`);
  if (fingerprint !== null) {
    console.log(`certificate SHA-256 ${fingerprintInGroups(fingerprint)}`);
    console.log(`gateways: --server ${url} --tls-fingerprint ${fingerprint}`);
  }
  if (firstRun) console.log(`no sitting was named: a rehearsal with a seat for each keypad. Set it up at ${url}/setup`);
  for (const warning of warnings) console.log(`note: ${warning}`);
  if (Object.keys(freshPins).length) console.log(`PINs, shown once: ${pinsInWords(freshPins)}`);
  process.send?.({ type: 'ready', url, fingerprint });
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    if (process.send) process.once('disconnect', resolve);
  });
  await started.value.close();
  return 0;
}
