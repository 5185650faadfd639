import { reasonSentences, type Reason } from '@invigil/shared-types';
import { DOMWrapper, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { onTestFinished, vi } from 'vitest';
import type { Router } from 'vue-router';
import App from '../../App.vue';
import { i18n } from '../../i18n/index.ts';
import { fakeRest, problemResponse, type FakeCall } from '../../testing/index.ts';
import { createConsoleRouter } from '../router.ts';

export const ada = { id: 's1', username: 'ada', role: 'owner' } as const;

/** A refusal in the contract's own words. */
export const refusal = (status: number, reason: Reason): Response =>
  problemResponse(status, reason, reasonSentences[reason]);

/** What the server answers, by method and path without the query: `GET /api/staff`. A test may change it. */
export type Answers = Record<string, object | 'no network' | Answerer>;
type Answerer = (call: FakeCall) => object | 'no network';

const isAnswerer = (answer: Answers[string] | undefined): answer is Answerer =>
  typeof answer === 'function';

export interface OpenConsole {
  readonly router: Router;
  readonly wrapper: VueWrapper;
  readonly calls: FakeCall[];
  readonly answers: Answers;
  /** Where the console is. */
  readonly at: () => string;
  /** Anywhere on the page, in dialogs, too. */
  readonly find: (testId: string) => DOMWrapper<Element>;
  readonly all: (testId: string) => DOMWrapper<Element>[];
  readonly text: () => string;
  readonly click: (testId: string) => Promise<void>;
  /** What was sent to `POST /api/…`, in order. */
  readonly sent: (request: string) => unknown[];
}

/**
 * The whole console at an address, signed in as somebody or not, against a server in memory, until the test
 * ends.
 */
export async function openConsole(
  path: string,
  answers: Answers,
  signedInAs: object | null = ada,
): Promise<OpenConsole> {
  if (signedInAs !== null) localStorage.setItem('invigil.signed_in', '1');
  const all: Answers = {
    'GET /api/setup': { needed: false },
    'GET /api/exams': { exams: [] },
    ...(signedInAs === null ? {} : { 'GET /api/staff/me': signedInAs }),
    ...answers,
  };
  const calls = fakeRest((call) => {
    const answer = all[`${call.method} ${call.path.replace(/\?.*/, '')}`];
    const found = isAnswerer(answer) ? answer(call) : answer;
    // An answer can be read once.
    if (found instanceof Response) return found.clone();
    return found ?? problemResponse(404, 'not_found', 'Nothing.');
  });
  history.replaceState(null, '', path);
  const pinia = createPinia();
  setActivePinia(pinia);
  const router = createConsoleRouter();
  const wrapper = mount(App, {
    attachTo: document.body,
    global: { plugins: [pinia, i18n, router] },
  });
  onTestFinished(() => {
    wrapper.unmount();
    document.body.innerHTML = '';
    localStorage.clear();
    vi.unstubAllGlobals();
  });
  await router.isReady();
  await flushPromises();

  const { body } = document;
  const page = new DOMWrapper(body);
  return {
    router,
    wrapper,
    calls,
    answers: all,
    at: () => router.currentRoute.value.fullPath,
    find: (testId) => page.find(`[data-testid="${testId}"]`),
    all: (testId) => page.findAll(`[data-testid="${testId}"]`),
    text: () => body.textContent ?? '',
    async click(testId) {
      await page.get(`[data-testid="${testId}"]`).trigger('click');
      await flushPromises();
    },
    sent: (request) =>
      calls
        .filter(({ method, path: asked }) => `${method} ${asked}` === request)
        .map(({ body: sent }) => sent),
  };
}
