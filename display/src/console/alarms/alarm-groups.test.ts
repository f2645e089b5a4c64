import { expect, test } from 'vitest';
import { consoleScene } from '../../gallery/console-scenes.ts';
import { alarmLines, asks } from './alarm-groups.ts';

test('up to ten alarms stand by themselves; a flood is told by cause, and none is lost', () => {
  const few = consoleScene('alarms').alarms;
  expect(alarmLines(few)).toHaveLength(few.length);
  const many = consoleScene('flood').alarms;
  const lines = alarmLines(many);
  expect(many.filter(asks).length).toBeGreaterThan(10);
  expect(lines.length).toBeLessThan(10);
  expect(lines.flatMap(({ alarms }) => alarms.map(({ id }) => id)).toSorted()).toEqual(
    many.map(({ id }) => id).toSorted(),
  );
});

test('what was seen asks for nobody, nor does a line of the log', () => {
  expect(
    consoleScene('alarms')
      .alarms.filter(asks)
      .map(({ cause }) => cause.kind),
  ).toEqual(['receiver-silent', 'screen-gone']);
});
