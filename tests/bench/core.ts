import { createDecipheriv, randomBytes } from 'node:crypto';
import { FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { openBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { createTally } from '@piaojue/server/tally/core';
import { sampleBallots } from './ballots.ts';
import { inTurns, perSecond, ratio } from './figures.ts';

/** PROTOCOL SEAL, as bytes. */
function nonceAndData(header: SealedBallot, paperHash: Uint8Array): { nonce: Buffer; data: Buffer } {
  const nonce = Buffer.alloc(13);
  nonce.writeUInt8(1, 0);
  const sent = SealedBallot.encode(header).subarray(0, 10);
  nonce.set(sent.subarray(0, 8), 1);
  return { nonce, data: Buffer.concat([sent, paperHash]) };
}

/** The tally core alone, and opened + validated + counted against nothing but AES-128-CCM on the same core. */
const BALLOTS = 3000;
const CANDIDATES = 30;

export async function benchCore(): Promise<void> {
  const paperHash = new Uint8Array(randomBytes(16));
  const samples = sampleBallots(BALLOTS, CANDIDATES, paperHash, 1);
  const plain = samples.map(({ key, sealed }) => openBallot(key, sealed, paperHash) ?? Buffer.alloc(16));
  const spec = {
    form: FORM_PICK,
    positions: CANDIDATES,
    minMarks: 0,
    maxMarks: 10,
    exactly: false,
    press: 'last',
    slots: BALLOTS,
  } as const;
  const repeats = 10;

  const countOnly = (): void => {
    const tally = createTally(spec);
    for (let counter = 1; counter <= repeats; counter++)
      plain.forEach((ballot, slot) => tally.accept(slot, counter, ballot));
  };
  const whole = (): void => {
    const tally = createTally(spec);
    for (let counter = 1; counter <= repeats; counter++) {
      samples.forEach(({ key, sealed }, slot) => {
        const ballot = openBallot(key, sealed, paperHash);
        if (ballot) tally.accept(slot, counter, ballot);
      });
    }
    if (tally.returned() !== BALLOTS) throw new Error('not every ballot was counted');
  };
  // The cipher calls and nothing else: nonce and associated data made beforehand.
  const ready = samples.map(({ key, sealed }) => ({ key, sealed, ...nonceAndData(sealed, paperHash) }));
  const bare = (): void => {
    for (let i = 0; i < repeats; i++) {
      for (const { key, sealed, nonce, data } of ready) {
        const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: 8 });
        decipher.setAuthTag(sealed.tag);
        decipher.setAAD(data, { plaintextLength: 16 });
        decipher.update(sealed.ciphertext);
        decipher.final();
      }
    }
  };
  const total = BALLOTS * repeats;
  const [counting] = await inTurns(5, countOnly, () => undefined);
  perSecond('counted (tally core alone)', total, counting);
  const [wholeMs, bareMs] = await inTurns(7, whole, bare);
  const opened = perSecond('opened, validated and counted', total, wholeMs);
  const baseline = perSecond('bare AES-128-CCM with KeyObjects (baseline)', total, bareMs);
  ratio('opened + validated + counted : bare AES-128-CCM', opened / baseline, '≥ 0.7');
}
