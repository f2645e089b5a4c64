import fc from 'fast-check';
import type { PlainEntry, WrittenEntry } from '@piaojue/contract/project-entry';
import { expect, it } from 'vitest';
import { openProjectStore } from './project-store.ts';
import { ALLOWED, note, springVote, suggestion, testYear } from './test-year.ts';

const day = fc.constantFrom('2027-03-12', '2027-05-01', '2027-06-30', '2027-02-29');
const small = fc.integer({ min: 1, max: 3 });
const words = fc.constantFrom('村建办', '交通办', '');
const plain: fc.Arbitrary<PlainEntry> = fc.oneof(
  fc.record({ kind: fc.constant('group' as const), group: fc.constantFrom('一组', '二组') }),
  fc.record({ kind: fc.constant('milestone' as const), title: fc.constant('节点'), planned: day }),
  fc.record({ kind: fc.constant('milestoneDone' as const), milestone: small, done: day }),
  day.map((date) => note('进展', date)),
  fc.record({
    kind: fc.constant('adjustment' as const),
    change: fc.oneof(
      fc.record({ what: fc.constant('field' as const), field: fc.constant('unit' as const), to: words }),
      fc.record({ what: fc.constant('milestone' as const), milestone: small, planned: day }),
      fc.record({ what: fc.constantFrom('stop' as const, 'resume' as const) }),
    ),
    allowedBy: fc.constant(ALLOWED),
  }),
  fc.record(
    {
      kind: fc.constant('step' as const),
      to: fc.constantFrom('raised' as const, 'checked' as const, 'filed' as const, 'assigned' as const),
      date: day,
      unit: fc.constant('水利站'),
      reason: fc.constant('急办'),
    },
    { requiredKeys: ['kind', 'to', 'date'] },
  ),
);
const written: fc.Arbitrary<WrittenEntry> = fc.oneof(
  { weight: 1, arbitrary: plain },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('correction' as const),
      entry: fc.integer({ min: 1, max: 12 }),
      reason: fc.constant('写错'),
      // Half of them take an entry back: what comes in its place seldom fits.
      instead: fc.option(plain, { freq: 2 }),
    }),
  },
);

it('whatever is written: what is refused changes nothing, what is taken is one line more, and the book reads the same again', () => {
  let [taken, corrected, refused] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), written), { minLength: 12, maxLength: 25 }), (orders) => {
      const year = testYear();
      try {
        year.book.file([springVote()]);
        year.book.adopt('operator', ['11'.repeat(32)]);
        year.book.raise('operator', [suggestion(1)]);
        for (const [isProject, entry] of orders) {
          const before = year.book.view();
          const done = year.book.write('operator', { ref: isProject ? '2027-P02' : '2027-S01', entry });
          const after = year.book.view();
          const lines = (view: typeof after) =>
            [...view.projects, ...view.suggestions].reduce((sum, { history }) => sum + history.length, 0);
          if (done.ok) {
            taken++;
            if (entry.kind === 'correction') corrected++;
            expect(lines(after)).toBe(lines(before) + 1);
          } else {
            refused++;
            expect(after).toEqual(before);
          }
        }
        const again = openProjectStore(year.path);
        expect(again.entries()).toEqual(year.store.entries());
        expect(again.brokenAt()).toBeNull();
        again.close();
      } finally {
        year.dispose();
      }
    }),
    { numRuns: 30 },
  );
  // It did something of each kind.
  expect([taken > 50, refused > 50, corrected > 0]).toEqual([true, true, true]);
});
