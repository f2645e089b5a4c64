import { createDecipheriv, createHmac, createPrivateKey, diffieHellman, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type Bundle, type Contest, formOf, isCounted, type Totals } from './bundle.ts';
import { type Fault, fault } from './checks.ts';
import { answerFaults, atKeypads, marksOf, totalsOf } from './sums.ts';
import { publicKeyOf } from './signature.ts';

export const PATTERN_BYTES = 16;
const MAGIC = Buffer.from('PJSP\x01', 'latin1');
const KEY_BYTES = 32;
const MAC_BYTES = 32;

/**
 * The patterns of `patterns.sealed`, opened with the monitors' private key (X25519, PEM): FORMAT.md, "The sealed patterns".
 * undefined: another key, another round, or a byte that was changed. Throws on a PEM that is no key of this kind.
 */
export function openPatterns(sealed: Uint8Array, privatePem: string, frozenHash: string): Buffer | undefined {
  const key = createPrivateKey(privatePem);
  if (key.asymmetricKeyType !== 'x25519') throw new Error(`expected an X25519 key, got ${key.asymmetricKeyType}`);
  const head = MAGIC.length + KEY_BYTES;
  if (sealed.length < head + MAC_BYTES || !MAGIC.equals(sealed.subarray(0, MAGIC.length))) return undefined;
  const ephemeral = sealed.subarray(MAGIC.length, head);
  let shared: Buffer;
  try {
    shared = diffieHellman({ privateKey: key, publicKey: publicKeyOf('x25519', ephemeral) });
  } catch {
    return undefined;
  }
  const { x } = key.export({ format: 'jwk' });
  const salt = Buffer.concat([ephemeral, Buffer.from(x ?? '', 'base64url')]);
  const info = Buffer.concat([Buffer.from('piaojue patterns'), Buffer.from(frozenHash, 'hex')]);
  const keys = Buffer.from(hkdfSync('sha256', shared, salt, info, 64));
  const body = sealed.subarray(0, sealed.length - MAC_BYTES);
  const mac = createHmac('sha256', keys.subarray(32)).update(body).digest();
  if (!timingSafeEqual(mac, sealed.subarray(sealed.length - MAC_BYTES))) return undefined;
  return createDecipheriv('aes-256-ctr', keys.subarray(0, 32), Buffer.alloc(16)).update(body.subarray(head));
}

const FORM_BYTE = { pick: 1, choice: 2, grades: 3 } as const;
const PLACES = { pick: 60, choice: 60, grades: 30 } as const;

/** Answers of one ballot of 16 bytes, by place; undefined: the ballot is invalid. */
function answersOf(contest: Contest, ballot: Uint8Array): readonly number[] | undefined {
  const form = formOf(contest);
  if (ballot[0] !== FORM_BYTE[form]) return undefined;
  const bits = 120 / PLACES[form];
  const perByte = 8 / bits;
  const answers = Array.from({ length: PLACES[form] }, (_, place) => {
    const byte = ballot[1 + Math.floor(place / perByte)] ?? 0;
    return (byte >> (8 - bits * (1 + (place % perByte)))) & (2 ** bits - 1);
  });
  const most = form === 'pick' ? 1 : form === 'choice' ? 3 : contest.rules.scale;
  const asked = contest.candidates.length;
  if (answers.some((answer, place) => answer > (place < asked ? most : 0))) return undefined;
  const own = answers.slice(0, asked);
  if (form === 'grades') return own;
  const marks = own.filter((answer) => answer === 1).length;
  const [fewest, highest] = marksOf(contest);
  return marks >= fewest && marks <= highest ? own : undefined;
}

/** Counts these ballots, 16 bytes each, as the rules of the contest say. */
export function countPatterns(contest: Contest, ballots: Uint8Array): Totals {
  const form = formOf(contest);
  const columns = form === 'pick' ? 1 : form === 'choice' ? 3 : contest.rules.scale + 1;
  const counts = contest.candidates.map(() => Array.from({ length: columns }, () => 0));
  const returned = ballots.length / PATTERN_BYTES;
  let valid = 0;
  for (let at = 0; at < ballots.length; at += PATTERN_BYTES) {
    const answers = answersOf(contest, ballots.subarray(at, at + PATTERN_BYTES));
    if (!answers) continue;
    valid++;
    for (const [place, answer] of answers.entries()) {
      // A blank is 弃权 where each is answered, and nothing on a pick list.
      const column = answer === 0 ? (form === 'pick' ? -1 : columns - 1) : answer - 1;
      const row = counts[place];
      if (row && column >= 0) row[column] = (row[column] ?? 0) + 1;
    }
  }
  const column = (index: number): number[] => counts.map((row) => row[index] ?? 0);
  const sums = { returned, valid, invalid: returned - valid, votes: column(0) };
  if (form === 'pick') return sums;
  return form === 'choice' ? { ...sums, against: column(1), abstained: column(2) } : { ...sums, grades: counts };
}

/**
 * The patterns of a round against its bundle: as many as there were ballots given out, sorted, padded with zeros, and counted
 * once more. Says in what the two differ, and of a column that is too small to be told no figure.
 */
export function recountFaults(bundle: Bundle, patterns: Uint8Array): readonly Fault[] {
  const { contest, issued, columns } = bundle;
  const returned = atKeypads(bundle) ?? 0;
  const expected = Math.max(issued, returned) * PATTERN_BYTES;
  if (patterns.length !== expected) return [fault('patterns.sealed', `${expected} bytes of patterns`, patterns.length)];
  const end = returned * PATTERN_BYTES;
  const ballots = Buffer.from(patterns.subarray(0, end));
  for (let at = PATTERN_BYTES; at < end; at += PATTERN_BYTES) {
    const before = ballots.subarray(at - PATTERN_BYTES, at);
    if (before.compare(ballots.subarray(at, at + PATTERN_BYTES)) > 0)
      return [fault('patterns.sealed', 'patterns sorted by value', 'another order')];
  }
  if (patterns.subarray(end).some((byte) => byte !== 0))
    return [fault('patterns.sealed', `${returned} ballots and zeros after them`, 'more')];
  // Of a round that does not count nobody is told a figure, here neither.
  if (!isCounted(bundle)) return [];
  const counted = countPatterns(contest, ballots);
  const own = columns ? columns.keypads : { totals: totalsOf(bundle) };
  if (own && own.totals) return totalsDiffer(own.totals, counted);
  return restFaults(bundle, counted);
}

function totalsDiffer(told: Totals, counted: Totals): readonly Fault[] {
  return (['returned', 'valid', 'invalid', 'votes', 'against', 'abstained', 'grades'] as const)
    .filter((name) => JSON.stringify(told[name]) !== JSON.stringify(counted[name]))
    .map((name) => fault(name, JSON.stringify(counted[name]), JSON.stringify(told[name])));
}

/** The column of the keypads is not told: what is left for the paper has to be figures that paper ballots can have. */
function restFaults(bundle: Bundle, counted: Totals): readonly Fault[] {
  const whole = totalsOf(bundle);
  const less = (a: readonly number[], b: readonly number[] = []): number[] => a.map((n, i) => n - (b[i] ?? 0));
  const rest: Totals = {
    returned: whole.returned - counted.returned,
    valid: whole.valid - counted.valid,
    invalid: whole.invalid - counted.invalid,
    votes: less(whole.votes, counted.votes),
    ...(whole.against && { against: less(whole.against, counted.against) }),
    ...(whole.abstained && { abstained: less(whole.abstained, counted.abstained) }),
    ...(whole.grades && { grades: whole.grades.map((row, i) => less(row, counted.grades?.[i])) }),
  };
  const figures = [rest.valid, rest.invalid, ...rest.votes, ...(rest.against ?? []), ...(rest.abstained ?? [])];
  const impossible = [...figures, ...(rest.grades ?? []).flat()].some((figure) => figure < 0);
  const keypads = bundle.columns && bundle.columns.keypads ? bundle.columns.keypads : undefined;
  const sumsDiffer = keypads?.valid !== counted.valid || keypads.invalid !== counted.invalid;
  if (sumsDiffer || impossible || answerFaults(bundle.contest, rest).length)
    return [fault('columns/keypads', 'the ballots that are kept', 'others')];
  return [];
}
