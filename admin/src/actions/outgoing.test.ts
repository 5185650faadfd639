import type { Action } from '@invigil/shared-types';
import { beforeEach, describe, expect, it } from 'vitest';
import { RequestFailure } from '../api/index.ts';
import { actionFor } from '../testing/index.ts';
import { OutgoingActions, outgoingLifecycle, type TakeRequest } from './outgoing.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an action on its way', () => {
  let requests: TakeRequest[];
  let answers: (() => Promise<Action>)[];
  let taken: Action[];
  let outgoing: OutgoingActions;
  const answered = ({ actionId }: TakeRequest) => actionFor(actionId);
  const refused = () => Promise.reject(RequestFailure.unreachable());

  beforeEach(() => {
    requests = [];
    answers = [];
    taken = [];
    outgoing = new OutgoingActions({
      take: (request) => {
        requests.push(request);
        const answer = answers.shift();
        return answer === undefined ? Promise.resolve(answered(request)) : answer();
      },
      taken: (action) => taken.push(action),
      now: () => 1_000,
    });
  });
  const states = () => outgoing.all.value.map(({ progress }) => progress.state);
  const send = () => outgoing.send('a', { kind: 'message', text: 'Hello' });

  it('is shown at once, and gone once the server has it', async () => {
    const sent = send();
    expect(outgoing.all.value).toMatchObject([
      { attemptId: 'a', at: 1_000, content: { kind: 'message', text: 'Hello' } },
    ]);
    expect(states()).toEqual(['sending']);
    expect(await sent).toBe(true);
    expect(outgoing.all.value).toEqual([]);
    expect(taken.map(({ id }) => id)).toEqual([requests[0]?.actionId]);
    expect(requests[0]?.actionId).toMatch(uuid);
  });

  it('that failed stays, and is sent again as the same action', async () => {
    answers = [refused];
    expect(await send()).toBe(false);
    expect(states()).toEqual(['failed']);
    const [first] = outgoing.all.value;
    outgoing.retry(first?.actionId ?? '');
    expect(states()).toEqual(['sending']);
    await expect.poll(() => taken.length).toBe(1);
    expect(requests.map(({ actionId }) => actionId)).toEqual([first?.actionId, first?.actionId]);
    expect(requests[1]?.content).toEqual(requests[0]?.content);
  });

  it('that failed can be discarded, and one under way cannot', async () => {
    answers = [refused, () => new Promise(() => {})];
    await send();
    void send();
    for (const { actionId } of outgoing.all.value) outgoing.discard(actionId);
    expect(states()).toEqual(['sending']);
  });

  it('whose answer was lost is over once the wall hears of it', async () => {
    answers = [refused];
    await send();
    outgoing.heard([{ id: outgoing.all.value[0]?.actionId ?? '' }]);
    expect(outgoing.all.value).toEqual([]);
  });

  it.each(
    outgoingLifecycle.states.flatMap((state) =>
      outgoingLifecycle.events.map((event) => [state, event] as const),
    ),
  )('while %s, at "%s", moves only where the table says so', (state, event) => {
    const moves: Record<string, string> = {
      'sending taken': 'taken',
      'sending fail': 'failed',
      'failed retry': 'sending',
      'failed discard': 'discarded',
      'failed taken': 'taken',
    };
    const transition = outgoingLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(moves[`${state} ${event}`]);
  });
});
