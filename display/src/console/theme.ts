import { createTheme } from '@mantine/core';

/** Grey ground, one calm blue for what can be pressed, amber with a shape for what is not as it should be. */
export const consoleTheme = createTheme({
  fontFamily: "'Noto Sans SC Variable', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif",
  primaryColor: 'steel',
  primaryShade: 7,
  colors: {
    steel: [
      '#eef4f9',
      '#dce7f0',
      '#b8cee1',
      '#90b3d0',
      '#6d9cc2',
      '#4d86b3',
      '#3a76a5',
      '#2f6690',
      '#24537a',
      '#173f62',
    ],
  },
  respectReducedMotion: true,
});
