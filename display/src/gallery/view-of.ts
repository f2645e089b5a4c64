import { SCREEN_PLACES, type ScreenView } from '@piaojue/contract/screen-view';
import { NAME_KINDS, withNames } from './proof/names.ts';
import { PHASES, sampleView } from './samples.ts';

/** The snapshot that an address of the gallery asks for; null where it names no phase. */
export function viewOf(query: URLSearchParams): ScreenView | null {
  const phase = PHASES.find((name) => name === query.get('phase'));
  if (phase === undefined) return null;
  const number = (name: string) => (query.has(name) ? { [name]: Number(query.get(name)) } : {});
  const view = sampleView(phase, {
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
    language: query.get('lang') === 'en' ? 'en' : 'zh-CN',
    long: query.has('long'),
    rehearsal: query.has('rehearsal'),
    announced: query.has('announced'),
    motion: query.get('motion') !== 'off',
    arrivals: query.has('arrivals'),
    safe: query.get('safe') === '5' ? 5 : 3.5,
    place: SCREEN_PLACES.find((place) => place === query.get('place')) ?? 'hall',
    ...number('r'),
    ...number('count'),
    ...number('page'),
    ...number('shown'),
  });
  const names = NAME_KINDS.find((kind) => kind === query.get('names'));
  return names === undefined ? view : withNames(view, names);
}
