import type { Action, ActionProgress } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { RequestFailure } from '../api/index.ts';
import { callFor } from '../testing/index.ts';
import { ProgressDesk } from './progress-desk.ts';

/** A desk whose server answers when the test says so. */
function desk() {
  const asked: ActionProgress[] = [];
  const answers: PromiseWithResolvers<Action>[] = [];
  const told: Action[] = [];
  const progress = new ProgressDesk({
    progress({ event }) {
      const answer = Promise.withResolvers<Action>();
      asked.push(event);
      answers.push(answer);
      return answer.promise;
    },
    told: (action) => told.push(action),
  });
  return { progress, asked, answers, told };
}

describe('what is told of an action', () => {
  it('that is settled while it is being told as seen is settled after that', async () => {
    const { progress, asked, answers, told } = desk();
    const seen = progress.report('1', 'see');
    void progress.report('1', 'finish');
    void progress.report('1', 'finish');
    expect(asked).toEqual(['see']);
    answers[0]?.resolve(callFor('1'));
    await expect.poll(() => asked).toEqual(['see', 'finish']);
    expect(progress.stateOf('1')).toMatchObject({ status: 'sending', event: 'finish' });
    answers[1]?.resolve(callFor('1'));
    await seen;
    expect(progress.stateOf('1').status).toBe('none');
    expect(told).toHaveLength(2);
  });

  it('is settled even where the server could not be told that it was seen', async () => {
    const { progress, asked, answers } = desk();
    void progress.report('1', 'see');
    void progress.report('1', 'finish');
    answers[0]?.reject(RequestFailure.unreachable());
    await expect.poll(() => asked).toEqual(['see', 'finish']);
    answers[1]?.reject(RequestFailure.unreachable());
    await expect.poll(() => progress.stateOf('1').status).toBe('failed');
    void progress.reportAgain();
    expect(asked).toEqual(['see', 'finish', 'finish']);
  });
});
