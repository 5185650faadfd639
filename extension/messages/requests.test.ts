import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { pageRequests, serve } from './requests.ts';

type Listener = (message: unknown, from: unknown, respond: (answer: unknown) => void) => boolean;

let listen: Listener = () => false;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
  vi.stubGlobal('chrome', {
    runtime: {
      id: 'invigil',
      getURL: () => 'chrome-extension://invigil/',
      onMessage: { addListener: (listener: Listener) => (listen = listener) },
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function serving() {
  const attach = vi.fn(() => Promise.resolve({ attached: true }));
  serve(pageRequests, 'page', {
    'page:invited': () => Promise.resolve({}),
    'page:rules': () => Promise.resolve(null),
    'page:receipt': () => Promise.resolve({}),
    'page:attach': attach,
  });
  const ask = (tabId: number, kind = 'page:attach', from: object = {}) =>
    listen(
      { invigil: kind, request: {} },
      { id: 'invigil', url: 'https://lms.example/quiz', tab: { id: tabId }, ...from },
      () => undefined,
    );
  return { attach, ask };
}

it('answers pages, and nobody else', () => {
  const { attach, ask } = serving();
  expect(ask(1)).toBe(true);
  expect(ask(1, 'page:nonsense')).toBe(false);
  expect(ask(1, 'page:attach', { url: 'chrome-extension://invigil/popup.html' })).toBe(false);
  expect(ask(1, 'page:attach', { id: 'another' })).toBe(false);
  expect(attach).toHaveBeenCalledOnce();
});

it('does not answer a page that asks without end, and answers the others', () => {
  const { attach, ask } = serving();
  const { burst, perSecond } = config.page.requests;
  const answered = Array.from({ length: 10_000 }, () => ask(1)).filter(Boolean);
  expect(answered).toHaveLength(burst);
  expect(attach).toHaveBeenCalledTimes(burst);
  expect(ask(2)).toBe(true);
  vi.advanceTimersByTime(1000 / perSecond);
  expect([ask(1), ask(1)]).toEqual([true, false]);
});
