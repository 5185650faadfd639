import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import {
  webhookPayloadSchema,
  type Attempt,
  type Exam,
  type WebhookPayload,
} from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lookAt } from '../scripts/stage/look.ts';
import { paths } from '../scripts/stage/paths.ts';
import { StaffBrowser } from '../scripts/stage/staff.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';

/* The whole life of an exam, as each of the three people: from the first run of a server to an erasure. */

/** What a slow machine may take for a thing that takes well under a second on a fast one. */
const patience = { timeout: 30_000, interval: 200 };
const ownersPassword = 'seven quiet herons at dawn';
const reviewersPassword = 'an orchard behind the mill';
const appealText = 'That was my flatmate, who came in to fetch a parcel.';
const answerText = 'Thank you. We believe you, and it does not count.';

let stage: StageServer;
let owner: StaffBrowser;
let reviewer: StaffBrowser;
let student: Student;
let welcome: Page;
let quiz: Page;
let hook: Server;
let exam: Exam;
let code: string;
let personalLink: string;
let hookSecret: string;
/** What other systems were told, in this order; only what was signed rightly. */
const told: WebhookPayload[] = [];

const at = (path: string): string => `${stage.server.url}${path}`;
const local = (time: number): string => new Date(time).toISOString().slice(0, 16);

/** A page as it is: readable by everybody, wide and narrow; pictures for people to look at. */
async function look(page: Page, name: string): Promise<void> {
  const { violations, overflow } = await lookAt(page, `life-${name}`);
  expect({ name, violations, overflow }).toEqual({ name, violations: [], overflow: 0 });
}

async function focusTile(page: Page, attemptId: string): Promise<void> {
  const tile = page.locator(`[data-testid="tile"][data-attempt-id="${attemptId}"]`);
  await tile.getByRole('button').first().focus();
}

async function attemptOf(number: string): Promise<Attempt> {
  const found = (await stage.server.stores.attempts.listByExam(exam.id)).find(
    ({ studentNumber }) => studentNumber === number,
  );
  if (found === undefined) throw new Error(`${number} is not on the roster`);
  return found;
}

/** Somebody's other system: keeps what is signed as it should be. */
async function openHook(): Promise<string> {
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { 'webhook-id': id, 'webhook-timestamp': time } = request.headers;
      const key = Buffer.from(hookSecret.replace(/^whsec_/, ''), 'base64');
      const signature = createHmac('sha256', key)
        .update(`${String(id)}.${String(time)}.${body}`)
        .digest('base64');
      const isRight = request.headers['webhook-signature'] === `v1,${signature}`;
      if (isRight) told.push(webhookPayloadSchema.parse(JSON.parse(body)));
      response.writeHead(isRight ? 204 : 401).end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const address = hook.address();
  if (address === null || typeof address === 'string') throw new Error('The hook has no port');
  return `http://127.0.0.1:${address.port}/invigil`;
}

beforeAll(async () => {
  stage = await openStageServer({
    INVIGIL_WEBHOOK_ALLOW_PRIVATE: '1',
    INVIGIL_REPORT_DELAY_MS: '500',
  });
  owner = await StaffBrowser.open();
});

afterAll(async () => {
  await student?.close();
  await reviewer?.close();
  await owner?.close();
  await stage?.close();
  hook?.close();
});

describe('the admin, who has never seen it', () => {
  test('makes the first account with the link that the server printed', async () => {
    const { page } = owner;
    await page.goto(at('/setup#key=wrong'));
    await owner.choose('ada', ownersPassword);
    await page.locator('[data-testid="wrong-key"]').waitFor();
    await page.goto('about:blank');
    await page.goto(at(`/setup#key=${stage.server.setupKey ?? ''}`));
    await page.locator('input[name="username"]').waitFor();
    await look(page, 'setup');
    await owner.choose('ada', ownersPassword);
    await page.locator('[data-testid="new-exam"]').first().waitFor();
    expect(await stage.server.stores.staff.count()).toBe(1);
    await look(page, 'exams-empty');
  });

  test('sets an exam up, and tries its quiz pages', async () => {
    const { page } = owner;
    await page.locator('[data-testid="new-exam"]').first().click();
    await page.locator('[data-testid="title"]').fill('Physics I');
    const now = Date.now();
    await page.locator('[data-testid="time-zone"]').fill('UTC');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="opens"] input').fill(local(now - 600_000));
    await page.locator('[data-testid="closes"] input').fill(local(now + 7_200_000));
    await page.locator('[data-testid="quiz-url"]').fill(at('/demo/quiz'));
    const patterns = page.locator('[data-testid="quizPatterns"] input');
    if ((await patterns.count()) === 0) {
      await page.locator('[data-testid="quizPatterns"] button').last().click();
    }
    await patterns.first().fill('https://*/*');
    await patterns.first().blur();
    await page.getByText('This would be every page there is').waitFor();
    await patterns.first().fill(at('/demo/quiz*'));
    await page.locator('[data-testid="finishPatterns"] button').last().click();
    await page
      .locator('[data-testid="finishPatterns"] input')
      .first()
      .fill(at('/demo/quiz/finished*'));
    const verdict = page.locator('[data-testid="verdict"]');
    await page.locator('[data-testid="tester"]').fill(at('/demo/quiz/2'));
    expect(await verdict.getAttribute('data-verdict')).toBe('quiz');
    await page.locator('[data-testid="tester"]').fill(at('/demo/quiz/finished'));
    expect(await verdict.getAttribute('data-verdict')).toBe('finish');
    await page.locator('[data-testid="rooms"]').fill('Hall A\nHall B');
    await page.getByRole('radio', { name: /invigilator/i }).check();
    await page.locator('[data-testid="contact"]').fill('the exam office, 555-0100');
    await look(page, 'exam-new');
    await page.locator('[data-testid="save"]').click();
    await page.waitForURL(/\/settings\/students/);
    const [made] = await stage.server.stores.exams.list();
    if (made === undefined) throw new Error('There is no exam');
    exam = made;
    expect(exam).toMatchObject({ title: 'Physics I', admission: 'by_invigilator', revision: 1 });
  });

  test('looks at its policy, and changes one rule', async () => {
    const { page } = owner;
    await page.locator('[data-testid="tab-policy"]').click();
    await page.locator('[data-testid="presets"]').waitFor();
    const rule = page.locator('[data-testid="rule"][data-type="gaze_away"]');
    await rule.getByRole('switch').click();
    const differences = page.locator('[data-testid="differences"]');
    expect(await differences.innerText()).toMatch(/Eyes away from the screen: on → off/);
    await look(page, 'exam-policy');
    await page.locator('[data-testid="save"]').click();
    await vi.waitFor(async () => {
      const { policy } = (await stage.server.stores.exams.find(exam.id)) ?? exam;
      expect(policy.violations.gaze_away.enabled).toBe(false);
    }, patience);
  });

  test('brings the roster in from a file with semicolons and a mark at its start', async () => {
    const { page } = owner;
    await page.locator('[data-testid="tab-students"]').click();
    await page.locator('[data-testid="import"]').first().click();
    const lines = [
      'Student ID;Name;E-mail;Room',
      'S-1;Vega, Luz;luz@school.example;Hall A',
      'S-2;"=cmd|\'/c calc\'!A1";;Hall B',
      'S-3;;;Hall B',
    ];
    await page.locator('[data-testid="file"]').setInputFiles({
      name: 'roster.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`),
    });
    await page.locator('[data-testid="preview"]').waitFor();
    expect(await page.locator('[data-testid="line-problem"]').allInnerTexts()).toHaveLength(1);
    await page.locator('[data-testid="only-good"]').check();
    await look(page, 'roster-import');
    await page.locator('[data-testid="import-send"]').click();
    await page.locator('[data-testid="import-done"]').waitFor();
    await page.keyboard.press('Escape');
    await vi.waitFor(async () => {
      expect(await stage.server.stores.attempts.listByExam(exam.id)).toHaveLength(2);
    }, patience);
    await page.locator('[data-testid="student"]').first().waitFor();
    await look(page, 'roster');
  });

  test('gives a student more time before the exam', async () => {
    const { page } = owner;
    const row = page.locator('[data-testid="student"]').filter({ hasText: 'S-1' });
    await row.getByRole('button').last().click();
    await page.locator('[data-testid="student-accommodate"]').click();
    const dialog = page.locator('[data-testid="accommodation"]');
    await dialog.getByLabel(/extra time/i).fill('30');
    await dialog.locator('[data-testid="reason"]').fill('Reads with a screen reader');
    await look(page, 'accommodation');
    await dialog.locator('[data-testid="accommodation-save"]').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await attemptOf('S-1')).toMatchObject({ extraTimeMs: 1_800_000 });
  });

  test('prints the cards, and finds links that are no formula', async () => {
    const { page } = owner;
    await page.locator('[data-testid="tab-access"]').click();
    await page.locator('[data-testid="save-links"]').waitFor();
    await look(page, 'access');
    const download = page.waitForEvent('download');
    await page.locator('[data-testid="save-links"]').click();
    const links = await readFile(await (await download).path(), 'utf8');
    expect(links).toContain("'=cmd");
    await page.goto(at(`/exams/${exam.id}/cards`));
    const card = page.locator('[data-testid="card"]').filter({ hasText: 'Vega, Luz' });
    code = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/.exec(await card.innerText())?.[0] ?? '';
    expect(code).not.toBe('');
    await look(page, 'cards');
  });

  test('connects another system, and invites a reviewer', async () => {
    const { page } = owner;
    await page.goto(at('/webhooks'));
    await page.locator('[data-testid="add-webhook"]').first().click();
    const dialog = page.locator('[data-testid="webhook-dialog"]');
    await dialog
      .getByRole('textbox')
      .first()
      .fill(await openHook());
    for (const box of await dialog.getByRole('checkbox').all()) await box.check();
    await look(page, 'webhook-new');
    await dialog.locator('[data-testid="save-webhook"]').click();
    const shown = page.locator('[data-testid="secret-dialog"]');
    hookSecret = await shown.locator('[data-testid="copy-text"]').inputValue();
    expect(hookSecret).toMatch(/^whsec_/);
    await look(page, 'webhook-secret');
    await page.keyboard.press('Escape');
    await look(page, 'webhooks');

    await page.goto(at('/people'));
    await page.locator('[data-testid="invite"]').first().click();
    await page
      .locator('[data-testid="invite-dialog"]')
      .getByRole('radio', { name: /^Reviewer/ })
      .check();
    await look(page, 'invite');
    await page.locator('[data-testid="make-invitation"]').click();
    const link = await page
      .locator('[data-testid="invite-dialog"] [data-testid="copy-text"]')
      .inputValue();
    reviewer = await StaffBrowser.open();
    await reviewer.page.goto(link);
    await reviewer.page.locator('[data-testid="offer"]').waitFor();
    await look(reviewer.page, 'invitation');
    await reviewer.choose('rosa', reviewersPassword);
    await reviewer.page.locator('[data-testid="exam"]').first().waitFor();
    await page.goto(at('/people'));
    await page.locator('[data-testid="staff-member"]').nth(1).waitFor();
    await look(page, 'people');
  });
});

describe('the student', () => {
  test('gets in by the exam’s link and the code on the card', async () => {
    student = await Student.open({ camera: paths.clip });
    await student.background();
    const page = await student.context.newPage();
    await page.goto(at(`/join/${exam.joinCode ?? ''}`));
    const form = page.locator('form');
    await form.getByRole('textbox').first().fill('S-1');
    await form.getByRole('textbox').last().fill('2222-2222');
    await form.getByRole('button').click();
    await page.getByRole('alert').waitFor();
    await look(page, 'join');
    const opened = student.context.waitForEvent('page', {
      predicate: (other) => other.url().includes('/welcome.html'),
    });
    await page.locator('form').getByRole('textbox').last().fill(code.toLowerCase());
    await page.locator('form').getByRole('button').click();
    welcome = await opened;
    personalLink = page.url();
    expect(personalLink).toMatch(/\/join\/[\w-]{16,}$/);
    await welcome.locator('#consent-agree').filter({ visible: true }).waitFor();
  });

  test('agrees, is checked, calibrates or not, and waits to be let in', async () => {
    await student.agree(welcome);
    await welcome.locator('#calibrate-skip').click();
    await student.showFace(welcome);
    await welcome.locator('#step-wait').filter({ visible: true }).waitFor();
    await vi.waitFor(async () => expect((await attemptOf('S-1')).state).toBe('waiting'), patience);
    expect(await welcome.locator('#open-quiz').getAttribute('href')).toBeNull();
  });

  test('is let in by the invigilator, and sits', async () => {
    const { page } = owner;
    await page.goto(at(`/exams/${exam.id}/wall`));
    await page.locator('[data-testid="waiting-room"]').waitFor();
    await look(page, 'wall-waiting');
    await page.locator('[data-testid="let-in"]').click();
    await page.locator('[data-testid="let-in-now"]').click();
    await page.locator('[data-testid="waiting-room"]').waitFor({ state: 'detached' });
    await welcome.locator('#open-quiz[href]').waitFor({ timeout: patience.timeout });
    quiz = await student.openQuiz(welcome);
    await vi.waitFor(
      async () => expect((await attemptOf('S-1')).state).toBe('in_progress'),
      patience,
    );
  });

  test('is warned by a person, and sees who watches', { timeout: 120_000 }, async () => {
    const { page } = owner;
    const { id } = await attemptOf('S-1');
    await focusTile(page, id);
    await page.keyboard.press('w');
    await page.locator('[data-testid="action-dialog"]').waitFor();
    await page.keyboard.press('Control+Enter');
    await quiz.locator('invigil-agent .card').first().waitFor({ timeout: patience.timeout });
    const popup = await student.context.newPage();
    await popup.goto(`chrome-extension://${await student.extensionId()}/popup.html`);
    await vi.waitFor(async () => {
      expect(await popup.locator('body').innerText()).toMatch(/1 invigilator/);
    }, patience);
    await look(popup, 'glass-box');
    await popup.close();
  });

  test('has incidents, and the invigilator ends the attempt', { timeout: 180_000 }, async () => {
    const { id } = await attemptOf('S-1');
    const incidents = async () =>
      (await stage.server.stores.incidents.listByAttempt(id)).filter(
        ({ kind }) => kind === 'violation',
      );
    await vi.waitFor(async () => expect((await incidents()).length).toBeGreaterThanOrEqual(3), {
      timeout: 150_000,
      interval: 500,
    });
    const { page } = owner;
    await focusTile(page, id);
    await page.keyboard.press('e');
    const dialog = page.locator('[data-testid="action-dialog"]');
    await dialog.getByRole('textbox').fill('The fire alarm went off');
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-testid="end-now"]').click();
    await vi.waitFor(async () => {
      const { state, outcome } = await attemptOf('S-1');
      expect(outcome).toBe('ended');
      expect(state).toBe('under_review');
    }, patience);
  });

  test('reads the receipt without the extension, and answers an incident', async () => {
    const { page } = reviewer;
    // Another browser, on another day, by the same link.
    const receipt = await page.context().newPage();
    await receipt.goto(personalLink);
    await receipt.waitForURL(/\/receipt\//);
    await receipt.locator('[data-testid="receipt-item"]').first().waitFor();
    await vi.waitFor(async () => {
      const widths = await receipt
        .locator('[data-testid="receipt-picture"] img')
        .evaluateAll((all: HTMLImageElement[]) => all.map(({ naturalWidth }) => naturalWidth));
      expect(widths.length).toBeGreaterThan(0);
      expect(Math.min(...widths)).toBeGreaterThan(0);
    }, patience);
    await look(receipt, 'receipt');
    const item = receipt.locator('[data-testid="receipt-item"]').first();
    await item.locator('[data-testid="appeal-text"]').fill(appealText);
    await item.locator('[data-testid="appeal-send"]').click();
    await item.locator('[data-testid="said"]').waitFor();
    expect(await item.locator('[data-testid="said"]').innerText()).toContain(appealText);
    await receipt.close();
  });
});

describe('the reviewer', () => {
  test('may not watch, nor set anything up', async () => {
    const { page } = reviewer;
    await page.goto(at(`/exams/${exam.id}/wall`));
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('[data-testid="tile"]').count()).toBe(0);
    await look(page, 'not-allowed');
  });

  test(
    'decides with one key each, answers the appeal, and is done',
    { timeout: 60_000 },
    async () => {
      const { page } = reviewer;
      const { id } = await attemptOf('S-1');
      await page.goto(at(`/exams/${exam.id}/review`));
      await page.locator('[data-testid="card"]').first().waitFor();
      await look(page, 'review');
      const appeal = page.locator('[data-testid="appeal"]').first();
      await appeal.locator('[data-testid="answer-text"]').fill(answerText);
      await appeal.locator('[data-testid="answer-send"]').click();
      await page.getByText(answerText).waitFor();
      await page.locator('[data-testid="card"]').first().focus();
      const open = async (): Promise<number> =>
        (await stage.server.stores.incidents.listByAttempt(id)).filter(
          (incident) => 'review' in incident && incident.review.state === 'open',
        ).length;
      const first = await open();
      await page.keyboard.press('d');
      await vi.waitFor(async () => expect(await open()).toBe(first - 1), patience);
      for (let left = first - 1; left > 0; left -= 1) await page.keyboard.press('a');
      await vi.waitFor(async () => expect(await open()).toBe(0), patience);
      await look(page, 'review-done');
      await page.locator('[data-testid="finish"]').click();
      await vi.waitFor(async () => expect((await attemptOf('S-1')).state).toBe('closed'), patience);
    },
  );

  test('takes the report along as a PDF', { timeout: 60_000 }, async () => {
    const { page } = reviewer;
    await page.goto(at(`/exams/${exam.id}/reports`));
    const row = page.locator('[data-testid="report"]').filter({ hasText: 'Vega, Luz' });
    await row.waitFor();
    await look(page, 'reports');
    const download = page.waitForEvent('download');
    await row.locator('[data-testid="report-pdf"]').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/physics-i.*vega.*\.pdf$/);
    const bytes = await readFile(await file.path());
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), {
      mergePages: true,
    });
    for (const part of ['Vega, Luz', 'S-1', appealText, answerText, 'The fire alarm went off']) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(part);
    }
    const { id } = await attemptOf('S-1');
    // Shown in a sandbox without scripts, in which nothing can look at it: the same text, outside of it.
    const answer = await page.request.get(at(`/api/attempts/${id}/report.html`));
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
    await page.goto('about:blank');
    await page.setContent(await answer.text());
    await look(page, 'report');
  });
});

describe('afterwards', () => {
  test('the other system was told, each thing once, signed', async () => {
    await vi.waitFor(() => {
      const types = told.map(({ type }) => type);
      expect(types.filter((type) => type === 'attempt.started')).toHaveLength(1);
      expect(types.filter((type) => type === 'attempt.ended')).toHaveLength(1);
      expect(types).toContain('incident.confirmed');
      expect(types).toContain('report.ready');
    }, patience);
    expect(told.every(({ data }) => data.studentNumber === 'S-1')).toBe(true);
    const { page } = owner;
    await page.goto(at('/webhooks'));
    await page.locator('[data-testid="to-log"]').first().click();
    await page.locator('[data-testid="delivery"]').first().waitFor();
    await look(page, 'deliveries');
  });

  test('the audit log knows who looked at which picture, and its chain is whole', async () => {
    const { page } = owner;
    await page.goto(at(`/exams/${exam.id}/audit`));
    await page
      .getByText(/rosa looked at a picture/)
      .first()
      .waitFor();
    await look(page, 'audit');
    const answer = await page.request.get(at('/api/audit/verification'));
    expect(await answer.json()).toMatchObject({ brokenAt: null });
  });

  test('the student is erased, and nothing of them is left', { timeout: 60_000 }, async () => {
    const { page } = owner;
    const { id } = await attemptOf('S-1');
    const pictures = (await stage.server.stores.incidents.listByAttempt(id)).flatMap((incident) =>
      incident.kind === 'violation' ? [incident.evidence.id] : [],
    );
    expect(pictures.length).toBeGreaterThan(0);
    await page.goto(at(`/exams/${exam.id}/records`));
    const row = page.locator('[data-testid="student-record"]').filter({ hasText: 'Vega, Luz' });
    await row.waitFor();
    await look(page, 'records');
    await row.locator('[data-testid="erase-student"]').click();
    const dialog = page.locator('[data-testid="erase-dialog"]');
    await dialog.locator('[name="reason"]').fill('The student asked for it');
    await dialog.locator('[name="typed"]').fill('S-1');
    await dialog.locator('[data-testid="erase"]').click();
    await page.locator('[data-testid="deletion"]').first().waitFor();
    await look(page, 'erased');
    expect(await stage.server.stores.attempts.find(id)).toBeNull();
    expect(await stage.server.stores.incidents.listByAttempt(id)).toEqual([]);
    for (const picture of pictures) {
      expect(await stage.server.stores.evidence.get(picture)).toBeNull();
    }
    await page.goto(personalLink.replace('/join/', '/receipt/'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('[data-testid="receipt-item"]').count()).toBe(0);
    await look(page, 'receipt-gone');
  });

  test('no page complained', () => {
    // A wrong key, a wrong code and a page that one may not see are refused by the server, which browsers log.
    const unexpected = [...owner.complaints, ...reviewer.complaints].filter(
      (words) => !/status of (401|403|404|409)/.test(words),
    );
    expect(unexpected).toEqual([]);
  });
});
