import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const page = (name: string) => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

const PAGES = ['screen', 'console', 'monitor', 'presiding', 'projects'];

/**
 * The pages, each with its own entry; one with sample pictures is built by `--mode gallery` only.
 * Nothing is inlined, so that the server can send a policy without `data:` and without inline scripts.
 */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react()],
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
