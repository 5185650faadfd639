// @vitest-environment jsdom
import { pageEventTypes, type PageEventType } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../../config.ts';
import type { PageFacts } from '../../page-events/index.ts';
import { PageSensors } from './page-sensors.ts';

/** What the browser says about the page; jsdom has no window that could lose anything. */
const page = { visible: true, focused: true, fullScreen: false, extended: false };
/** What the agent itself has put into the page. */
const corner = document.createElement('invigil-agent');
let sensors: PageSensors;
let facts: PageFacts[];
let acts: string[];

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(page, { visible: true, focused: true, fullScreen: false, extended: false });
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() =>
    page.visible ? 'visible' : 'hidden',
  );
  vi.spyOn(document, 'hasFocus').mockImplementation(() => page.focused);
  Object.defineProperty(document, 'fullscreenElement', { value: null, configurable: true });
  Object.defineProperty(screen, 'isExtended', { get: () => page.extended, configurable: true });
  vi.stubGlobal('matchMedia', () => ({ matches: page.fullScreen }));
  facts = [];
  acts = [];
  sensors = new PageSensors(
    {
      onFacts: (fact) => facts.push(fact),
      onAct: (act) => acts.push(act),
    },
    (target) => target === corner,
  );
});
afterEach(() => {
  sensors.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('PageSensors', () => {
  it('tell how the page is, at once and at every change, but not twice', () => {
    sensors.watch(pageEventTypes);
    expect(facts).toEqual([
      { hidden: false, unfocused: false, fullScreen: false, extended: false },
    ]);
    window.dispatchEvent(new Event('focus'));
    vi.advanceTimersByTime(10 * config.page.lookMs);
    expect(facts).toHaveLength(1);
    page.visible = false;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(facts.at(-1)).toMatchObject({ hidden: true });
  });

  it.each<[PageEventType, PageFacts]>([
    ['page_hidden', { hidden: false }],
    ['focus_lost', { unfocused: false }],
    ['fullscreen_left', { fullScreen: false }],
    ['second_display', { extended: false }],
  ])('tell nothing but what is looked for: %s', (type, told) => {
    sensors.watch([type]);
    expect(facts).toEqual([told]);
  });

  it('do not call a hidden page one without the focus: it is hidden', () => {
    Object.assign(page, { visible: false, focused: false });
    sensors.watch(['focus_lost']);
    expect(facts).toEqual([{ unfocused: false }]);
  });

  it('notice a focus that goes without an event, as from a frame to another window', () => {
    sensors.watch(['focus_lost']);
    page.focused = false;
    vi.advanceTimersByTime(config.page.lookMs);
    expect(facts.at(-1)).toEqual({ unfocused: true });
  });

  it('say nothing about displays where the browser does not', () => {
    Object.defineProperty(screen, 'isExtended', { value: undefined, configurable: true });
    sensors.watch(['second_display']);
    vi.advanceTimersByTime(10 * config.page.lookMs);
    expect(facts).toEqual([]);
  });

  it('have no listener for what is not looked for, and none after they stop', () => {
    const added = vi.spyOn(document, 'addEventListener');
    sensors.watch(['page_hidden']);
    expect(added.mock.calls.map(([name]) => name)).not.toContain('paste');
    sensors.stop();
    page.visible = false;
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(10 * config.page.lookMs);
    expect(facts).toHaveLength(1);
    added.mockClear();
    sensors.watch([]);
    expect(added).not.toHaveBeenCalled();
  });

  it('only look on: every listener is passive', () => {
    const added = [
      vi.spyOn(document, 'addEventListener'),
      vi.spyOn(window, 'addEventListener'),
    ].map(({ mock }) => mock.calls);
    sensors.watch(pageEventTypes);
    const options = added.flat().map(([, , option]) => option);
    expect(options.length).toBeGreaterThan(5);
    for (const option of options) expect(option).toMatchObject({ capture: true, passive: true });
  });

  it('leave out what is pasted into the agent’s own corner of the page', () => {
    const heard: EventListener[] = [];
    const listening = vi
      .spyOn(document, 'addEventListener')
      .mockImplementation((name, listener) => {
        if (name === 'paste' && typeof listener === 'function') heard.push(listener);
      });
    sensors.watch(['paste']);
    listening.mockRestore();
    // No script can make up what a student does, and jsdom is a script.
    for (const target of [corner, document.body]) {
      const paste = new Event('paste');
      Object.defineProperty(paste, 'target', { value: target });
      const byHand = new Proxy(paste, {
        get: (event, key): unknown => key === 'isTrusted' || Reflect.get(event, key, event),
      });
      for (const listener of heard) listener(byHand);
    }
    expect(acts).toEqual(['paste']);
  });

  it('believe the student’s hands alone', () => {
    sensors.watch(pageEventTypes);
    document.dispatchEvent(new Event('paste', { bubbles: true }));
    document.dispatchEvent(new Event('copy', { bubbles: true }));
    expect(acts).toEqual([]);
  });
});
