import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, defaultPolicy, isPassed, type Attempt, type Exam } from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { violationsOf } from '../scripts/stage/axe.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';

/* From the personal link to the quiz, days before and on the day; and back into it after a restart. */

const patience = { timeout: 30_000, interval: 200 };
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

let stage: StageServer;
let profile: string;
let student: Student;
let welcome: Page;
let exam: Exam;
let joinUrl: string;
let rightPatterns: string[];
const complaints: string[] = [];

async function openStudent(): Promise<void> {
  student = await Student.open({ camera: paths.calmClip, profile });
  student.context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
}

async function attempt(): Promise<Attempt> {
  const [first] = await stage.server.stores.attempts.listByExam(exam.id);
  if (first === undefined) throw new Error('The demo has no students');
  return first;
}

/** Pictures of the page as it is, wide and narrow; and nothing that keeps anybody from reading it. */
async function look(name: string): Promise<void> {
  const at = (size: string): string => join(paths.screenshots, `welcome-${name}-${size}.png`);
  await welcome.setViewportSize(phone);
  await welcome.screenshot({ path: at('390'), fullPage: true });
  const wide = await welcome.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(phone.width);
  expect(await violationsOf(welcome)).toEqual([]);
  await welcome.setViewportSize(desktop);
  await welcome.emulateMedia({ colorScheme: 'dark' });
  expect(await violationsOf(welcome)).toEqual([]);
  await welcome.emulateMedia({ colorScheme: 'light' });
  await welcome.screenshot({ path: at('1280') });
}

async function openingAt(opensAt: number): Promise<void> {
  exam = { ...exam, opensAt, closesAt: opensAt + 3_600_000 };
  await stage.server.stores.exams.save(exam);
}

/** The exam's policy from now on. */
async function lookForGaze(version: number, enabled: boolean): Promise<void> {
  const { gaze_away: rule, ...others } = defaultPolicy.violations;
  const violations = { ...others, gaze_away: { ...rule, enabled } };
  await stage.server.stores.exams.addPolicy(exam.id, {
    policy: { ...defaultPolicy, violations, version },
    ...{ changedAt: Date.now(), changedBy: null },
  });
}

const step = (name: string) => welcome.locator(`#step-${name}`).filter({ visible: true });

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  profile = await mkdtemp(join(tmpdir(), 'invigil-e2e-profile-'));
  stage = await openStageServer();
  await openStudent();
  const demo = await stage.server.seedDemo(1);
  // As whoever set it up has it at first: a page that is not the quiz.
  rightPatterns = demo.exam.quizPatterns;
  exam = { ...demo.exam, quizPatterns: [new URL('/moodle/quiz*', demo.exam.quizUrl).href] };
  await lookForGaze(2, false);
  joinUrl = demo.students[0]?.joinUrl ?? '';
});

afterAll(async () => {
  await student?.close();
  await stage?.close();
  await rm(profile, { recursive: true, force: true });
});

describe('days before the exam', () => {
  test('the essentials of the text are on one screen', async () => {
    await openingAt(Date.now() + 3 * 86_400_000);
    welcome = await student.follow(joinUrl);
    const agree = await welcome.locator('#consent-agree').boundingBox();
    expect((agree?.y ?? Infinity) + (agree?.height ?? 0)).toBeLessThan(desktop.height);
    expect(await welcome.locator('#step-consent').innerText()).toContain(exam.contact);
    await look('consent');
  });

  test('declining ends it politely, and can be taken back', async () => {
    await welcome.locator('#consent-decline').click();
    await step('declined').waitFor();
    expect(await step('declined').innerText()).toContain(exam.contact);
    await vi.waitFor(async () => expect((await attempt()).state).toBe('declined'), patience);
    await look('declined');
    await welcome.locator('#consent-again').click();
    await welcome.locator('#consent-agree').click();
    await student.allowCamera(welcome);
    await vi.waitFor(async () => expect((await attempt()).state).toBe('checking'), patience);
  });

  test('the system check tries everything with the real server, in less than a minute', async () => {
    await welcome.locator('#check-continue:enabled').waitFor({ timeout: 70_000 });
    const { state, systemCheck } = await attempt();
    expect(systemCheck?.lines.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(systemCheck && isPassed(systemCheck)).toBe(true);
    expect(systemCheck?.tookMs).toBeLessThan(60_000);
    const media = systemCheck?.lines.find(({ name }) => name === 'media');
    expect(media?.figures).toMatchObject({ protocol: 'udp' });
    expect(Number(media?.figures['pictures'])).toBeGreaterThan(5);
    expect(state).toBe('ready');
    expect((await stage.server.health()).sfu.transports).toBe(0);
    await look('check');
    await welcome.locator('#check-continue').click();
  });

  test('the student sees the face that theirs is compared with', async () => {
    await step('look').waitFor();
    await look('dots');
    await welcome.locator('#calibrate-skip').click();
    await step('face').waitFor();
    await welcome.locator('#face-again').filter({ visible: true }).waitFor({ timeout: 60_000 });
    const shades = await welcome.locator('#face-picture').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, 224, 224) ?? { data: [] };
      return new Set(data).size;
    });
    expect(shades).toBeGreaterThan(50);
    await look('face');
    await welcome.locator('#face-continue').click();
  });

  test('says when to come back, and lets go of the camera', async () => {
    await step('wait').waitFor();
    expect(await step('wait').innerText()).toContain('Come back on');
    await vi.waitFor(async () => expect((await attempt()).state).toBe('waiting'), patience);
    expect(await welcome.locator('#wait-mirror').isVisible()).toBe(false);
    expect(await welcome.locator('#open-quiz').getAttribute('href')).toBeNull();
    await look('come-back');
  });
});

describe('on the day, in a browser that was closed meanwhile', () => {
  test('the agent knows which page is the quiz by now, though nobody followed the link again', async () => {
    await student.close();
    exam = { ...exam, quizPatterns: rightPatterns, revision: exam.revision + 1 };
    await openingAt(Date.now() + 5 * 60_000);
    await openStudent();
    await student.background();
    const quiz = await student.context.newPage();
    await quiz.goto(exam.quizUrl);
    await quiz.locator('invigil-agent').waitFor({ state: 'attached' });
    await quiz.close();
  });

  test('goes on where it was: the face alone is taken anew', { timeout: 120_000 }, async () => {
    await student.close();
    await openStudent();
    await openingAt(Date.now() + 5 * 60_000);
    const background = await student.background();
    const opened = student.context.waitForEvent('page', {
      predicate: (page) => page.url().includes('/welcome.html'),
    });
    const link = await student.context.newPage();
    await link.goto(joinUrl);
    welcome = await opened;
    expect(background.url()).toContain('background');
    await step('face').waitFor();
    await welcome.locator('#face-again').filter({ visible: true }).waitFor({ timeout: 60_000 });
    await welcome.locator('#face-continue').click();
    await step('wait').waitFor();
    await look('waiting');
  });

  test('is asked once more where the exam looks for something else by now, and told what', async () => {
    expect((await attempt()).consent?.scope?.violations).not.toHaveProperty('gaze_away');
    await lookForGaze(3, true);
    await step('consent').waitFor();
    const changes = welcome.locator('#consent-changed li');
    expect(await changes.count()).toBe(1);
    expect(await changes.innerText()).toContain(catalogue.gaze_away.label.slice(1));
    expect(await step('consent').innerText()).toContain('This has changed since you agreed:');
    await look('consent-again');
    await welcome.locator('#consent-agree').click();
    await step('wait').waitFor();
    expect((await attempt()).consent?.scope?.violations).toHaveProperty('gaze_away');
  });

  test('the button to the quiz is ready when the exam opens', async () => {
    const open = welcome.locator('#open-quiz[href]');
    expect(await open.count()).toBe(0);
    // The school brings it forward; the page hears of it with its next look.
    await openingAt(Date.now() + 7000);
    await open.waitFor({ timeout: patience.timeout });
    expect(Date.now()).toBeGreaterThanOrEqual(exam.opensAt - 1000);
    expect(await welcome.title()).toContain('You can begin');
    expect(await welcome.evaluate(() => document.activeElement?.id)).toBe('open-quiz');
    expect(await welcome.locator('#wait-heard').textContent()).toContain('You can begin');
    await look('open');
  });
});

describe('in the exam', () => {
  const recording = async (quiz: Page): Promise<void> => {
    const pill = quiz.locator('invigil-agent').locator('.pill');
    await vi.waitFor(async () => expect(await pill.innerText()).toContain('Recording'), patience);
  };

  test('a restarted browser is back in the attempt with the quiz page alone', async () => {
    const quiz = await student.openQuiz(welcome);
    await recording(quiz);
    await vi.waitFor(async () => expect((await attempt()).state).toBe('in_progress'), patience);
    const { firstJoinedAt } = await attempt();
    await student.close();
    await vi.waitFor(
      async () => expect(['left', 'reconnecting']).toContain((await attempt()).state),
      patience,
    );
    await openStudent();
    const page = await student.context.newPage();
    await page.goto(exam.quizUrl);
    const begun = Date.now();
    await recording(page);
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(await attempt()).toMatchObject({ state: 'in_progress', firstJoinedAt });
  });

  test('the personal link leads back into the exam, and nothing is asked', async () => {
    welcome = await student.context.newPage();
    await welcome.goto(`chrome-extension://${await student.extensionId()}/welcome.html`);
    await step('wait').waitFor();
    expect(await welcome.locator('#open-quiz').innerText()).toBe('Go on with the exam');
    await look('under-way');
  });

  test('once it is over it leads to the receipt, and nothing is left on the disk', async () => {
    const [quiz] = student.context.pages().filter((page) => page.url().includes('/demo/quiz'));
    await quiz?.locator('#next').click();
    await quiz?.locator('#next').click();
    await vi.waitFor(async () => expect((await attempt()).state).not.toBe('in_progress'), patience);
    await welcome.reload();
    await step('over').waitFor();
    const code = joinUrl.slice(joinUrl.lastIndexOf('/') + 1);
    expect(await welcome.locator('#over-receipt').getAttribute('href')).toBe(
      `${stage.server.url}/receipt/${code}`,
    );
    await look('over');
    const background = await student.background();
    await vi.waitFor(async () => {
      const kept = await background.evaluate(() => chrome.storage.local.get(null));
      expect(Object.keys(kept)).toEqual(['agentId']);
    }, patience);
  });

  test('no page complained', () => {
    expect(complaints).toEqual([]);
  });
});
