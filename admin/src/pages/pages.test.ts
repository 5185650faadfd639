import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Router } from 'vue-router';
import App from '../App.vue';
import { reportSignedOut } from '../api/index.ts';
import { config } from '../config.ts';
import { i18n, setLocale } from '../i18n/index.ts';
import { fakeRest, problemResponse, type FakeCall } from '../testing/index.ts';
import { createConsoleRouter } from './index.ts';

const ada = { id: 's1', username: 'ada', role: 'admin' };
const physics = {
  id: 'physics',
  title: '<b>Physics</b>',
  opensAt: Date.UTC(2026, 10, 20, 8),
  closesAt: Date.UTC(2026, 10, 20, 10),
  timeZone: 'Europe/Berlin',
  invited: 1_203,
  here: 187,
};

/** The server: what it answers to each path, changed by a test as time goes by. */
let server: Record<string, object | 'no network'>;
let calls: FakeCall[];
let wrapper: VueWrapper;
let router: Router;

async function openConsole(path: string): Promise<void> {
  history.replaceState(null, '', path);
  const pinia = createPinia();
  setActivePinia(pinia);
  router = createConsoleRouter();
  wrapper = mount(App, { attachTo: document.body, global: { plugins: [pinia, i18n, router] } });
  await router.isReady().catch(() => {});
  await flushPromises();
}

const text = () => wrapper.text();
const at = () => router.currentRoute.value.fullPath;
const find = (testId: string) => wrapper.find(`[data-testid="${testId}"]`);

beforeEach(() => {
  localStorage.clear();
  server = {
    '/api/setup': { needed: false },
    '/api/staff/me': ada,
    '/api/staff/login': ada,
    '/api/exams': { exams: [physics] },
  };
  calls = fakeRest(({ path }) => server[path] ?? problemResponse(404, 'not_found', 'Nothing.'));
});
afterEach(async () => {
  wrapper.unmount();
  document.body.innerHTML = '';
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await setLocale('en');
});

async function signIn(): Promise<void> {
  await wrapper.find('#username').setValue('ada');
  await wrapper.find('#password').setValue('secret');
  await wrapper.find('form').trigger('submit');
  await flushPromises();
}

describe('the page for signing in', () => {
  it('is where a console begins, without asking who is signed in', async () => {
    await openConsole('/');
    expect(router.currentRoute.value.name).toBe('login');
    expect(calls.map(({ path }) => path)).toEqual(['/api/setup']);
    expect(find('why-login').exists()).toBe(false);
    expect(document.title).toBe('Sign in – Invigil');
    expect(document.activeElement?.id).toBe('username');
  });

  it('leads back to the page that was asked for, and says so before', async () => {
    await openConsole('/nowhere?x=1');
    expect(find('why-login').text()).toContain('the page you asked for opens');
    await signIn();
    expect(at()).toBe('/nowhere?x=1');
    expect(text()).toContain('There is nothing at this address');
  });

  it('says that the session has ended, on arrival and in the middle of work', async () => {
    localStorage.setItem('invigil.signed_in', '1');
    server['/api/staff/me'] = problemResponse(401, 'not_signed_in', 'Over.');
    await openConsole('/exams');
    expect(find('why-login').text()).toContain('Your session has ended');
    await signIn();
    expect(at()).toBe('/exams');
    reportSignedOut();
    await flushPromises();
    expect(find('why-login').text()).toContain('Your session has ended');
    expect(router.currentRoute.value.query).toMatchObject({ back: '/exams', why: 'ended' });
  });

  it('follows what another tab does', async () => {
    await openConsole('/exams');
    localStorage.setItem('invigil.signed_in', '1');
    window.dispatchEvent(new StorageEvent('storage', { key: 'invigil.signed_in', newValue: '1' }));
    await flushPromises();
    expect(at()).toBe('/exams');
    window.dispatchEvent(new StorageEvent('storage', { key: 'invigil.signed_in', newValue: null }));
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('login');
  });

  it.each([
    ['nothing entered', null, 'Please enter your name and your password.'],
    [
      'other words',
      problemResponse(401, 'wrong_credentials', 'This name and password do not go together.'),
      'This name and password do not go together.',
    ],
    ['no server', 'no network', 'Please check the network and sign in again.'],
  ] as const)('says what went wrong: %s', async (_case, answer, words) => {
    await openConsole('/login');
    if (answer === null) {
      await wrapper.find('form').trigger('submit');
    } else {
      server['/api/staff/login'] = answer;
      await signIn();
    }
    expect(find('sign-in-problem').text()).toContain(words);
    expect(wrapper.find('#username').attributes('aria-describedby')).toBe('sign-in-problem');
  });

  it('changes its language, and keeps what was typed', async () => {
    await openConsole('/login');
    await wrapper.find('#username').setValue('ada');
    await wrapper.find('[data-testid="language-choice"] [lang="ar"]').trigger('click');
    await vi.waitFor(() => expect(document.documentElement.dir).toBe('rtl'));
    expect(text()).toContain('كلمة المرور');
    expect(document.title).toBe('\u2067تسجيل الدخول\u2069 – Invigil');
    expect(wrapper.find<HTMLInputElement>('#username').element.value).toBe('ada');
  });
});

describe('the list of exams', () => {
  beforeEach(() => {
    localStorage.setItem('invigil.signed_in', '1');
    vi.useFakeTimers({ now: physics.opensAt, toFake: ['Date'] });
  });
  const headings = () => wrapper.findAll('h2').map((heading) => heading.text());

  it('shows titles as the text they are, and numbers apart', async () => {
    await openConsole('/exams');
    expect(find('exam-link').text()).toContain('<b>Physics</b>');
    expect(find('exam').text()).toContain('187 of 1,203 here');
    expect(find('exam-link').text()).toContain('Fri 20 Nov, 09:00 to 11:00 (CET)');
    expect(document.title).toBe('Exams – Invigil');
  });

  it('says that there is none', async () => {
    server['/api/exams'] = { exams: [] };
    server['/api/staff/me'] = { ...ada, role: 'invigilator' };
    await openConsole('/exams');
    expect(text()).toContain('No exams yet');
    expect(find('new-exam').exists()).toBe(false);
  });

  it('that is empty leads an admin to the first one', async () => {
    server['/api/exams'] = { exams: [] };
    await openConsole('/exams');
    expect(text()).toContain('Create your first exam');
    expect(find('new-exam').attributes('href')).toBe('/exams/new');
  });

  it('is in groups, and found by words', async () => {
    const later = { ...physics, id: 'greek', title: 'Greek', opensAt: physics.closesAt };
    const before = { ...physics, id: 'latin', title: 'Latin', closesAt: physics.opensAt };
    server['/api/exams'] = { exams: [physics, later, before] };
    await openConsole('/exams');
    expect(headings()).toEqual(['Running now', 'Coming up', 'Over']);
    await find('exam-search').setValue('gree');
    expect(headings()).toEqual(['Coming up']);
    await find('exam-search').setValue('nothing');
    expect(text()).toContain('No exam is called that');
  });

  it.each([
    ['admin', ['wall', 'review', 'reports', 'settings', 'records', 'audit']],
    ['invigilator', ['wall', 'review']],
    ['reviewer', ['review', 'reports']],
  ])('leads as far as the role of an %s goes', async (role, ways) => {
    server['/api/staff/me'] = { ...ada, role };
    await openConsole('/exams');
    const links = find('exam')
      .findAll('a')
      .map((link) => link.attributes('href')?.split('/').at(-1));
    expect(links.slice(1)).toEqual(ways);
    expect(links[0]).toBe(ways[0]);
    expect(find('new-exam').exists()).toBe(role === 'admin');
  });

  it('says that it could not be read, and reads again', async () => {
    server['/api/exams'] = 'no network';
    await openConsole('/exams');
    expect(wrapper.find('[role="alert"]').text()).toContain('The exams could not be read');
    server['/api/exams'] = { exams: [physics] };
    await wrapper.find('[role="alert"] button').trigger('click');
    await flushPromises();
    expect(find('exam-link').exists()).toBe(true);
  });

  it('that is old says from when it is', async () => {
    await openConsole('/exams');
    server['/api/exams'] = 'no network';
    window.dispatchEvent(new Event('online'));
    await flushPromises();
    expect(find('exams-outdated').text()).toMatch(/this is from \d\d:\d\d:\d\d\./);
    expect(find('exam-link').exists()).toBe(true);
    server['/api/exams'] = { exams: [] };
    await find('exams-outdated').find('button').trigger('click');
    await flushPromises();
    expect(find('exams-outdated').exists()).toBe(false);
  });
});

describe('a console whose server does not answer', () => {
  beforeEach(() => {
    localStorage.setItem('invigil.signed_in', '1');
    server['/api/staff/me'] = 'no network';
  });

  it('says so, goes on asking, and opens the page once it answers', async () => {
    vi.useFakeTimers();
    await openConsole('/exams');
    expect(text()).toContain('The server cannot be reached');
    await vi.advanceTimersByTimeAsync(config.pages.askAgainMs);
    expect(find('tried-again').text()).toMatch(/No answer at \d\d:\d\d:\d\d/);
    server['/api/staff/me'] = ada;
    await vi.advanceTimersByTimeAsync(config.pages.askAgainMs);
    await flushPromises();
    expect(at()).toBe('/exams');
    expect(find('exam-link').exists()).toBe(true);
  });

  it('asks at once when a person or the network says so', async () => {
    await openConsole('/exams');
    server['/api/staff/me'] = ada;
    await wrapper.find('[role="alert"] button').trigger('click');
    await flushPromises();
    expect(at()).toBe('/exams');
  });
});
