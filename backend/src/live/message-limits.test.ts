import { claimsPerMessage, frameEventSchema, type FrameEvent } from '@invigil/shared-types';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MessageLimits } from './message-limits.ts';

const ada = { attemptId: 'ada', examId: 'exam' };
const bob = { attemptId: 'bob', examId: 'exam' };
const windowMs = 10_000;

let lines: FrameEvent[];
let limits: MessageLimits;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  limits = new MessageLimits({
    messagesPer10Seconds: 100,
    claimsPer10Seconds: 20,
    events: { write: (event) => void lines.push(frameEventSchema.parse(event)) },
  });
});
afterEach(() => {
  limits.close();
  vi.useRealTimers();
});

const claims = (count: number) => ({ claims: Array.from({ length: count }, () => ({})) });

/** How many of so many messages were admitted. */
async function send(count: number, from = ada, event = 'report', message: unknown = {}) {
  let admitted = 0;
  for (let sent = 0; sent < count; sent += 1) {
    if ((await limits.admit(from, event, message)) === null) admitted += 1;
  }
  return admitted;
}

describe('an agent may send', () => {
  it('so many messages within ten seconds, and as many again afterwards', async () => {
    expect(await send(250)).toBe(100);
    vi.advanceTimersByTime(windowMs - 1);
    expect(await send(1)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await send(250)).toBe(100);
  });

  it('so many claims, page events and notes, however many messages they come in', async () => {
    expect(await send(3, ada, 'claims', claims(6))).toBe(3);
    expect(await send(1, ada, 'note')).toBe(1);
    expect(await send(4, ada, 'page_event')).toBe(1);
    expect(await send(1, ada, 'claims', claims(1))).toBe(0);
    expect(await send(5)).toBe(5);
    vi.advanceTimersByTime(windowMs);
    expect(await send(1, ada, 'claims', claims(claimsPerMessage))).toBe(1);
  });

  it('nonsense, which counts as a message', async () => {
    const nonsense = [
      null,
      undefined,
      7,
      'claims',
      [],
      { claims: 7 },
      { claims: null },
      claims(9e4),
    ];
    for (const message of nonsense) expect(await send(1, ada, 'claims', message)).toBe(1);
    expect(await send(200, ada, '\u0000')).toBe(100 - nonsense.length);
  });

  it('too much, and is told so', async () => {
    await send(100);
    expect(await limits.admit(ada, 'report', {})).toMatchObject({ reason: 'rate_limited' });
  });
});

it('nobody’s messages count against anybody else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('ada', 'bob', 'eve'), fc.boolean()), { maxLength: 120 }),
      async (messages) => {
        const fresh = new MessageLimits({
          messagesPer10Seconds: 30,
          claimsPer10Seconds: 16,
          events: { write: () => undefined },
        });
        const sent = new Map<string, { messages: number; claims: number }>();
        for (const [attemptId, isClaim] of messages) {
          const before = sent.get(attemptId) ?? { messages: 0, claims: 0 };
          const mine = { messages: before.messages + 1, claims: before.claims };
          // Those that were one message too many are not looked at for claims.
          if (isClaim && mine.messages <= 30) mine.claims += 1;
          sent.set(attemptId, mine);
          const admitted = mine.messages <= 30 && (!isClaim || mine.claims <= 16);
          const failure = await fresh.admit(
            { attemptId, examId: 'exam' },
            isClaim ? 'page_event' : 'report',
            {},
          );
          expect(failure === null).toBe(admitted);
        }
        fresh.close();
      },
    ),
  );
});

describe('what is refused is written down', () => {
  it('once for each window, with how many there were', async () => {
    await send(10_000);
    await send(130, bob);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(windowMs);
    const line = { kind: 'refused', reason: 'rate_limited', type: null, claimId: null };
    const detail = { limit: 'messages', allowed: 100, withinMs: windowMs };
    expect(lines).toMatchObject([
      { ...line, ...ada, detail: { ...detail, messages: 9900 } },
      { ...line, ...bob, detail: { ...detail, messages: 30 } },
    ]);
    await send(101);
    vi.advanceTimersByTime(windowMs);
    expect(lines.slice(2)).toMatchObject([{ ...ada, detail: { messages: 1 } }]);
  });

  it('for claims by themselves', async () => {
    await send(3, ada, 'claims', claims(16));
    vi.advanceTimersByTime(windowMs);
    expect(lines).toMatchObject([{ detail: { limit: 'claims', allowed: 20, messages: 2 } }]);
  });

  it('at the latest when the server stops, and only once', async () => {
    await send(104);
    limits.close();
    limits.close();
    vi.advanceTimersByTime(windowMs);
    expect(lines).toMatchObject([{ detail: { messages: 4 } }]);
  });

  it('and nothing of it is kept', async () => {
    await send(104);
    await send(104, bob);
    vi.advanceTimersByTime(windowMs);
    expect(vi.getTimerCount()).toBe(0);
  });
});
