/**
 * Every single bit of the files of a round changed, by both verifiers: `node server/verify/test-flips-main.ts [EVERY]`. Prints how
 * many bits were tried and how many changes were taken; exit 1 if one was. Some minutes, of which openssl takes most; EVERY 10
 * gives the second verifier only every tenth bit.
 */
import { motionData } from '../src/rules/test-contest.ts';
import { choices, makeBundle, MONITORS_PEM, SIGNER } from './test-bundles.ts';
import { bitsOf, flipped } from './test-flips.ts';
import { verifyByPython } from './test-python.ts';
import { verifyBundle } from './verify-bundle.ts';

const every = Number(process.argv[2] ?? 1);
const AT_ONCE = 2000;
const made = makeBundle({ asked: motionData(), voters: 7, ballots: [...choices(3, 1), ...choices(2, 2)] });
const bits = Array.from({ length: bitsOf(made) }, (_, bit) => bit);
const keys = { signer: SIGNER, monitors: MONITORS_PEM };
if (!verifyBundle(made, keys).holds || verifyByPython([made])[0] !== '')
  throw new Error('the bundle itself does not hold');

const first = bits.filter((bit) => verifyBundle(flipped(made, bit), keys).holds);
console.log(`verify:    bits tried: ${bits.length}, taken: ${first.length}`);
const second: number[] = [];
const asked = bits.filter((bit) => bit % every === 0);
for (let at = 0; at < asked.length; at += AT_ONCE) {
  const some = asked.slice(at, at + AT_ONCE);
  const found = verifyByPython(
    some.map((bit) => flipped(made, bit)),
    false,
  );
  second.push(...some.filter((_, i) => found[i] === ''));
}
console.log(`verify.py: bits tried: ${asked.length}, taken: ${second.length}`);
process.exit(first.length || second.length ? 1 : 0);
