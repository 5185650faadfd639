import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Where the backend listens while the console is being worked on. */
const backend = 'http://127.0.0.1:7420';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [vue(), tailwindcss()],
  // Parts of vue-i18n that the console does not use.
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: { outDir: 'dist', emptyOutDir: true },
  server: {
    proxy: {
      '/api': backend,
      '/socket.io': { target: backend, ws: true },
    },
  },
});
