import { effectScope, type EffectScope } from 'vue';
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { RequestFailure } from '../api/index.ts';
import { usePages, type Page } from './pages.ts';
import { useReading } from './reading.ts';

/** A server whose answers come when a test says so. */
function slowly<T>() {
  const asked: PromiseWithResolvers<T>[] = [];
  const read = (): Promise<T> => {
    const answer = Promise.withResolvers<T>();
    asked.push(answer);
    return answer.promise;
  };
  const answer = async (n: number, value: T): Promise<void> => {
    asked[n]?.resolve(value);
    await flushPromises();
  };
  const refuse = async (n: number): Promise<void> => {
    asked[n]?.reject(RequestFailure.unreachable());
    await flushPromises();
  };
  return { asked, read, answer, refuse };
}

let scope: EffectScope;
afterEach(() => scope.stop());
function inScope<T>(make: () => T): T {
  scope = effectScope();
  const made = scope.run(make);
  if (made === undefined) throw new Error('The scope has ended');
  return made;
}

describe('something that is read', () => {
  it('is shown, outdated where a later reading fails, and fresh again', async () => {
    const { read, answer, refuse } = slowly<string>();
    const { state, refresh } = inScope(() => useReading(read));
    expect(state.value).toEqual({ phase: 'loading' });
    await answer(0, 'one');
    expect(state.value).toEqual({ phase: 'shown', value: 'one' });
    void refresh();
    await refuse(1);
    expect(state.value).toMatchObject({ phase: 'outdated', value: 'one' });
    void refresh();
    await answer(2, 'two');
    expect(state.value).toEqual({ phase: 'shown', value: 'two' });
  });

  it('that never came has failed, and says that it is read again', async () => {
    const { read, refuse } = slowly<string>();
    const { state, again } = inScope(() => useReading(read));
    await refuse(0);
    expect(state.value).toMatchObject({ phase: 'failed', failure: { reason: 'unreachable' } });
    again();
    expect(state.value).toEqual({ phase: 'loading' });
  });

  it('keeps the newest reading, whichever answer comes last', async () => {
    const { read, answer, refuse } = slowly<string>();
    const { state, refresh } = inScope(() => useReading(read));
    void refresh();
    await answer(1, 'new');
    await answer(0, 'old');
    await refuse(0);
    expect(state.value).toEqual({ phase: 'shown', value: 'new' });
  });

  it('keeps what was put in its place from a reading that began before', async () => {
    const { read, answer } = slowly<string>();
    const { state, refresh, replace } = inScope(() => useReading(read));
    replace(() => 'too early');
    await answer(0, 'one');
    void refresh();
    replace((was) => `${was}, changed`);
    await answer(1, 'one');
    expect(state.value).toEqual({ phase: 'shown', value: 'one, changed' });
  });

  it('is read again when the network comes back, until its scope ends', async () => {
    const { read, asked, answer } = slowly<string>();
    const { state } = inScope(() => useReading(read));
    window.dispatchEvent(new Event('online'));
    expect(asked).toHaveLength(2);
    scope.stop();
    window.dispatchEvent(new Event('online'));
    expect(asked).toHaveLength(2);
    await answer(1, 'nobody looks');
    expect(state.value).toEqual({ phase: 'loading' });
  });
});

describe('a long list', () => {
  const page = (items: number[], next: number | null): Page<number, number> => ({ items, next });

  it('grows part by part, each asked for once', async () => {
    const { read, asked, answer } = slowly<Page<number, number>>();
    const { state, more } = inScope(() => usePages(read));
    more();
    await answer(0, page([1, 2], 2));
    more();
    more();
    expect(asked).toHaveLength(2);
    await answer(1, page([3], null));
    expect(state.value).toMatchObject({ value: { items: [1, 2, 3], next: null } });
    more();
    expect(asked).toHaveLength(2);
  });

  it('that was read anew meanwhile does not get the old part behind it', async () => {
    const { read, answer } = slowly<Page<number, number>>();
    const { state, more, refresh } = inScope(() => usePages(read));
    await answer(0, page([1, 2], 2));
    more();
    void refresh();
    await answer(2, page([9], 9));
    await answer(1, page([3], null));
    expect(state.value).toMatchObject({ value: { items: [9], next: 9 } });
  });

  it('stays as it is where the next part does not come', async () => {
    const { read, answer, refuse } = slowly<Page<number, number>>();
    const { state, more, moreDoing } = inScope(() => usePages(read));
    await answer(0, page([1], 1));
    more();
    await refuse(1);
    expect(state.value).toMatchObject({ phase: 'shown', value: { items: [1], next: 1 } });
    expect(moreDoing.failure()?.reason).toBe('unreachable');
  });
});
