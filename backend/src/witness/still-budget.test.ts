import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StillBudget, type StillPurpose } from './still-budget.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

/** Asks for so many stills at once; resolves to what was granted within the time, in order. */
async function grantedWithin(
  budget: StillBudget,
  purposes: readonly StillPurpose[],
  ms: number,
): Promise<StillPurpose[]> {
  const granted: StillPurpose[] = [];
  for (const purpose of purposes)
    void budget.admit(purpose, never).then(() => granted.push(purpose));
  await vi.advanceTimersByTimeAsync(ms);
  return granted;
}

describe('the budget for stills', () => {
  it('grants at once what it has, and the rest as time passes', async () => {
    const budget = new StillBudget(8);
    const looks = Array<StillPurpose>(20).fill('look');
    expect(await grantedWithin(budget, looks, 0)).toHaveLength(8);
    expect(budget.waiting).toBe(12);
    await vi.advanceTimersByTimeAsync(999);
    expect(budget.waiting).toBe(12);
    await vi.advanceTimersByTimeAsync(1);
    expect(budget.waiting).toBe(4);
  });

  it('serves evidence before looks that came earlier', async () => {
    const budget = new StillBudget(1);
    const asked: StillPurpose[] = ['look', 'look', 'look', 'evidence', 'evidence'];
    expect(await grantedWithin(budget, asked, 4000)).toEqual([
      'look',
      'evidence',
      'evidence',
      'look',
      'look',
    ]);
  });

  it('can be less than one in a second', async () => {
    const budget = new StillBudget(0.25);
    expect(await grantedWithin(budget, ['look', 'look', 'look'], 7999)).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(budget.waiting).toBe(0);
  });

  it('is not spent on those who gave up', async () => {
    const budget = new StillBudget(1);
    await budget.admit('look', never);
    const impatient = new AbortController();
    const given = budget.admit('evidence', impatient.signal);
    impatient.abort();
    await expect(given).rejects.toMatchObject({ code: 'not_taken' });
    await expect(budget.admit('look', AbortSignal.abort())).rejects.toMatchObject({
      code: 'not_taken',
    });
    expect(await grantedWithin(budget, ['look'], 1000)).toEqual(['look']);
  });

  it('is never exceeded over any second, whoever asks when, and is used up while they do', async () => {
    const asking = fc.record({
      waitMs: fc.nat(400),
      purpose: fc.constantFrom<StillPurpose>('evidence', 'look'),
      givesUp: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(asking, { maxLength: 60 }),
        async (perSecond, requests) => {
          const budget = new StillBudget(perSecond);
          const grantedAt: number[] = [];
          let served = 0;
          for (const { waitMs, purpose, givesUp } of requests) {
            const patience = new AbortController();
            budget.admit(purpose, patience.signal).then(
              () => grantedAt.push(performance.now()),
              () => (served += 1),
            );
            await vi.advanceTimersByTimeAsync(waitMs);
            if (givesUp) patience.abort();
          }
          await vi.advanceTimersByTimeAsync(1000 * (requests.length + 1));
          expect(budget.waiting).toBe(0);
          expect(grantedAt.length + served).toBe(requests.length);
          for (const [index, at] of grantedAt.entries()) {
            const nextOverBudget = grantedAt[index + perSecond];
            if (nextOverBudget !== undefined)
              expect(nextOverBudget - at).toBeGreaterThanOrEqual(1000);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
