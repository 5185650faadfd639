import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incident } from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunningServer } from '../backend/src/server.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';

/* A student who looks at the screen calibrates before the exam, and once more while it is sat. */

const patience = { timeout: 30_000, interval: 200 };

let stage: StageServer;
let server: RunningServer;
let student: Student;
let attemptId: string;
let quiz: Page;
const complaints: string[] = [];

const picture = (name: string): string => join(paths.screenshots, `${name}.png`);

async function timeline(): Promise<string[]> {
  const incidents = await server.stores.incidents.listByAttempt(attemptId);
  return incidents.toSorted((a, b) => a.capturedAt - b.capturedAt).map(words);
}

function words(incident: Incident): string {
  const again = incident.kind === 'note' && incident.again ? ' again' : '';
  return `${incident.kind}: ${incident.type}${again}`;
}

const pill = () => quiz.locator('invigil-agent').locator('.pill');

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  stage = await openStageServer();
  server = stage.server;
  student = await Student.open({ camera: paths.calmClip });
  student.context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
});

afterAll(async () => {
  await student?.close();
  await stage?.close();
});

describe('calibration', () => {
  test('before the exam: the dots, and then the quiz', async () => {
    const { exam, students } = await server.seedDemo(1);
    const [roster] = await server.stores.attempts.listByExam(exam.id);
    attemptId = roster?.id ?? '';
    const welcome = await student.follow(students[0]?.joinUrl ?? '');
    await student.agree(welcome);
    await welcome.locator('#calibrate-begin').click();
    await student.showFace(welcome);
    await welcome.screenshot({ path: picture('calibrated') });
    quiz = await student.openQuiz(welcome);
    await vi.waitFor(async () => expect(await timeline()).toContain('note: calibrated'), patience);
    await vi.waitFor(async () => expect(await pill().innerText()).toContain('Recording'), patience);
  });

  test('and once more while it is sat, from the glass box: nothing is judged meanwhile', async () => {
    const popup = await student.context.newPage();
    await popup.goto(`chrome-extension://${await student.extensionId()}/popup.html`);
    const opened = student.context.waitForEvent('page');
    await popup.locator('a[href="/welcome.html#calibrate"]').click();
    const page = await opened;
    await popup.close();
    await vi.waitFor(
      async () => expect(await pill().innerText()).toContain('Calibrating'),
      patience,
    );
    await page.locator('#calibrate-begin').click();
    await page.locator('#back-close').waitFor({ timeout: 60_000 });
    await page.screenshot({ path: picture('calibrated-again') });
    const closed = page.waitForEvent('close');
    // The click takes its own page away: it is left to the page, so that nobody waits there for its end.
    await page
      .locator('#back-close')
      .evaluate((button: HTMLButtonElement) => void setTimeout(() => button.click()));
    await closed;
    await quiz.bringToFront();
    await vi.waitFor(
      async () => expect(await timeline()).toContain('note: calibrated again'),
      patience,
    );
    await vi.waitFor(async () => expect(await pill().innerText()).toContain('Recording'), patience);
  });

  test('a calibration that is begun and left is told as skipped', async () => {
    const page = await student.context.newPage();
    await page.goto(`chrome-extension://${await student.extensionId()}/welcome.html#calibrate`);
    await page.locator('#calibrate-begin').waitFor();
    await vi.waitFor(
      async () => expect(await pill().innerText()).toContain('Calibrating'),
      patience,
    );
    await page.close();
    await quiz.bringToFront();
    await vi.waitFor(
      async () => expect(await timeline()).toContain('note: calibration_skipped again'),
      patience,
    );
  });

  test('nothing of it is held against the student, and no page complains', async () => {
    const others = (await timeline()).filter((line) => !/calibrat|identity_taken/.test(line));
    expect(others).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
