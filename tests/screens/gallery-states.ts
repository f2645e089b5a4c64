import type { Page } from 'playwright-core';
import { TABS } from '../../display/src/console/tabs.ts';

/** A page of the gallery in one state and one language. */
export interface GalleryState {
  readonly query: string;
  readonly lang: 'zh' | 'en';
}

interface Samples {
  readonly phases: readonly string[];
  readonly scenes: readonly string[];
  readonly officerScenes: readonly string[];
  readonly setupScenes: readonly string[];
  readonly healthScenes: readonly string[];
}

const LANGS = ['zh', 'en'] as const;

/**
 * Every page and state that the gallery has, in both languages: each picture of the hall on light and on dark, the desk in each of its
 * scenes and with each of its tabs, both pages of the officers, the first run and the hall's health. The gallery itself says which.
 */
export async function galleryStates(page: Page): Promise<GalleryState[]> {
  const names = '["phases", "scenes", "officerScenes", "setupScenes", "healthScenes"]';
  const { phases, scenes, officerScenes, setupScenes, healthScenes } = await page.evaluate<Samples>(
    `Object.fromEntries(${names}.map((name) => [name, [...window.proof[name]]]))`,
  );
  const queries = [
    ...phases.map((phase) => `phase=${phase}&motion=off`),
    ...scenes.map((scene) => `console&scene=${scene}`),
    ...TABS.map((tab) => `console&scene=alarms&tab=${tab}`),
    ...['monitor', 'presiding'].flatMap((who) => officerScenes.map((scene) => `officers=${who}&scene=${scene}`)),
    'officers=monitor&scene=open&link=lost',
    'officers=presiding&scene=open&link=lost',
    ...setupScenes.map((scene) => `setup&phase=${scene}`),
    'setup&phase=receiver&link=lost',
    ...healthScenes.map((scene) => `health&phase=${scene}`),
    'health&phase=well&link=lost',
  ];
  return [
    ...queries.flatMap((query) => LANGS.map((lang) => ({ query, lang }))),
    // Another theme has other colours, which the geometry measures on each page, and no other words.
    ...phases
      .filter((_, at) => at % 4 === 0)
      .map((phase) => ({ query: `phase=${phase}&theme=dark&motion=off`, lang: 'zh' as const })),
  ];
}
