import { defineConfig } from 'vite';

export default defineConfig({
  base: '/admin/',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A test holds all files together to their limit.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      onLog(level, log, defaultHandler) {
        // Libraries mark files for servers that render React. None does here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') defaultHandler(level, log);
      },
    },
  },
});
