import { reachesStudent, staffActionSchema, type StudentAction } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { cardKindOf, cardOf } from './card.ts';
import { conversationOf } from './conversation.ts';
import type { Told } from './memory.ts';
import { MessageDesk } from './message-desk.ts';

/** 11:00 in Madrid. */
const examClosesAt = Date.UTC(2026, 11, 4, 10, 0);
const closing = { timeZone: 'Europe/Madrid', examClosesAt, closesAt: examClosesAt + 600_000 };
const at = examClosesAt - 3_600_000;
const action = (content: StudentAction['content']): StudentAction => ({
  actionId: 'x1',
  at,
  content,
});

describe('cardOf', () => {
  it('says what an invigilator wrote, and when', () => {
    expect(cardOf(action({ kind: 'ask', text: '<b>There?' }), closing)).toEqual({
      actionId: 'x1',
      kind: 'ask',
      title: 'An invigilator asks for a moment of your attention',
      text: '<b>There?',
      at: '10:00',
    });
  });

  it('says until when a student has that was given more time', () => {
    expect(cardOf(action({ kind: 'extend', extraMs: 600_000 }), closing)).toMatchObject({
      title: 'You have more time',
      text: 'You have until 11:10, 10 minutes more.',
    });
  });

  it('has no card for what shows in the pill, nor for what is not for students', () => {
    for (const kind of ['pause', 'resume', 'end'] as const) {
      expect(cardOf(action({ kind }), closing)).toBeNull();
    }
    const kinds = staffActionSchema.options.map(({ shape }) => shape.kind.value);
    const withCard = kinds.filter((kind) => cardKindOf(kind) !== null);
    expect(withCard).toEqual(['warn', 'message', 'ask', 'extend']);
    expect(withCard.every(reachesStudent)).toBe(true);
    expect(cardKindOf('student_message')).toBeNull();
  });
});

describe('conversationOf', () => {
  it('puts both sides in the order of the server’s clock', () => {
    let written: MessageDesk['written'] = [];
    const desk = new MessageDesk({ written, keep: (now) => (written = now) });
    // This machine's clock is an hour behind.
    desk.write('  Yes, I am here ', at + 1000 - 3_600_000);
    desk.write('And you?', at + 3000 - 3_600_000);
    const told: Told[] = [
      { action: action({ kind: 'ask', text: 'There?' }), state: 'done', known: 'sent' },
      { action: { ...action({ kind: 'pause' }), actionId: 'p' }, state: 'done', known: 'done' },
      {
        action: { ...action({ kind: 'message', text: 'Good' }), actionId: 'x2', at: at + 2000 },
        state: 'seen',
        known: 'seen',
      },
    ];
    const lines = conversationOf(told, desk.written, closing, (epoch) => epoch + 3_600_000);
    expect(lines).toMatchObject([
      { from: 'invigilators', id: 'x1', text: 'There?', open: false },
      { from: 'student', text: 'Yes, I am here', state: 'waiting', at: at + 1000 },
      { from: 'invigilators', id: 'x2', text: 'Good', open: true },
      { from: 'student', text: 'And you?' },
    ]);
  });
});

describe('MessageDesk', () => {
  function desk() {
    let kept: MessageDesk['written'] = [];
    const made = new MessageDesk({ written: [], keep: (now) => (kept = now) });
    return { desk: made, kept: () => kept };
  }

  it('keeps what is written until the server has it', () => {
    const { desk: made, kept } = desk();
    made.write('One', 1);
    made.write('Two', 2);
    expect(made.unsent.map(({ text }) => text)).toEqual(['One', 'Two']);
    const [one] = made.unsent;
    made.sent(one?.messageId ?? '');
    expect(new MessageDesk({ written: kept(), keep: () => undefined }).unsent).toMatchObject([
      { text: 'Two' },
    ]);
    made.seen(one?.messageId ?? '', 99);
    expect(made.written[0]).toMatchObject({ state: 'seen', seenAt: 99 });
  });

  it('does not send again what was seen before the answer came', () => {
    const { desk: made } = desk();
    made.write('One', 1);
    const id = made.unsent[0]?.messageId ?? '';
    made.seen(id, 99);
    made.sent(id);
    expect(made.written[0]).toMatchObject({ state: 'seen', seenAt: 99 });
    expect(made.unsent).toEqual([]);
  });

  it('notes why the server does not take something', () => {
    const { desk: made } = desk();
    made.write('One', 1);
    made.refused(made.unsent[0]?.messageId ?? '', 'too_many_messages');
    expect(made.unsent).toEqual([]);
    const [line] = conversationOf([], made.written, closing, (epoch) => epoch);
    expect(line).toMatchObject({
      state: 'refused',
      why: 'This attempt has sent as many messages as it may.',
    });
  });

  it('sends nothing that says nothing, and no more than the contract takes', () => {
    const { desk: made } = desk();
    expect([made.write('  \n', 1), made.written]).toEqual([false, []]);
    made.write('x'.repeat(900), 1);
    expect(made.written[0]?.text).toHaveLength(500);
  });
});
