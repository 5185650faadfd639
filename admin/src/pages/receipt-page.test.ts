import { scopeOf, type Enrolment, type Receipt, type ReceiptIncident } from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLocale } from '../i18n/index.ts';
import { fakeRest, problemResponse, type FakeCall } from '../testing/index.ts';
import ReceiptPage from './ReceiptPage.vue';

const code = 'abcdefghijklmnop';
const exam = examFor({ timeZone: 'Europe/Berlin' });
const attempt = attemptFor({
  ...{ state: 'under_review', outcome: 'submitted', firstJoinedAt: 1_000, endedAt: 60_000 },
});
const enrolment = (state: Enrolment['attempt']['state']): Enrolment => ({
  attempt: { ...attempt, state },
  admission: { state: 'open' },
  examVersion: '1/1/1',
  serverTime: 70_000,
  token: 'token-1',
  tokenExpiresAt: 90_000,
  exam,
  consentVersion: '1',
  deletion: { picturesAt: 86_400_000, recordsAt: 172_800_000 },
});
const seen = (id: string, more: Partial<ReceiptIncident> = {}): ReceiptIncident => ({
  incident: { id, kind: 'violation', type: 'no_face', capturedAt: 5_000, lastedMs: 4_000 },
  wording: 'no_face',
  title: "We can't see your face.",
  pictures: [
    { evidenceId: `${id}-p`, source: 'agent', capturedAt: 5_000, width: 640, height: 360 },
  ],
  review: 'open',
  appeal: null,
  ...more,
});
const trouble = seen('t', {
  incident: { id: 't', kind: 'technical', type: 'network_lost', capturedAt: 6_000, lastedMs: null },
  ...{ wording: 'network_lost', title: 'The connection was lost.', pictures: [], review: null },
});
const receipt = (incidents: readonly ReceiptIncident[], more: Partial<Receipt> = {}): Receipt => ({
  exam,
  attempt,
  consent: { textVersion: '1', givenAt: 500, scope: scopeOf(exam) },
  incidents: [...incidents],
  appealsUntil: 1_000_000,
  deletion: { picturesAt: 86_400_000, recordsAt: 172_800_000 },
  serverTime: 70_000,
  ...more,
});

let server: { enrol: object; receipt: object; appeal: object | 'no network' };
let calls: FakeCall[];
let wrapper: VueWrapper;

async function openReceipt(at = code): Promise<void> {
  wrapper = mount(ReceiptPage, { props: { code: at }, attachTo: document.body });
  await flushPromises();
}
const find = (testId: string) => wrapper.find(`[data-testid="${testId}"]`);

enableAutoUnmount(afterEach);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }),
  );
  server = {
    enrol: enrolment('under_review'),
    receipt: receipt([seen('i'), trouble]),
    appeal: { id: 'q', at: 71_000, text: 'I bent down.', answer: null },
  };
  calls = fakeRest(({ path }) => {
    if (path === '/api/enrol') return server.enrol;
    if (path === '/api/student/receipt') return server.receipt;
    if (path.endsWith('/appeal')) return server.appeal;
    return new Response(new Blob(['x']));
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await setLocale('en');
});

describe('the receipt', () => {
  it('says what was noticed and what became of it, and what is nobody’s fault apart', async () => {
    await openReceipt();
    const [first, second] = wrapper.findAll('[data-testid="receipt-item"]');
    expect(first?.text()).toContain("We can't see your face.");
    expect(first?.text()).toContain('At 01:00:05, for 4 s');
    expect(first?.text()).toContain('Nobody has decided on this yet.');
    await expect.poll(() => first?.find('img').attributes('src')).toBe('blob:x');
    expect(calls.some(({ path }) => path === '/api/student/incidents/i/pictures/i-p')).toBe(true);
    expect(find('technical').text()).toContain('never held against you');
    expect(find('technical').text()).toContain('The connection was lost.');
    expect(second?.find('[data-testid="receipt-state"]').exists()).toBe(false);
    expect(find('deletion').text()).toContain('2 January 1970');
    expect(find('agreed').text()).toContain('Second face');
    expect(find('agreed').text()).toContain('sent all the time');
    expect(wrapper.text()).toContain('exams@example.edu');
  });

  it('is answered in one’s own words, which can be changed', async () => {
    await openReceipt();
    const item = wrapper.get('[data-incident-id="i"]');
    await item.get('[data-testid="appeal-text"]').setValue(' I bent down. ');
    await item.get('form').trigger('submit');
    await flushPromises();
    expect(calls.at(-1)).toMatchObject({ method: 'PUT', body: { text: 'I bent down.' } });
    expect(item.get('[data-testid="said"]').text()).toBe('I bent down.');
    expect(item.find('form').exists()).toBe(false);
    await item.get('[data-testid="edit"]').trigger('click');
    expect(item.get<HTMLTextAreaElement>('textarea').element.value).toBe('I bent down.');
  });

  it('keeps what could not be sent, also through a reload', async () => {
    server.appeal = 'no network';
    await openReceipt();
    await wrapper.get('[data-incident-id="i"] textarea').setValue('I bent down.');
    await wrapper.get('[data-incident-id="i"] form').trigger('submit');
    await flushPromises();
    expect(find('appeal-problem').text()).toContain('still here');
    wrapper.unmount();
    await openReceipt();
    const field = wrapper.get<HTMLTextAreaElement>('[data-incident-id="i"] textarea');
    expect(field.element.value).toBe('I bent down.');
  });

  it('shows the answer, and takes no more words then', async () => {
    const answer = { at: 72_000, text: 'Thank you, that is settled.' };
    const appeal = { id: 'q', at: 71_000, text: 'I bent down.', answer };
    server.receipt = receipt([seen('i', { appeal, review: 'dismissed' })]);
    await openReceipt();
    expect(find('answer').text()).toBe('Thank you, that is settled.');
    expect(wrapper.text()).toContain('It does not count.');
    expect(wrapper.find('textarea').exists()).toBe(false);
    expect(find('edit').exists()).toBe(false);
  });

  it('takes no words once the time for it is over', async () => {
    server.receipt = receipt([seen('i')], { appealsUntil: 60_000 });
    await openReceipt();
    expect(wrapper.find('textarea').exists()).toBe(false);
    expect(find('appeal').text()).toContain('The time for answering was over');
  });

  it('gets a new token where the first one has expired', async () => {
    await openReceipt();
    server.appeal = problemResponse(401, 'token_expired', 'Expired.');
    const before = calls.filter(({ path }) => path === '/api/enrol').length;
    await wrapper.get('[data-incident-id="i"] textarea').setValue('I bent down.');
    await wrapper.get('[data-incident-id="i"] form').trigger('submit');
    await flushPromises();
    expect(calls.filter(({ path }) => path === '/api/enrol')).toHaveLength(before + 1);
    expect(calls.filter(({ path }) => path.endsWith('/appeal'))).toHaveLength(2);
  });

  it('speaks the browser’s language', async () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['ar-EG', 'en']);
    await openReceipt();
    await expect.poll(() => document.documentElement.dir).toBe('rtl');
    expect(wrapper.text()).toContain('لم يكن وجهك ظاهرًا.');
  });
});

describe('a link', () => {
  it.each([
    ['nothing noticed', () => (server.receipt = receipt([])), 'Nothing was noticed'],
    ['not over', () => (server.enrol = enrolment('in_progress')), 'Your exam is not over yet'],
    [
      'unknown',
      () => (server.enrol = problemResponse(404, 'unknown_code', 'Unknown.')),
      'This link is not known',
    ],
    [
      'a server that is away',
      () => (server.enrol = new Response('<h1>502</h1>', { status: 502 })),
      'Your receipt could not be opened',
    ],
  ])('says kindly how it stands: %s', async (_case, prepare, words) => {
    prepare();
    await openReceipt();
    expect(wrapper.text()).toContain(words);
  });

  it('that cannot be one is not asked about', async () => {
    await openReceipt('short');
    expect(wrapper.text()).toContain('This link is not known');
    expect(calls).toEqual([]);
  });
});
