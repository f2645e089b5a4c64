import { fileURLToPath } from 'node:url';
import { deskStyleSheet } from '@piaojue/contract/design-tokens';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const page = (name: string) => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

const PAGES = ['screen', 'console', 'monitor', 'presiding', 'projects', 'setup', 'health'];

/** `theme/tokens.css` is there from the first frame on, before any script runs, and its values stand in one place only. */
const designTokens: Plugin = {
  name: 'design-tokens',
  load: (id) => (id.endsWith('/src/theme/tokens.css') ? deskStyleSheet() : null),
};

/**
 * The pages, each with its own entry; one with sample pictures is built by `--mode gallery` only.
 * Nothing is inlined, so that the server can send a policy without `data:` and without inline scripts.
 */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [designTokens, react()],
  build: {
    target: 'es2024',
    outDir: mode === 'gallery' ? 'dist-gallery' : 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input:
        mode === 'gallery' ? { gallery: page('gallery') } : Object.fromEntries(PAGES.map((name) => [name, page(name)])),
    },
  },
}));
