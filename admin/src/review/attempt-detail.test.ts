import { score, type AttemptDetail, type Incident } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { joinIncidents, useAttemptDetail } from './attempt-detail.ts';

function incident(id: string, capturedAt: number, attemptId = 'a'): Incident {
  return {
    id,
    attemptId,
    examId: 'exam-1',
    type: 'no_face',
    capturedAt,
    heldMs: 3_000,
    confirmedAt: capturedAt + 300,
    evidence: {
      id: `picture-${id}`,
      sha256: 'b'.repeat(64),
      bytes: 1,
      width: 640,
      height: 360,
      capturedAt,
    },
  };
}

function detailWith(incidents: Incident[]): AttemptDetail {
  const { value, level, bands } = score({ no_face: incidents.length });
  return {
    attempt: {
      id: 'a',
      examId: 'exam-1',
      studentName: 'Ada',
      state: 'in_progress',
      consent: null,
      firstJoinedAt: 1,
      endedAt: null,
    },
    score: { value, level, bands: [...bands] },
    incidents,
  };
}

describe("an attempt's detail", () => {
  let scope: EffectScope;
  let tell: (incidents: readonly Incident[]) => void;
  const answers: (AttemptDetail | 'no network')[] = [];

  beforeEach(() => {
    scope = effectScope();
    vi.stubGlobal('fetch', () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer === 'no network'
        ? Promise.reject(new TypeError('no network'))
        : Promise.resolve(new Response(JSON.stringify(answer)));
    });
  });
  afterEach(() => {
    scope.stop();
    answers.length = 0;
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
    const ids = () =>
      detail.state.value.status === 'ready'
        ? detail.state.value.detail.incidents.map(({ id }) => id)
        : detail.state.value.status;
    return { ...detail, ids };
  }

  it('is read, and takes in what the wall hears of this student', async () => {
    answers.push(
      detailWith([incident('1', 10)]),
      detailWith([incident('2', 20), incident('1', 10)]),
    );
    const { ids, state } = open();
    expect(ids()).toBe('loading');
    await expect.poll(ids).toEqual(['1']);
    tell([incident('9', 15, 'somebody-else')]);
    expect(ids()).toEqual(['1']);
    tell([incident('2', 20)]);
    expect(ids()).toEqual(['2', '1']);
    // How it changed the score comes a moment later.
    await expect
      .poll(() => (state.value.status === 'ready' ? state.value.detail.score.value : -1))
      .toBe(16);
  });

  it('keeps what is there when a later reading fails', async () => {
    answers.push(detailWith([incident('1', 10)]), 'no network');
    const { ids } = open();
    await expect.poll(ids).toEqual(['1']);
    tell([incident('2', 20)]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(ids()).toEqual(['2', '1']);
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
  it('names each once, newest first', () => {
    const joined = joinIncidents(
      [incident('1', 10), incident('3', 30)],
      [incident('3', 30), incident('2', 20)],
    );
    expect(joined.map(({ id }) => id)).toEqual(['3', '2', '1']);
  });
});
