import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { config } from '../config.ts';
import { fakeRest } from '../testing/index.ts';
import {
  listLifecycle,
  useExamList,
  type ExamList,
  type ListEvent,
  type ListPhase,
} from './exam-list.ts';

const exam = (id: string, opensAt: number) => ({
  id,
  title: id,
  opensAt,
  closesAt: opensAt + 1,
  timeZone: 'UTC',
  invited: 3,
  here: 1,
});

describe('the life of a list', () => {
  const expected: Readonly<Record<ListPhase, Partial<Record<ListEvent, ListPhase>>>> = {
    loading: { arrived: 'shown', missed: 'failed' },
    shown: { arrived: 'shown', missed: 'outdated', again: 'shown' },
    outdated: { arrived: 'shown', missed: 'outdated', again: 'outdated' },
    failed: { arrived: 'shown', missed: 'failed', again: 'loading' },
  };
  const cases = listLifecycle.states.flatMap((state) =>
    listLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
  );

  it.each(cases)('%s + %s → %s', (state, event, target) => {
    const transition = listLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });
});

describe('the list of exams', () => {
  let scope: EffectScope;
  let answer: object | 'no network';

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 });
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  async function open(): Promise<{ list: ExamList; calls: readonly unknown[] }> {
    const calls = fakeRest(() => answer);
    const list = scope.run(useExamList);
    if (list === undefined) throw new Error('The scope is over.');
    expect(list.state.value.phase).toBe('loading');
    await flushPromises();
    return { list, calls };
  }

  it('is shown in the order in which exams open, and kept fresh', async () => {
    answer = { exams: [exam('late', 20), exam('early', 10)] };
    const { list } = await open();
    expect(list.state.value.exams.map(({ id }) => id)).toEqual(['early', 'late']);
    answer = { exams: [] };
    await vi.advanceTimersByTimeAsync(config.pages.examsRefreshMs);
    expect(list.state.value).toMatchObject({ phase: 'shown', exams: [] });
  });

  it('stays in sight with its time when the server is gone, and comes back by itself', async () => {
    answer = { exams: [exam('a', 10)] };
    const { list } = await open();
    answer = 'no network';
    await vi.advanceTimersByTimeAsync(config.pages.examsRefreshMs);
    expect(list.state.value).toMatchObject({ phase: 'outdated', readAt: 1_000 });
    expect(list.state.value.exams).toHaveLength(1);
    expect(list.state.value.failure?.reason).toBe('unreachable');
    answer = { exams: [exam('a', 10), exam('b', 11)] };
    window.dispatchEvent(new Event('online'));
    await flushPromises();
    expect(list.state.value).toMatchObject({ phase: 'shown', failure: null });
    expect(list.state.value.exams).toHaveLength(2);
  });

  it('that never came is asked for again by a person, or by itself', async () => {
    answer = 'no network';
    const { list } = await open();
    expect(list.state.value.phase).toBe('failed');
    answer = { exams: [] };
    list.again();
    expect(list.state.value.phase).toBe('loading');
    await flushPromises();
    expect(list.state.value.phase).toBe('shown');
  });

  it('is not read while nobody looks at the page', async () => {
    answer = { exams: [] };
    const { calls } = await open();
    const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await vi.advanceTimersByTimeAsync(10 * config.pages.examsRefreshMs);
    expect(calls).toHaveLength(1);
    seen.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await flushPromises();
    expect(calls).toHaveLength(2);
  });

  it('is read no more once the page is left', async () => {
    answer = { exams: [] };
    const { calls } = await open();
    scope.stop();
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(10 * config.pages.examsRefreshMs);
    expect(calls).toHaveLength(1);
  });
});
