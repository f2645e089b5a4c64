import { afterAll, describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { compileCSide } from './compiled.ts';

/** The C side, compiled here and asked for every golden vector: an implementation that shares no code with the other. */
const c = compileCSide();
if (!c) console.warn('no C compiler (cc, gcc, clang): the C side is not checked');
afterAll(() => c?.dispose());

const ask = (requests: readonly string[]): string[] => c?.ask(requests) ?? [];
const be = (value: number, size: number): string => value.toString(16).padStart(size * 2, '0');
/** An empty text stands as `-`. */
const or = (hex: string): string => hex || '-';
const latin1 = (text: string): string => or(Buffer.from(text, 'latin1').toString('hex'));

describe.skipIf(!c)('the C side gives every golden vector', () => {
  it('LINE4 checksums', () => {
    expect(ask(golden.crc16.map(({ text }) => `crc ${latin1(text)}`))).toEqual(golden.crc16.map(({ crc }) => crc));
  });

  it('LINE1 LINE3 LINE7 lines', () => {
    const lines = [...golden.up, ...golden.down, ...golden.cradleUp, ...golden.cradleDown];
    const requests = lines.map(
      ({ line, sequence, payload }) => `line ${latin1(line.charAt(1))} ${be(sequence, 2)} ${or(payload)}`,
    );
    expect(ask(requests)).toEqual(lines.map(({ line }) => line));
  });

  it('KEY3 KEY5 MACs and keys', () => {
    expect(ask(golden.cmac.map(({ key, message }) => `cmac ${key} ${or(message)}`))).toEqual(
      golden.cmac.map(({ mac }) => mac),
    );
    const uses = ['up', 'down', 'roll'];
    const requests = golden.kdf.map(({ deviceKey, use, mode, provisioning, keypad, sid }) =>
      [
        'derive',
        deviceKey,
        be(uses.indexOf(use), 1),
        mode === 'real' ? '01' : '00',
        be(provisioning, 4),
        be(keypad, 2),
        sid,
      ].join(' '),
    );
    expect(ask(requests)).toEqual(golden.kdf.map(({ key }) => key));
  });

  it('KEY8 PRV5 steps to the next epoch, and proofs', () => {
    const steps = golden.epochs.map(({ deviceKey, provisioning, keypad, epoch }) =>
      ['next', deviceKey, be(provisioning, 4), be(keypad, 2), be(epoch, 2)].join(' '),
    );
    expect(ask(steps)).toEqual(golden.epochs.map(({ key }) => key));
    // The first 20 bytes of V are the last 20 of what is proved.
    expect(ask(golden.proofs.map(({ key, input }) => `proof ${key} ${input.slice(12)}`))).toEqual(
      golden.proofs.map(({ proof }) => proof),
    );
  });

  it('KEY11 KEY12 PRV8 what stands in the EEPROM', () => {
    expect(ask(golden.memoryBoots.map(({ before }) => `memory ${before}`))).toEqual(
      golden.memoryBoots.map(({ provisioning, keypad, epoch, key, after }) =>
        [provisioning, keypad, epoch, key, after].filter((part) => part !== null).join(' '),
      ),
    );
    expect(ask(golden.memorySteps.map(({ before, epoch, key }) => `commit ${before} ${be(epoch, 2)} ${key}`))).toEqual(
      golden.memorySteps.map(({ after }) => after),
    );
    const provisionings = golden.memoryProvisionings.map(({ before, provisioning, keypad, epoch, key }) =>
      ['provision', before, be(provisioning, 4), be(keypad, 2), be(epoch, 2), key].join(' '),
    );
    expect(ask(provisionings)).toEqual(golden.memoryProvisionings.map(({ after }) => after));
  });

  it('BAL2 BAL3 BAL5 answers per item and grades', () => {
    const asked = (form: number, answers: readonly number[]): string =>
      `answers ${be(form, 1)} ${or(answers.map((answer) => be(answer, 1)).join(''))}`;
    const plaintexts = (ballots: readonly { readonly plaintext: string }[]) =>
      ballots.map((ballot) => ballot.plaintext);
    expect(ask(golden.choiceBallots.map(({ answers }) => asked(2, answers)))).toEqual(plaintexts(golden.choiceBallots));
    expect(ask(golden.gradeBallots.map(({ answers }) => asked(3, answers)))).toEqual(plaintexts(golden.gradeBallots));
  });

  it('BAL2 SEAL1 SEAL2 SEAL3 SEAL4 marks and seals', () => {
    const marks = golden.ballots.map(({ positions }) => `marks ${or(positions.map((at) => be(at, 1)).join(''))}`);
    expect(ask(marks)).toEqual(golden.ballots.map(({ plaintext }) => plaintext));
    const seals = golden.seals.map(({ key, keypad, round, counter, paperHash, plaintext }) =>
      ['seal', key, be(keypad, 2), be(round, 2), be(counter, 4), paperHash, plaintext].join(' '),
    );
    expect(ask(seals)).toEqual(golden.seals.map(({ frame }) => frame));
  });

  it('SGN2 sign-ins', () => {
    expect(ask(golden.signIns.map(({ key, frame }) => `sign ${key} ${frame.slice(0, 20)}`))).toEqual(
      golden.signIns.map(({ frame }) => frame),
    );
  });

  it('RCP1 RCP6 receipts: the good ones are read, the others passed over', () => {
    const [held] = golden.badReceipts;
    if (!held) throw new Error('no golden receipt');
    type Frame = (typeof held)['waitsFor'];
    const request = (bytes: string, { keypad, round, counter, tag }: Frame): string =>
      ['receipt', held.keys.down, held.keys.roll, bytes, be(keypad, 2), be(round, 2), be(counter, 4), tag].join(' ');
    expect(ask(golden.receipts.map(({ bytes, answers }) => request(bytes, answers)))).toEqual(
      golden.receipts.map(({ code }) => String(code)),
    );
    expect(ask(golden.badReceipts.map(({ bytes, waitsFor }) => request(bytes, waitsFor)))).toEqual(
      golden.badReceipts.map(() => '0'),
    );
  });

  it('CNT2 CNT3 CNT4 CNT7 CNT9 counters', () => {
    expect(ask(golden.counterBoots.map(({ before }) => `boot ${before}`))).toEqual(
      golden.counterBoots.map((vector) => `${vector.next ?? 0} ${vector.after}`),
    );
  });
});
