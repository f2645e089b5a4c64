import { KeypadOnTheAir } from '@piaojue/device-gateway/simulator/keypad/keypad-fixture';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { compileCSide } from '@piaojue/firmware-protocol/c/compiled';
import { Receipt } from '@piaojue/firmware-protocol/messages';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { makeReceipt, readReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import { STATUSES, type Status } from '@piaojue/firmware-protocol/status';
import { anyBytes, mutateBytes, pick } from '../mutate.ts';
import { hex, hold, opened, type Suspect, type Target } from '../target.ts';

/** The keypad's side: the simulated keypad, and the C side beside the TypeScript one. */
type Step =
  | { readonly do: 'keys'; readonly keys: readonly ('ok' | 'clear' | 'signIn' | '1' | '2' | '7')[] }
  | { readonly do: 'beacon'; readonly state: number; readonly round: number; readonly paper: number | null }
  | { readonly do: 'deal' }
  | { readonly do: 'tick'; readonly ms: number }
  | { readonly do: 'receipt'; readonly status: Status; readonly change: string };

const STATUS_NAMES = Object.keys(STATUSES) as Status[];
const KEY_NAMES = ['ok', 'ok', 'clear', 'signIn', '1', '2', '7'] as const;

function anyStep(random: Random): Step {
  switch (random.below(6)) {
    case 0:
      return {
        do: 'beacon',
        state: random.below(256),
        round: pick(random, [1, 1, 1, 2, 0]),
        paper: random.chance(0.8) ? null : random.below(65_536),
      };
    case 1:
      return { do: 'tick', ms: pick(random, [10, 1600, 5000, 600_000]) };
    case 2:
      return { do: 'deal' };
    case 3:
    case 4:
      // Bits that are turned, 8 hex digits of where; none: the genuine one.
      return {
        do: 'receipt',
        status: pick(random, STATUS_NAMES),
        change: random.chance(0.3) ? '' : hex(anyBytes(random, 2)),
      };
    default:
      return { do: 'keys', keys: [pick(random, KEY_NAMES), pick(random, KEY_NAMES)] };
  }
}

/** `bend`: the receipt that the keypad is handed instead of a changed one. */
function keypadTarget(bend: (changed: Receipt, genuine: Receipt) => Receipt = (changed) => changed): Target<Step[]> {
  return {
    name: 'keypad',
    about:
      'a keypad under any beacons, keys, times and receipts: no exception, green only by the genuine answer to the frame that waits, a new counter for each press (RCP6, KPD1, CNT5)',
    share: 400,
    make: (random) => [{ do: 'deal' }, ...Array.from({ length: 5 + random.below(30) }, () => anyStep(random))],
    run(steps) {
      const air = new KeypadOnTheAir();
      air.beacon();
      let taken = 0;
      let refused = 0;
      let highest = 0;
      let lastTag = '';
      for (const step of steps) {
        air.outputs.length = 0;
        let genuine = false;
        if (step.do === 'keys') air.keys(...step.keys);
        else if (step.do === 'deal') air.deal();
        else if (step.do === 'tick') air.tick(step.ms);
        else if (step.do === 'beacon')
          air.beacon({
            state: { state: step.state, round: step.round, ...(step.paper !== null && { paper: step.paper }) },
          });
        else {
          const frame = air.state.ballot?.frame ?? air.state.signIn?.frame;
          if (!frame) continue;
          const right = air.receiptFor(step.status, frame);
          const bytes = Receipt.encode(right);
          const [byte = 0, bit = 0] = Buffer.from(step.change, 'hex');
          const changed =
            step.change === '' ? bytes : bytes.map((each, i) => (i === byte % 15 ? each ^ (1 << (bit & 7)) : each));
          const decoded = Receipt.decode(changed);
          genuine = step.change === '';
          if (decoded.ok) air.receive(genuine ? right : bend(decoded.value, right));
        }
        const green = air.outputs.filter(({ ending }) => ending === 'counted' || ending === 'signedIn');
        hold(green.length === 0 || genuine, 'green by the genuine receipt alone', () => step);
        if (step.do === 'receipt') {
          if (green.length > 0) taken += 1;
          else refused += 1;
        }
        const ballot = air.state.ballot?.frame;
        if (ballot && hex(ballot.tag) !== lastTag) {
          hold(ballot.counter > highest, `a counter above ${highest}`, () => ballot.counter);
          lastTag = hex(ballot.tag);
        }
        highest = Math.max(highest, ballot?.counter ?? 0);
      }
      return { taken, refused };
    },
    show: (steps) => JSON.stringify(steps),
  };
}

interface Asked {
  readonly receipt: string;
  readonly keypad: number;
  readonly round: number;
  readonly counter: number;
  readonly tag: string;
}
const DOWN = new Uint8Array(16).fill(3);
const ROLL = new Uint8Array(16).fill(4);
const KEYS = { down: cmacKey(DOWN), roll: cmacKey(ROLL) };
const be = (value: number, bytes: number): string => value.toString(16).padStart(bytes * 2, '0');

/** Address and undefined behaviour are watched: an access outside ends the program. Compiled once for all targets. */
const compiled = once(() => {
  const c = compileCSide('-fsanitize=address,undefined', '-fno-sanitize-recover=all');
  process.once('exit', () => c?.dispose());
  return c;
});
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** `bend`: what the C side is asked instead. */
function cTarget(bend: (asked: Asked) => Asked = (asked) => asked): Target<Asked[]> | { missing: string } {
  const c = compiled();
  if (!c) return { missing: 'C compiler' };
  return {
    name: 'c-side',
    about:
      'the C side beside the TypeScript one, under address and undefined-behaviour sanitizers: the same receipts are taken (RCP6)',
    share: 2,
    make(random) {
      return Array.from({ length: 250 }, () => {
        const tag = anyBytes(random, 8);
        const frame = {
          keypad: 1 + random.below(65_534),
          round: random.below(65_535),
          counter: 1 + random.below(2 ** 31),
          tag,
        };
        const status = pick(random, STATUS_NAMES);
        const bytes = Receipt.encode(
          makeReceipt(
            KEYS,
            status,
            frame,
            status === 'closed' || status === 'counter' ? random.below(2 ** 31) : frame.counter,
          ),
        );
        const sent = random.chance(0.3)
          ? bytes
          : Buffer.concat([mutateBytes(random, bytes), Buffer.alloc(15)]).subarray(0, 15);
        return { receipt: hex(sent), keypad: frame.keypad, round: frame.round, counter: frame.counter, tag: hex(tag) };
      });
    },
    run(asked) {
      if (asked.length === 0) return 'refused';
      const answers = c.ask(
        asked
          .map(bend)
          .map(({ receipt, keypad, round, counter, tag }) =>
            ['receipt', hex(DOWN), hex(ROLL), receipt, be(keypad, 2), be(round, 2), be(counter, 4), tag].join(' '),
          ),
      );
      let taken = 0;
      for (const [i, { receipt, tag, ...frame }] of asked.entries()) {
        const decoded = Receipt.decode(new Uint8Array(Buffer.from(receipt, 'hex')));
        const status = decoded.ok
          ? readReceipt(KEYS, decoded.value, { ...frame, tag: new Uint8Array(Buffer.from(tag, 'hex')) })
          : undefined;
        const expected = status ? STATUSES[status].code : 0;
        hold(answers[i] === String(expected), String(expected), () => [answers[i], asked[i]]);
        if (expected > 0) taken += 1;
      }
      return { taken, refused: asked.length - taken };
    },
    show: (asked) => JSON.stringify(asked),
  };
}

/** opened, or what is missing for it. */
const openedC = (bend?: (asked: Asked) => Asked) => (): Promise<Target<never> | { readonly missing: string }> => {
  const target = cTarget(bend);
  return 'missing' in target ? Promise.resolve(target) : opened(() => target)();
};

export const keypad: readonly Suspect[] = [
  {
    name: 'keypad',
    open: opened(() => keypadTarget()),
    plants: {
      'a receipt of which the last byte is not compared': opened(() =>
        keypadTarget((changed, genuine) =>
          hex(changed.mac.subarray(0, 7)) === hex(genuine.mac.subarray(0, 7)) ? genuine : changed,
        ),
      ),
    },
  },
  {
    name: 'c-side',
    open: openedC(),
    plants: { 'another number of the keypad': openedC((asked) => ({ ...asked, keypad: (asked.keypad % 65_534) + 1 })) },
  },
];
