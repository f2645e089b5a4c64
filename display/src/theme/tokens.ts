import type { HallSettings } from '@piaojue/contract/screen-view';

/** Colours of one theme of the hall screen, #RRGGBB. Flat fills only: LED walls band in gradients. */
export interface ThemeTokens {
  readonly ground: string;
  readonly ink: string;
  /** Rates and other text of the second tier. */
  readonly ink2: string;
  readonly rank: string;
  readonly bar: string;
  readonly track: string;
  /** Majority tick: has to differ from both the bar and the track. */
  readonly tick: string;
  readonly badge: string;
  readonly badgeInk: string;
  readonly line: string;
  readonly tieBand: string;
  readonly tieInk: string;
  /** 赞成, 反对, 弃权 of a motion, and nothing else: what the keys of a hall are coloured. */
  readonly answerFor: string;
  readonly answerAgainst: string;
  readonly answerAbstained: string;
  /** Fills of 满意, 基本满意, 不满意, 不了解, and the figures on the first two; 弃权 is an outline. */
  readonly satisfied: string;
  readonly satisfiedInk: string;
  readonly basic: string;
  readonly basicInk: string;
  readonly dissatisfied: string;
  readonly dontKnow: string;
  readonly rail: string;
  readonly railInk: string;
  readonly railLabel: string;
  readonly gold: string;
}

const rail = { rail: '#8C1217', railInk: '#FFF6E3', railLabel: '#F3D9A0', gold: '#D9A441' } as const;

/** Light is for projectors, dark for LED walls, where a white page would blind the rostrum. */
export const THEMES: Readonly<Record<HallSettings['theme'], ThemeTokens>> = {
  light: {
    ground: '#F5EFE2',
    ink: '#1C1714',
    ink2: '#4A3F36',
    rank: '#5A4D42',
    bar: '#B01E22',
    track: '#DED2BA',
    tick: '#1C1714',
    badge: '#B01E22',
    badgeInk: '#FFF6E3',
    line: '#8C1217',
    tieBand: '#FBE6B8',
    tieInk: '#6E4700',
    answerFor: '#1B6436',
    answerAgainst: '#B01E22',
    answerAbstained: '#7A5200',
    satisfied: '#1F6F8B',
    satisfiedInk: '#FFFFFF',
    basic: '#8FB9C9',
    basicInk: '#1C1714',
    dissatisfied: '#B87400',
    dontKnow: '#CFC2A8',
    ...rail,
  },
  dark: {
    ground: '#0E2030',
    ink: '#F6F1E4',
    ink2: '#D3DDE3',
    rank: '#BCCBD5',
    bar: '#F0B23C',
    track: '#27425A',
    tick: '#F6F1E4',
    badge: '#F0B23C',
    badgeInk: '#1A1206',
    line: '#FFD27A',
    tieBand: '#1D3346',
    tieInk: '#FFD27A',
    answerFor: '#6FD597',
    answerAgainst: '#FFACA5',
    answerAbstained: '#F0C64C',
    satisfied: '#2F8FB3',
    satisfiedInk: '#07131C',
    basic: '#B5DBE8',
    basicInk: '#0E2030',
    dissatisfied: '#E0A030',
    dontKnow: '#4A6277',
    ...rail,
  },
};

/** The tokens as custom properties `--ground`, `--tie-band` …, for the style of the page's root. */
export function themeVariables(theme: HallSettings['theme']): Record<`--${string}`, string> {
  return Object.fromEntries(
    Object.entries(THEMES[theme]).map(([name, value]) => [
      `--${name.replaceAll(/[A-Z0-9]/g, (c) => `-${c.toLowerCase()}`)}`,
      value,
    ]),
  );
}
