import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { detailWith, examForTest } from '../testing/index.ts';
import { openConsole, refusal, type Answers } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const at = Date.UTC(2026, 10, 20, 9);
const student = (attemptId: string, studentName: string, more: object = {}) => ({
  ...{ attemptId, studentName, studentNumber: 'M-7', email: null, room: null, state: 'closed' },
  ...{ outcome: null, extraTimeMs: 0, accommodation: null, check: null, held: false },
  access: { codeUsedAt: null, mailedAt: null },
  ...more,
});
const none = {
  ...{ pictures: 0, incidents: 0, actions: 0, appeals: 0 },
  ...{ events: 0, reports: 0, auditParticulars: 0, attempts: 0 },
};
const deletion = {
  ...{ id: 'd1', at, examId: 'exam-1', attemptId: 'a1' },
  cause: { kind: 'erasure', byName: 'ada', reason: 'Asked for it' },
  deleted: { ...none, pictures: 12, attempts: 1 },
};
const base = '/api/exams/exam-1';

async function open(more: Answers = {}) {
  const console = await openConsole('/exams/exam-1/records', {
    [`GET ${base}`]: { exam: examForTest, joinUrl: null, canMail: false },
    [`GET ${base}/roster`]: {
      items: [student('a1', 'Vega, L.'), student('a2', 'Sato, K.', { held: true })],
      ...{ next: null, total: 2, ready: 0 },
    },
    [`GET ${base}/deletions`]: { items: [], next: null },
    ...more,
  });
  await expect.poll(() => console.all('student-record').length).toBe(2);
  return console;
}
const row = (attemptId: string) => page.get(`[data-attempt-id="${attemptId}"]`);
async function press(attemptId: string, what: 'hold' | 'erase-student'): Promise<void> {
  await row(attemptId).get(`[data-testid="${what}"]`).trigger('click');
  await flushPromises();
}
async function submit(): Promise<void> {
  await page.get('[role="dialog"] form').trigger('submit');
  await flushPromises();
}

describe('an exam’s records', () => {
  it('say how long what is kept, in the exam’s time zone, and that nothing was deleted', async () => {
    const { text } = await open();
    expect(text()).toContain('Pictures, notes, messages and events: until 31 Jan 1970, 03:00.');
    expect(text()).toContain('Nothing was deleted so far.');
  });

  it('list what was deleted, with figures and why', async () => {
    const expired = {
      ...{ ...deletion, id: 'd2', attemptId: null },
      cause: { kind: 'retention', what: 'pictures' },
    };
    const { all } = await open({
      [`GET ${base}/deletions`]: { items: [deletion, expired], next: null },
    });
    const [first, second] = all('deletion').map((item) => item.text());
    expect(first).toContain('Erased by ada: Asked for it');
    expect(first).toContain('Pictures: 12');
    expect(first).not.toContain('Reports');
    expect(second).toContain('The time of the pictures was over');
  });
});

describe('a legal hold', () => {
  it('is placed with a reason', async () => {
    const path = 'PUT /api/attempts/a1/hold';
    const hold = { since: at, byStaffId: 's1', byName: 'ada', reason: 'A complaint' };
    const { sent, find } = await open({ [path]: { hold } });
    await press('a1', 'hold');
    await submit();
    expect(find('field-problem').text()).toBe('Please say why.');
    expect(sent(path)).toEqual([]);
    await page.get('[name="reason"]').setValue(' A complaint ');
    await submit();
    expect(sent(path)).toEqual([{ reason: 'A complaint' }]);
    expect(row('a1').find('[data-testid="held"]').exists()).toBe(true);
    expect(find('records-told').text()).toBe('Vega, L. is held.');
  });

  it('says whose it is and why before it is lifted', async () => {
    const hold = { since: at, byStaffId: 's2', byName: 'ben', reason: 'A <b>complaint</b>' };
    const detail = { ...detailWith([]), hold };
    const { find, click, calls } = await open({
      'GET /api/attempts/a2': detail,
      'DELETE /api/attempts/a2/hold': { hold: null },
    });
    await press('a2', 'hold');
    expect(find('hold-dialog').text()).toContain('A <b>complaint</b>');
    expect(find('hold-dialog').text()).toContain('ben');
    await click('lift-hold');
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(true);
    expect(row('a2').find('[data-testid="held"]').exists()).toBe(false);
  });
});

describe('erasing a student', () => {
  const path = 'POST /api/attempts/a1/erase';

  async function fillIn(reason: string, typed: string): Promise<void> {
    await press('a1', 'erase-student');
    await page.get('[name="reason"]').setValue(reason);
    await page.get('[name="typed"]').setValue(typed);
    await submit();
  }

  it.each([
    ['', 'M-7', 'Please say why.'],
    ['Asked for it', 'M-8', 'This is not M-7.'],
    ['Asked for it', 'Vega, L.', 'This is not M-7.'],
  ])('with reason %j and %j typed is not sent', async (reason, typed, words) => {
    const { sent, find } = await open({ [path]: deletion });
    await fillIn(reason, typed);
    expect(find('field-problem').text()).toBe(words);
    expect(sent(path)).toEqual([]);
  });

  it('takes the student off the list, and shows what was deleted', async () => {
    const { sent, all, answers } = await open({ [path]: deletion });
    answers[`GET ${base}/deletions`] = { items: [deletion], next: null };
    await fillIn('Asked for it', 'M-7');
    expect(sent(path)).toEqual([{ reason: 'Asked for it' }]);
    expect(all('student-record')).toHaveLength(1);
    expect(all('deletion')).toHaveLength(1);
  });

  it('who is held says so, and deletes nothing', async () => {
    const { all } = await open({ [path]: refusal(409, 'attempt_held') });
    await fillIn('Asked for it', 'M-7');
    expect(page.get('[role="dialog"] [role="alert"]').text()).toContain('under a legal hold');
    expect(all('student-record')).toHaveLength(2);
  });
});

describe('deleting an exam', () => {
  it('asks for its title, and leads to the exams', async () => {
    const path = `DELETE ${base}`;
    const {
      click,
      calls,
      at: address,
      find,
    } = await open({
      [path]: new Response(null, { status: 204 }),
    });
    await click('delete-exam');
    await click('confirm-yes');
    expect(find('field-problem').text()).toBe('This is not the exam’s title.');
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
    await page.get('[name="typed"]').setValue(examForTest.title);
    await click('confirm-yes');
    expect(address()).toBe('/exams');
  });
});
