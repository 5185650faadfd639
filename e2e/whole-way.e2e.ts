import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  attemptDetailSchema,
  catalogue,
  explanationSchema,
  type AttemptDetail,
  type Evidence,
  type ViolationIncident,
} from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunningServer } from '../backend/src/server.ts';
import { startRedis } from '../backend/test-support/redis-server.ts';
import { clipSeconds, expectedInClip } from '../scripts/stage/clip.ts';
import { Invigilator } from '../scripts/stage/invigilator.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';
import { signIn } from '../scripts/stage/watcher.ts';

declare global {
  interface Window {
    /** Put into the quiz page by this suite. */
    e2eWarningSeen(incidentId: string, text: string): Promise<void>;
  }
}

/** What a slow machine may take for a thing that takes well under a second on a fast one. */
const patience = { timeout: 30_000, interval: 200 };

let stage: StageServer;
let redis: Awaited<ReturnType<typeof startRedis>>;
let server: RunningServer;
let student: Student;
let invigilator: Invigilator;
let cookie: string;
let quiz: Page;
let attemptId: string;
/** Everything that a page's console reported as an error, by page. */
const complaints: string[] = [];
/** Incident → the warning that was shown for it, and when. */
const warnings = new Map<string, { text: string; at: number }>();

const picture = (name: string): string => join(paths.screenshots, `${name}.png`);

function listen(page: Page, name: string): void {
  page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${name}: ${message.text()}`);
  });
}

/** Remembers every warning card that appears in the quiz page. */
async function rememberWarnings(page: Page): Promise<void> {
  await page.exposeFunction('e2eWarningSeen', (id: string, text: string) => {
    if (!warnings.has(id)) warnings.set(id, { text, at: Date.now() });
  });
  await page.addInitScript(() => {
    const report = (node: ParentNode): void => {
      for (const card of node.querySelectorAll<HTMLElement>('.warning')) {
        void window.e2eWarningSeen(card.dataset['incident'] ?? '', card.textContent);
      }
    };
    const attach = (): void => {
      const root = document.querySelector('invigil-agent')?.shadowRoot;
      if (!root) return void requestAnimationFrame(attach);
      report(root);
      new MutationObserver(() => report(root)).observe(root, { childList: true, subtree: true });
    };
    document.addEventListener('DOMContentLoaded', attach);
  });
}

async function detail(): Promise<AttemptDetail> {
  const response = await fetch(`${server.url}/api/attempts/${attemptId}`, { headers: { cookie } });
  return attemptDetailSchema.parse(await response.json());
}

async function violations(): Promise<ViolationIncident[]> {
  const { incidents } = await detail();
  return incidents.filter((incident) => incident.kind === 'violation');
}

/** Whether staff get the picture as it was described. */
async function expectPicture(incidentId: string, { id, width, height }: Evidence): Promise<void> {
  const address = `/api/incidents/${incidentId}/pictures/${id}`;
  const response = await fetch(`${server.url}${address}`, { headers: { cookie } });
  const metadata = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  expect(metadata).toMatchObject({ format: 'jpeg', width, height });
}

function tile(): ReturnType<Page['locator']> {
  return invigilator.page.locator(`[data-testid="tile"][data-attempt-id="${attemptId}"]`);
}

/** What the tile's video has played so far. */
function playback(): Promise<{ time: number; frames: number; width: number }> {
  return tile()
    .locator('video')
    .evaluate((video: HTMLVideoElement) => ({
      time: video.currentTime,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      width: video.videoWidth,
    }));
}

async function offscreenDocuments(): Promise<number> {
  const background = await student.background();
  return background.evaluate(async () => {
    const contexts = await chrome.runtime.getContexts({
      contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT],
    });
    return contexts.length;
  });
}

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  redis = await startRedis();
  stage = await openStageServer({ INVIGIL_LEDGER: 'redis', INVIGIL_REDIS_URL: redis.url });
  server = stage.server;
  student = await Student.open({ camera: paths.clip });
});

afterAll(async () => {
  await invigilator?.close();
  await student?.close();
  await stage?.close();
  await redis?.kill();
});

describe('one student, one invigilator, every part real', () => {
  let joinUrl: string;
  let clipMs: number;

  test('the invigilator signs in and sees a student who has not started', async () => {
    clipMs = (await clipSeconds()) * 1000;
    const demo = await server.seedDemo(3);
    const [first] = demo.students;
    if (first === undefined) throw new Error('The demo has no students');
    joinUrl = first.joinUrl;
    cookie = await signIn(server.url, demo.staff);
    const roster = await server.stores.attempts.listByExam(demo.exam.id);
    attemptId = roster.find(({ studentName }) => studentName === first.name)?.id ?? '';
    invigilator = await Invigilator.open(demo.wallUrl, demo.staff);
    listen(invigilator.page, 'wall');
    expect(await tile().getAttribute('data-state')).toBe('invited');
    await invigilator.page.screenshot({ path: picture('wall-before') });
  });

  test('the student agrees, allows the camera and opens the quiz', async () => {
    const welcome = await student.follow(joinUrl);
    listen(welcome, 'welcome');
    await welcome.screenshot({ path: picture('welcome'), fullPage: true });
    student.context.on('page', (page) => listen(page, 'quiz'));
    quiz = await student.begin(welcome);
    await rememberWarnings(quiz);
    await quiz.reload();
    await quiz.locator('invigil-agent').waitFor({ state: 'attached' });
    await vi.waitFor(
      async () => expect(await tile().getAttribute('data-state')).toBe('in_progress'),
      patience,
    );
  });

  test('video plays on the wall', async () => {
    await vi.waitFor(
      async () => expect(await tile().getAttribute('data-phase')).toBe('playing'),
      patience,
    );
    const before = await playback();
    await vi.waitFor(async () => {
      const now = await playback();
      expect(now.time).toBeGreaterThan(before.time + 1);
      expect(now.frames).toBeGreaterThan(before.frames + 5);
    }, patience);
    expect((await playback()).width).toBeGreaterThanOrEqual(160);
    await invigilator.page.screenshot({ path: picture('wall-playing') });
  });

  test(
    'each expected incident arrives with two pictures, the agent’s and the witness’s',
    { timeout: 240_000 },
    async () => {
      await vi.waitFor(
        async () => {
          const types = new Set((await violations()).map(({ type }) => type));
          expect([...types].sort()).toEqual([...expectedInClip].sort());
        },
        // Joining may fall into the middle of a segment, so a second run of the clip may be needed.
        { timeout: 2 * clipMs + 30_000, interval: 500 },
      );
      const withWitness = await vi.waitFor(async () => {
        const all = await violations();
        expect(all.map(({ witness }) => witness.state)).not.toContain('awaited');
        return all;
      }, patience);
      for (const { id, type, capturedAt, evidence, witness } of withWitness) {
        if (witness.state !== 'taken') throw new Error(`${type}: no picture of the witness`);
        await expectPicture(id, evidence);
        await expectPicture(id, witness.evidence);
        expect(witness.evidence.id).not.toBe(evidence.id);
        expect(Math.abs(witness.evidence.capturedAt - capturedAt)).toBeLessThan(5000);
      }
    },
  );

  test('the student is warned, one warning at a time', async () => {
    const titles = expectedInClip.map((type) => catalogue[type].warningTitle);
    await vi.waitFor(
      () => {
        const seen = [...warnings.values()];
        expect(seen.length).toBeGreaterThanOrEqual(2);
        for (const { text } of seen)
          expect(titles.some((title) => text.includes(title))).toBe(true);
      },
      { timeout: 90_000, interval: 500 },
    );
    const times = [...warnings.values()].map(({ at }) => at).toSorted((x, y) => x - y);
    for (const [index, at] of times.entries()) {
      // What a slow page may take to show one; the server leaves 20 s between two.
      if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThan(18_000);
    }
  });

  test('Redis dies and comes back: the wall says so, and no score or incident is lost', async () => {
    const { page } = invigilator;
    const scoreOf = async (): Promise<number> =>
      Number(await tile().locator('[data-testid="score-badge"]').getAttribute('data-score'));
    const before = { score: await scoreOf(), ids: (await violations()).map(({ id }) => id) };
    expect(before.score).toBeGreaterThan(0);
    await redis.kill();
    const banner = page.locator('[data-testid="operating-notice"]');
    await banner.waitFor({ timeout: patience.timeout });
    await page.screenshot({ path: picture('wall-degraded') });
    expect((await server.health()).ledger.mode).toBe('degraded');
    expect(await scoreOf()).toBeGreaterThanOrEqual(before.score);
    // The exam goes on: an incident of this time is confirmed like any other.
    const during = await vi.waitFor(
      async () => {
        const all = await violations();
        expect(all.length).toBeGreaterThan(before.ids.length);
        return all;
      },
      { timeout: 2 * clipMs + 30_000, interval: 500 },
    );
    redis = await startRedis(redis.port);
    await banner.waitFor({ state: 'detached', timeout: patience.timeout });
    expect((await server.health()).ledger.mode).toBe('normal');
    const after = (await violations()).map(({ id }) => id);
    for (const id of [...before.ids, ...during.map((incident) => incident.id)]) {
      expect(after).toContain(id);
    }
    expect(await scoreOf()).toBeGreaterThanOrEqual(before.score);
  }, 240_000);

  test('the panel shows every incident with its picture', async () => {
    await tile().getByRole('button').first().click();
    const panel = invigilator.page.locator('[data-testid="panel"]');
    const images = panel.locator('[data-testid="evidence-image"]');
    await vi.waitFor(async () => {
      expect(await images.count()).toBeGreaterThanOrEqual(expectedInClip.length);
      const widths = await images.evaluateAll((list: HTMLImageElement[]) =>
        list.map(({ naturalWidth }) => naturalWidth),
      );
      expect(Math.min(...widths)).toBeGreaterThan(0);
    }, patience);
    await invigilator.page.screenshot({ path: picture('wall-panel') });
    await panel.locator('[data-testid="show-explanation"]').click();
    await vi.waitFor(async () => {
      const response = await fetch(`${server.url}/api/attempts/${attemptId}/explain`, {
        headers: { cookie },
      });
      const { lines, score } = explanationSchema.parse(await response.json());
      expect(lines.at(-1)?.scoreAfter).toBe(score.value);
      const shown = await panel.locator('[data-testid="explanation-line"]').allTextContents();
      expect(shown.join('\n')).toContain('confirmed');
    }, patience);
    await invigilator.page.screenshot({ path: picture('wall-explanation') });
    await invigilator.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  test('the popup shows state, score and the last picture', async () => {
    const popup = await student.context.newPage();
    listen(popup, 'popup');
    await popup.setViewportSize({ width: 400, height: 640 });
    await popup.goto(`chrome-extension://${await student.extensionId()}/popup.html`);
    await vi.waitFor(async () => {
      expect(await popup.locator('#state').textContent()).toContain('Recording');
      expect(
        Number.parseInt((await popup.locator('#reported').textContent()) ?? ''),
      ).toBeGreaterThan(0);
      expect(
        await popup.locator('#picture').evaluate((image: HTMLImageElement) => image.naturalWidth),
      ).toBeGreaterThan(0);
    }, patience);
    await popup.screenshot({ path: picture('popup') });
    await popup.close();
  });

  test('the attempt goes on over real navigation and a killed service worker', async () => {
    await quiz.locator('#next').click();
    await quiz.waitForURL(/\/demo\/quiz\/2/);
    await quiz.locator('invigil-agent').waitFor({ state: 'attached' });

    const devtools = await student.context.newCDPSession(quiz);
    const killed = student.context.serviceWorkers()[0];
    await devtools.send('ServiceWorker.enable').catch(() => undefined);
    await devtools.send('ServiceWorker.stopAllWorkers');
    expect(killed).toBeDefined();
    await quiz.goBack();
    await quiz.locator('invigil-agent').waitFor({ state: 'attached' });

    const before = (await playback()).frames;
    await vi.waitFor(async () => {
      expect(await tile().getAttribute('data-state')).toBe('in_progress');
      expect((await playback()).frames).toBeGreaterThan(before + 5);
      expect(await quiz.locator('invigil-agent .pill').textContent()).toContain('Recording');
    }, patience);
    await quiz.screenshot({ path: picture('quiz') });
  });

  test('a warning looks like one', { timeout: 120_000 }, async () => {
    const card = quiz.locator('invigil-agent .warning').first();
    await card.waitFor({ timeout: clipMs + 60_000 });
    await quiz.screenshot({ path: picture('warning') });
  });

  test('closing the quiz tab leaves nothing behind', async () => {
    await quiz.close();
    await vi.waitFor(async () => {
      expect(await tile().getAttribute('data-state')).toBe('left');
      const { sfu, connections } = await server.health();
      expect({ ...sfu, agents: connections.agents }).toMatchObject({
        producers: 0,
        consumers: 0,
        agents: 0,
      });
      // The wall's own receiving transport is all that may still be open.
      expect(sfu.transports).toBeLessThanOrEqual(1);
      expect(await tile().getAttribute('data-phase')).not.toBe('playing');
      expect(await offscreenDocuments()).toBe(0);
    }, patience);
    await invigilator.page.screenshot({ path: picture('wall-left') });
  });

  test('the student can come back, and hands in', async () => {
    quiz = await student.context.newPage();
    await quiz.goto(`${server.url}/demo/quiz/2`);
    await vi.waitFor(async () => {
      expect(await tile().getAttribute('data-state')).toBe('in_progress');
      expect(await tile().getAttribute('data-phase')).toBe('playing');
    }, patience);
    await quiz.locator('#next').click();
    await vi.waitFor(async () => {
      expect(await tile().getAttribute('data-state')).toBe('submitted');
      expect(await offscreenDocuments()).toBe(0);
      expect((await server.health()).sfu).toMatchObject({ producers: 0, consumers: 0 });
    }, patience);
    await quiz.screenshot({ path: picture('handed-in') });
  });

  test('when the wall is closed, the media server is empty', async () => {
    await invigilator.page.goto(`${server.url}/`);
    await vi.waitFor(async () => {
      expect((await server.health()).sfu).toMatchObject({
        routers: 0,
        transports: 0,
        producers: 0,
        consumers: 0,
        pendingConsumers: 0,
      });
    }, patience);
  });

  test('no page complained', () => {
    expect(complaints).toEqual([]);
  });
});
