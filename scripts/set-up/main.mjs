/**
 * Makes this machine ready for one of the project's commands:
 *
 *     node scripts/set-up/main.mjs --for=demo|start|test|bench|bench-ledger|image|extension
 *
 * Plain JavaScript on Node's own modules: it runs on Node 20 before anything is installed.
 */
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProgress } from './progress.mjs';
import { runSteps } from './run-steps.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const purposes = ['demo', 'start', 'test', 'bench', 'bench-ledger', 'image', 'extension'];

/** What comes later uses what came before; a step that is not named here runs after these. */
const order = [
  'dependencies',
  'mediasoup-worker',
  'face-model',
  'identity-model',
  'browser',
  'ffmpeg',
  'footage',
  'builds',
];

/** Ctrl-C ends the program that a step is running too, and leaves no half-drawn line. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort(signal));

const purpose = readPurpose(process.argv.slice(2));
const ok = await runSteps(await loadSteps(), {
  root,
  cache: path.join(root, '.cache'),
  userCache: path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'invigil'),
  purpose,
  progress: createProgress(process.stdout),
  signal: stop.signal,
});
process.exitCode = ok ? 0 : 1;

function readPurpose(args) {
  const wanted = args.find((arg) => arg.startsWith('--for='))?.slice('--for='.length) ?? 'demo';
  if (purposes.includes(wanted)) return wanted;
  console.error(`--for=${wanted}: expected one of ${purposes.join(', ')}.`);
  process.exit(2);
}

async function loadSteps() {
  const folder = path.join(here, 'steps');
  const files = (await readdir(folder)).filter((file) => /^[a-z0-9-]+\.mjs$/.test(file));
  const steps = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(path.join(folder, file)).href)).default),
  );
  const rank = (step) => (order.includes(step.name) ? order.indexOf(step.name) : order.length);
  return steps.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
