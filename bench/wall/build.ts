import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const root = join(import.meta.dirname, '../..');

/** The pages that are measured: the console as it is, and what it is compared with. */
export const pageNames = ['console', 'naive', 'bare'] as const;
export type PageName = (typeof pageNames)[number];

const countingVue = '\0counting-vue';

/**
 * Has the console's Vue count what is rendered again, by component. Only `main.ts` gets this one; its
 * own code stays as it is.
 */
const counting: Plugin = {
  name: 'count-renders',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'vue' && importer?.endsWith('/admin/src/main.ts') === true ? countingVue : null,
  load: (id) =>
    id === countingVue
      ? `export * from 'vue';
         import { createApp as make } from 'vue';
         export function createApp(...from) {
           const app = make(...from);
           globalThis.benchRenders = {};
           app.mixin({
             updated() {
               const name = this.$options.__name ?? this.$options.name ?? 'unnamed';
               globalThis.benchRenders[name] = (globalThis.benchRenders[name] ?? 0) + 1;
             },
           });
           return app;
         }`
      : null,
};

/** Builds them into `folder`: the console as `console/`, the others as `<name>.js`. */
export async function buildPages(folder: string): Promise<void> {
  await build({
    root: join(root, 'admin'),
    configFile: join(root, 'admin/vite.config.ts'),
    logLevel: 'error',
    plugins: [counting],
    build: { outDir: join(folder, 'console'), emptyOutDir: true },
  });
  await build({
    root: join(import.meta.dirname, 'pages'),
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: join(folder, 'pages'),
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          naive: join(import.meta.dirname, 'pages/naive.ts'),
          bare: join(import.meta.dirname, 'pages/bare.ts'),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}
