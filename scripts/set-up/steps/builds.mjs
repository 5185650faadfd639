import { existsSync } from 'node:fs';
import path from 'node:path';
import { hashOfFiles, listFiles, readJson, writeWhole } from '../files.mjs';
import { projectNode } from '../node24.mjs';

/** What is built, from what, and the file that shows that it was. */
const targets = [
  {
    name: 'console',
    sources: ['admin', 'shared-types', 'package-lock.json'],
    result: 'admin/dist/index.html',
    program: ['node_modules/vite/bin/vite.js', 'build', 'admin'],
    neededFor: ['demo', 'start', 'test', 'bench'],
  },
  {
    name: 'extension',
    sources: ['extension', 'shared-types', 'wxt.config.ts', 'package-lock.json'],
    result: 'extension/.output/chrome-mv3/manifest.json',
    program: ['node_modules/wxt/bin/wxt.mjs', 'build'],
    neededFor: ['demo', 'test', 'bench'],
  },
];

/** Environment that ends up in a build: the extension asks for permission for these origins alone. */
const bakedIn = /^(WXT_|VITE_|INVIGIL_(SERVER|QUIZ|EXTENSION)_)/;

/** The invigilators' console and the extension, built anew when a source file of theirs changed. */
export default {
  name: 'builds',
  title: 'Console and extension',
  neededFor: ['demo', 'start', 'test', 'bench'],

  async isDone(context) {
    return stale(context).length === 0 ? 'built from the present sources' : false;
  },

  async run(context) {
    const { root, cache, exec, log } = context;
    const todo = stale(context);
    for (const target of todo) {
      log(`Building the ${target.name}`);
      // The hash of before the build: a file saved meanwhile makes the next run build again.
      const hash = hashOf(root, target);
      await exec(projectNode(root), target.program, { env: { NODE_ENV: 'production', CI: '1' } });
      if (!existsSync(path.join(root, target.result))) {
        throw new Error(`The ${target.name} was built, but ${target.result} is not there.`);
      }
      await writeWhole(stamp(cache, target), JSON.stringify({ hash }));
    }
    return `built the ${todo.map((target) => target.name).join(' and the ')}`;
  },

  advice:
    'The log names the file that does not build. After changing it, run the same command again.',
};

function stale({ root, cache, purpose }) {
  return targets.filter(
    (target) =>
      target.neededFor.includes(purpose) &&
      !(
        existsSync(path.join(root, target.result)) &&
        readJson(stamp(cache, target))?.hash === hashOf(root, target)
      ),
  );
}

function hashOf(root, { sources }) {
  const files = listFiles(root, sources, isNoSource);
  const settings = Object.entries(process.env).filter(([name]) => bakedIn.test(name));
  return `${hashOfFiles(root, files)} ${JSON.stringify(settings.sort())}`;
}

function isNoSource(file) {
  return /(^|\/)(node_modules|dist|\.output|\.wxt|testing)$|public\/wasm$|\.test\.ts$|\.md$/.test(
    file,
  );
}

const stamp = (cache, { name }) => path.join(cache, 'builds', `${name}.json`);
