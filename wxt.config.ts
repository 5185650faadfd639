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

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  outDir: 'extension/.output',
  // Every import is written out: a reader, and the type checker, see where a name comes from.
  imports: false,
  manifest: {
    name: 'Invigil',
    description: 'Live invigilation of online exams. Active on the quiz pages of your exam only.',
    permissions: ['offscreen', 'storage'],
    host_permissions: [...new Set([...server.matchPatterns, ...quiz])],
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
    define: { __SERVER_MATCH_PATTERNS__: JSON.stringify(server.matchPatterns) },
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
        quiz,
      };
      for (const entrypoint of entrypoints) {
        if (entrypoint.type !== 'content-script') continue;
        const addresses = matches[entrypoint.name];
        if (addresses) entrypoint.options.matches = addresses;
      }
    },
  },
});
