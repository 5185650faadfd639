import { mkdirSync, openSync, closeSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createApt } from './apt.mjs';
import { createExec } from './exec.mjs';

/**
 * Asks each step whether it is done and runs those that are not, one after the other.
 * Stops at the first failure, unless that step is optional. Resolves with whether all went well.
 *
 * @param {import('./step.mjs').Step[]} steps
 * @param {{ root: string, cache: string, userCache: string, purpose: import('./step.mjs').Purpose,
 *           progress: ReturnType<import('./progress.mjs').createProgress>, signal?: AbortSignal }} options
 */
export async function runSteps(steps, options) {
  const { purpose, progress, signal } = options;
  const startedAt = Date.now();
  for (const step of steps.filter((each) => each.neededFor.includes(purpose))) {
    const outcome = await runStep(step, options);
    if (outcome === 'failed' && !step.optional) return false;
    if (signal?.aborted) return false;
  }
  progress.ready(purpose, Date.now() - startedAt);
  return true;
}

async function runStep(step, { root, cache, userCache, purpose, progress, signal }) {
  const logFile = path.join(cache, 'logs', `${step.name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const line = progress.begin(step.title);
  // The log is opened by the first thing written to it: a check that finds everything in place keeps
  // the log of the run that put it there.
  let file;
  const write = (text) => {
    file ??= openSync(logFile, 'w');
    writeSync(file, text);
    line.news(text);
  };
  const log = (text) => write(`${text}\n`);
  const exec = createExec({ cwd: root, write, signal });
  const context = { root, cache, userCache, purpose, log, exec, apt: createApt({ exec, log }) };

  try {
    const already = await step.isDone(context);
    if (already !== false) {
      line.done(already, { ran: false });
      return 'done';
    }
    line.working();
    line.done(await step.run(context), { ran: true });
    return 'done';
  } catch (error) {
    if (signal?.aborted) {
      line.stopped();
      return 'stopped';
    }
    write(`\n${error instanceof Error ? error.stack : error}\n`);
    line.failed({
      why: error instanceof Error ? error.message : String(error),
      lastLines: lastLines(logFile, 12),
      advice: typeof step.advice === 'function' ? step.advice(context) : step.advice,
      logFile: path.relative(process.cwd(), logFile),
      goesOn: step.optional === true,
    });
    return 'failed';
  } finally {
    line.end();
    if (file !== undefined) closeSync(file);
  }
}

/** What the programs of a step said last: the stack trace that ends the log explains nothing to its reader. */
function lastLines(logFile, count) {
  const lines = readFileSync(logFile, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(-count - 1, -1);
}
