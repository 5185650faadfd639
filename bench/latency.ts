import { traceSchema, type Trace, type ViolationIncident } from '@invigil/shared-types';
import Table from 'cli-table3';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { Invigilator } from '../scripts/stage/invigilator.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';
import { signIn, watchExam } from '../scripts/stage/watcher.ts';

/*
 * How long it takes from a frame in the student's camera to a change on the invigilator's screen,
 * with a real Chromium at both ends, all on this machine, so all clocks are one.
 */

declare global {
  interface Window {
    /** Put into the pages by this bench. */
    benchUpdate(update: unknown): Promise<void>;
    benchIncident(id: string, shownAt: number): Promise<void>;
  }
}

const wantedUpdates = 60;
/** About half of the clip's claims prove nothing from its second run on: the very same picture again. */
const wantedIncidents = 20;
const longestRunMs = 15 * 60_000;

const paintedSchema = z.object({ trace: traceSchema, domAt: z.number(), paintedAt: z.number() });
type Painted = z.infer<typeof paintedSchema>;

/** Watches the wall's score badges: when each traced update reached the DOM, and the next frame. */
async function watchBadges(page: Page, onUpdate: (update: Painted) => void): Promise<void> {
  await page.exposeFunction('benchUpdate', (update: unknown) =>
    onUpdate(paintedSchema.parse(update)),
  );
  await page.evaluate(() => {
    new MutationObserver((records) => {
      const domAt = Date.now();
      for (const { target } of records) {
        if (!(target instanceof HTMLElement) || target.dataset['trace'] === undefined) continue;
        const trace: unknown = JSON.parse(target.dataset['trace']);
        requestAnimationFrame(() => {
          void window.benchUpdate({ trace, domAt, paintedAt: Date.now() });
        });
      }
    }).observe(document.body, {
      subtree: true,
      attributes: true,
      attributeFilter: ['data-trace'],
    });
  });
}

/** When each incident first stood in a page: on the wall's tile, or as a warning to the student. */
async function watchIncidents(page: Page, shown: Map<string, number>): Promise<void> {
  await page.exposeFunction('benchIncident', (id: string, shownAt: number) => {
    if (!shown.has(id)) shown.set(id, shownAt);
  });
  await page.evaluate(() => {
    const look = (root: ParentNode & Node): void => {
      new MutationObserver(() => {
        const shownAt = Date.now();
        for (const element of root.querySelectorAll<HTMLElement>('[data-incident]')) {
          void window.benchIncident(element.dataset['incident'] ?? '', shownAt);
        }
      }).observe(root, { subtree: true, childList: true, attributeFilter: ['data-incident'] });
    };
    look(document.querySelector('invigil-agent')?.shadowRoot ?? document.body);
  });
}

let saidAt = 0;

/** One line that changes on a terminal; elsewhere a line now and then. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r  ${text} `);
  else if (Date.now() - saidAt > 30_000) {
    process.stderr.write(`  ${text}\n`);
    saidAt = Date.now();
  }
}

function percentile(values: readonly number[], share: number): string {
  if (values.length === 0) return '–';
  const sorted = values.toSorted((a, b) => a - b);
  return String(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
}

function row(name: string, values: readonly number[]): string[] {
  return [name, String(values.length), percentile(values, 0.5), percentile(values, 0.95)];
}

interface Measured {
  readonly updates: readonly Painted[];
  readonly incidents: readonly ViolationIncident[];
  /** Incident id → when it stood on the wall, and on the student's screen. */
  readonly onWall: ReadonlyMap<string, number>;
  readonly warned: ReadonlyMap<string, number>;
}

function report({ updates, incidents, onWall, warned }: Measured): void {
  const until = (shown: ReadonlyMap<string, number>): number[] =>
    incidents.flatMap(({ id, capturedAt }) => {
      const at = shown.get(id);
      return at === undefined ? [] : [at - capturedAt];
    });
  const leg = (name: string, of: (trace: Trace, painted: Painted) => number): string[] =>
    row(
      name,
      updates.map((painted) => of(painted.trace, painted)),
    );
  const table = new Table({
    head: ['Leg', 'n', 'p50 ms', 'p95 ms'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(
    leg('inference   frame captured → analysed', (t) => t.analysedAt - t.capturedAt),
    leg('agent       analysed → sent', (t) => t.sentAt - t.analysedAt),
    leg('link        sent → received', (t) => t.receivedAt - t.sentAt),
    leg('referee     received → decided', (t) => t.decidedAt - t.receivedAt),
    leg('fan-out     decided → sent to the wall', (t) => t.emittedAt - t.decidedAt),
    leg('render      sent to the wall → in the DOM', (t, { domAt }) => domAt - t.emittedAt),
    leg('update      frame captured → in the DOM', (t, { domAt }) => domAt - t.capturedAt),
    leg('            frame captured → next frame', (t, p) => p.paintedAt - t.capturedAt),
    row(
      'incident    frame captured → confirmed',
      incidents.map(({ capturedAt, confirmedAt }) => confirmedAt - capturedAt),
    ),
    row('            frame captured → on the wall', until(onWall)),
    row('warning     frame captured → on the student’s screen', until(warned)),
  );
  process.stdout.write(`\n${table.toString()}\n`);
  process.stdout.write(
    'To compare: the system this is measured against took 110 ms from frame to dashboard;\n' +
      'the budget for a warning is 2,000–3,000 ms after the frame.\n',
  );
}

const stage = await openStageServer({ INVIGIL_TRACE_LATENCY: '1' }, 'error');
const { server } = stage;
const ends: (() => Promise<void> | void)[] = [() => stage.close()];
try {
  const demo = await server.seedDemo(1);
  const [first] = demo.students;
  if (first === undefined) throw new Error('The demo has no students');
  const updates: Painted[] = [];
  const confirmed = new Map<string, ViolationIncident>();
  const onWall = new Map<string, number>();
  const warned = new Map<string, number>();
  const watcher = await watchExam(
    server.url,
    await signIn(server.url, demo.staff),
    demo.exam.id,
    (batch) => {
      for (const incident of batch.incidents) {
        if (incident.kind === 'violation') confirmed.set(incident.id, incident);
      }
    },
  );
  ends.push(() => watcher.close());
  const invigilator = await Invigilator.open(demo.wallUrl, demo.staff);
  ends.push(() => invigilator.close());
  await watchBadges(invigilator.page, (update) => updates.push(update));
  await watchIncidents(invigilator.page, onWall);
  const student = await Student.open({ camera: paths.clip });
  ends.push(() => student.close());
  const quiz = await student.begin(await student.follow(first.joinUrl));
  await watchIncidents(quiz, warned);

  const startedAt = Date.now();
  for (;;) {
    const enough = updates.length >= wantedUpdates && confirmed.size >= wantedIncidents;
    if (enough || Date.now() - startedAt > longestRunMs) break;
    progress(
      `${updates.length} of ${wantedUpdates} updates, ${confirmed.size} of ${wantedIncidents} incidents`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  report({ updates, incidents: [...confirmed.values()], onWall, warned });
} finally {
  for (const end of ends.toReversed()) await end();
}
