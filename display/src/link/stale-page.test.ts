import { expect, it } from 'vitest';
import { isOlderThan } from './stale-page.ts';

const page = (...names: string[]): string =>
  `<html><head>${names.map((name) => `<script type="module" crossorigin src="/assets/${name}.js"></script>`).join('')}</head></html>`;

it.each([
  ['the same build', page('screen-A1', 'shared-B2'), ['/assets/screen-A1.js'], false],
  ['another build', page('screen-C3'), ['/assets/screen-A1.js'], true],
  [
    'another build of one of two',
    page('screen-A1', 'shared-D4'),
    ['/assets/screen-A1.js', '/assets/shared-B2.js'],
    true,
  ],
  ['a page of somebody else', '<html>502</html>', ['/assets/screen-A1.js'], false],
  ['a page that was loaded without scripts', page('screen-A1'), [], false],
])('%s', (_, html, scripts, older) => expect(isOlderThan(html, scripts)).toBe(older));
