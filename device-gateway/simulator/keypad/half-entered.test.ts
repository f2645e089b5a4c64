import { FORM_CHOICE, FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { HALL_STATES, type Receipt } from '@piaojue/firmware-protocol/messages';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import { paperChunks, encodePaper } from '@piaojue/firmware-protocol/paper';
import { STATUSES, type Status } from '@piaojue/firmware-protocol/status';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entry, isUntouched } from './entry.ts';
import { KeypadOnTheAir, paperOf } from './keypad-fixture.ts';
import { wantsToSend } from './keypad-machine.ts';
import { KEY_SETS, type Key, type KeySet } from './keys.ts';

/** A half-entered ballot is never lost or sent by what comes over the air (PROTOCOL KPD22). */

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const PAPERS: readonly Paper[] = [
  paperOf({ form: FORM_PICK, numbers: numbers(12), maxMarks: 3 }),
  paperOf({ form: FORM_CHOICE, numbers: numbers(12), maxMarks: 3 }),
  paperOf({ form: FORM_CHOICE, numbers: [1], maxMarks: 1, named: true }),
  paperOf({ form: FORM_GRADES, numbers: numbers(21), maxMarks: 21, grades: 4 }),
];
const SETS = Object.keys(KEY_SETS) as KeySet[];

/** What may come over the air in one session, round and paper. Nothing of it is a key. */
type OverTheAir =
  | { readonly what: 'beacon'; readonly state: number; readonly send: number }
  | { readonly what: 'heard' }
  | { readonly what: 'receipt'; readonly status: number; readonly number: number; readonly mac: Uint8Array }
  | { readonly what: 'answer'; readonly status: Status }
  | { readonly what: 'chunk'; readonly index: number }
  | { readonly what: 'rollCall'; readonly id: number }
  | { readonly what: 'sent' }
  | { readonly what: 'silence'; readonly ms: number };

/** All states but closing and closed, known or not, busy or not. */
const states = fc
  .nat(15)
  .filter((code) => code !== HALL_STATES.closing && code !== HALL_STATES.closed)
  .chain((code) => fc.constantFrom(code, code | 0x80));
/** Right receipts after which this paper can still be voted on. */
const answers: readonly Status[] = ['counted', 'counter', 'notOnRoll', 'notOpen', 'busy', 'signedIn', 'noted'];

const overTheAir: fc.Arbitrary<OverTheAir> = fc.oneof(
  fc.record({ what: fc.constant('beacon' as const), state: states, send: fc.nat(255) }),
  fc.record({ what: fc.constant('heard' as const) }),
  fc.record({
    what: fc.constant('receipt' as const),
    status: fc.nat(255),
    number: fc.nat(20),
    mac: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  }),
  fc.record({ what: fc.constant('answer' as const), status: fc.constantFrom(...answers) }),
  fc.record({ what: fc.constant('chunk' as const), index: fc.nat(1) }),
  fc.record({ what: fc.constant('rollCall' as const), id: fc.nat(3) }),
  fc.record({ what: fc.constant('sent' as const) }),
  fc.record({ what: fc.constant('silence' as const), ms: fc.integer({ min: 1, max: 700_000 }) }),
);

function happen(air: KeypadOnTheAir, event: OverTheAir): void {
  switch (event.what) {
    case 'beacon':
      // bit 6: the rehearsal of the fixture's session.
      air.beacon({ send: event.send, state: { state: event.state | 0x40 } });
      return;
    case 'heard':
      air.beacon({ heard: new Set([7]) });
      return;
    case 'receipt': {
      const forged: Receipt = { keypad: 7, number: event.number, status: event.status, mac: event.mac };
      air.receive(forged);
      return;
    }
    case 'answer': {
      const frame = air.state.ballot?.frame ?? air.state.signIn?.frame ?? air.state.answer?.frame;
      if (frame) air.receive(air.receiptFor(event.status, frame));
      return;
    }
    case 'chunk': {
      const chunks = paperChunks(encodePaper(air.paper));
      air.beacon({ chunk: chunks[event.index % chunks.length] ?? null });
      return;
    }
    case 'rollCall':
      air.beacon({ rollCall: { id: event.id, from: 1, to: 100 } });
      return;
    case 'sent': {
      const frame = wantsToSend(air.state, air.now);
      if (frame) air.keypad.step({ type: 'sent', frame });
      return;
    }
    case 'silence':
      air.tick(event.ms);
  }
}

/** What was done before the keys of the ballot that is left half entered. */
const BEFORE = {
  'a first ballot': () => undefined,
  'a ballot while the one before waits': (air: KeypadOnTheAir) => air.keypad.step(vote(air)),
  'a change of a ballot that was counted': (air: KeypadOnTheAir) => {
    air.keypad.step(vote(air));
    air.answer('counted');
  },
  'a ballot while a sign-in waits': (air: KeypadOnTheAir) => air.keys('signIn'),
} as const;
const vote = (air: KeypadOnTheAir) => ({ type: 'submit' as const, now: air.now, marks: [1] });

describe.each(PAPERS.map((paper) => ({ paper, form: paper.form, items: paper.numbers.length })))(
  'form $form, $items on the paper',
  ({ paper }) => {
    test.each(SETS)('KPD4 KPD22 %s: no broadcast loses, changes or sends what is half entered', (set) => {
      const keys = fc.array(fc.constantFrom<Key>(...KEY_SETS[set].filter((key) => key !== 'signIn')), {
        minLength: 1,
        maxLength: 8,
      });
      const before = fc.constantFrom(...Object.values(BEFORE));
      fc.assert(
        fc.property(before, keys, fc.array(overTheAir, { maxLength: 25 }), (prepare, pressed, events) => {
          const air = new KeypadOnTheAir(paper, set).deal();
          prepare(air);
          air.keys(...pressed);
          const left: Entry = air.state.entry;
          fc.pre(!air.state.sealed && !isUntouched(left));
          const highest = air.state.ballot?.frame.counter;
          for (const event of events) {
            happen(air, event);
            expect(air.state.entry).toEqual(left);
            // No ballot but the one that was sealed by OK before.
            expect(air.state.ballot === null || air.state.ballot.frame.counter === highest).toBe(true);
          }
          // In an open round it goes on where it was.
          air.deal();
          expect([air.state.entry, air.state.paper?.paper]).toEqual([left, paper]);
        }),
        { numRuns: 60 },
      );
    });
  },
);

/** The only ways in which it is lost: named here one by one. */
const LOST: Readonly<Record<string, (air: KeypadOnTheAir) => void>> = {
  'KPD3 another session': (air) => {
    air.sid = new Uint8Array(8).fill(9);
    air.beacon();
  },
  'KPD3 another epoch': (air) => {
    air.epoch++;
    air.beacon();
  },
  'KPD4 another round': (air) => {
    air.setPaper({ ...air.paper, round: 2 });
    air.beacon();
  },
  'KPD4 another paper of the round': (air) => {
    air.setPaper({ ...air.paper, firstPress: true });
    air.beacon();
  },
  'KPD9 closing': (air) => {
    air.hall = 'closing';
    air.beacon();
  },
  'KPD9 closed': (air) => {
    air.hall = 'closed';
    air.beacon();
  },
  'KPD5 power': (air) => {
    air.keypad.step({ type: 'off' });
    air.keypad.step({ type: 'on' });
  },
  'KPD20 clear': (air) => void air.keys('clear'),
};

test.each(Object.keys(LOST))('KPD22 %s loses it, and seals nothing', (name) => {
  for (const paper of PAPERS) {
    const air = new KeypadOnTheAir(paper, 'digits').deal().keys('1');
    expect(isUntouched(air.state.entry)).toBe(false);
    LOST[name]?.(air);
    expect([isUntouched(air.state.entry), air.state.ballot]).toEqual([true, null]);
  }
});

test.each(['closed', 'otherPaper'] as const)('KPD11 KPD22 %s for its own ballot before loses it too', (status) => {
  for (const paper of PAPERS) {
    const air = new KeypadOnTheAir(paper, 'digits').deal();
    air.keypad.step(vote(air));
    air.keys('1').receive(air.receiptFor(status, air.ballot(), status === 'closed' ? 0 : undefined));
    expect([isUntouched(air.state.entry), air.state.ballot]).toEqual([true, null]);
  }
  expect(Object.keys(STATUSES)).toEqual(expect.arrayContaining([...answers, 'closed', 'otherPaper']));
  expect(Object.keys(STATUSES)).toHaveLength(answers.length + 2);
});
