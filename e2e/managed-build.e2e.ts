import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Exam } from '@invigil/shared-types';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentsOf, type ZipContents } from '../scripts/build-extension/contents.ts';
import { violationsOf } from '../scripts/stage/axe.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';

/* The extension as a school builds it for its server, without naming a quiz platform. */

const patience = { timeout: 20_000, interval: 200 };
const server = 'https://invigil.school.edu';
const elsewhere = 'https://moodle.school.edu';

let folder: string;
let zip: ZipContents;
let stage: StageServer;
let student: Student;
let exam: Exam;
let code: string;

async function openStudent(): Promise<void> {
  student = await Student.open({
    camera: paths.calmClip,
    extension: join(folder, 'unpacked'),
    profile: join(folder, 'profile'),
  });
  // The school's address leads to the server of this test: for the welcome page, which asks it first.
  await student.context.route(`${server}/**`, async (route) => {
    const request = route.request();
    const url = request.url().replace(server, stage.server.url);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
}

async function quizPage(): Promise<Page> {
  const page = await student.context.newPage();
  await page.goto(exam.quizUrl);
  return page;
}

const attached = (page: Page): Promise<number> => page.locator('invigil-agent').count();

/** Content scripts that are registered now, and origins that may be seen. */
async function access(): Promise<{ scripts: number; origins: string[] }> {
  const background = await student.background();
  return background.evaluate(async () => ({
    scripts: (await chrome.scripting.getRegisteredContentScripts()).length,
    origins: (await chrome.permissions.getAll()).origins ?? [],
  }));
}

/** What this browser knows of its exam from now on. */
async function learn(news: object): Promise<void> {
  const background = await student.background();
  await background.evaluate(async (news: object) => {
    const { kept } = await chrome.storage.local.get<{ kept: { value: object } }>('kept');
    const { enrolment } = await chrome.storage.session.get<{ enrolment?: object }>('enrolment');
    const token = { token: 'x', tokenExpiresAt: 0 };
    const known = enrolment ?? { ...kept.value, ...token };
    await chrome.storage.session.set({ enrolment: { ...known, ...news } });
  }, news);
}

const originOfQuiz = (): string => `${new URL(exam.quizUrl).origin}/*`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'invigil-managed-'));
  const script = join(paths.root, 'scripts/build-extension/main.ts');
  const args = ['--disable-warning=ExperimentalWarning', script];
  await promisify(execFile)(process.execPath, [...args, '--server', server, '--out', folder], {
    cwd: paths.root,
  });
  const built = (await readdir(join(folder, 'managed'))).find((name) => name.endsWith('.zip'));
  const file = join(folder, 'managed', built ?? '');
  zip = await contentsOf(file);
  for (const [path, bytes] of Object.entries(unzipSync(await readFile(file)))) {
    if (path.endsWith('/')) continue;
    const target = join(folder, 'unpacked', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  stage = await openStageServer();
  const demo = await stage.server.seedDemo(1);
  exam = demo.exam;
  code = (demo.students[0]?.joinUrl ?? '').split('/').at(-1) ?? '';
  await openStudent();
});

afterAll(async () => {
  await student?.close();
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the zip', () => {
  test('may see the server alone, and ask for one site more', () => {
    const { manifest } = zip;
    expect(manifest.permissions).toEqual(['alarms', 'offscreen', 'storage', 'scripting']);
    expect(manifest.host_permissions).toEqual([`${server}/*`]);
    expect(manifest.optional_host_permissions).toContain('https://*/*');
    expect(manifest.content_scripts).toMatchObject([{ matches: [`${server}/join/*`] }]);
    expect(zip.entries).toContain('content-scripts/quiz.js');
  });

  test('holds nothing that was only of use while it was built', () => {
    expect(zip.entries.filter((path) => path.endsWith('.map'))).toEqual([]);
    const demo = [...zip.texts].filter(([, text]) =>
      /:\/\/127\.0\.0\.1|sourceMappingURL=/.test(text),
    );
    expect(demo.map(([path]) => path)).toEqual(['manifest.json']);
    const { optional_host_permissions: optional, ...manifest } = zip.manifest;
    expect(JSON.stringify(optional)).toContain('127.0.0.1');
    expect(JSON.stringify(manifest)).not.toContain('127.0.0.1');
  });
});

describe('the student', () => {
  test('is asked for the exam’s site by name, and nothing is attached before', async () => {
    expect(await access()).toMatchObject({ scripts: 0 });
    const id = await student.extensionId();
    // The browser's own prompt cannot be pressed here. Whoever has allowed a site before, in the browser's
    // settings, is not prompted, and the answer to the request is the same.
    const settings = await student.context.newPage();
    await settings.goto(`chrome://extensions/?id=${id}`);
    const words = [id, originOfQuiz()].map((word) => JSON.stringify(word)).join(', ');
    await settings.evaluate(`chrome.developerPrivate.addHostPermission(${words})`);
    await settings.close();

    const welcome = await student.context.newPage();
    await welcome.goto(`chrome-extension://${id}/welcome.html`);
    await welcome.locator('#enrol-link').fill(`${server}/join/${code}`);
    await welcome.locator('#enrol-go').click();
    await welcome.locator('#consent-agree').click();
    const allow = welcome.locator('#access-allow').filter({ visible: true });
    await allow.waitFor();
    const { host } = new URL(exam.quizUrl);
    expect(await allow.textContent()).toBe(`Allow Invigil on ${host}`);
    expect(await access()).toMatchObject({ scripts: 0 });
    await mkdir(paths.screenshots, { recursive: true });
    await welcome.setViewportSize({ width: 390, height: 844 });
    await welcome.screenshot({ path: join(paths.screenshots, 'welcome-access-390.png') });
    expect(await violationsOf(welcome)).toEqual([]);
    await allow.click();
    await welcome.locator('#step-access').waitFor({ state: 'hidden' });
    await vi.waitFor(async () => expect(await access()).toMatchObject({ scripts: 1 }), patience);
    await welcome.close();
  });

  test('meets the agent on the quiz, and on no other page of the site', async () => {
    const quiz = await quizPage();
    await quiz.locator('invigil-agent').waitFor({ state: 'attached' });
    const other = await student.context.newPage();
    await other.goto(new URL('/nowhere', exam.quizUrl).href);
    expect(await attached(other)).toBe(0);
  });

  test('meets it again after the browser was started anew', async () => {
    await student.close();
    await openStudent();
    await vi.waitFor(async () => expect(await access()).toMatchObject({ scripts: 1 }), patience);
    const quiz = await quizPage();
    await quiz.locator('invigil-agent').waitFor({ state: 'attached' });
    await quiz.close();
  });

  test('is led to one more step once the exam has pages of another site besides', async () => {
    await learn({ exam: { ...exam, quizPatterns: [...exam.quizPatterns, `${elsewhere}/*`] } });
    const background = await student.background();
    const badge = () => background.evaluate(() => chrome.action.getBadgeText({}));
    await vi.waitFor(async () => expect(await badge()).toBe('!'), patience);
    const popup = await student.context.newPage();
    await popup.goto(`chrome-extension://${await student.extensionId()}/popup.html`);
    const missing = popup.locator('#missing').filter({ visible: true });
    expect(await missing.innerText()).toContain('One more step before your exam');
    expect(await popup.locator('#welcome').innerText()).toBe('Allow the pages');
    expect(await violationsOf(popup)).toEqual([]);
    await popup.setViewportSize({ width: 390, height: 600 });
    await popup.screenshot({ path: join(paths.screenshots, 'popup-one-more-step-390.png') });
    // What was allowed goes on meanwhile.
    expect(await access()).toMatchObject({ scripts: 1 });
    await learn({ exam });
    await vi.waitFor(async () => expect(await badge()).toBe(''), patience);
    await popup.close();
  });

  test('gets the site back when the attempt is over', async () => {
    await learn({ ended: 'submitted' });
    await vi.waitFor(async () => {
      const { scripts, origins } = await access();
      expect([scripts, origins.includes(originOfQuiz())]).toEqual([0, false]);
    }, patience);
    const quiz = await quizPage();
    expect(await attached(quiz)).toBe(0);
  });
});
