import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Invigilator } from '../scripts/stage/invigilator.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';
import { violationsOf } from '../scripts/stage/axe.ts';
import { isBlack, lookAtTiles, type TileLook } from '../scripts/stage/wall-look.ts';

/* Three students with cameras among many on the roster, two invigilators, two media workers. */

/** What a slow machine may take for a thing that takes well under a second on a fast one. */
const patience = { timeout: 30_000, interval: 200 };

interface Sitting {
  readonly name: string;
  readonly attemptId: string;
  readonly student: Student;
  readonly quiz: Page;
}

let stage: StageServer;
let ana: Invigilator;
let examId: string;
const sittings: Sitting[] = [];
const complaints: string[] = [];

const picture = (name: string): string => join(paths.screenshots, `${name}.png`);
const tile = (page: Page, attemptId: string): ReturnType<Page['locator']> =>
  page.locator(`[data-testid="wall"] [data-testid="tile"][data-attempt-id="${attemptId}"]`);

function listen(page: Page, name: string): void {
  const complain = (words: string): void => {
    complaints.push(`${name}, ${URL.parse(page.url())?.pathname ?? ''}: ${words}`);
  };
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(message.text());
  });
}

function sitting(index: number): Sitting {
  const found = sittings[index];
  if (found === undefined) throw new Error(`There is no student ${index}`);
  return found;
}

/** Waits until these students' videos play on the wall, and go on playing. */
async function expectPlaying(page: Page, who: readonly Sitting[]): Promise<void> {
  const ids = who.map(({ attemptId }) => attemptId);
  const looks = async (): Promise<TileLook[]> =>
    (await lookAtTiles(page)).filter(({ attemptId }) => ids.includes(attemptId));
  await vi.waitFor(async () => {
    const now = await looks();
    expect(now.map(({ attemptId }) => attemptId).sort()).toEqual([...ids].sort());
    expect(now.map(({ phase }) => phase)).toEqual(ids.map(() => 'playing'));
  }, patience);
  const before = new Map((await looks()).map((look) => [look.attemptId, look]));
  await vi.waitFor(async () => {
    const now = await looks();
    expect(now).toHaveLength(ids.length);
    for (const { attemptId, video } of now) {
      expect(video?.frames ?? 0).toBeGreaterThan(before.get(attemptId)?.video?.frames ?? 0);
    }
    expect(now.filter((look) => isBlack(look))).toEqual([]);
  }, patience);
}

/** Nothing on the wall is black, and nobody is shown who is not there. */
async function expectHonest(page: Page): Promise<void> {
  await vi.waitFor(async () => {
    const looks = await lookAtTiles(page);
    expect(looks.length).toBeGreaterThan(0);
    expect(looks.filter((look) => isBlack(look))).toEqual([]);
    const ghosts = looks.filter(({ state, video }) => video !== null && state !== 'in_progress');
    expect(ghosts).toEqual([]);
  }, patience);
}

/** Changes the exam's policy, as an admin does while it runs. */
async function setVideo(video: 'continuous' | 'on_demand'): Promise<void> {
  const exam = await stage.server.stores.exams.find(examId);
  if (exam === null) throw new Error('The exam is gone');
  const { policy } = exam;
  const status = await ana.page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(path, { method: 'PUT', headers, body })).status;
    },
    [
      `/api/exams/${examId}/policy`,
      JSON.stringify({ from: policy.version, policy: { ...policy, video } }),
    ] as const,
  );
  expect(status).toBe(200);
}

const scrollWall = (page: Page, to: 'start' | 'end'): Promise<void> =>
  page
    .locator('[data-testid="wall-grid"]')
    .evaluate(
      (grid, end) => void grid.scrollTo({ top: end ? grid.scrollHeight : 0 }),
      to === 'end',
    );

/** Opens a student's panel. */
async function open(page: Page, { attemptId }: Sitting): Promise<ReturnType<Page['locator']>> {
  await tile(page, attemptId).locator('.tile-open').click();
  const panel = page.locator('[data-testid="panel"]');
  await panel.waitFor();
  return panel;
}

/** What became of the newest action of a kind, as the panel says. */
const stateOf = (page: Page, kind: string): Promise<string | null> =>
  page
    .locator(`[data-testid="panel"] [data-testid="action"][data-kind="${kind}"]`)
    .first()
    .getAttribute('data-state');

async function expectState(page: Page, kind: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect(await stateOf(page, kind)).toBe(state), patience);
}

/** The agent's card in the quiz page that says this. */
const card = (quiz: Page, kind: string): ReturnType<Page['locator']> =>
  quiz.locator(`invigil-agent .card[data-kind="${kind}"]`);

const sendDialog = (page: Page): Promise<void> =>
  page.locator('[data-testid="action-dialog"] [data-testid="action-send"]').click();

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  stage = await openStageServer({
    INVIGIL_SFU_WORKERS: '2',
    // Three students do not fit into one worker, so that the wall has to receive from both.
    INVIGIL_SFU_STUDENTS_PER_HALL: '2',
  });
  const { server } = stage;
  const demo = await server.seedDemo(60);
  examId = demo.exam.id;
  for (const [index, name] of [
    '👩🏽‍🎓'.repeat(70),
    '<script>document.title="owned"</script>',
  ].entries()) {
    await server.stores.attempts.create(
      attemptFor({ id: `strange-${index}`, examId: demo.exam.id, studentName: name }),
      String(index).repeat(64),
    );
  }
  ana = await Invigilator.open(demo.wallUrl, demo.staff);
  listen(ana.page, 'wall');
  const roster = await server.stores.attempts.listByExam(demo.exam.id);
  const cameras = [paths.calmClip, paths.companyClip, paths.calmClip];
  for (const [index, camera] of cameras.entries()) {
    const seeded = demo.students[index];
    const attempt = roster.find(({ studentName }) => studentName === seeded?.name);
    if (seeded === undefined || attempt === undefined) throw new Error('The demo is too small');
    const student = await Student.open({ camera });
    student.context.on('page', (page) => listen(page, `student ${index}`));
    const quiz = await student.begin(await student.follow(seeded.joinUrl));
    sittings.push({ name: seeded.name, attemptId: attempt.id, student, quiz });
  }
});

afterAll(async () => {
  await ana?.close();
  for (const { student } of sittings) await student.close();
  await stage?.close();
});

describe('three students among sixty', () => {
  test('play on the wall, received from two media workers', async () => {
    // A pointer that rests on the wall keeps every tile where it is.
    await ana.page.mouse.move(640, 8);
    await expectPlaying(ana.page, sittings);
    expect((await stage.server.health()).sfu).toMatchObject({ workers: 2, producers: 3 });
    await ana.page.screenshot({ path: picture('wall-three') });
  });

  test('names that are long or look like markup are text', async () => {
    const { page } = ana;
    await page.keyboard.press('/');
    await page.locator('[data-testid="search"]').fill('<script>');
    await vi.waitFor(
      async () => expect(await page.locator('[data-testid="tile"]').count()).toBe(1),
      patience,
    );
    expect(await page.locator('[data-testid="tile"] .tile-open').textContent()).toContain(
      '<script>document.title="owned"</script>',
    );
    expect(await page.title()).not.toBe('owned');
    await page.locator('[data-testid="search"]').fill('👩');
    await page.screenshot({ path: picture('wall-long-name') });
    await page.locator('[data-testid="search"]').fill('');
  });

  test('leave the window and come back without a black tile', async () => {
    const { page } = ana;
    for (let round = 0; round < 4; round += 1) {
      await scrollWall(page, 'end');
      await expectHonest(page);
      await scrollWall(page, 'start');
      await expectHonest(page);
    }
    await expectPlaying(page, sittings);
  });

  test('where the policy says so, they send only while somebody looks', async () => {
    const { page } = ana;
    const asleep = async (): Promise<number> => (await stage.server.health()).sfu.asleep;
    await setVideo('on_demand');
    const strip = page.locator('[data-testid="worst"] button').first();
    await strip.click();
    await page.mouse.move(640, 8);
    await scrollWall(page, 'end');
    await vi.waitFor(async () => expect(await asleep()).toBe(sittings.length), patience);
    await scrollWall(page, 'start');
    await expectPlaying(page, sittings);
    expect(await asleep()).toBe(0);
    await strip.click();
    await setVideo('continuous');
  });

  test('an opened one is shown large, and the agent sends its large layer for it', async () => {
    const { page } = ana;
    const panel = await open(page, sitting(0));
    const width = (): Promise<number> =>
      panel
        .locator('[data-testid="panel-video"]')
        .evaluate((video: HTMLVideoElement) => video.videoWidth);
    await vi.waitFor(async () => expect(await width()).toBe(640), patience);
    await page.screenshot({ path: picture('wall-opened') });
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  test('the keyboard alone is enough', async () => {
    const { page } = ana;
    await tile(page, sitting(0).attemptId).locator('.tile-open').focus();
    const focused = (): Promise<string | null> =>
      page.evaluate(
        () =>
          document.activeElement?.closest('[data-attempt-id]')?.getAttribute('data-attempt-id') ??
          null,
      );
    const start = await focused();
    await page.keyboard.press('ArrowRight');
    await vi.waitFor(async () => expect(await focused()).not.toBe(start), patience);
    await page.keyboard.press('End');
    await vi.waitFor(async () => {
      const at = await focused();
      const last = (await lookAtTiles(page)).at(-1)?.attemptId;
      expect(at).toBe(last);
    }, patience);
    await page.keyboard.press('Home');
    await vi.waitFor(async () => {
      expect(await focused()).toBe((await lookAtTiles(page))[0]?.attemptId);
    }, patience);
    await page.keyboard.press('?');
    await page.locator('[data-testid="keys"]').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });
});

describe('what an invigilator does', () => {
  test('a warning is sent, seen and done', async () => {
    const { page } = ana;
    const { quiz } = sitting(0);
    await open(page, sitting(0));
    await quiz.bringToFront();
    await page.keyboard.press('w');
    await page.locator('[data-testid="action-dialog"]').waitFor();
    await page.screenshot({ path: picture('wall-warn') });
    expect(await violationsOf(page)).toEqual([]);
    await sendDialog(page);
    await card(quiz, 'warn').waitFor();
    await expectState(page, 'warn', 'seen');
    await quiz.screenshot({ path: picture('quiz-warned') });
    await card(quiz, 'warn').locator('button.close').click();
    await expectState(page, 'warn', 'done');
  });

  test('a moment is asked for, and the student acknowledges it', async () => {
    const { page } = ana;
    const { quiz } = sitting(0);
    await page.keyboard.press('k');
    await page.locator('[data-testid="action-dialog"]').waitFor();
    await sendDialog(page);
    await card(quiz, 'ask').locator('button').first().click();
    await expectState(page, 'ask', 'done');
  });

  test('a message is answered', async () => {
    const { page } = ana;
    const { quiz } = sitting(0);
    await page.keyboard.press('m');
    await page.locator('[data-testid="action-text"]').fill('Please turn your lamp a little.');
    await page.keyboard.press('Control+Enter');
    const shown = card(quiz, 'message');
    await shown.getByRole('button', { name: 'Reply' }).click();
    await shown.locator('textarea').fill('Done.');
    await shown.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(async () => {
      const words = await page.locator('[data-testid="utterance"]').allTextContents();
      expect(words.join('\n')).toContain('Done.');
    }, patience);
  });

  test('a pause holds everything, and a second invigilator sees it at once', async () => {
    const { page } = ana;
    const { quiz } = sitting(0);
    const second = await ana.openAgain();
    listen(second, 'second wall');
    await tile(second, sitting(0).attemptId).locator('.tile-open').click();
    await page.keyboard.press('p');
    await page.locator('[data-testid="prepared"]').first().click();
    await sendDialog(page);
    await expectState(page, 'pause', 'done');
    await expectState(second, 'pause', 'done');
    expect(await quiz.locator('invigil-agent .pill').textContent()).toContain('Paused');
    await second.screenshot({ path: picture('wall-paused') });
    await page.bringToFront();
    await page.keyboard.press('p');
    await expectState(page, 'resume', 'done');
    await vi.waitFor(
      async () =>
        expect(await quiz.locator('invigil-agent .pill').textContent()).toContain('Recording'),
      patience,
    );
    await second.close();
    await page.keyboard.press('Escape');
  });

  test('an ended attempt is over on both sides, and leaves nothing behind', async () => {
    const { page } = ana;
    const ended = sitting(2);
    await open(page, ended);
    await page.keyboard.press('e');
    await page.locator('[data-testid="prepared"]').first().click();
    await sendDialog(page);
    await page.locator('[data-testid="end-confirmation"]').waitFor();
    await page.screenshot({ path: picture('wall-end') });
    await page.locator('[data-testid="end-now"]').click();
    await vi.waitFor(async () => {
      expect(await tile(page, ended.attemptId).getAttribute('data-state')).toBe('ended');
      expect(await ended.quiz.locator('invigil-agent .pill').textContent()).toContain('Ended');
      expect((await stage.server.health()).sfu.producers).toBe(2);
    }, patience);
    await expectState(page, 'end', 'done');
    await ended.quiz.screenshot({ path: picture('quiz-ended') });
    await page.keyboard.press('Escape');
    await expectHonest(page);
  });
});

describe('what breaks', () => {
  const here = (): Sitting[] => sittings.slice(0, 2);

  test('a media worker dies: everybody is back without a hand, and no tile is black', async () => {
    for (const pid of stage.server.sfu.workerPids) {
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(stage.server.sfu.workerPids).not.toContain(pid), patience);
      await expectHonest(ana.page);
      await expectPlaying(ana.page, here());
    }
  });

  test('the server restarts: the wall says so, comes back, and shows who is there', async () => {
    const { page } = ana;
    // Their connections break; that much a console says.
    const before = complaints.length;
    await stage.restart();
    await expectPlaying(page, here());
    await expectHonest(page);
    const refused = complaints.splice(before);
    expect(refused.filter((line) => !/WebSocket|ERR_|Failed to load resource/.test(line))).toEqual(
      [],
    );
  });

  test('the clock of the invigilator’s machine is an hour off', async () => {
    const late = await ana.openAgain(3_600_000);
    listen(late, 'late wall');
    await expectPlaying(late, here());
    const secondsLeft = async (page: Page): Promise<number> => {
      const words = (await page.locator('[data-testid="time-left"]').textContent()) ?? '';
      const [hours, minutes, seconds] = (/\d+:\d\d:\d\d/.exec(words)?.[0] ?? '').split(':');
      return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    };
    // Read one after the other, on a slow machine.
    expect(Math.abs((await secondsLeft(late)) - (await secondsLeft(ana.page)))).toBeLessThan(60);
    await late.close();
  });

  test('the session ends: the wall is left, and the login says why', async () => {
    const { page } = ana;
    const other = await ana.openAgain();
    await other.evaluate(() => fetch('/api/staff/logout', { method: 'POST' }));
    await page.waitForURL(/\/login/, { timeout: patience.timeout });
    await page.screenshot({ path: picture('signed-out') });
    expect(await page.locator('[data-testid="why-login"]').textContent()).not.toBe('');
    await other.close();
  });

  test('no page complained', () => {
    expect(complaints).toEqual([]);
  });
});
