import { withOutcomeAlone, type AttemptDetail, type Incident } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { detailWith, fakeRest, pageEventFor, reviewFor, violationFor } from '../testing/index.ts';
import { joinIncidents, useAttemptDetail } from './attempt-detail.ts';

const at = (id: string, capturedAt: number, attemptId = 'a') =>
  violationFor(id, { capturedAt, attemptId });

describe("an attempt's detail", () => {
  let scope: EffectScope;
  let tell: (incidents: readonly Incident[]) => void;
  /** One after the other; the last one repeats. */
  let answers: (AttemptDetail | 'no network' | Promise<AttemptDetail>)[];

  beforeEach(() => {
    scope = effectScope();
    answers = [];
    fakeRest(() => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer ?? 'no network';
    });
  });
  afterEach(() => {
    scope.stop();
    vi.unstubAllGlobals();
  });

  function open() {
    const detail = scope.run(() =>
      useAttemptDetail('a', (listener) => {
        tell = listener;
        return () => undefined;
      }),
    );
    if (detail === undefined) throw new Error('The scope did not run.');
    const incidents = () =>
      detail.state.value.status === 'ready' ? detail.state.value.value.incidents : [];
    const ids = () =>
      detail.state.value.status === 'ready'
        ? incidents().map(({ id }) => id)
        : detail.state.value.status;
    const score = () =>
      detail.state.value.status === 'ready' ? detail.state.value.value.score.value : null;
    const outdated = () =>
      detail.state.value.status === 'ready' ? detail.state.value.outdated?.reason : null;
    return { ...detail, ids, incidents, score, outdated };
  }

  it('is read, and takes in what the wall hears of this student', async () => {
    answers.push(detailWith([at('1', 10)], 1), detailWith([at('2', 20), at('1', 10)], 2));
    const { ids, score } = open();
    expect(ids()).toBe('loading');
    await expect.poll(ids).toEqual(['1']);
    tell([at('9', 15, 'somebody-else')]);
    expect(ids()).toEqual(['1']);
    tell([at('2', 20)]);
    expect(ids()).toEqual(['2', '1']);
    // How it changed the score comes a moment later.
    await expect.poll(score).toBe(16);
  });

  it('replaces an incident that the wall hears of again', async () => {
    const ended = pageEventFor('1', { durationMs: 12_000 });
    answers.push(detailWith([pageEventFor('1')]), detailWith([ended]));
    const { ids, incidents } = open();
    await expect.poll(ids).toEqual(['1']);
    tell([ended]);
    expect(incidents()).toEqual([ended]);
  });

  it('keeps the words that it knows where the wall says only what they came to', async () => {
    const mine = violationFor('1', { review: reviewFor('accepted', { staffId: 'ina' }) });
    answers.push(detailWith([mine]));
    const { ids, incidents } = open();
    await expect.poll(ids).toEqual(['1']);
    tell([withOutcomeAlone({ ...mine, capturedAt: 7_000 })]);
    expect(incidents()).toEqual([{ ...mine, capturedAt: 7_000 }]);
    const other = withOutcomeAlone(violationFor('1', { review: reviewFor('dismissed') }));
    tell([other]);
    expect(incidents()).toEqual([other]);
  });

  it('believes a reading before what was heard earlier, and what is heard during it before it', async () => {
    let arrive: (detail: AttemptDetail) => void = () => {};
    const late = new Promise<AttemptDetail>((resolve) => (arrive = resolve));
    const missing = violationFor('1', { witness: { state: 'missing', reason: 'busy' } });
    const lasting = pageEventFor('2', { capturedAt: 4_000 });
    const ended = { ...lasting, durationMs: 3_000 };
    answers.push(detailWith([violationFor('1')]), late);
    const { ids, incidents, refresh } = open();
    await expect.poll(ids).toEqual(['1']);
    tell([violationFor('1'), lasting]);
    refresh();
    tell([ended]);
    arrive(detailWith([missing, lasting]));
    await expect.poll(() => incidents()[0]).toEqual(missing);
    expect(incidents()[1]).toEqual(ended);
  });

  it('shows a decision with the score it makes, and reads it again', async () => {
    const dismissed = violationFor('1', { review: reviewFor('dismissed') });
    answers.push(detailWith([violationFor('1')], 2), detailWith([dismissed], 1));
    const { ids, incidents, score, take } = open();
    await expect.poll(ids).toEqual(['1']);
    take({ incident: dismissed, score: detailWith([], 0).score });
    expect(incidents()).toEqual([dismissed]);
    expect(score()).toBe(0);
    await expect.poll(score).toBe(8);
  });

  it('keeps what is there when a later reading fails, and says that it may be old', async () => {
    answers.push(detailWith([at('1', 10)]), 'no network');
    const { ids, outdated, refresh } = open();
    await expect.poll(ids).toEqual(['1']);
    expect(outdated()).toBeUndefined();
    tell([at('2', 20)]);
    await expect.poll(outdated).toBe('unreachable');
    expect(ids()).toEqual(['2', '1']);
    answers = [detailWith([at('2', 20)])];
    refresh();
    await expect.poll(outdated).toBeUndefined();
    expect(ids()).toEqual(['2']);
  });

  it('goes by the latest reading, in whatever order they answer', async () => {
    let arrive: (detail: AttemptDetail) => void = () => {};
    const late = new Promise<AttemptDetail>((resolve) => (arrive = resolve));
    answers.push(late, detailWith([at('2', 20)]));
    const { ids, refresh } = open();
    refresh();
    await expect.poll(ids).toEqual(['2']);
    arrive(detailWith([at('1', 10)]));
    await late;
    await new Promise((resolve) => setTimeout(resolve));
    expect(ids()).toEqual(['2']);
  });

  it('says that it could not be read, and can be read again', async () => {
    answers.push('no network', detailWith([]));
    const { ids, reload } = open();
    await expect.poll(ids).toBe('failed');
    reload();
    expect(ids()).toBe('loading');
    await expect.poll(ids).toEqual([]);
  });
});

describe('joining lists of incidents', () => {
  it('names each once, as the second list has it, newest first', () => {
    const again = violationFor('3', { capturedAt: 30, heldMs: 9 });
    const joined = joinIncidents([at('1', 10), at('3', 30)], [again, at('2', 20)]);
    expect(joined.map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(joined[0]).toBe(again);
  });

  it('keeps those of one moment in one order', () => {
    const ids = (incidents: Incident[]) => joinIncidents(incidents, []).map(({ id }) => id);
    expect(ids([at('1', 10), at('2', 10)])).toEqual(ids([at('2', 10), at('1', 10)]));
  });
});
