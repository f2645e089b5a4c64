import { MantineProvider } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { consoleScene } from '../../gallery/console-scenes.ts';
import { ResultPanel } from './result-panel.tsx';

const draw = (view: ConsoleView): string =>
  renderToStaticMarkup(
    <MantineProvider>
      <ResultPanel view={view} />
    </MantineProvider>,
  ).replaceAll(/<[^>]*>/g, '');

test('a rate names its base: people are counted in 名, papers in 票', () => {
  expect(draw(consoleScene('resolution'))).toContain('得票率（占全体 101 名）');
  expect(draw(consoleScene('perProject'))).toContain('得票率（占有效 95 票）');
  expect(draw(consoleScene('evaluation'))).toContain('满意率、综合满意率均占收回 96 票');
});
