import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECEIPT_BYTES, SealedBallot } from '@piaojue/firmware-protocol/messages';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { bitmap, setBit } from '@piaojue/server/bitmap';
import { BoxClient } from '@piaojue/server/box/box-client';
import { rawPublicKey } from '@piaojue/server/box/patterns';
import { draftRound } from '@piaojue/server/rounds/draft';
import { freeze } from '@piaojue/server/rounds/freeze';
import { tallySpec } from '@piaojue/server/tally/spec';
import { sampleBallots, session } from '../ballots.ts';
import { benchContest } from '../bench-contest.ts';
import type { Poll, StoreUnderTest } from './store-under-test.ts';

const CANDIDATES = 30;

/** Our own: a box process; each ballot is opened, sealed again, synced to the disk, counted and receipted. */
export function boxStore(folder: string): StoreUnderTest {
  let polls = 0;
  return {
    name: 'ballot box, in a process of its own, sealed',
    async open(ballots, senders) {
      polls += 1;
      return await openBox(join(folder, `store-${polls}`), polls, ballots, senders);
    },
    stop: () => Promise.resolve(),
  };
}

async function openBox(path: string, round: number, ballots: number, senders: number): Promise<Poll> {
  const devices = new Map(Array.from({ length: ballots }, (_, i) => [i + 1, new Uint8Array(randomBytes(16))]));
  const keys = Object.fromEntries([...devices].map(([keypad, key]) => [keypad, Buffer.from(key).toString('hex')]));
  writeFileSync(`${path}.json`, JSON.stringify({ provisioning: 'ee000001', keys }), { mode: 0o600 });
  const draft = { id: round, ...draftRound(benchContest(CANDIDATES), null, 1) };
  const seats = Array.from({ length: ballots }, (_, slot) => ({ slot, keypad: slot + 1, generation: 0 }));
  const frozen = freeze(
    draft,
    seats.map((seat) => ({ ...seat, name: '', group: '' })),
  );
  const frames = sampleBallots(ballots, CANDIDATES, paperHash(frozen.paper), round, devices).map(({ sealed }) =>
    SealedBallot.encode(sealed),
  );
  /** By sender: receipts that are still to come of what it sent, and who waits for the last of them. */
  const owed = Array.from({ length: senders }, () => ({ receipts: 0, all: (): void => undefined }));
  const box = new BoxClient({
    receipts(port, receipts) {
      const sender = owed[port];
      if (!sender) return;
      sender.receipts -= receipts.length / RECEIPT_BYTES;
      if (sender.receipts === 0) sender.all();
    },
    turnout: () => undefined,
    live: () => undefined,
    died: (detail) => {
      throw new Error(detail);
    },
  });
  const files = { box: `${path}.box`, keys: [`${path}.key`] };
  const made = await box.request('create', {
    config: {
      ...{ round, session, epoch: 0, deviceKeys: `${path}.json`, ...files, paper: frozen.paper, seats },
      spec: tallySpec(draft.contest, ballots),
      monitorsKey: new Uint8Array(rawPublicKey(generateKeyPairSync('x25519').publicKey)),
      frozenHash: frozen.hash,
    },
  });
  if (!made.ok) throw new Error(made.error.detail);
  const authorised = bitmap(ballots);
  for (const { slot } of seats) setBit(authorised, slot);
  await box.request('open', { authorised, issued: ballots });
  return {
    send: (sender, numbers) =>
      new Promise((resolve) => {
        owed[sender] = { receipts: numbers.length, all: resolve };
        const parts = numbers.map((number) => frames[number] ?? new Uint8Array());
        box.ballots(sender, new Uint8Array(Buffer.concat(parts)));
      }),
    async close() {
      const ended = await box.request('cutoff', {});
      await box.request('destroy', files);
      await box.end();
      return ended.ok ? ended.value.returned : 0;
    },
  };
}
