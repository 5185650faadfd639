import { failure, success, type Reason, type StudentAction } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nothingTold, type ActionMemory } from '../actions/index.ts';
import { InvigilatorLine } from './invigilator-line.ts';

beforeEach(() => void vi.spyOn(console, 'info').mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

const message: StudentAction = {
  actionId: 'm',
  at: 1,
  content: { kind: 'message', text: 'Hello' },
};
const ask: StudentAction = { actionId: 'k', at: 2, content: { kind: 'ask', text: 'There?' } };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A line to a server that answers as it is told to. */
function line(memory: ActionMemory = nothingTold('a1')) {
  const heard: string[] = [];
  const server: { reason: Reason | null; connected: boolean } = { reason: null, connected: true };
  let kept = memory;
  const answer = () =>
    Promise.resolve(server.reason === null ? success({}) : failure(server.reason));
  const made = new InvigilatorLine({
    memory,
    keep: (now) => (kept = now),
    progress: ({ actionId, event }) => {
      if (server.reason === null) heard.push(`${actionId} ${event}`);
      return answer();
    },
    message: ({ text }) => {
      if (server.reason === null) heard.push(text);
      return answer();
    },
    isConnected: () => server.connected,
    onChange: () => undefined,
    pause: settle as () => Promise<void>,
  });
  return { line: made, heard, server, kept: () => kept };
}
const closing = { timeZone: 'Europe/Madrid', examClosesAt: 1, closesAt: 1 };

describe('InvigilatorLine', () => {
  it('tells at once what becomes of an action', async () => {
    const { line: made, heard } = line();
    made.take(ask);
    made.onScreen({}, 'k');
    await settle();
    made.acknowledge('k');
    await settle();
    expect(heard).toEqual(['k see', 'k finish']);
  });

  it('takes an answer for an acknowledgement', async () => {
    const { line: made, heard } = line();
    made.take(message);
    made.reply('m', '   ');
    expect(made.open).toHaveLength(1);
    made.reply('m', 'Hello to you');
    await settle();
    expect(made.open).toEqual([]);
    expect(heard.sort()).toEqual(['Hello to you', 'm finish']);
  });

  it('waits with all of it until there is a connection, and loses nothing with the document', async () => {
    const first = line();
    first.server.reason = 'no_answer';
    first.server.connected = false;
    first.line.take(ask);
    first.line.acknowledge('k');
    first.line.write('Can you hear me?');
    await settle();
    expect(first.heard).toEqual([]);
    first.line.close();

    const second = line(first.kept());
    expect(second.line.conversation(closing, (at) => at)).toMatchObject([
      { text: 'There?', open: false },
      { text: 'Can you hear me?', state: 'waiting' },
    ]);
    await second.line.flush();
    expect(second.heard.sort()).toEqual(['Can you hear me?', 'k finish']);
    await second.line.flush();
    expect(second.heard).toHaveLength(2);
    expect(second.line.conversation(closing, (at) => at)[1]).toMatchObject({ state: 'sent' });
  });

  it('sends again what was not answered in time, though the connection holds', async () => {
    const { line: made, heard, server, kept } = line();
    server.reason = 'no_answer';
    made.write('Can you hear me?');
    await settle();
    server.reason = null;
    await vi.waitFor(() => expect(kept().written).toMatchObject([{ state: 'sent' }]));
    expect(heard).toEqual(['Can you hear me?']);
  });

  it('says why the server does not take a message, and goes on with the next', async () => {
    const { line: made, server, heard } = line();
    server.reason = 'too_many_messages';
    made.write('One');
    await settle();
    server.reason = null;
    made.write('Two');
    await settle();
    expect(heard).toEqual(['Two']);
    expect(made.conversation(closing, (at) => at)).toMatchObject([
      { text: 'One', state: 'refused', why: expect.stringMatching(/as many messages/) as string },
      { text: 'Two', state: 'sent' },
    ]);
  });

  it('does not tell again what the server does not want to know', async () => {
    const { line: made, server, kept } = line();
    server.reason = 'action_not_possible';
    made.take(ask);
    made.acknowledge('k');
    await settle();
    expect(kept().told).toMatchObject([{ state: 'done', known: 'done' }]);
  });

  it('notes when a message was seen', async () => {
    const { line: made, kept } = line();
    made.write('One');
    await settle();
    made.messageSeen(kept().written[0]?.messageId ?? '', 77);
    expect(kept().written).toMatchObject([{ state: 'seen', seenAt: 77 }]);
  });
});
