import { expect, test } from 'vitest';
import { itemTexts } from './item-texts.tsx';

test('texts of an item are sent without the space around them; without a presenter there is none', () => {
  expect(itemTexts({ title: ' 关于预算的决议 ', presenter: ' 镇长 王建国' })).toEqual({
    title: '关于预算的决议',
    presenter: '镇长 王建国',
  });
  expect(itemTexts({ title: '休会', presenter: '　' })).toEqual({ title: '休会' });
});

test('an item without a title is none', () => {
  expect(itemTexts({ title: ' 　', presenter: '镇长' })).toBeNull();
});
