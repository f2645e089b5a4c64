import { sign } from 'node:crypto';
import canonicalize from 'canonicalize';
import { illFormedAt } from '@piaojue/server/rules/well-formed';
import { chosenInBundle } from '@piaojue/server/projects/bundle-adoption';
import { openPatterns } from '@piaojue/server/box/patterns';
import { contestData } from '@piaojue/server/rules/test-contest';
import { makeBundle, MONITORS_PEM, picks, SIGNER, SIGNING } from '../../../server/verify/test-bundles.ts';
import { verifyBundle } from '../../../server/verify/verify-bundle.ts';
import { damaged, type Json, mutateBytes } from '../mutate.ts';
import { hex, hold, opened, type Suspect, type Target } from '../target.ts';

/** What was signed, and what was sealed to the monitors. */
const MADE = makeBundle({
  asked: contestData({ field: 3, seats: 1 }),
  voters: 6,
  ballots: [...picks(3, 0), ...picks(1, 1), ...picks(1, 0, 1)],
});
const VALUE = JSON.parse(MADE.json.toString('utf8')) as Json;

/** What has no canonical form nobody could have signed. */
const signable = (value: Json): Json => (illFormedAt(value) === undefined ? value : VALUE);

/** Lengths of JSON 2 and signature 2, then these and the patterns: the three files of a round in one input. */
const packed = (json: Uint8Array, signature: Uint8Array, patterns: Uint8Array): Uint8Array => {
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16BE(json.length, 0);
  lengths.writeUInt16BE(signature.length, 2);
  return Buffer.concat([lengths, json, signature, patterns]);
};
const PATTERNS = MADE.patterns ?? Buffer.alloc(0);
const WHOLE = packed(MADE.json, MADE.signature, PATTERNS);

function verifyTarget(verify: typeof verifyBundle = verifyBundle): Target<Uint8Array> {
  return {
    name: 'verify',
    about:
      'verifier of bundles, its signature and the sealed patterns: no exception; only the very bytes that were signed hold',
    share: 300,
    make(random) {
      if (random.chance(0.05)) return WHOLE;
      if (random.chance(0.4)) return mutateBytes(random, WHOLE);
      // Signed with the right key: what follows the signature has to bear whatever is said.
      const json = Buffer.from(canonicalize(signable(damaged(random, VALUE))) ?? '', 'utf8').subarray(0, 60_000);
      return packed(
        json,
        sign(null, json, SIGNING.privateKey),
        random.chance(0.5) ? mutateBytes(random, PATTERNS).subarray(0, 2000) : PATTERNS,
      );
    },
    mutate: mutateBytes,
    run(input) {
      const bytes = Buffer.from(input);
      if (bytes.length < 4) return 'refused';
      const json = bytes.subarray(4, 4 + bytes.readUInt16BE(0));
      const signature = bytes.subarray(4 + json.length, 4 + json.length + bytes.readUInt16BE(2));
      const patterns = bytes.subarray(4 + json.length + signature.length);
      const report = verify({ json, signature, patterns }, { signer: SIGNER, monitors: MONITORS_PEM });
      const fails = report.checks.filter(({ verdict }) => verdict === 'fails');
      if (fails.length > 0) return 'refused';
      const isOurs = Buffer.compare(json, MADE.json) === 0;
      const holds = isOurs
        ? Buffer.compare(signature, MADE.signature) === 0 && Buffer.compare(patterns, PATTERNS) === 0
        : isSignedByUs(json, signature);
      hold(holds, 'only what was signed', () => hex(input));
      return 'taken';
    },
    show: hex,
  };
}

const isSignedByUs = (json: Uint8Array, signature: Uint8Array): boolean =>
  Buffer.compare(sign(null, json, SIGNING.privateKey), signature) === 0;

interface Handed {
  readonly value: Json;
  readonly signature: string;
}

function adoptionTarget(chosen: typeof chosenInBundle = chosenInBundle): Target<Handed> {
  const signature = MADE.signature.toString('hex');
  const right = canonicalize(VALUE);
  return {
    name: 'adoption',
    about:
      'bundles of another sitting that are taken over into the book of the year: no exception; only what was signed is adopted',
    share: 600,
    make(random) {
      const value = random.chance(0.1) ? VALUE : damaged(random, VALUE);
      const own = random.chance(0.4)
        ? sign(null, Buffer.from(canonicalize(signable(value)) ?? ''), SIGNING.privateKey).toString('hex')
        : signature;
      return { value, signature: random.chance(0.1) ? hex(mutateBytes(random, MADE.signature)) : own };
    },
    run({ value, signature: given }) {
      const adopted = chosen(value, given, true);
      if (!adopted.ok) {
        hold(typeof adopted.error.code === 'string', 'a code', () => adopted.error);
        return 'refused';
      }
      const text = canonicalize(value) ?? '';
      hold(
        text === right ? given === signature : isSignedByUs(Buffer.from(text), Buffer.from(given, 'hex')),
        'what was signed',
        () => given,
      );
      return 'taken';
    },
    show: (input) => JSON.stringify(input),
  };
}

const frozenHash = (JSON.parse(MADE.json.toString('utf8')) as { readonly frozenHash: string }).frozenHash;
function patternsTarget(open: typeof openPatterns = openPatterns): Target<Uint8Array> {
  const right = openPatterns(PATTERNS, MONITORS_PEM, frozenHash);
  return {
    name: 'patterns',
    about: 'sealed patterns: no exception; another byte anywhere opens nothing',
    share: 600,
    make: (random) => (random.chance(0.1) ? PATTERNS : mutateBytes(random, PATTERNS)),
    mutate: mutateBytes,
    run(input) {
      const read = open(input, MONITORS_PEM, frozenHash);
      if (!read) return 'refused';
      hold(Buffer.compare(input, PATTERNS) === 0 && right?.equals(read) === true, 'the blob as it was sealed', () =>
        hex(input),
      );
      return 'taken';
    },
    show: hex,
  };
}

export const bundle: readonly Suspect[] = [
  {
    name: 'verify',
    open: opened(() => verifyTarget()),
    plants: {
      'a signature that is not looked at': opened(() =>
        verifyTarget((files, keys) => {
          const report = verifyBundle(files, keys);
          const checks = report.checks.map((check) =>
            check.id === 'signature' && check.verdict === 'fails' ? { id: check.id, verdict: 'holds' as const } : check,
          );
          return { ...report, checks };
        }),
      ),
    },
  },
  {
    name: 'adoption',
    open: opened(() => adoptionTarget()),
    plants: {
      'a signature of which a half is compared': opened(() =>
        adoptionTarget((value, signature, rehearsal) => {
          const ours = MADE.signature.toString('hex');
          const half = signature.slice(0, 32) === ours.slice(0, 32) ? ours : signature;
          return chosenInBundle(half === ours ? VALUE : value, half, rehearsal);
        }),
      ),
    },
  },
  {
    name: 'patterns',
    open: opened(() => patternsTarget()),
    plants: {
      'a MAC that is not looked at': opened(() =>
        patternsTarget((blob, pem, hash) => openPatterns(blob, pem, hash) ?? openPatterns(PATTERNS, pem, hash)),
      ),
    },
  },
];
