import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageInbox, type Hearing } from './page-inbox.ts';
import type { FromPage } from './ports.ts';

const rules = { messageBurst: 5, messagesPerSecond: 10, messagesHeldBack: 100, cutOffMs: 5000 };

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const facts = (hidden: boolean): FromPage => ({ kind: 'page_facts', facts: { hidden } });
const hello: FromPage = { kind: 'hello', attemptId: 'a1', role: 'quiz' };
const paste: FromPage = { kind: 'page_act', act: 'paste' };
const copy: FromPage = { kind: 'page_act', act: 'copy' };

function inbox(by = rules) {
  const heard: FromPage[] = [];
  const box = new PageInbox<string>(by, (message) => heard.push(message));
  const take = (raw: unknown, from = 'p') => box.take(raw, from, performance.now());
  /** Says the same thing many times. */
  const flood = (raw: unknown, times: number) =>
    Array.from({ length: times }, () => take(raw)).at(-1);
  return { box, heard, take, flood };
}

describe('PageInbox', () => {
  it('hears at once what a page has to say', () => {
    const { heard, take } = inbox();
    expect([hello, facts(true), facts(false), paste].map((one) => take(one))).toEqual(
      Array<Hearing>(4).fill('heard'),
    );
    expect(heard).toEqual([hello, facts(true), facts(false), paste]);
  });

  it('holds back what is too much, and knows in the end what was said last', async () => {
    const { heard, take, flood } = inbox();
    flood(facts(true), 5);
    expect(flood(facts(true), 50)).toBe('held_back');
    take(paste);
    take(copy);
    expect(take(facts(false))).toBe('held_back');
    expect(heard).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard.slice(5)).toEqual([facts(false), paste, copy]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(take(facts(true))).toBe('heard');
  });

  it('never hears more than its allowance, whatever comes and when', async () => {
    const message = fc.record({
      raw: fc.constantFrom<unknown>(
        hello,
        facts(true),
        facts(false),
        paste,
        copy,
        'nonsense',
        null,
      ),
      afterMs: fc.integer({ min: 0, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 150 }), async (messages) => {
        const { box, heard, take } = inbox();
        const startedAt = performance.now();
        let lastFacts: FromPage | undefined;
        for (const { raw, afterMs } of messages) {
          await vi.advanceTimersByTimeAsync(afterMs);
          take(raw);
          if (raw !== null && typeof raw === 'object' && 'facts' in raw)
            lastFacts = raw as FromPage;
          const allowed = rules.messageBurst + (performance.now() - startedAt) / 100;
          expect(heard.length).toBeLessThanOrEqual(allowed);
        }
        await vi.advanceTimersByTimeAsync(2000);
        expect(box.isIdle(performance.now())).toBe(true);
        expect(heard.findLast(({ kind }) => kind === 'page_facts')).toEqual(lastFacts);
      }),
      { numRuns: 40 },
    );
  });

  it('lets nothing overtake what waits, however late its turn comes', async () => {
    const { box, heard, flood, take } = inbox();
    flood(facts(true), 5);
    take(facts(true));
    // The timer is late: by the clock its turn was long ago.
    expect(box.take(facts(false), 'p', performance.now() + 1000)).toBe('held_back');
    await vi.advanceTimersByTimeAsync(2000);
    expect(heard.at(-1)).toEqual(facts(false));
  });

  it('counts what it does not understand', () => {
    const { take, flood } = inbox();
    expect(take({ kind: 'nonsense' })).toBe('not_understood');
    expect(take('x')).toBe('not_understood');
    flood(null, 3);
    expect(take(facts(true))).toBe('held_back');
  });

  it('cuts off a page that goes on regardless, and hears it again later', async () => {
    const { box, heard, take, flood } = inbox();
    expect(flood(facts(true), 105)).toBe('held_back');
    expect(take(facts(true))).toBe('cut_off');
    expect(flood(facts(true), 100_000)).toBe('cut_off');
    expect(heard).toHaveLength(5);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(rules.cutOffMs - 1);
    expect([box.isCutOff(performance.now()), box.isIdle(performance.now())]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(take(facts(false))).toBe('heard');
  });

  it('does not cut off a page that is only a little too lively for long', async () => {
    const { take } = inbox();
    const said = new Set<Hearing>();
    for (let i = 0; i < 3000; i++) {
      // Now and then it has said everything.
      await vi.advanceTimersByTimeAsync(i % 100 === 0 ? 2000 : 60);
      said.add(take(facts(i % 2 === 0)));
    }
    expect([...said].sort()).toEqual(['heard', 'held_back']);
  });

  it('forgets what a page said that is gone', async () => {
    const { box, heard, flood } = inbox();
    flood(facts(true), 20);
    box.gone('p');
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard).toHaveLength(5);
  });
});
