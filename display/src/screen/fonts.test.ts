import { afterEach, expect, it, vi } from 'vitest';
import { sampleView } from '../gallery/samples.ts';
import { loadCharacters, missingCharacters } from './fonts.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What the page asks its browser for, as face and characters. */
function browserFonts(load: () => Promise<unknown[]>) {
  const asked: [string, string][] = [];
  vi.stubGlobal('document', {
    fonts: {
      load: async (face: string, characters: string) => {
        asked.push([face, characters]);
        return await load();
      },
    },
  });
  return asked;
}

it('each face is asked for what it draws, once: the title of the sitting in the serif of the idle page, whatever is shown', async () => {
  const asked = browserFonts(async () => []);
  const view = sampleView('voting');
  const { congress, meeting } = view.sitting;
  await loadCharacters(missingCharacters(view));
  const serif = asked.filter(([face]) => face.includes('Noto Serif SC'));
  expect(serif.map(([, characters]) => characters)).toEqual([[...new Set(congress + meeting)].join('')]);
  expect(missingCharacters(view)).toEqual([]);

  const renamed = { ...view, sitting: { ...view.sitting, congress: `${congress}龘` } };
  expect(missingCharacters(renamed).map(({ characters }) => characters)).toEqual(['龘', '龘']);
});

it('a slice that does not come holds back no picture', async () => {
  const asked = browserFonts(async () => await Promise.reject(new Error('no such file')));
  await loadCharacters([{ face: 'a', characters: '票' }]);
  expect(asked).toEqual([['a', '票']]);
});
