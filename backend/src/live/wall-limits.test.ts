import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WallLimits } from './wall-limits.ts';

let lines: Record<string, unknown>[];
let limits: WallLimits;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const log = pino(
    {},
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  limits = new WallLimits({ requestsPer10Seconds: 100, log });
});
afterEach(() => vi.useRealTimers());

/** How many of so many requests were admitted. */
async function ask(count: number, event = 'media:resume', staffId = 'ada') {
  let admitted = 0;
  for (let asked = 0; asked < count; asked += 1) {
    if ((await limits.admit(staffId, event)) === null) admitted += 1;
  }
  return admitted;
}

describe('a member of staff may ask', () => {
  it('so often within ten seconds, and as often again afterwards', async () => {
    expect(await ask(250)).toBe(100);
    expect(await limits.admit('ada', 'media:resume')).toMatchObject({ reason: 'rate_limited' });
    vi.advanceTimersByTime(10_000);
    expect(await ask(250)).toBe(100);
  });

  it('less often for what is much work', async () => {
    expect(await ask(10, 'wall:snapshot')).toBe(5);
    vi.advanceTimersByTime(10_000);
    expect(await ask(10, 'media:phases')).toBe(5);
  });

  it('by names that no request has, or every object', async () => {
    expect(await ask(50, 'wall:nonsense')).toBe(50);
    expect(await ask(250, 'constructor')).toBe(50);
  });

  it('without regard to what others ask', async () => {
    expect(await ask(250)).toBe(100);
    expect(await ask(1, 'wall:watch', 'otto')).toBe(1);
  });
});

it('writes one line for each window in which something was refused, with no name', async () => {
  await ask(300);
  await ask(300, 'wall:snapshot');
  vi.advanceTimersByTime(10_000);
  await ask(101);
  expect(lines).toMatchObject([
    { staffId: 'ada', reason: 'rate_limited' },
    { staffId: 'ada', reason: 'rate_limited' },
  ]);
});
