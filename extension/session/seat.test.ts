import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Seat, type Page } from './seat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function seatAndLog() {
  const log: string[] = [];
  const seat = new Seat({
    onPhase: (phase, cause) => log.push(cause === null ? phase : `${phase}: ${cause}`),
    onSeated: ({ tabId }) => log.push(`tab ${tabId} seated`),
    onElsewhere: ({ tabId }) => log.push(`tab ${tabId} waits`),
  });
  return { seat, log };
}
const page = (tabId: number, role: Page['role'] = 'quiz'): Page => ({
  tabId,
  role,
  post: () => undefined,
});

describe('Seat', () => {
  it('is kept while the student moves from one quiz page to the next', () => {
    const { seat, log } = seatAndLog();
    const first = page(1);
    seat.arrive(first);
    seat.depart(first);
    vi.advanceTimersByTime(config.page.awayMs - 1);
    seat.arrive(page(1));
    vi.advanceTimersByTime(config.page.awayMs * 2);
    expect(log).toEqual(['sitting', 'tab 1 seated', 'away', 'sitting', 'tab 1 seated']);
  });

  it('is kept, too, where the next page comes before the last one is gone', () => {
    const { seat, log } = seatAndLog();
    const first = page(1);
    seat.arrive(first);
    seat.arrive(page(1));
    seat.depart(first);
    expect(seat.phase).toBe('sitting');
    expect(log).not.toContain('away');
  });

  it('ends when the student stays away from the quiz', () => {
    const { seat, log } = seatAndLog();
    const first = page(1);
    seat.arrive(first);
    seat.depart(first);
    vi.advanceTimersByTime(config.page.awayMs);
    expect(log.at(-1)).toBe('over: left_quiz_pages');
  });

  it('ends when nobody comes at all', () => {
    const { seat } = seatAndLog();
    vi.advanceTimersByTime(config.page.awayMs);
    expect(seat.phase).toBe('over');
  });

  it('ends at once when its tab is closed, whichever way the news come first', () => {
    for (const portFirst of [true, false]) {
      const { seat, log } = seatAndLog();
      const first = page(1);
      seat.arrive(first);
      if (portFirst) seat.depart(first);
      seat.tabClosed(1);
      if (!portFirst) seat.depart(first);
      expect(log.at(-1)).toBe('over: tab_closed');
    }
  });

  it('makes a second tab wait, and gives it the seat when the first is closed', () => {
    const { seat, log } = seatAndLog();
    seat.arrive(page(1));
    seat.arrive(page(2));
    expect(log.at(-1)).toBe('tab 2 waits');
    seat.tabClosed(1);
    expect(log.at(-1)).toBe('tab 2 seated');
    expect(seat.phase).toBe('sitting');
    expect(seat.seated.map(({ tabId }) => tabId)).toEqual([2]);
  });

  it('gives the seat to a waiting tab when the first has gone elsewhere for long', () => {
    const { seat, log } = seatAndLog();
    const first = page(1);
    seat.arrive(first);
    seat.arrive(page(2));
    seat.depart(first);
    vi.advanceTimersByTime(config.page.awayMs);
    expect(log.slice(-2)).toEqual(['sitting', 'tab 2 seated']);
  });

  it('does not care about tabs that it does not know, or that only wait', () => {
    const { seat } = seatAndLog();
    seat.arrive(page(1));
    seat.arrive(page(2));
    seat.tabClosed(99);
    seat.tabClosed(2);
    expect(seat.phase).toBe('sitting');
  });

  it('hands in, once, and closing the tab does not undo that', () => {
    const { seat, log } = seatAndLog();
    seat.arrive(page(1));
    seat.arrive(page(1, 'finish'));
    seat.arrive(page(1, 'finish'));
    seat.tabClosed(1);
    vi.advanceTimersByTime(config.page.awayMs * 2);
    expect(seat.phase).toBe('handing_in');
    expect(log.filter((line) => line === 'handing_in')).toHaveLength(1);
  });
});
