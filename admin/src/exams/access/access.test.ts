import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemResponse } from '../../testing/index.ts';
import { detailFor } from '../testing/entries.ts';
import { openExamConsole, type ExamConsole } from '../testing/exam-console.ts';
import { examServer, type ExamServer } from '../testing/exam-server.ts';

let server: ExamServer;
let page: ExamConsole;

beforeEach(() => {
  server = examServer();
});
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the ways in', () => {
  it('are the exam’s link, and mail where the server can send it', async () => {
    server.answers.set('POST /api/exams/physics/mail', { queued: 12, withoutAddress: 1 });
    page = await openExamConsole('/exams/physics/settings/access');
    expect(page.one('copy-text')).toHaveProperty('value', 'https://exams.school.edu/join/ABCD2345');
    await page.click('send-mail');
    expect(server.sent('POST', '/api/exams/physics/mail')).toEqual([]);
    await page.click('confirm-yes');
    expect(server.sent('POST', '/api/exams/physics/mail')).toEqual([{ attemptIds: null }]);
    expect(page.text('mailed')).toBe('12 e-mails are on their way. 1 student has no address.');
  });

  it('say what is missing where the server sends no mail', async () => {
    server.detail = detailFor({ canMail: false });
    page = await openExamConsole('/exams/physics/settings/access');
    expect(page.text('no-mail')).toContain('not set up to send e-mail');
    expect(page.all('[data-testid="send-mail"]')).toEqual([]);
  });

  it('are personal links in a file, too', async () => {
    const made: { name: string; blob: Blob }[] = [];
    let last: Blob | null = null;
    vi.stubGlobal(
      'URL',
      Object.assign(URL, {
        createObjectURL: (blob: Blob) => ((last = blob), 'blob:x'),
        revokeObjectURL: () => {},
      }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      if (last !== null) made.push({ name: this.download, blob: last });
    });
    server.answers.set(
      'GET /api/exams/physics/links.csv',
      new Response('\ufeffname,link\r\nVega,https://x/join/1\r\n'),
    );
    page = await openExamConsole('/exams/physics/settings/access');
    await page.click('save-links');
    expect(made.map(({ name }) => name)).toEqual(['Physics I – links.csv']);
    expect(await made[0]?.blob.text()).toContain('Vega,https://x/join/1');
    server.answers.set(
      'GET /api/exams/physics/links.csv',
      problemResponse(403, 'not_allowed', 'No.'),
    );
    await page.click('save-links');
    expect(page.wrapper.text()).toContain('Your role does not allow this');
    expect(made).toHaveLength(1);
  });
});

describe('the cards', () => {
  const card = (number: string, code: string | null, room: string | null = 'Hall A') => ({
    attemptId: `a-${number}`,
    studentName: `Student ${number}`,
    studentNumber: number,
    room,
    code,
  });

  it('are eight on a page, by room, without those whose code was used', async () => {
    const cards = Array.from({ length: 10 }, (_, index) => card(String(index), `K7QM-222${index}`));
    server.answers.set('GET /api/exams/physics/cards', {
      joinUrl: 'https://exams.school.edu/join/ABCD2345',
      cards: [...cards, card('used', null), card('b', 'K7QM-3333', 'Hall B')],
    });
    page = await openExamConsole('/exams/physics/cards');
    expect(page.all('.sheet').map((sheet) => sheet.querySelectorAll('article').length)).toEqual([
      8, 3,
    ]);
    expect(page.all('[data-testid="card"]')[0]?.textContent).toContain('K7QM-2220');
    expect(page.all('[data-testid="card"]')[0]?.textContent).toContain(
      'exams.school.edu/join/ABCD2345',
    );
    expect(page.wrapper.text()).toContain('1 student has no card');
    const [room] = page.all('select');
    await page.type(room ?? '', 'Hall B');
    expect(page.all('[data-testid="card"]')).toHaveLength(1);
    expect(page.wrapper.text()).not.toContain('has no card');
  });

  it('that are none say why', async () => {
    server.answers.set('GET /api/exams/physics/cards', { joinUrl: 'https://x.edu/', cards: [] });
    page = await openExamConsole('/exams/physics/cards');
    expect(page.wrapper.text()).toContain('No cards to print');
  });
});
