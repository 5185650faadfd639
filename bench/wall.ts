import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoSeed } from '../backend/src/demo/index.ts';
import { openBrowser, type OpenBrowser } from '../scripts/stage/chromium.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { buildPages, pageNames, type PageName } from './wall/build.ts';
import { readWallOptions } from './wall/options.ts';
import { page as reportPage, table, type Measured } from './wall/report.ts';
import { BenchExam } from './wall/students.ts';
import { signIn, WatchedPage } from './wall/watched-page.ts';
import { progress } from './vision/progress.ts';

/*
 * What updates cost on the wall: the built console in a real Chromium, watching a real server, beside the
 * grid as one writes it first and beside bare writes of text. Scores are changed in the server's tracker,
 * so that the whole way from its fan-out to the screen is in it.
 */

const options = readWallOptions(process.argv.slice(2));
const scrollSpeed = 1_500;
/** For what was sent last to arrive, and for a page to come to rest. Milliseconds. */
const settleMs = 1_000;

interface Bench {
  readonly stage: StageServer;
  readonly browser: OpenBrowser;
  readonly folder: string;
}

/** An exam, with its invigilator signed in. */
async function seed({ stage, browser, folder }: Bench, students: number): Promise<DemoSeed> {
  const demo = await stage.server.seedDemo(students);
  await browser.context.clearCookies();
  await signIn(browser.context, demo, folder);
  return demo;
}

async function measure(
  bench: Bench,
  demo: DemoSeed,
  name: PageName,
  rate: number,
): Promise<Measured> {
  const { stage, browser, folder } = bench;
  const watched = await WatchedPage.open(browser.context, name, demo.wallUrl, folder);
  try {
    const exam = new BenchExam(stage.server, demo.exam.id);
    exam.begin();
    await watched.pointAtWall();
    // The first updates of a page compile its code.
    const warmUp = exam.run(rate);
    await delay(3 * settleMs);
    warmUp();
    await delay(settleMs);

    await watched.longTasks();
    const [shown, nodes, rendersBefore, busyBefore, heapBefore] = [
      await watched.shownBadges(),
      await watched.nodes(),
      await watched.renders(),
      await watched.busySeconds(),
      await watched.heap(),
    ];
    const startedAt = performance.now();
    const stop = exam.run(rate);
    await delay(options.seconds * 1000);
    stop();
    const took = (performance.now() - startedAt) / 1000;
    await delay(settleMs);
    const sent = exam.sentTo(shown);
    const [renders, busy, longTasks, heap] = [
      await watched.renders(),
      await watched.busySeconds(),
      await watched.longTasks(),
      await watched.heap(),
    ];

    const calm = await watched.scroll(options.scrollSeconds, scrollSpeed);
    const stopScrolled = exam.run(rate);
    const scrolled = await watched.scroll(options.scrollSeconds, scrollSpeed);
    stopScrolled();
    return {
      page: name,
      students: demo.students.length,
      rate,
      updates: sent.all,
      shownUpdates: sent.shown,
      shownBadges: Object.values(shown).reduce((sum, count) => sum + count, 0),
      renders: difference(renders, rendersBefore),
      longTasks,
      longScrollTasks: await watched.longTasks(),
      busyShare: (busy - busyBefore) / took,
      nodes,
      heapGrowth: heap - heapBefore,
      frames: { calm, scrolled },
    };
  } finally {
    await watched.close();
  }
}

function difference(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) => {
      const more = count - (before[name] ?? 0);
      return more === 0 ? [] : [[name, more] as const];
    }),
  );
}

const folder = await mkdtemp(join(tmpdir(), 'invigil-bench-wall-'));
const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
try {
  progress('building the pages');
  await buildPages(folder);
  const stage = await openStageServer({}, 'error');
  ends.push(() => stage.close());
  const browser = await openBrowser({});
  ends.push(() => browser.close());
  // A page whose files come from here counts as one from elsewhere, and the server is on this machine.
  await browser.context.grantPermissions(['local-network-access']);
  const bench = { stage, browser, folder };
  const measured: Measured[] = [];
  for (const students of options.students) {
    const demo = await seed(bench, students);
    for (const rate of options.rates) {
      for (const name of pageNames) {
        progress(`${students} students, ${rate} updates a second: ${name}`);
        measured.push(await measure(bench, demo, name, rate));
      }
    }
  }
  process.stdout.write(table(measured));
  if (options.write) {
    await writeFile(join(import.meta.dirname, '../docs/wall.md'), reportPage(measured, options));
    process.stderr.write('  Written to docs/wall.md\n');
  }
} finally {
  for (const end of ends.toReversed()) await end();
}
