import type { ScreenView } from '@piaojue/contract/screen-view';
import type { Verdict } from './fault.ts';
import { geometry } from './geometry.ts';
import { told } from './told.ts';
import { untranslated } from './translated.ts';

/** Everything that a test, or a developer in the browser's console, can ask of the gallery: `proof`. */
export interface Proof {
  /** Draws the sample of this address in place of what is shown, before it returns. */
  show(query: string): void;
  /** Looks at the sample as it stands now. */
  judge(query: string): Verdict;
  /** Both, one sample after the other. */
  play(queries: readonly string[]): readonly Verdict[];
  /** Resolves when the faces have all characters of these samples, so that none is measured in another face. */
  load(queries: readonly string[]): Promise<void>;
}

export function proofOf(
  draw: (query: URLSearchParams) => void,
  viewOf: (query: URLSearchParams) => ScreenView | null,
): Proof {
  const show = (query: string) => draw(new URLSearchParams(query));
  const judge = (query: string): Verdict => {
    const view = viewOf(new URLSearchParams(query));
    const picture = document.querySelector<HTMLElement>('.picture');
    if (view === null || picture === null) throw new Error(`expected a picture of the hall, got none for ${query}`);
    const { faults, looked } = geometry(picture, view.hall);
    const figures = told(picture, view);
    return {
      faults: [...faults, ...figures.faults, ...untranslated(picture, view)],
      looked: { ...looked, told: figures.told },
    };
  };
  return {
    show,
    judge,
    play: (queries) =>
      queries.map((query) => {
        show(query);
        return judge(query);
      }),
    load: async (queries) => {
      const characters = new Set<string>();
      for (const query of queries) {
        show(query);
        for (const character of document.body.textContent ?? '') characters.add(character);
      }
      const all = [...characters].join('');
      const faces = [
        '500 16px "Noto Sans SC Variable"',
        '700 16px "Noto Sans SC Variable"',
        '700 16px "Noto Serif SC Variable"',
      ];
      await Promise.all(faces.map((face) => document.fonts.load(face, all)));
      await document.fonts.ready;
    },
  };
}
