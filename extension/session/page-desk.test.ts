import { defaultPolicy, type PageEvent } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToPage } from '../messages/index.ts';
import { PageDesk } from './page-desk.ts';
import type { Page } from './seat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rules = defaultPolicy.pageEvents;
const shown = { hidden: false, unfocused: false };

function deskAndPages() {
  const seated: Page[] = [];
  const events: PageEvent[] = [];
  const desk = new PageDesk({
    rules,
    seated: () => seated,
    onEvent: (event) => events.push(event),
  });
  const page = () => {
    const heard: ToPage[] = [];
    const made: Page = { tabId: 1, role: 'quiz', post: (message) => heard.push(message) };
    return { page: made, heard };
  };
  return { desk, seated, events, page };
}

describe('PageDesk', () => {
  it('says to a seated page what it has to tell, and nothing to one that only waits', () => {
    const { desk, seated, page } = deskAndPages();
    const [sits, waits] = [page(), page()];
    seated.push(sits.page);
    desk.welcome(sits.page);
    desk.welcome(waits.page);
    expect(sits.heard).toEqual([{ kind: 'watch', types: ['page_hidden', 'focus_lost', 'paste'] }]);
    expect(waits.heard).toEqual([]);
  });

  it('tells its pages when the exam looks for something else', () => {
    const { desk, seated, page } = deskAndPages();
    const one = page();
    seated.push(one.page);
    desk.judgeBy({ ...rules, copy: { ...rules.copy, enabled: true } });
    expect(one.heard).toEqual([
      { kind: 'watch', types: ['page_hidden', 'focus_lost', 'paste', 'copy'] },
    ]);
  });

  it('listens to nobody but the page that the student is on', () => {
    const { desk, seated, events, page } = deskAndPages();
    const [old, next, stranger] = [page().page, page().page, page().page];
    seated.push(old, next);
    desk.facts(next, shown);
    // The page before it, on its way out, says so too late.
    desk.facts(old, { ...shown, hidden: true });
    desk.gone(old);
    desk.facts(stranger, { ...shown, hidden: true });
    desk.act(stranger, 'paste');
    vi.advanceTimersByTime(60_000);
    expect(events).toEqual([]);
    desk.facts(next, { ...shown, hidden: true });
    vi.advanceTimersByTime(rules.page_hidden.heldForMs);
    desk.act(next, 'paste');
    expect(events.map(({ type }) => type)).toEqual(['page_hidden', 'paste']);
  });

  it('lets a page that is being left end nothing that the next one shows', () => {
    const { desk, seated, events, page } = deskAndPages();
    const [old, next] = [page().page, page().page];
    seated.push(old);
    desk.facts(old, shown);
    seated.push(next);
    desk.facts(next, { ...shown, hidden: true });
    vi.advanceTimersByTime(5000);
    desk.facts(old, shown);
    desk.gone(old);
    vi.advanceTimersByTime(3000);
    desk.facts(next, shown);
    expect(events.map(({ durationMs }) => durationMs)).toEqual([null, 8000]);
  });

  it('takes nothing for hidden that is only moved on from', () => {
    const { desk, seated, events, page } = deskAndPages();
    const { page: first } = page();
    seated.push(first);
    desk.facts(first, shown);
    desk.facts(first, { ...shown, hidden: true });
    desk.gone(first);
    seated.pop();
    vi.advanceTimersByTime(10_000);
    desk.close();
    expect(events).toEqual([]);
  });

  it('excuses the focus while a glass box is open, however many are', () => {
    const { desk, seated, events, page } = deskAndPages();
    const { page: one } = page();
    seated.push(one);
    desk.glassOpened(true);
    desk.glassOpened(true);
    desk.glassOpened(false);
    desk.facts(one, { ...shown, unfocused: true });
    vi.advanceTimersByTime(60_000);
    expect(events).toEqual([]);
    desk.glassOpened(false);
    vi.advanceTimersByTime(rules.focus_lost.heldForMs);
    expect(events.map(({ type }) => type)).toEqual(['focus_lost']);
  });

  it('excuses a hidden page while the student calibrates, and no longer', () => {
    const { desk, seated, events, page } = deskAndPages();
    const { page: one } = page();
    seated.push(one);
    desk.glassOpened(true);
    desk.hold({ paused: false, calibrates: true });
    desk.facts(one, { hidden: true, unfocused: true });
    vi.advanceTimersByTime(60_000);
    expect(events).toEqual([]);
    desk.hold({ paused: false, calibrates: false });
    vi.advanceTimersByTime(rules.page_hidden.heldForMs);
    expect(events.map(({ type }) => type)).toEqual(['page_hidden']);
  });

  it('notices nothing at all while the attempt is paused, and what is so when it goes on', () => {
    const { desk, seated, events, page } = deskAndPages();
    const { page: one } = page();
    seated.push(one);
    desk.facts(one, { hidden: true, unfocused: true });
    vi.advanceTimersByTime(rules.page_hidden.heldForMs);
    // What was told when the pause began is over with it.
    desk.hold({ paused: true, calibrates: true });
    expect(events).toMatchObject([
      { type: 'page_hidden', durationMs: null },
      { type: 'page_hidden', durationMs: rules.page_hidden.heldForMs },
    ]);
    desk.act(one, 'paste');
    desk.hold({ paused: true, calibrates: false });
    vi.advanceTimersByTime(3_600_000);
    expect(events).toHaveLength(2);
    const resumedAt = Date.now();
    desk.hold({ paused: false, calibrates: false });
    vi.advanceTimersByTime(rules.page_hidden.ttlMs);
    const later = events.slice(2);
    expect(later.map(({ type }) => type)).toEqual(['page_hidden', 'focus_lost']);
    for (const { startedAt } of later) expect(startedAt).toBeGreaterThanOrEqual(resumedAt);
  });
});
