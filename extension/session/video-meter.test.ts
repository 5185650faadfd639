import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { VideoMeter } from './video-meter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells sums, and nothing while nothing is sent', async () => {
  let bytes = 0;
  const sums: number[] = [];
  const meter = new VideoMeter(
    () => Promise.resolve(bytes),
    (sum) => sums.push(sum),
  );
  meter.begin();
  meter.begin();
  bytes = 600;
  await vi.advanceTimersByTimeAsync(config.glassBox.videoSumMs - config.glassBox.videoLookMs);
  expect(sums).toEqual([]);
  await vi.advanceTimersByTimeAsync(config.glassBox.videoSumMs);
  bytes = 1000;
  await vi.advanceTimersByTimeAsync(config.glassBox.videoSumMs);
  expect(sums).toEqual([600, 400]);
  await vi.advanceTimersByTimeAsync(config.glassBox.videoSumMs);
  meter.close();
  bytes = 5000;
  await vi.advanceTimersByTimeAsync(2 * config.glassBox.videoSumMs);
  expect(sums).toEqual([600, 400]);
});
