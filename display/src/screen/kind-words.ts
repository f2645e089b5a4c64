import type { Base, Kind } from '@piaojue/contract/contest';
import type { ScreenText } from '../i18n/screen-text.ts';

/** What is done (票决, 选举, 表决 …) and what is counted (项, 名): every sentence about a round fills them in. */
export function kindWords(kind: Kind, t: ScreenText): { readonly act: string; readonly unit: string } {
  return { act: t(`act.${kind}`), unit: t(kind === 'election' ? 'unit.person' : 'unit.project') };
}

/** 名 of those who count heads, 票 of those who count ballots. */
export function baseUnit(base: Base, t: ScreenText): string {
  return t(base === 'all' || base === 'present' ? 'result.persons' : 'result.ballots');
}
