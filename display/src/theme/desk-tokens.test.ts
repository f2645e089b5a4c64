import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  DESK_BLUES,
  DESK_COLOURS as D,
  deskStyleSheet,
  HALL_COLOURS,
  KEYPAD_COLOURS as K,
} from '@piaojue/contract/design-tokens';
import { contrast } from './contrast.ts';

const grounds = { ground: D.ground, surface: D.surface, sheet: D.sheet, sunken: D.sunken };
const inks = {
  ink: D.ink,
  ink2: D.ink2,
  ink3: D.ink3,
  action: D.action,
  attention: D.attention,
  good: D.good,
  house: D.house,
};
const pairs = Object.entries(grounds).flatMap(([ground, under]) =>
  Object.entries(inks).map(([ink, over]): [string, string, string] => [`${ink} on ${ground}`, over, under]),
);

test.each([
  ...pairs,
  ['attention on its ground', D.attention, D.attentionGround],
  ['good on its ground', D.good, D.goodGround],
  ['ink on a chosen part', D.ink, D.actionGround],
  ['ink on absent', D.ink, D.absentGround],
  ['a button', D.actionInk, D.action],
  ['a button under the pointer', D.actionInk, D.actionHover],
  ['a button of the component library', D.actionInk, DESK_BLUES[8]],
  ['house line', D.houseInk, D.house],
  ['house label', D.houseLabel, D.house],
  ['rehearsal', D.rehearsalInk, D.rehearsal],
  ['key', K.keyInk, K.key],
  ['key 赞成', K.keyInk, K.keyFor],
  ['key 反对', K.keyInk, K.keyAgainst],
  ['key 弃权', K.keyInk, K.keyAbstain],
  ['key 签到', K.keyInk, K.keySign],
  ['display of a keypad', K.displayInk, K.display],
  ['its small words', K.displayInk2, K.display],
])('text ≥ 4.5:1 (WCAG 1.4.3): %s', (_what, ink, ground) => {
  expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
});

test.each([
  ['border of a field on surface', D.border, D.surface],
  ['border of a field on sheet', D.border, D.sheet],
  ['focus on ground', D.focus, D.ground],
  ['programme on ground', D.programme, D.ground],
  ['preview on ground', D.preview, D.ground],
  ['bar on its track', D.bar, D.track],
  ['key on the body', K.key, K.body],
])('parts ≥ 3:1 (WCAG 1.4.11): %s', (_what, one, other) => {
  expect(contrast(one, other)).toBeGreaterThanOrEqual(3);
});

test('the sheet of the desks holds every colour and size under its name', () => {
  const sheet = deskStyleSheet();
  expect(sheet).toContain(`--desk-attention-ground: ${D.attentionGround};`);
  expect(sheet).toContain('--desk-ink-2:');
  expect(sheet).toContain('--desk-tablet-target: 64px;');
  expect(sheet.match(/--desk-type-/g)).toHaveLength(8);
});

test('the icon of the pages is drawn in the house’s colours', () => {
  const icon = readFileSync(new URL('icon.svg', import.meta.url), 'utf8');
  const used = icon.match(/#[0-9A-Fa-f]{6}/g) ?? [];
  expect(used).not.toHaveLength(0);
  for (const colour of used) expect([HALL_COLOURS.light.rail, HALL_COLOURS.light.railLabel]).toContain(colour);
});
