import { createTheme } from '@mantine/core';
import { DESK_BLUES, FACES } from '@piaojue/contract/design-tokens';

/** Grey ground, one calm blue for what can be pressed, amber with a shape for what is not as it should be. */
export const deskTheme = createTheme({
  fontFamily: FACES.sans,
  fontFamilyMonospace: FACES.mono,
  primaryColor: 'steel',
  primaryShade: 8,
  colors: { steel: [...DESK_BLUES] },
  respectReducedMotion: true,
});
