import { expect, it } from 'vitest';
import { messageLifecycle, type MessageEvent, type MessageState } from './message-lifecycle.ts';

const refused = 'refused by the table';
const expected: Record<MessageState, Record<MessageEvent, string>> = {
  waiting: { send: 'sent', see: 'seen', refuse: 'refused' },
  sent: { send: 'sent', see: 'seen', refuse: refused },
  seen: { send: 'seen', see: 'seen', refuse: refused },
  refused: { send: refused, see: refused, refuse: refused },
};

it.each(
  messageLifecycle.states.flatMap((state) =>
    messageLifecycle.events.map((event) => [state, event] as const),
  ),
)('%s, %s', (state, event) => {
  const next = messageLifecycle.next(state, event);
  expect(next.moved ? next.state : refused).toBe(expected[state][event]);
});
