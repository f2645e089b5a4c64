import type { Base, Contest, Fraction, SeatRules } from '@piaojue/contract/contest';
import * as fc from 'fast-check';
import { formOf, type Press, type Run } from './vote-model.ts';

/** Random rules of all kinds, rolls and ballots. Numbers are small, so that ties and shortfalls are the rule and not the exception. */

export const PLACES = { 1: 60, 2: 60, 3: 30 } as const;

const fraction: fc.Arbitrary<Fraction> = fc
  .record({ den: fc.integer({ min: 1, max: 5 }), part: fc.nat(5), strict: fc.boolean() })
  .map(({ den, part, strict }) => ({ den, strict, num: Math.min(part, strict ? den - 1 : den) }));
/** Mostly one that is met: a round without it says nothing of all that comes after. */
const quorum: fc.Arbitrary<Fraction> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ num: 1, den: 3, strict: false }) },
  { weight: 2, arbitrary: fraction },
);
const SHARED = ['all', 'present', 'returned', 'valid'] as const;
const base = (...more: Base[]) => fc.constantFrom<Base>(...SHARED, ...more);
const majority = (...more: Base[]) =>
  fc.record({ fraction, base: base(...more) }).map(({ fraction: share, base: of }) => ({ ...share, base: of }));
const press = fc.constantFrom<'last' | 'first'>('last', 'first');

const seatRules = (field: number, least: number, ...more: Base[]) =>
  fc
    .record({
      seats: fc.integer({ min: 1, max: field - least }),
      maxMarks: fc.integer({ min: 1, max: Math.min(4, field) }),
      min: fc.constantFrom(0, 0, 0, 1, 2),
      exactly: fc.constantFrom(false, false, false, true),
      quorum,
      majority: fc.option(majority(...more), { freq: 2 }),
      rateBase: base(...more),
      press,
    })
    .map(({ min, ...rules }): SeatRules => ({ ...rules, minMarks: Math.min(min, rules.maxMarks), tie: 'runoff' }));

const candidates = (field: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: field, maxLength: field })
    .map((nos) => nos.map((no) => ({ no })));

// Most papers are short; some are as long as they come.
const size = (least: number, most: number) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: least, max: 6 }) },
    { weight: 1, arbitrary: fc.constantFrom(most - 1, most) },
  );

const projects = size(2, 60).chain((field) =>
  fc.oneof(
    fc.record({ kind: fc.constant('selection' as const), candidates: candidates(field), rules: seatRules(field, 1) }),
    fc.record({
      kind: fc.constant('perProject' as const),
      candidates: candidates(field),
      rules: seatRules(field, 1, 'forAgainst', 'forAgainst'),
    }),
  ),
);
const elections = size(2, 60).chain((field) =>
  fc.record({ perItem: fc.boolean(), differential: fc.boolean() }).chain(({ perItem, differential }) =>
    fc.record({
      kind: fc.constant('election' as const),
      candidates: candidates(field),
      rules: seatRules(field, differential ? 1 : 0, ...(perItem ? (['forAgainst'] as const) : [])).map((rules) => ({
        ...rules,
        form: perItem ? ('perItem' as const) : ('pick' as const),
        differential,
      })),
    }),
  ),
);
const motions = fc.record({
  kind: fc.constantFrom('resolution' as const, 'namedResolution' as const),
  candidates: candidates(1),
  rules: fc.record({ quorum, majority: majority('forAgainst'), rateBase: base('forAgainst'), press }),
});
const evaluations = size(1, 30).chain((field) =>
  fc.record({
    kind: fc.constant('evaluation' as const),
    candidates: candidates(field),
    rules: fc
      .record({
        quorum,
        rateBase: base(),
        press,
        scale: fc.constantFrom<3 | 4>(3, 4),
        halfPasses: fc.boolean(),
        gradeBase: base(),
        counts: fc.boolean(),
      })
      .map(({ counts, ...rules }) => ({ ...rules, ...(rules.scale === 4 && { dontKnowCounts: counts }) })),
  }),
);
const contest: fc.Arbitrary<Contest> = fc.oneof(
  { weight: 4, arbitrary: projects },
  { weight: 2, arbitrary: elections },
  { weight: 3, arbitrary: motions },
  { weight: 2, arbitrary: evaluations },
);

/** Mostly good answers; now and then one for no candidate, a nonsense value or another form. */
function pressOf(asked: Contest, slots: number): fc.Arbitrary<Press> {
  const field = asked.candidates.length;
  const own = formOf(asked);
  const places = PLACES[own];
  const highest = own === 1 ? 1 : own === 2 ? 3 : asked.kind === 'evaluation' ? asked.rules.scale : 0;
  return fc
    .record({
      slot: fc.nat(Math.max(0, slots - 1)),
      counter: fc.nat(6),
      form: fc.constantFrom<number>(...Array.from({ length: 20 }, () => own), (own % 3) + 1, 0, 255),
      marked: fc.uniqueArray(fc.nat(field - 1), { maxLength: 4 }),
      // 赞成 and 满意 more often than the rest, so that majorities are met, too.
      answers: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: highest })), { minLength: 4, maxLength: 4 }),
      odd: fc.option(fc.record({ at: fc.nat(places - 1), value: fc.integer({ min: 1, max: own === 3 ? 15 : 3 }) }), {
        freq: 12,
      }),
    })
    .map(({ slot, counter, form, marked, answers, odd }) => {
      const values = Array.from({ length: places }, () => 0);
      for (const [index, place] of marked.entries()) values[place] = own === 1 ? 1 : (answers[index] ?? 0);
      if (odd) values[odd.at] = odd.value;
      return { slot, counter, form, values };
    });
}

export const run: fc.Arbitrary<Run> = fc
  .record({ contest, issued: fc.nat(9), late: fc.constantFrom(0, 0, 0, 1), absent: fc.nat(3) })
  .chain(({ contest: asked, issued, late, absent }) =>
    fc.record({
      contest: fc.constant(asked),
      roll: fc.constant({ issued, present: issued + late, all: issued + late + absent }),
      presses: issued === 0 ? fc.constant([]) : fc.array(pressOf(asked, issued), { maxLength: 3 * issued }),
    }),
  );

/** The 16 bytes of a press, bit by bit; the answers are packed as the contest's own form packs them. */
export function bytesOf(asked: Contest, { form, values }: Press): Uint8Array {
  const width = formOf(asked) === 3 ? 4 : 2;
  const bits = values.map((value) => value.toString(2).padStart(width, '0')).join('');
  return Uint8Array.from([form, ...(bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))]);
}
