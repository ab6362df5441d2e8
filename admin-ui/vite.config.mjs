import { defineConfig } from 'vite';

export default defineConfig({
  base: '/admin/',
  // The stylesheet and the icon of this server’s other pages stay where they are.
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic' } },
  define: { 'process.env.NODE_ENV': '"production"' },
});
