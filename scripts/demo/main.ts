import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { relative, join } from 'node:path';
import { styleText } from 'node:util';
import { catalogue, isOver, type ViolationIncident } from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import type { DemoSeed } from '../../backend/src/demo/index.ts';
import { start, type RunningServer } from '../../backend/src/server.ts';
import { readConfig } from '../../backend/src/config.ts';
import { openLog } from '../../backend/src/ops/index.ts';
import { clipSeconds, expectedInClip } from '../stage/clip.ts';
import { paths } from '../stage/paths.ts';
import { Student } from '../stage/student.ts';
import { signIn, watchExam } from '../stage/watcher.ts';
import { claimsInLog } from './claims-in-log.ts';
import { readOptions, usage, type DemoOptions } from './options.ts';
import { saveReport } from './report.ts';
import { Timeline } from './timeline.ts';

/** After the clip has run once, the last incident may still be on its way, milliseconds. */
const settleMs = 8_000;
const defaultPort = 7420;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** What was started, to be ended in the opposite order. Each is ended once, whoever asks. */
class Started {
  readonly #ends: (() => Promise<void> | void)[] = [];

  add(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  async end(): Promise<void> {
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) await end();
  }
}

async function demo(options: DemoOptions, started: Started, stop: AbortSignal): Promise<number> {
  await rm(paths.demoData, { recursive: true, force: true });
  await mkdir(paths.demoData, { recursive: true });
  const timeline = new Timeline(print);
  const logFile = join(paths.demoData, 'server.log');
  const logStream = createWriteStream(logFile);
  const log = openLog(
    'info',
    claimsInLog(logStream, (claim) =>
      timeline.claim(claim.attemptId, claim.type, claim.event === 'claim_suppressed'),
    ),
  );
  const server = await startServer(log);
  started.add(() => server.close());
  // One more than there are browsers: whoever tries the demo can be a student, too.
  const seeded = await server.seedDemo(Math.max(options.students + 1, 3));
  const { exam, staff, students, wallUrl } = seeded;

  print('');
  print(`  ${styleText('bold', 'Wall')}      ${wallUrl}`);
  print(`  Sign in   ${staff.username} / ${staff.password} (an owner, who may do everything)`);
  print(`  Join      ${joinWords(seeded, options.students)}`);
  print(`  Stop      Ctrl-C; the server's log is ${relative(paths.root, logFile)}`);
  print('');

  const reportsUrl = `${server.url}/exams/${exam.id}/reports`;
  const incidents = new Map<string, ViolationIncident>();
  const streaming = Promise.withResolvers<void>();
  const over = Promise.withResolvers<string>();
  const cookie = await signIn(server.url, staff);
  const watcher = await watchExam(server.url, cookie, exam.id, (batch) => {
    for (const incident of batch.incidents) {
      if (incident.kind === 'violation') incidents.set(incident.id, incident);
      timeline.incident(incident);
    }
    for (const delta of batch.deltas) {
      timeline.changed(delta);
      if (delta.streaming === true) streaming.resolve();
      if (delta.state !== undefined && isOver(delta.state)) {
        timeline.report(delta.attemptId, reportsUrl);
        over.resolve(delta.attemptId);
      }
    }
  });
  started.add(() => watcher.close());
  timeline.know(watcher.tiles);

  const quizzes: Page[] = [];
  for (const { name, joinUrl } of students.slice(0, options.students)) {
    if (stop.aborted) return 130;
    timeline.say(
      name,
      'opening',
      options.camera ? 'a browser with your camera' : 'a browser with a recorded camera',
    );
    const student = await Student.open({
      camera: options.camera ? 'real' : paths.clip,
      visible: options.camera,
    });
    started.add(() => student.close());
    const welcome = await student.follow(joinUrl);
    timeline.say(name, 'welcome', 'reads what is seen and sent');
    if (options.camera) {
      timeline.say(name, 'your turn', 'agree and allow the camera in the browser window');
    } else {
      quizzes.push(await student.begin(welcome));
    }
  }

  if (!options.once) {
    await aborted(stop);
    watcher.close();
    return 0;
  }
  const clipMs = (await clipSeconds()) * 1000;
  const outcome = await Promise.race([
    streaming.promise.then(() => allSeen(incidents, clipMs + settleMs, stop)),
    after(60_000, stop).then(() => 'no stream' as const),
  ]);
  if (stop.aborted) return 130;
  let report: string | null = null;
  if (outcome !== 'no stream') {
    await handIn(quizzes[0]);
    const attemptId = await Promise.race([over.promise, after(settleMs, stop)]);
    if (attemptId !== undefined) report = await saveReport(server.url, cookie, attemptId);
  }
  // The story ends here; that its browser is closed now is no part of it.
  watcher.close();
  return verdict(outcome === 'no stream' ? [] : outcome, report);
}

/** How to sit the exam oneself: as the first student for whom there is no browser. */
function joinWords({ joinUrl, students }: DemoSeed, free: number): string {
  const student = students[free];
  return student === undefined
    ? joinUrl
    : `${joinUrl} as ${student.number} with ${student.oneTimeCode}, ` +
        `in a Chromium with ${relative(paths.root, paths.extension)}`;
}

/** Clicks to the end of the quiz, whatever is answered. */
async function handIn(quiz: Page | undefined): Promise<void> {
  while (quiz !== undefined && (await quiz.locator('#next').count()) > 0) {
    await quiz.locator('#next').click();
  }
}

/** Waits until every expected type has come, or the time is over. Resolves with the types that came. */
async function allSeen(
  incidents: ReadonlyMap<string, ViolationIncident>,
  withinMs: number,
  stop: AbortSignal,
): Promise<string[]> {
  // One clip long: the incident that comes too early from a second run must not count.
  await after(withinMs, stop);
  return [...new Set([...incidents.values()].map(({ type }) => type))];
}

/** @param report the file that holds the first student's; null where there is none */
function verdict(seen: readonly string[], report: string | null): number {
  const missing = expectedInClip.filter((type) => !seen.includes(type));
  print('');
  if (missing.length === 0 && report !== null) {
    print(
      `  ${styleText('green', '✓')} All ${expectedInClip.length} expected incidents came. ` +
        `The report is ${relative(paths.root, report)}.`,
    );
    return 0;
  }
  const labels = missing.map((type) => catalogue[type].label);
  const absent = [...labels, ...(report === null ? ['the report'] : [])].join(', ');
  print(`  ${styleText('red', '✗')} Missing: ${absent}. The server's log tells why.`);
  return 1;
}

async function startServer(log: ReturnType<typeof openLog>): Promise<RunningServer> {
  const settings = {
    INVIGIL_DEMO: '1',
    INVIGIL_DATA_DIR: join(paths.demoData, 'data'),
    INVIGIL_SFU_PORT: '0',
  };
  const wanted = process.env['INVIGIL_PORT'] ?? String(defaultPort);
  try {
    return await start(readConfig({ ...process.env, ...settings, INVIGIL_PORT: wanted }), log);
  } catch (error) {
    const busy = error instanceof Error && /is in use/.test(error.message);
    if (!busy || process.env['INVIGIL_PORT'] !== undefined) throw error;
    print(`  Port ${wanted} is in use, so another one is taken.`);
    return start(readConfig({ ...process.env, ...settings, INVIGIL_PORT: '0' }), log);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resolves after a time, or at once when `signal` aborts. */
function after(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const started = new Started();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      print('\n  Stopping what was started …');
      stopping.abort();
    });
  }
  try {
    return await demo(options, started, stopping.signal);
  } catch (error) {
    // Whatever broke because its browser was being closed is no fault.
    if (!stopping.signal.aborted) throw error;
    return 130;
  } finally {
    await started.end();
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(
    `\nThe demo could not go on. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
