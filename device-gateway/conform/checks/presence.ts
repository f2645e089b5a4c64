import { type Check, type Context, failed, type Finding, ms, notSeen, passed, seconds } from '../check.ts';
import type { Of, Recording } from '../recording.ts';
import { AT_ONCE_MS } from '../tolerances.ts';
import { unseen } from './keypads.ts';
import { inRange } from './line.ts';

/** PROTOCOL MSG3. */
const BLOCK = 256;
const EVERY_MS = 2000;
const APART_MS = 100;
const MEMORY_MS = 30_000;
/** PROTOCOL MSG4. */
const LEVELS_MS = 60_000;

const hasBit = ({ message: { base, bits } }: Of<'H'>, keypad: number): boolean =>
  ((bits[(keypad - base) >> 3] ?? 0) & (0x80 >> ((keypad - base) & 7))) !== 0;

/** No H at all is right as long as nobody was heard. */
const noBlocks = (recording: Recording, context: Context): Finding =>
  recording.frames().length > 0
    ? failed(recording, `H within ${seconds(EVERY_MS)} of the first frame of a keypad`, 'no H')
    : unseen(context, 'no keypad was heard');

function blocksAreWhole(recording: Recording, context: Context): Finding {
  const all = recording.came('H');
  if (all.length === 0) return noBlocks(recording, context);
  const odd = all.find(({ message }) => message.base % BLOCK !== 0);
  if (odd) return failed(recording, 'a base that is a multiple of 256', String(odd.message.base), odd);
  const nobody = all.find((block) => block.message.base === 0 && hasBit(block, 0));
  return nobody
    ? failed(recording, 'the bit of keypad 0 clear: keypad 0 is nobody', 'it is set', nobody)
    : passed(`${all.length} of them`);
}

/** Whoever was heard shows: within 2 s, and for 30 s. */
function bitsAreRight(recording: Recording, context: Context): Finding {
  const all = recording.came('H');
  if (all.length === 0) return noBlocks(recording, context);
  const frames = recording.frames();
  if (frames.length === 0) return unseen(context, 'no keypad was heard');
  for (const frame of frames) {
    const { keypad } = frame.message;
    const after = all.filter(
      ({ message, at }) =>
        message.base === keypad - (keypad % BLOCK) && at >= frame.at + AT_ONCE_MS && at < frame.at + MEMORY_MS,
    );
    const clear = after.find((block) => !hasBit(block, keypad));
    if (clear) {
      return failed(
        recording,
        `bit ${keypad % BLOCK} of block ${clear.message.base} set: keypad ${keypad} was heard ${seconds(clear.at - frame.at)} before`,
        'it is clear',
        clear,
      );
    }
    if (after.length === 0 && recording.end > frame.at + AT_ONCE_MS + EVERY_MS) {
      return failed(
        recording,
        `H of the block of keypad ${keypad} within ${seconds(EVERY_MS)}`,
        'none',
        frame.at + EVERY_MS,
      );
    }
  }
  return passed(`${new Set(frames.map(({ message }) => message.keypad)).size} keypads`);
}

function blocksInTime(recording: Recording, context: Context): Finding {
  const all = recording.came('H');
  if (all.length === 0) return noBlocks(recording, context);
  for (const [base, blocks] of Map.groupBy(all, ({ message }) => message.base)) {
    for (const [i, block] of blocks.entries()) {
      const gap = (blocks[i + 1]?.at ?? recording.end) - block.at;
      if (gap > EVERY_MS + AT_ONCE_MS)
        return failed(
          recording,
          `block ${base} again within ${seconds(EVERY_MS)}`,
          `none for ${seconds(gap)}`,
          block.at + gap,
        );
      // Two may come together where the host was held up; a receiver that is too fast is so for a second.
      const eleventh = blocks[i + EVERY_MS / APART_MS + 4];
      if (eleventh && eleventh.at - block.at < EVERY_MS) {
        return failed(
          recording,
          `at most every ${ms(APART_MS)} a block`,
          `more than ${EVERY_MS / APART_MS} in ${seconds(EVERY_MS)}`,
          eleventh,
        );
      }
    }
  }
  return passed();
}

function levelsInRange(recording: Recording): Finding {
  const judged = inRange('MSG4')(recording);
  if (judged.verdict === 'failed') return judged;
  const all = recording.came('L');
  if (all.length === 0) return notSeen('no L came; it comes once a minute: run with --long');
  const last = new Map<number, number>();
  for (const levels of all) {
    for (const { keypad, battery } of levels.message.items) {
      if (battery > 100 && battery !== 255)
        return failed(recording, 'a battery of 0 to 100, or 255', String(battery), levels);
      const before = last.get(keypad);
      if (before !== undefined && levels.at - before < LEVELS_MS - AT_ONCE_MS) {
        return failed(
          recording,
          'each keypad at most once a minute',
          `keypad ${keypad} after ${seconds(levels.at - before)}`,
          levels,
        );
      }
      last.set(keypad, levels.at);
    }
  }
  return passed(`${last.size} keypads`);
}

const heard = { acts: ['signIn', 'ballots'], feature: 'heard' } as const;
export const PRESENCE_CHECKS: readonly Check[] = [
  { ...heard, name: 'heard-blocks', rules: ['MSG3'], title: 'H names whole blocks of 256', judge: blocksAreWhole },
  {
    ...heard,
    name: 'heard-keypads',
    rules: ['MSG3'],
    title: 'H shows who was heard, most significant bit first',
    judge: bitsAreRight,
  },
  {
    ...heard,
    name: 'heard-times',
    rules: ['MSG3'],
    title: 'H comes every 2 s, and at most every 100 ms',
    judge: blocksInTime,
  },
  {
    name: 'levels',
    rules: ['MSG4'],
    title: 'L names battery and signal, once a minute',
    acts: ['levels'],
    feature: 'levels',
    optional: true,
    judge: levelsInRange,
  },
];
