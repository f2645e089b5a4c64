import { createTheme } from '@mantine/core';
import { DESK_BLUES, DESK_GREYS, FACES } from '@piaojue/contract/design-tokens';

/** Grey ground, one calm blue for what can be pressed, amber with a shape for what is not as it should be. */
export const deskTheme = createTheme({
  fontFamily: FACES.sans,
  fontFamilyMonospace: FACES.mono,
  primaryColor: 'steel',
  primaryShade: 8,
  // The library's own greys are too pale for words: 2.8:1 on the ground of a desk.
  colors: { steel: [...DESK_BLUES], gray: [...DESK_GREYS] },
  respectReducedMotion: true,
});
