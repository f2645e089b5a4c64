import { customProperties, HALL_COLOURS, type HallColours } from '@piaojue/contract/design-tokens';
import type { HallSettings } from '@piaojue/contract/screen-view';

/** The hall's colours as its pages know them; their values stand in the contract, which papers and keypads read too. */
export type ThemeTokens = HallColours;
export const THEMES: Readonly<Record<HallSettings['theme'], ThemeTokens>> = HALL_COLOURS;

/** The tokens as custom properties `--ground`, `--tie-band` …, for the style of the page's root. */
export function themeVariables(theme: HallSettings['theme']): Record<`--${string}`, string> {
  return customProperties({ ...HALL_COLOURS[theme] });
}
