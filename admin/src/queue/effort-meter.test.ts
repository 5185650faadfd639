import { describe, expect, it } from 'vitest';
import { EffortMeter } from './effort-meter.ts';

function meterAt() {
  const clock = { now: 0 };
  const told: [string, number, number][] = [];
  const server = { up: true };
  const meter = new EffortMeter(
    {
      now: () => clock.now,
      tell(attemptId, { keystrokes, activeMs }) {
        if (!server.up) return Promise.reject(new Error('away'));
        told.push([attemptId, keystrokes, activeMs]);
        return Promise.resolve();
      },
    },
    15_000,
  );
  const after = (ms: number, what: () => void) => {
    clock.now += ms;
    what();
  };
  return { meter, told, server, after };
}

describe('what a student takes', () => {
  it('is the time between one thing and the next, up to when nobody is taken to be there', async () => {
    const { meter, told, after } = meterAt();
    meter.begin('a');
    after(4_000, () => meter.command());
    after(600_000, () => meter.active());
    after(1_000, () => meter.command());
    await meter.flush();
    expect(told).toEqual([['a', 2, 4_000 + 15_000 + 1_000]]);
  });

  it('goes to the student who is looked at, and stops while the page is out of sight', async () => {
    const { meter, told, after } = meterAt();
    meter.begin('a');
    after(2_000, () => meter.command());
    after(1_000, () => meter.begin('b'));
    after(3_000, () => meter.command());
    after(500, () => meter.away());
    after(9_000, () => meter.active());
    after(500, () => meter.command());
    await meter.flush();
    expect(told).toEqual([
      ['a', 1, 3_000],
      ['b', 2, 4_000],
    ]);
  });

  it('is not told of somebody who was looked at in passing', async () => {
    const { meter, told, after } = meterAt();
    meter.begin('a');
    after(2_000, () => meter.begin(null));
    await meter.flush();
    expect(told).toEqual([]);
  });

  it('is told with the next where it could not be told', async () => {
    const { meter, told, server, after } = meterAt();
    meter.begin('a');
    after(2_000, () => meter.command());
    server.up = false;
    await meter.flush();
    server.up = true;
    after(1_000, () => meter.command());
    await meter.flush();
    expect(told).toEqual([['a', 2, 3_000]]);
  });
});
