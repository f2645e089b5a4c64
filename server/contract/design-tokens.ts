/**
 * Colours, faces, type sizes and measures of every page and paper: hall screen, desks, tablets, public pages, printed
 * report, virtual keypads. Nobody else writes a colour down. Pure data, but for the one function that turns it into
 * custom properties. Colours are #RRGGBB; flat fills only, because LED walls band in gradients.
 */

/** Colours of one theme of the hall screen. */
export interface HallColours {
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
  /** 演练 across the picture, over everything, at a quarter of its strength. */
  readonly watermark: string;
}

/** The house's red and gold, the same on every ground: rail, title, brand line of the desks, icon. */
const HOUSE = {
  rail: '#8C1217',
  railInk: '#FFF6E3',
  railLabel: '#F3D9A0',
  gold: '#D9A441',
  watermark: '#808080',
} as const;

/** Light is for projectors, dark for LED walls, where a white page would blind the rostrum. */
export const HALL_COLOURS: Readonly<Record<'light' | 'dark', HallColours>> = {
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
    basic: '#9CC5D4',
    basicInk: '#1C1714',
    dissatisfied: '#B87400',
    dontKnow: '#CFC2A8',
    ...HOUSE,
  },
  dark: {
    ground: '#0E2030',
    ink: '#F6F1E4',
    ink2: '#D3DDE3',
    rank: '#BECDD7',
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
    satisfied: '#21718E',
    satisfiedInk: '#FFFFFF',
    basic: '#B5DBE8',
    basicInk: '#0E2030',
    dissatisfied: '#E0A030',
    dontKnow: '#4A6277',
    ...HOUSE,
  },
};

/**
 * Colours of everything that is read at a desk. `ground` is a grey on which only what is not as it should be has colour;
 * `sheet` is the ivory of what is read aloud or read through: script, checklist, public page.
 */
export const DESK_COLOURS = {
  ground: '#ECEAE6',
  surface: '#FFFFFF',
  sheet: '#FFFDF8',
  /** A part inside a surface that is set back: table heads, forms in a list. */
  sunken: '#F6F4F0',
  ink: '#1C1714',
  ink2: '#4F4841',
  /** Words that come next, or are over: still ≥ 4.5:1 on ground, surface and sheet. */
  ink3: '#675E56',
  /** Between parts. */
  line: '#D2CCC2',
  /** Around what can be pressed or written into: ≥ 3:1 on surface and sheet (WCAG 1.4.11). */
  border: '#8A8279',
  /** The one calm blue of what can be pressed, its ground when chosen, and the ring of the focus. */
  action: '#24537A',
  actionHover: '#173F62',
  actionInk: '#FFFFFF',
  actionGround: '#E4EDF5',
  focus: '#173F62',
  /** Needs somebody: amber and a shape, never red. */
  attention: '#7A4B00',
  attentionGround: '#FDF1D3',
  attentionFill: '#FFC24D',
  /** Done, or as it should be. */
  good: '#1B6436',
  goodGround: '#E3F1E6',
  /** Frames of what stands on the screen and of what comes next, as on a vision mixer. */
  programme: '#B01E22',
  preview: '#1B6436',
  /** Nothing here, gone, off: grey, never red. */
  absent: '#8A8279',
  absentGround: '#E1DED8',
  /** Rehearsal, on every page that is not the hall's. */
  rehearsal: '#FFD27A',
  rehearsalInk: '#1A1206',
  house: HOUSE.rail,
  houseInk: HOUSE.railInk,
  houseLabel: HOUSE.railLabel,
  /** Bars of votes and their track on paper-like pages. */
  bar: '#B01E22',
  track: '#DED2BA',
} as const;

/** The calm blue in ten steps, light to dark, for the component library; the eighth and ninth carry white text. */
export const DESK_BLUES = [
  '#EEF4F9',
  '#E4EDF5',
  '#B8CEE1',
  '#90B3D0',
  '#6D9CC2',
  '#4D86B3',
  '#3A76A5',
  '#2F6690',
  '#24537A',
  '#173F62',
] as const;

/** The warm greys of the desks, light to dark; the seventh is the lightest that words are written in. */
export const DESK_GREYS = [
  '#F6F4F0',
  '#ECEAE6',
  '#E1DED8',
  '#D2CCC2',
  '#B9B2A6',
  '#8A8279',
  '#675E56',
  '#4F4841',
  '#38322D',
  '#1C1714',
] as const;

/** Printed paper: black on white, one grey for heads, one for a watermark. */
export const PAPER_COLOURS = { ground: '#FFFFFF', ink: '#000000', head: '#F2F2F2', watermark: '#E4E4E4' } as const;

/** A handheld keypad as it lies in the hand: its body, its keys, its display and its lamp. */
export const KEYPAD_COLOURS = {
  body: '#2B2E33',
  edge: '#17191C',
  key: '#F4F1EA',
  keyInk: '#1C1714',
  keyEdge: '#B9B2A6',
  /** 赞成, 反对, 弃权 as the keys of the halls are coloured, each with its word and sign; 签到 and 确认 of other colours. */
  keyFor: '#CFE8D5',
  keyAgainst: '#F6D3CF',
  keyAbstain: '#F8E7B4',
  keySign: '#CFE0F0',
  keyOk: '#DCD3C2',
  display: '#DFE6D8',
  displayInk: '#1B231B',
  displayInk2: '#3F4A3F',
  lampOff: '#6B7068',
  lampWaiting: '#FFB000',
  lampCounted: '#2FBF71',
  lampRefused: '#FF6A5C',
} as const;

/** Faces: the shipped one first, then what a hall brings along (`serve --fonts`) or its machine has for the characters that it lacks. */
export const FACES = {
  sans: '"Noto Sans SC Variable", "Hall Face 1", "Hall Face 2", "Hall Face 3", "Hall Face 4", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  /** The title between votes (会标), and nothing that is read for its content. */
  serif: '"Noto Serif SC Variable", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", serif',
  mono: 'ui-monospace, "Noto Sans Mono", "Liberation Mono", "DejaVu Sans Mono", Consolas, monospace',
} as const;

/**
 * Heights that the eye needs from the last row, in arc minutes: ISO 9241-3 and JIS Z 8513 ask 25′ for hanzi, 16′ for
 * letters and digits. `first`: names, votes, ranks; `second`: rates, facts, cut lines. Nothing is smaller.
 */
export const HALL_TYPE = { first: { wish: 25, floor: 20 }, second: { wish: 20, floor: 16 } } as const;

/** Type of the desks, px: operator at a table, officers' tablets at 60 cm, the sentence that is spoken now. */
export const DESK_TYPE = {
  small: 14,
  text: 16,
  lead: 20,
  figure: 28,
  tablet: 28,
  tabletSmall: 20,
  spoken: 40,
  clock: 56,
} as const;

/** Measures of the desks, px: `target` is the smallest thing that can be pressed, `tabletTarget` on a tablet. */
export const DESK_MEASURES = {
  radius: 4,
  radiusLarge: 8,
  gap: 12,
  target: 44,
  tabletTarget: 64,
  focusRing: 3,
} as const;

const kebab = (name: string): string => name.replaceAll(/[A-Z0-9]/g, (sign) => `-${sign.toLowerCase()}`);

/** Tokens as custom properties: `tieBand` is `--tie-band`, with a prefix `desk` `--desk-tie-band`; a number becomes px. */
export function customProperties(
  tokens: Readonly<Record<string, string | number>>,
  prefix = '',
): Record<`--${string}`, string> {
  const before = prefix === '' ? '' : `${prefix}-`;
  return Object.fromEntries(
    Object.entries(tokens).map(([name, value]) => [
      `--${before}${kebab(name)}`,
      typeof value === 'number' ? `${value}px` : value,
    ]),
  );
}

/** Everything that desks, tablets, public pages and virtual keypads use, as one block for `:root`. */
export function deskStyleSheet(): string {
  const properties = {
    ...customProperties(DESK_COLOURS, 'desk'),
    ...customProperties(DESK_TYPE, 'desk-type'),
    ...customProperties(DESK_MEASURES, 'desk'),
    ...customProperties(FACES, 'face'),
  };
  const lines = Object.entries(properties).map(([name, value]) => `  ${name}: ${value};`);
  return `:root {\n  color-scheme: light;\n${lines.join('\n')}\n}\n`;
}
