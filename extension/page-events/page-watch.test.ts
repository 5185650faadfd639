import { defaultPolicy, type PageEvent, type PageEventType } from '@invigil/shared-types';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageFacts } from './facts.ts';
import { PageWatch, type PageRules } from './page-watch.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

/** Everything is looked for. */
const rules = Object.fromEntries(
  Object.entries(defaultPolicy.pageEvents).map(([type, rule]) => [
    type,
    { ...rule, enabled: true },
  ]),
) as PageRules;
const at = () => Date.now();
const pass = (ms: number) => vi.advanceTimersByTime(ms);
const fine: PageFacts = { hidden: false, unfocused: false, fullScreen: false, extended: false };

function watchAndLog(by = rules) {
  const events: PageEvent[] = [];
  const watch = new PageWatch({ rules: by, now: at, onEvent: (event) => events.push(event) });
  watch.facts(fine);
  return { watch, events, types: () => events.map(({ type, durationMs }) => [type, durationMs]) };
}

describe('PageWatch', () => {
  it.each<[PageEventType, PageFacts]>([
    ['page_hidden', { hidden: true }],
    ['focus_lost', { unfocused: true }],
    ['second_display', { extended: true }],
  ])('tells %s once it has lasted, and once more when it is over', (type, facts) => {
    const { watch, events } = watchAndLog();
    const startedAt = at();
    const { heldForMs } = rules[type];
    watch.facts({ ...fine, ...facts });
    pass(heldForMs - 1);
    expect(events).toEqual([]);
    pass(1);
    expect(events).toMatchObject([{ type, startedAt, durationMs: null }]);
    pass(7000);
    watch.facts(fine);
    expect(events).toMatchObject([
      { type, startedAt, durationMs: null },
      { type, startedAt, durationMs: heldForMs + 7000, eventId: events[0]?.eventId },
    ]);
    pass(3_600_000);
    expect(events).toHaveLength(2);
  });

  it('says nothing of what is over before it has lasted', () => {
    const { watch, events } = watchAndLog();
    watch.facts({ ...fine, hidden: true });
    pass(rules.page_hidden.heldForMs - 1);
    watch.facts(fine);
    pass(60_000);
    expect(events).toEqual([]);
  });

  it('says it in one message where the browser woke it up too late to say that it began', () => {
    const { watch, types } = watchAndLog();
    watch.facts({ ...fine, hidden: true });
    vi.setSystemTime(at() + 5000);
    watch.facts(fine);
    expect(types()).toEqual([['page_hidden', 5000]]);
  });

  it('tells that something was pasted at once, and not again for each key press', () => {
    const { watch, types } = watchAndLog();
    watch.act('paste');
    watch.act('paste');
    watch.act('copy');
    expect(types()).toEqual([
      ['paste', 0],
      ['copy', 0],
    ]);
    pass(rules.paste.ttlMs + 1000);
    watch.act('paste');
    expect(types()).toHaveLength(3);
  });

  it('knows full screen as left only where it had been full screen', () => {
    const { watch, types } = watchAndLog();
    pass(60_000);
    expect(types()).toEqual([]);
    watch.facts({ ...fine, fullScreen: true });
    watch.facts(fine);
    pass(rules.fullscreen_left.heldForMs);
    watch.facts({ ...fine, fullScreen: true });
    expect(types()).toEqual([
      ['fullscreen_left', null],
      ['fullscreen_left', rules.fullscreen_left.heldForMs],
    ]);
  });

  it('does not take reading the glass box for leaving the quiz', () => {
    const { watch, types } = watchAndLog();
    watch.facts({ ...fine, unfocused: true });
    watch.excuse('glass');
    pass(60_000);
    expect(types()).toEqual([]);
    watch.excuse(null);
    pass(rules.focus_lost.heldForMs);
    expect(types()).toEqual([['focus_lost', null]]);
  });

  it('does not take calibrating in another tab and on the full screen for leaving the quiz', () => {
    const { watch, types } = watchAndLog();
    const away = { hidden: true, unfocused: true };
    watch.facts({ ...fine, ...away });
    watch.excuse('calibration');
    pass(60_000);
    expect(types()).toEqual([]);
    watch.excuse('glass');
    pass(rules.page_hidden.heldForMs);
    expect(types()).toEqual([['page_hidden', null]]);
  });

  it('holds a second one back until the suppression time is over', () => {
    const { watch, events } = watchAndLog();
    const hide = () => watch.facts({ ...fine, hidden: true });
    hide();
    pass(2000);
    watch.facts(fine);
    hide();
    pass(2000);
    watch.facts(fine);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1);
    hide();
    const startedAt = at();
    pass(rules.page_hidden.ttlMs);
    expect(events.at(-1)).toMatchObject({ startedAt, durationMs: null });
  });

  it('rounds times to what a message may carry', () => {
    const events: PageEvent[] = [];
    let now = 1000.25;
    const watch = new PageWatch({ rules, now: () => now, onEvent: (event) => events.push(event) });
    watch.facts({ hidden: true });
    now += 2 * 86_400_000 + 0.5;
    watch.facts({ hidden: false });
    expect(events).toMatchObject([{ startedAt: 1000, durationMs: 86_400_000 }]);
  });
});

describe('PageWatch, from page to page', () => {
  it('does not take moving on for hiding the page', () => {
    const { watch, events } = watchAndLog();
    for (let page = 0; page < 20; page++) {
      // What a page tells while the next one replaces it.
      watch.facts({ ...fine, hidden: true });
      pass(5);
      watch.pageGone();
      pass(4000);
      watch.facts(fine);
      pass(30_000);
    }
    expect(events).toEqual([]);
  });

  it('goes on with what lasts on the next page, as the same event', () => {
    const { watch, events } = watchAndLog();
    watch.facts({ ...fine, hidden: true });
    pass(5000);
    watch.pageGone();
    pass(500);
    watch.facts({ ...fine, hidden: true });
    pass(4500);
    watch.facts(fine);
    expect(events).toMatchObject([{ durationMs: null }, { durationMs: 10_000 }]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('ends with its page what the next one does not show', () => {
    const { watch, types } = watchAndLog();
    watch.facts({ ...fine, hidden: true });
    pass(5000);
    watch.pageGone();
    pass(3000);
    watch.facts(fine);
    expect(types()).toEqual([
      ['page_hidden', null],
      ['page_hidden', 5000],
    ]);
  });

  it('ends what lasts with the sitting, or with the last page before it', () => {
    const open = watchAndLog();
    open.watch.facts({ ...fine, hidden: true });
    pass(5000);
    open.watch.close();
    expect(open.types().at(-1)).toEqual(['page_hidden', 5000]);

    const gone = watchAndLog();
    gone.watch.facts({ ...fine, hidden: true });
    pass(5000);
    gone.watch.pageGone();
    pass(15_000);
    gone.watch.close();
    expect(gone.types().at(-1)).toEqual(['page_hidden', 5000]);
    pass(60_000);
    expect(gone.events).toHaveLength(2);
  });
});

describe('a policy', () => {
  it('names what pages have to tell', () => {
    expect(watchAndLog(defaultPolicy.pageEvents).watch.wanted).toEqual([
      ...['page_hidden', 'focus_lost', 'paste'],
    ]);
  });

  it('is kept to, whatever a page tells', () => {
    const off = Object.fromEntries(
      Object.entries(rules).map(([type, rule]) => [type, { ...rule, enabled: false }]),
    ) as PageRules;
    const { watch, events } = watchAndLog(off);
    watch.facts({ hidden: true, unfocused: true, fullScreen: true, extended: true });
    watch.facts({ hidden: true, unfocused: true, fullScreen: false, extended: true });
    watch.act('paste');
    watch.act('copy');
    pass(3_600_000);
    watch.close();
    expect(watch.wanted).toEqual([]);
    expect(events).toEqual([]);
  });

  it('changes while something lasts', () => {
    const { watch, types } = watchAndLog();
    watch.facts({ ...fine, hidden: true, extended: true });
    pass(3000);
    watch.judgeBy({
      ...rules,
      page_hidden: { ...rules.page_hidden, enabled: false },
      second_display: { ...rules.second_display, heldForMs: 20_000 },
    });
    expect(types()).toEqual([
      ['page_hidden', null],
      ['page_hidden', 3000],
    ]);
    pass(16_999);
    expect(types()).toHaveLength(2);
    pass(1);
    expect(types().at(-1)).toEqual(['second_display', null]);
  });

  it('is never undercut: whatever happens, each event begins once, lasts long enough and ends once', () => {
    const flag = fc.boolean();
    const step = fc.oneof(
      fc.record({
        waitMs: fc.integer({ min: 0, max: 30_000 }),
        facts: fc.record(
          { hidden: flag, unfocused: flag, fullScreen: flag, extended: flag },
          { requiredKeys: [] },
        ),
      }),
      fc.record({ waitMs: fc.integer({ min: 0, max: 30_000 }), gone: fc.constant(true) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { watch, events } = watchAndLog();
        for (const one of steps) {
          if ('gone' in one) watch.pageGone();
          else watch.facts(one.facts);
          pass(one.waitMs);
        }
        watch.close();
        const byId = Map.groupBy(events, ({ eventId }) => eventId);
        for (const told of byId.values()) {
          const [first, last] = [told[0], told.at(-1)];
          expect(told.length).toBeLessThanOrEqual(2);
          expect(last?.durationMs).toBeGreaterThanOrEqual(rules[last?.type ?? 'paste'].heldForMs);
          expect(first?.startedAt).toBe(last?.startedAt);
          if (told.length === 2) expect(first?.durationMs).toBeNull();
        }
      }),
    );
  });
});
