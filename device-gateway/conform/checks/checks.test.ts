import { describe, expect, it } from 'vitest';
import { CLOSES } from '../acts/closing.ts';
import { HallKeys } from '../hall-keys.ts';
import { ballot, beat, down, greeting, heard, mark, order, raw, recorded, up } from '../test-recording.ts';
import type { Context, Finding } from '../check.ts';
import type { Recording } from '../recording.ts';
import { CHECKS } from './all.ts';

/** The judges alone, on recordings written by hand: where exactly a rule begins to be broken. */
const session = { mode: 'rehearsal', provisioning: 1, sid: new Uint8Array(8) } as const;
const context: Context = { hall: new HallKeys(session, 0, new Map()), presses: 'auto', greeting: undefined };

function judged(name: string, recording: Recording, presses: Context['presses'] = 'auto'): Finding {
  const check = CHECKS.find((each) => each.name === name);
  if (!check) throw new Error(`there is no check ${name}`);
  return check.judge(recording, { ...context, presses });
}
const verdict = (name: string, recording: Recording): string => judged(name, recording).verdict;

describe('greeting', () => {
  it('REC1 a greeting up to 500 ms after O with sequence 0 counts, a later one does not', () => {
    expect(verdict('greets-when-asked', recorded(down(0, order, 0), up(499, greeting())))).toBe('ok');
    const late = judged('greets-when-asked', recorded(down(0, order, 0), up(501, greeting())));
    expect(late).toMatchObject({ verdict: 'failed', came: expect.stringContaining('0.50 s later') });
  });

  it('REC1 a greeting that nothing asked for is one too many; the first, and the one after a silence, are not', () => {
    const good = [
      down(0, order, 0),
      up(5, greeting()),
      mark(5000, 'hostBack'),
      down(5000, order),
      up(5010, greeting()),
    ];
    expect(verdict('greets-only-then', recorded(...good))).toBe('ok');
    expect(verdict('greets-only-then', recorded(...good, down(6000, order), up(6005, greeting())))).toBe('failed');
  });

  it('REC12 another boot id in one run is a restart', () => {
    const before = [down(0, order, 0), up(5, greeting(1))];
    expect(verdict('one-boot', recorded(...before, up(900, greeting(1))))).toBe('ok');
    const restarted = judged('one-boot', recorded(...before, mark(800, 'trial', 'long-run'), up(900, greeting(2))));
    expect(restarted).toMatchObject({ verdict: 'failed', came: expect.stringContaining('long-run') });
  });

  it('REC2 heartbeats: 1,500 ms between two pass once, 1,501 do not, and the average has to be right', () => {
    const beats = (...times: number[]) => recorded(mark(0, 'act'), ...times.map((at, i) => up(at, beat(i))));
    expect(verdict('heartbeat', beats(1000, 2500, 3000, 4000))).toBe('ok');
    expect(verdict('heartbeat', beats(1000, 2501, 3000, 4000))).toBe('failed');
    expect(verdict('heartbeat', beats(1100, 2200, 3300, 4400))).toBe('failed');
  });

  it('MSG5 an uptime may be off by 2 s and never goes back', () => {
    const beats = (...uptimes: number[]) => recorded(...uptimes.map((uptime, i) => up(i * 1000, beat(uptime))));
    expect(verdict('uptime', beats(40, 41, 42, 45))).toBe('ok');
    expect(verdict('uptime', beats(40, 41, 42, 46))).toBe('failed');
    expect(verdict('uptime', beats(40, 41, 40))).toBe('failed');
  });
});

describe('lines', () => {
  it('LINE7 the sequence goes on by one and through 4,095 to 0; a restart begins at 0', () => {
    const numbered = (...numbers: number[]) => recorded(...numbers.map((number, i) => () => up(i, beat(i))(number)));
    expect(verdict('line-sequence', numbered(4094, 4095, 0, 1))).toBe('ok');
    expect(judged('line-sequence', numbered(4, 7))).toMatchObject({ came: '7 (missing lines: 2)' });
    expect(judged('line-sequence', numbered(4, 4))).toMatchObject({ came: 'the same number again' });
    expect(
      verdict(
        'line-sequence',
        recorded(up(0, greeting(1)), up(1, beat(1)), () => up(2, beat(0))(0)),
      ),
    ).toBe('failed');
    const restarted = recorded(
      up(0, greeting(1)),
      up(1, beat(1)),
      () => up(2, beat(0))(0),
      () => up(3, greeting(2))(1),
    );
    expect(verdict('line-sequence', restarted)).toBe('ok');
  });

  it('LINE1 CR LF passes with a remark', () => {
    const text = '$TDDAAFRgAMqDD33\r\n';
    expect(judged('line-shape', recorded(raw(0, text)))).toMatchObject({
      verdict: 'ok',
      note: expect.stringMatching(/CR LF/),
    });
  });

  it('nothing at all came: that is not seen, and says where to look', () => {
    expect(judged('line-crc', recorded())).toMatchObject({
      verdict: 'notSeen',
      missing: expect.stringContaining('--baud'),
    });
  });
});

describe('keypads', () => {
  it('REC6 a frame that came once only is a repetition too few; who presses decides what nothing means', () => {
    const answers = mark(0, 'answers', 'none');
    expect(verdict('repetitions', recorded(answers, up(1, ballot(1)), up(1600, ballot(1))))).toBe('ok');
    expect(verdict('repetitions', recorded(answers, up(1, ballot(1)), up(1600, ballot(2))))).toBe('failed');
    expect(verdict('paper', recorded(answers))).toBe('failed');
    expect(judged('paper', recorded(answers), 'people')).toMatchObject({ missing: expect.stringContaining('无票样') });
    expect(judged('paper', recorded(answers), 'none').verdict).toBe('notSeen');
  });

  it('AIR2 AIR7 most copies come 1,200 ms apart or more where heard bits work', () => {
    const copies = (...times: number[]) =>
      recorded(mark(0, 'answers', 'none'), ...times.map((at) => up(at, ballot(3))));
    expect(verdict('heard-bits', copies(0, 1500, 1600, 3100))).toBe('ok');
    expect(verdict('heard-bits', copies(0, 100, 200, 1700))).toBe('failed');
  });

  it('AIR5 a frame 800 ms after busy began is one too many, one before is not', () => {
    const busy = (at: number) =>
      recorded(
        up(0, ballot(3)),
        up(100, ballot(3)),
        mark(1000, 'quiet', 'busy'),
        up(at, ballot(3)),
        mark(4000, 'resume', 'busy'),
      );
    expect(verdict('busy', busy(1799))).toBe('ok');
    expect(verdict('busy', busy(1800))).toBe('failed');
    expect(verdict('busy', busy(4000))).toBe('ok');
  });

  it('REC9 one of three frames may go on after its receipt, two may not', () => {
    const receipt = (keypad: number) => ({ keypad, number: 1, status: 1, mac: new Uint8Array(8) });
    const run = (...late: number[]) =>
      recorded(
        mark(0, 'answers', 'right'),
        ...[1, 2, 3].map((keypad) => up(1, ballot(keypad))),
        down(10, { type: 'R', items: [1, 2, 3].map(receipt) }),
        ...late.map((keypad) => up(2000, ballot(keypad))),
      );
    expect(verdict('receipts', run())).toBe('ok');
    expect(verdict('receipts', run(2))).toBe('ok');
    expect(verdict('receipts', run(2, 3))).toBe('failed');
  });

  it('AIR12 a copy with another byte is no copy; another rssi is nothing', () => {
    const one = ballot(3);
    if (one.type !== 'B') throw new Error('a ballot');
    expect(verdict('same-bytes', recorded(up(0, one), up(1500, { ...one, rssi: 80 })))).toBe('ok');
    expect(verdict('same-bytes', recorded(up(0, one), up(1500, { ...one, tag: new Uint8Array(8).fill(1) })))).toBe(
      'failed',
    );
  });
});

describe('who was heard', () => {
  it('MSG3 the bit of a keypad stands in every H from 500 ms to 30 s after it was heard', () => {
    const run = (...late: number[]) => recorded(up(0, ballot(9)), up(400, heard()), up(2400, heard(...late)));
    expect(verdict('heard-keypads', run(9))).toBe('ok');
    expect(verdict('heard-keypads', run(9, 10))).toBe('ok');
    expect(verdict('heard-keypads', run(10))).toBe('failed');
  });

  it('MSG3 blocks begin at multiples of 256, and keypad 0 is nobody', () => {
    const block = heard(9);
    if (block.type !== 'H') throw new Error('an H');
    expect(verdict('heard-blocks', recorded(up(0, block)))).toBe('ok');
    expect(verdict('heard-blocks', recorded(up(0, { ...block, base: 1 })))).toBe('failed');
    expect(verdict('heard-blocks', recorded(up(0, heard(0))))).toBe('failed');
  });
});

describe('closing', () => {
  const c = (name: keyof typeof CLOSES, at: number) => {
    const { closeId, round, drain } = CLOSES[name];
    return down(at, { type: 'C', closeId, round, drain });
  };
  const d = (name: keyof typeof CLOSES, at: number, left = 0) => {
    const { closeId, round } = CLOSES[name];
    return up(at, { type: 'D', closeId, round, left });
  };

  it('CLS4 drained within its time, again at once, and while busy not before the time is over', () => {
    expect(verdict('drained', recorded(c('speaking', 0), d('speaking', 3400)))).toBe('ok');
    expect(verdict('drained', recorded(c('speaking', 0), d('speaking', 3600)))).toBe('failed');
    expect(verdict('drained', recorded(c('speaking', 0), d('speaking', 100, 2)))).toBe('failed');
    const again = [c('speaking', 0), d('speaking', 100), c('speaking', 200)];
    expect(verdict('drained-again', recorded(...again, d('speaking', 600)))).toBe('ok');
    expect(verdict('drained-again', recorded(...again))).toBe('failed');
    expect(verdict('drain-over', recorded(c('busy', 0), d('busy', 1000)))).toBe('ok');
    expect(verdict('drain-over', recorded(c('busy', 0), d('busy', 900)))).toBe('failed');
    expect(verdict('drain-over', recorded(c('busy', 0)))).toBe('failed');
  });

  it('REC10 MSG7 a C for another round is passed over; a D names the C it answers', () => {
    expect(verdict('other-round', recorded(c('otherRound', 0), c('speaking', 700)))).toBe('ok');
    expect(verdict('other-round', recorded(c('otherRound', 0), d('otherRound', 100), c('speaking', 700)))).toBe(
      'failed',
    );
    expect(verdict('close-id', recorded(c('speaking', 0), d('speaking', 100)))).toBe('ok');
    expect(verdict('close-id', recorded(c('speaking', 0), d('listening', 100)))).toBe('failed');
  });
});
