import { defineConfig } from 'wxt';
import { extensionAddresses } from './extension/addresses.ts';

/*
 * The addresses are decided when the extension is built, so that it asks for exactly these and no
 * others. The defaults are the demo's: this machine's own loopback, any port.
 */
const { server, quiz } = extensionAddresses({
  server: process.env['INVIGIL_SERVER_ORIGIN'],
  quiz: process.env['INVIGIL_QUIZ_ORIGINS'],
});
const quizPages = quiz === 'asked_for' ? [] : quiz;

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  outDir: 'extension/.output',
  // Every import is written out: a reader, and the type checker, see where a name comes from.
  imports: false,
  manifest: {
    name: process.env['INVIGIL_EXTENSION_NAME'] || 'Invigil',
    description: 'Live invigilation of online exams. Active on the quiz pages of your exam only.',
    permissions: ['alarms', 'offscreen', 'storage', ...(quiz === 'asked_for' ? ['scripting'] : [])],
    host_permissions: [...new Set([...server.matchPatterns, ...quizPages])],
    // Nothing is granted by this: it is what the student can be asked for, the exam's own origin alone.
    ...(quiz === 'asked_for'
      ? { optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*'] }
      : {}),
    minimum_chrome_version: '116',
    content_security_policy: {
      extension_pages: [
        "script-src 'self' 'wasm-unsafe-eval'",
        "object-src 'self'",
        `connect-src 'self' ${server.connectSources.join(' ')}`,
      ].join('; '),
    },
  },
  vite: () => ({
    define: {
      __SERVER_MATCH_PATTERNS__: JSON.stringify(server.matchPatterns),
      __ASKS_FOR_QUIZ_PAGES__: JSON.stringify(quiz === 'asked_for'),
    },
  }),
  hooks: {
    'build:publicAssets': (_wxt, files) => {
      // Of MediaPipe's builds one is for module workers and one for machines without SIMD. The third is
      // for neither: 11 MB of ballast.
      const needed = files.filter(
        ({ relativeDest }) => !/^wasm\/vision_wasm_internal\./.test(relativeDest),
      );
      files.splice(0, files.length, ...needed);
    },
    'entrypoints:resolved': (_wxt, entrypoints) => {
      const matches: Record<string, string[]> = {
        join: server.matchPatterns.map((pattern) => pattern.replace(/\*$/, 'join/*')),
        quiz: [...quizPages],
      };
      for (const entrypoint of entrypoints) {
        if (entrypoint.type !== 'content-script') continue;
        const addresses = matches[entrypoint.name];
        if (addresses) entrypoint.options.matches = addresses;
        // The background registers it for the exam's pages, once the student has allowed that.
        if (entrypoint.name === 'quiz' && quiz === 'asked_for') {
          entrypoint.options.registration = 'runtime';
        }
      }
    },
  },
});
