import { score, type ReviewReply } from '@invigil/shared-types';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decisionOf } from '../incidents/index.ts';
import { fakeRest, problemResponse, reviewFor, violationFor } from '../testing/index.ts';
import { useDecisions } from './decisions.ts';

const open = violationFor('1');
const dismissed = violationFor('1', { review: reviewFor('dismissed') });
const reply: ReviewReply = { incident: dismissed, score: score({}) };

afterEach(() => vi.unstubAllGlobals());

describe('a decision', () => {
  it('is taken over from the answer, and not before', async () => {
    let answer = (): void => {};
    const calls = fakeRest(() => new Promise((resolve) => (answer = () => resolve(reply))));
    const decided = vi.fn();
    const { decide, stateOf } = useDecisions(decided);
    const sent = decide(open, 'dismiss');
    expect(stateOf('1')).toEqual({ status: 'sending', event: 'dismiss' });
    await expect.poll(() => calls.length).toBe(1);
    expect(decided).not.toHaveBeenCalled();
    answer();
    await sent;
    expect(decided).toHaveBeenCalledExactlyOnceWith(reply);
    expect(stateOf('1').status).toBe('none');
    expect(calls).toEqual([
      { method: 'PUT', path: '/api/incidents/1/review', body: { event: 'dismiss', note: null } },
    ]);
  });

  it('that the server refuses changes nothing, says why, and can be made again', async () => {
    const answers = [problemResponse(503, 'storage_unavailable', 'Please try again.'), reply];
    fakeRest(() => answers.shift() ?? 'no network');
    const decided = vi.fn();
    const { decide, stateOf } = useDecisions(decided);
    await decide(open, 'dismiss');
    expect(decided).not.toHaveBeenCalled();
    expect(stateOf('1')).toMatchObject({
      status: 'failed',
      failure: { message: 'Please try again.' },
    });
    await decide(open, 'dismiss');
    expect(stateOf('1').status).toBe('none');
    expect(decided).toHaveBeenCalledOnce();
  });

  it('is sent once while it is under way, and not at all where it changes nothing', async () => {
    const calls = fakeRest(() => reply);
    const { decide } = useDecisions(() => {});
    await Promise.all([decide(open, 'dismiss'), decide(open, 'accept')]);
    expect(calls).toHaveLength(1);
    await decide(dismissed, 'dismiss');
    await decide(open, 'reopen');
    expect(calls).toHaveLength(1);
    await decide(dismissed, 'reopen');
    expect(calls).toHaveLength(2);
  });
});

describe('the keys', () => {
  const key = (name: string, more: object = {}) =>
    decisionOf({
      key: name,
      code: '',
      shiftKey: false,
      target: null,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      repeat: false,
      ...more,
    });

  it('are a, d and u, with capitals locked as well', () => {
    expect([key('a'), key('d'), key('u'), key('A')]).toEqual([
      'accept',
      'dismiss',
      'doubt',
      'accept',
    ]);
  });

  it("are no other, none that is held down, and none of the browser's", () => {
    expect([key('x'), key('Enter'), key('a', { repeat: true })]).toEqual([null, null, null]);
    expect([key('a', { ctrlKey: true }), key('d', { metaKey: true })]).toEqual([null, null]);
    expect(key('u', { altKey: true })).toBeNull();
  });
});
