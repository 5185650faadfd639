import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accommodationsSchema } from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { violationsOf } from '../scripts/stage/axe.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';

/* A student who may take breaks takes one, and sees in the glass box what was sent. */

const patience = { timeout: 30_000, interval: 200 };
let stage: StageServer;
let student: Student;
let quiz: Page;
let popup: Page;
let examId: string;

const pill = () => quiz.locator('invigil-agent .pill');
const look = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(paths.screenshots, `${name}.png`) });

async function standing() {
  const [attempt] = await stage.server.stores.attempts.listByExam(examId);
  return attempt;
}

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  stage = await openStageServer();
  const { exam, students } = await stage.server.seedDemo(1);
  examId = exam.id;
  const [attempt] = await stage.server.stores.attempts.listByExam(examId);
  const accommodations = accommodationsSchema.parse({
    [attempt?.id ?? '']: { violations: {}, breakMs: 12.5 * 60_000, reason: 'Insulin' },
  });
  const version = exam.policy.version + 1;
  const policy = { ...exam.policy, version, accommodations };
  await stage.server.stores.exams.addPolicy(examId, {
    policy,
    changedAt: Date.now(),
    changedBy: 'test',
  });
  await stage.restart();
  student = await Student.open({ camera: paths.calmClip });
  quiz = await student.begin(await student.follow(students[0]?.joinUrl ?? ''));
});

afterAll(async () => {
  await student?.close();
  await stage?.close();
});

test('the glass box lists what is sent, and who watches', async () => {
  popup = await student.context.newPage();
  await popup.setViewportSize({ width: 390, height: 844 });
  await popup.goto(`chrome-extension://${await student.extensionId()}/popup.html`);
  await vi.waitFor(async () => {
    const lines = await popup.locator('#sent-lines').innerText();
    expect(lines).toMatch(/Report of what is measured/);
    expect(lines).toMatch(/Video, \d+ kB a second/);
    expect(lines).toMatch(/Connection/);
  }, patience);
  expect(await popup.locator('#watching').innerText()).toMatch(/invigilator/);
  expect(await popup.locator('#kept').innerText()).toMatch(/deleted on .*20\d\d/);
  expect(await popup.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await violationsOf(popup)).toEqual([]);
  await popup.emulateMedia({ colorScheme: 'dark' });
  expect(await violationsOf(popup)).toEqual([]);
  await popup.emulateMedia({ colorScheme: 'light' });
  await look(popup, 'popup-390');
});

test('a break begins with the pill’s button, and the camera is off meanwhile', async () => {
  await quiz.bringToFront();
  await pill().hover();
  const begin = quiz.locator('invigil-agent .act');
  expect(await begin.textContent()).toBe('Take a break (12 min left)');
  await look(quiz, 'pill-break-offered');
  await begin.click();
  await vi.waitFor(async () => {
    expect(await pill().innerText()).toMatch(/On a break[\s\S]*12:\d\d left[\s\S]*Come back/);
  }, patience);
  await vi.waitFor(async () => expect((await standing())?.pausedAt).not.toBeNull(), patience);
  await vi.waitFor(async () => {
    expect((await stage.server.health()).sfu.producers).toBe(0);
  }, patience);
  await quiz.mouse.move(0, 0);
  await look(quiz, 'pill-on-a-break');
});

test('the student comes back, and is recorded again', async () => {
  await quiz.locator('invigil-agent .act').click();
  await vi.waitFor(async () => expect(await pill().innerText()).toMatch(/Recording/), patience);
  expect((await standing())?.pausedAt).toBeNull();
  await vi.waitFor(async () => {
    expect((await stage.server.health()).sfu.producers).toBe(1);
  }, patience);
  await vi.waitFor(async () => {
    expect(await popup.locator('#sent-lines').innerText()).toMatch(/Break: ends/);
  }, patience);
});
