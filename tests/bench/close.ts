import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { bitmap } from '@piaojue/server/bitmap';
import { BoxClient } from '@piaojue/server/box/box-client';
import { rawPublicKey } from '@piaojue/server/box/patterns';
import { draftRound } from '@piaojue/server/rounds/draft';
import { freeze } from '@piaojue/server/rounds/freeze';
import { RoundRunner } from '@piaojue/server/rounds/round-runner';
import { resultView } from '@piaojue/server/sitting/result-view';
import { openSqliteStore } from '@piaojue/server/store/sqlite-store';
import { sampleBallots, session } from './ballots.ts';
import { milliseconds } from './figures.ts';

/** Cut-off → ranked snapshot, with a real box process, box file and store: what the hall waits for after the drain. */
const VOTERS = 3000;
const CANDIDATES = 30;
const ROUNDS = 5;

export async function benchClose(folder: string): Promise<void> {
  const devices = new Map(Array.from({ length: VOTERS }, (_, i) => [i + 1, new Uint8Array(randomBytes(16))]));
  const deviceKeys = join(folder, 'device-keys.json');
  const keys = Object.fromEntries([...devices].map(([keypad, key]) => [keypad, Buffer.from(key).toString('hex')]));
  writeFileSync(deviceKeys, JSON.stringify({ provisioning: 'ee000001', keys }), { mode: 0o600 });
  const store = openSqliteStore(join(folder, 'close.sqlite'));
  store.putSitting({
    ...session,
    epoch: 0,
    retired: [],
    end: null,
    title: { congress: 'bench', meeting: '', date: '2000-01-01' },
    signInOpen: false,
    hall: { theme: 'light', language: 'zh-CN', r: 6, motion: true },
    shown: { picture: 'idle', index: null, roundId: null },
    readiness: null,
  });
  const seats = Array.from({ length: VOTERS }, (_, slot) => ({
    slot,
    name: `${slot}`,
    group: '',
    keypad: slot + 1,
    generation: 0,
  }));
  let cutOff = 0;
  const times: number[] = [];
  for (let run = 0; run < ROUNDS; run++) {
    let receipts = 0;
    let received: () => void = () => undefined;
    let round = 0;
    const runner = new RoundRunner({
      store,
      dataFolder: folder,
      places: { kind: 'tmpfs', folders: [folder] },
      deviceKeys,
      monitorsKey: new Uint8Array(rawPublicKey(generateKeyPairSync('x25519').publicKey)),
      signingKey: generateKeyPairSync('ed25519').privateKey,
      now: () => Date.now(),
      newBox: (handlers) => new BoxClient(handlers),
      drain: async () => {
        cutOff = performance.now();
      },
      heard: () => ({ bits: bitmap(VOTERS), known: true }),
      receipts: (_port, bytes) => {
        receipts += bytes.length / 15;
        if (receipts === VOTERS) received();
      },
      changed: () => {
        const row = store.round(round);
        if (row?.state === 'tallied' && resultView(row)) times.push(performance.now() - cutOff);
      },
      trouble: (text) => console.error(text),
    });
    round = makeRound(store, seats);
    await runner.open(round, () => new Set(seats.map(({ slot }) => slot)));
    const paper = store.round(round)?.frozen?.paper ?? new Uint8Array();
    const frames = sampleBallots(VOTERS, CANDIDATES, paperHash(paper), round, devices).map(({ sealed }) =>
      SealedBallot.encode(sealed),
    );
    const all = new Promise<void>((resolve) => {
      received = resolve;
    });
    for (let at = 0; at < frames.length; at += 500)
      runner.ballots(0, new Uint8Array(Buffer.concat(frames.slice(at, at + 500))));
    await all;
    runner.close(round);
    await runner.settled();
    await runner.end();
  }
  store.close();
  milliseconds(`cut-off → ranked snapshot, ${VOTERS} ballots, ${CANDIDATES} candidates`, times, '≤ 100 ms');
}

function makeRound(store: ReturnType<typeof openSqliteStore>, seats: Parameters<typeof freeze>[1]): number {
  const contest = {
    title: 'bench',
    kind: 'selection' as const,
    candidates: Array.from({ length: CANDIDATES }, (_, i) => ({ no: i + 1, name: `${i + 1}` })),
    rules: {
      ...{ seats: 20, maxMarks: 20, minMarks: 0, exactly: false, majority: null },
      ...{ rateBase: 'returned' as const, tie: 'runoff' as const, press: 'last' as const },
      quorum: { num: 2, den: 3, strict: false },
    },
  };
  const draft = store.createRound(draftRound(contest, null, 1));
  store.putRound({ ...draft, state: 'ready', frozen: freeze(draft, seats) });
  return draft.id;
}
