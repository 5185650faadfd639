import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { violationsOf } from '../scripts/stage/axe.ts';
import { Crowd } from '../scripts/stage/crowd.ts';
import { openCrowdVideo, type CrowdVideo } from '../scripts/stage/crowd-video.ts';
import { Invigilator } from '../scripts/stage/invigilator.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { isBlack, lookAtTiles } from '../scripts/stage/wall-look.ts';

/* A full hall: three hundred students without browsers, some of them with video that was recorded. */

const patience = { timeout: 30_000, interval: 200 };
const students = 300;
const withVideo = 60;
/** The console's own limit, see its configuration. */
const mostLive = 24;

let stage: StageServer;
let invigilator: Invigilator;
let page: Page;
let crowd: Crowd;
/** Null once it has been ended. */
let video: CrowdVideo | null = null;
const complaints: string[] = [];

const picture = (name: string): string => join(paths.screenshots, `${name}.png`);
const figure = async (): Promise<string> =>
  (await page.locator('[data-testid="wall-figures"]').textContent())?.replace(/\s+/g, ' ') ?? '';

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  stage = await openStageServer({
    INVIGIL_SFU_WORKERS: '2',
    INVIGIL_ENROLMENTS_PER_MINUTE: '1000',
  });
  const { server } = stage;
  const demo = await server.seedDemo(students);
  invigilator = await Invigilator.open(demo.wallUrl, demo.staff);
  page = invigilator.page;
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.mouse.move(640, 8);
  crowd = await Crowd.open(
    server.url,
    demo.students.map(({ joinUrl }) => joinUrl),
    { seed: 7, say: () => undefined },
  );
  const sitting = server.tracker
    .tiles(demo.exam.id)
    .filter(({ state }) => state === 'in_progress')
    .map(({ attemptId }) => attemptId);
  video = await openCrowdVideo(server.sfu, demo.exam.id, sitting.slice(0, withVideo));
});

afterAll(async () => {
  await invigilator?.close();
  crowd?.close();
  await video?.close();
  await stage?.close();
});

test('the wall shows them all, the worst first, and no more video than its budget', async () => {
  await vi.waitFor(async () => {
    const looks = await lookAtTiles(page);
    expect(looks.filter((look) => isBlack(look))).toEqual([]);
    expect(looks.some(({ phase }) => phase === 'playing')).toBe(true);
  }, patience);
  for (let round = 0; round < 6; round += 1) {
    await page
      .locator('[data-testid="wall-grid"]')
      .evaluate((grid, at) => grid.scrollTo({ top: at }), round * 600);
    await vi.waitFor(async () => {
      const looks = await lookAtTiles(page);
      expect(looks.length).toBeGreaterThan(0);
      expect(looks.filter((look) => isBlack(look))).toEqual([]);
      expect(looks.filter(({ video: shown }) => shown !== null).length).toBeLessThanOrEqual(
        mostLive,
      );
    }, patience);
  }
  await page.locator('[data-testid="wall-grid"]').evaluate((grid) => grid.scrollTo({ top: 0 }));
  expect(await page.locator('[data-testid="tile"]').count()).toBeLessThan(students / 2);
});

test.each([
  ['1280', 1280, 800],
  ['1920', 1920, 1080],
  ['3840', 3840, 2160],
])('it is legible and accessible %s pixels wide', async (name, width, height) => {
  await page.setViewportSize({ width, height });
  await vi.waitFor(async () => {
    const looks = await lookAtTiles(page);
    expect(looks.filter(({ phase, words }) => phase === 'playing' || words !== '').length).toBe(
      looks.length,
    );
  }, patience);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: picture(`crowd-${name}`) });
});

test('in the dark and from right to left as well', async () => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => localStorage.setItem('invigil.locale', 'ar'));
  await page.reload();
  await page.locator('[data-testid="tile"]').first().waitFor();
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  await vi.waitFor(async () => {
    expect((await lookAtTiles(page)).some(({ phase }) => phase === 'playing')).toBe(true);
  }, patience);
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: picture('crowd-dark-rtl') });
  await page.locator('[data-testid="tile"] .tile-open').first().click();
  await page.locator('[data-testid="panel"]').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: picture('crowd-panel-dark-rtl') });
  await page.keyboard.press('Escape');
  await page.evaluate(() => localStorage.removeItem('invigil.locale'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  await page.locator('[data-testid="tile"]').first().waitFor();
});

test('three hundred vanish at once: the wall says so, and shows no ghost', async () => {
  await page.mouse.move(640, 8);
  await video?.close();
  video = null;
  crowd.close();
  await vi.waitFor(async () => {
    expect(await figure()).toContain(`0 of ${students} here`);
    const looks = await lookAtTiles(page);
    expect(looks.filter((look) => isBlack(look))).toEqual([]);
    expect(looks.filter(({ video: shown }) => shown !== null)).toEqual([]);
  }, patience);
  expect((await stage.server.health()).sfu).toMatchObject({ producers: 0, consumers: 0 });
  await page.screenshot({ path: picture('crowd-vanished') });
});

test('the page did not complain', () => {
  expect(complaints).toEqual([]);
});
