import { createHash } from 'node:crypto';
import { idSchema, type ViolationIncident } from '@invigil/shared-types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { evidenceWith, violationWith } from '../backend/test-support/incidents.ts';
import { jpeg } from '../backend/test-support/pictures.ts';
import { StaffBrowser } from '../scripts/stage/staff.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';

/* The audit log says who looked at which picture: of what a reviewer's window never showed it says nothing. */

/** What a slow machine may take for a thing that takes well under a second on a fast one. */
const patience = { timeout: 30_000, interval: 100 };
/** More than fit into the window. */
const incidentsOfEach = 30;

let stage: StageServer;
let reviewer: StaffBrowser;
let examId: string;
/** By attempt: its incidents, oldest first. */
const incidentsOf = new Map<string, ViolationIncident[]>();

beforeAll(async () => {
  stage = await openStageServer();
  const { server } = stage;
  const { exam, students, staff } = await server.seedDemo(2);
  examId = exam.id;
  const bytes = await jpeg(640, 360);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const roster = await server.stores.attempts.listByExam(examId);
  expect(roster).toHaveLength(students.length);
  for (const { id: attemptId } of roster) {
    await server.stores.attempts.update(attemptId, { state: 'under_review', firstJoinedAt: 1 });
    const incidents: ViolationIncident[] = [];
    for (let n = 0; n < incidentsOfEach; n += 1) {
      const evidence = evidenceWith({ sha256, bytes: bytes.length });
      await server.stores.evidence.put({ id: evidence.id, bytes, sha256 });
      const incident = violationWith({ examId, attemptId, capturedAt: exam.opensAt + n, evidence });
      await server.stores.incidents.add(incident);
      incidents.push(incident);
    }
    incidentsOf.set(attemptId, incidents);
  }
  reviewer = await StaffBrowser.open();
  const { page } = reviewer;
  await page.goto(`${server.url}/login`);
  await page.locator('#username').fill(staff.username);
  await page.locator('#password').fill(staff.password);
  await page.locator('#sign-in').click();
  await page.waitForURL((url) => url.pathname !== '/login');
}, 60_000);

afterAll(async () => {
  await reviewer?.close();
  await stage?.close();
});

/** Pictures of the cards that reach into the window, and whether each is painted. */
const inWindow = (page: Page): Promise<{ id: string; painted: boolean }[]> =>
  page.locator('[data-testid="card"]').evaluateAll((cards) =>
    cards.flatMap((card) => {
      const picture = card.querySelector('[data-testid="picture"]');
      const { top, bottom } = picture?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      if (bottom < 0 || top > window.innerHeight) return [];
      const image = picture?.querySelector('img');
      const painted = image?.complete === true && image.naturalWidth > 0;
      return [{ id: card.getAttribute('data-incident-id') ?? '', painted }];
    }),
  );

const allPainted = (page: Page) =>
  vi.waitFor(async () => {
    const shown = await inWindow(page);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.every(({ painted }) => painted)).toBe(true);
    return shown.map(({ id }) => id);
  }, patience);

/** The incidents at whose pictures somebody looked, as the audit log says. */
async function lookedAt(): Promise<string[]> {
  const found = await stage.server.stores.audit.select({
    ...{ order: 'oldest', after: null, limit: 500, examId, what: 'picture_viewed', staffId: null },
  });
  return found.map(({ particulars }) => idSchema.parse(particulars?.detail['incidentId']));
}

test('what is fetched ahead is no look, and the next student is there at once', async () => {
  const { page } = reviewer;
  const nextSheet = page.waitForResponse(
    (response) => /\/api\/attempts\/[^/]+$/.test(response.url()),
    { timeout: patience.timeout },
  );
  await page.goto(`${stage.server.url}/exams/${examId}/review`);
  await nextSheet;
  const first = await allPainted(page);
  const current = await page
    .locator('[data-testid="student"][aria-current]')
    .getAttribute('data-attempt-id');
  const own = (incidentsOf.get(current ?? '') ?? []).map(({ id }) => id);
  await vi.waitFor(async () => expect(await lookedAt()).toHaveLength(first.length), patience);
  expect((await lookedAt()).toSorted()).toEqual(first.toSorted());
  expect(own).toEqual(expect.arrayContaining(first));
  expect(first.length).toBeLessThan(incidentsOfEach);

  const before = Date.now();
  await page.keyboard.press('Enter');
  await vi.waitFor(
    async () =>
      expect(
        await page.locator('[data-testid="student"][aria-current]').getAttribute('data-attempt-id'),
      ).not.toBe(current),
    { ...patience, interval: 5 },
  );
  const sheetMs = Date.now() - before;
  const second = await vi.waitFor(() => allPainted(page), { ...patience, interval: 5 });
  console.info(
    `next: its sheet after ${sheetMs} ms, its ${second.length} pictures in sight after ${Date.now() - before} ms`,
  );
  expect(own).not.toEqual(expect.arrayContaining([second[0]]));
  await vi.waitFor(
    async () => expect((await lookedAt()).toSorted()).toEqual([...first, ...second].toSorted()),
    patience,
  );
});
