import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { build, zip } from 'wxt';
import { paths } from '../stage/paths.ts';
import { contentsOf } from './contents.ts';
import { readOptions, usage, type BuildOptions } from './options.ts';

/* Builds the extension for one server: a zip that Chrome's and Edge's stores, and managed browsers, take. */

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function buildFor({ server, quiz, name, out }: BuildOptions): Promise<void> {
  // Read by wxt.config.ts.
  process.env['INVIGIL_SERVER_ORIGIN'] = server;
  process.env['INVIGIL_QUIZ_ORIGINS'] = quiz;
  process.env['INVIGIL_EXTENSION_NAME'] = name;
  const files = await zip({
    root: paths.root,
    outDir: resolve(paths.root, out, 'managed'),
    // One file for both browsers.
    zip: { name: fileNameOf(server), artifactTemplate: '{{name}}-{{version}}.zip' },
  });
  const [file] = files;
  if (file === undefined) throw new Error('The extension was built, but there is no zip.');
  const { manifest, entries } = await contentsOf(file);
  const { size } = await stat(file);
  print('');
  print(
    `  Extension  ${relative(process.cwd(), file)}   ${(size / 1e6).toFixed(1)} MB, ${entries.length} files`,
  );
  print(`  For        ${server}`);
  print(`  May        ${manifest.permissions.join(', ')}`);
  print(`  Hosts      ${manifest.host_permissions.join('\n             ')}`);
  if (quiz === 'ask') {
    print('  Asks       each student, at enrolment, for the one origin of their exam');
  }
  print('  Install    Chrome Web Store, Edge Add-ons, or ExtensionInstallForcelist: the same zip');
  print('');
}

const fileNameOf = (server: string): string =>
  `invigil-${new URL(server).hostname.replaceAll(/[^a-z0-9.-]/g, '-')}`;

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') print(usage);
  else if (options === 'demo') await build({ root: paths.root });
  else await buildFor(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
