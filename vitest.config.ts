import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** A suite that needs nothing but Node. */
function nodeSuite(folder: string) {
  return {
    test: {
      name: folder,
      include: [`${folder}/**/*.test.ts`],
      exclude: ['**/node_modules/**', '**/dist/**', '**/.output/**'],
      environment: 'node' as const,
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      nodeSuite('shared-types'),
      nodeSuite('backend'),
      nodeSuite('extension'),
      nodeSuite('scripts'),
      nodeSuite('bench'),
      {
        plugins: [vue()],
        test: {
          name: 'admin',
          include: ['admin/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'admin/dist/**'],
          environment: 'jsdom',
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['backend/fuzz/**/*.fuzz.ts'],
          environment: 'node',
          // Memory is measured after what is no longer needed has been collected.
          execArgv: ['--expose-gc'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          environment: 'node',
          // Real browsers, a real server and fixed ports: one at a time.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
