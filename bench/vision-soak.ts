import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { glassPortName, glassSchema, type Glass } from '../extension/messages/ports.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';
import { renderersCpuMs, renderersMb } from './vision/memory.ts';
import { progress } from './vision/progress.ts';
import { minuteRows, soakVerdict, type Minute } from './vision/soak-table.ts';
import { printed } from './vision/tables.ts';

/*
 * The built extension in a real Chromium, against a real server, for a long calm sitting: whether its
 * memory stays flat, what it costs, and that it claims nothing.
 */

/** Chromium gives the processes of extensions this flag. */
const ofExtensions = '--extension-process';
const firstLookMs = 30_000;

/** What the agent says of itself. Null where it does not answer in time. */
async function glassOf(context: BrowserContext, extensionId: string): Promise<Glass | null> {
  const page = await context.newPage();
  try {
    await page.goto(`chrome-extension://${extensionId}/popup.html`);
    const told: unknown = await page.evaluate(
      ({ name, waitMs }) =>
        new Promise((resolve) => {
          const port = chrome.runtime.connect({ name });
          port.onMessage.addListener((message) => resolve(message));
          setTimeout(() => resolve(null), waitMs);
        }),
      { name: glassPortName, waitMs: 5000 },
    );
    return glassSchema.safeParse(told).data ?? null;
  } finally {
    await page.close();
  }
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } });
const wanted = Number(values.minutes);
if (!Number.isInteger(wanted) || wanted < 1) {
  throw new Error(`--minutes=${values.minutes}: expected a whole number from 1 on`);
}
const stage = await openStageServer({}, 'error');
const { server } = stage;
const ends: (() => Promise<void> | void)[] = [() => stage.close()];
const minutes: Minute[] = [];
try {
  const demo = await server.seedDemo(1);
  const [first] = demo.students;
  if (first === undefined) throw new Error('The demo has no students');
  const student = await Student.open({ camera: paths.calmClip });
  ends.push(() => student.close());
  await student.begin(await student.follow(first.joinUrl));
  const extensionId = await student.extensionId();
  await delay(firstLookMs);

  while (minutes.length < wanted) {
    const cpuBefore = await renderersCpuMs(ofExtensions);
    const startedAt = performance.now();
    await delay(60_000);
    const cpuMs = (await renderersCpuMs(ofExtensions)) - cpuBefore;
    const elapsedMs = performance.now() - startedAt;
    const memoryMb = await renderersMb(ofExtensions);
    const glass = await glassOf(student.context, extensionId);
    minutes.push({
      memoryMb,
      rate: glass?.analysis?.rate ?? null,
      looksShare: glass?.analysis?.coreShare ?? null,
      coreShare: cpuMs / elapsedMs,
      claims: (glass?.reported ?? []).reduce((sum, { count }) => sum + count, 0),
    });
    progress(`minute ${minutes.length} of ${wanted}: ${memoryMb?.toFixed(0) ?? '–'} MB`);
  }
} finally {
  if (minutes.length > 0) {
    process.stdout.write(`\n${printed(minuteRows(minutes))}\n${soakVerdict(minutes)}\n`);
  }
  for (const end of ends.toReversed()) await end();
}
