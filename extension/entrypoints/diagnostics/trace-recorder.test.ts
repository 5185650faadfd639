import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frontal } from '../../vision/testing/frames.ts';
import { readTrace, writeTrace } from '../../vision/trace.ts';
import { TraceRecorder } from './trace-recorder.ts';

const limits = { maxMs: 10_000, maxFrames: 20 };
const start = 1_800_000_000_000;

function recording(): TraceRecorder {
  const recorder = new TraceRecorder(limits);
  recorder.start(start);
  return recorder;
}
const add = (recorder: TraceRecorder, at: number) => recorder.add({ at, frame: frontal });

describe('a recording', () => {
  it('holds every picture from its start to its end, by the time since its start', () => {
    const recorder = new TraceRecorder(limits);
    add(recorder, start - 500);
    recorder.start(start);
    // Captured before the start, and analysed after it.
    add(recorder, start - 40);
    add(recorder, start + 120.4);
    add(recorder, start + 250);
    recorder.stop(start + 300);
    add(recorder, start + 375);
    expect(recorder.frames.map(({ at }) => at)).toEqual([120, 250]);
    expect(recorder.state).toBe('stopped');
    expect(recorder.elapsedMs(start + 9000)).toBe(300);
  });

  it('is a trace that can be read back', () => {
    const recorder = recording();
    add(recorder, start + 1.23456);
    expect(readTrace(writeTrace(recorder.frames))).toEqual([{ at: 1, frame: frontal }]);
  });

  it('stops by itself when its time is over, with pictures or without', () => {
    const withPictures = recording();
    add(withPictures, start + 9_999);
    add(withPictures, start + 10_000);
    expect(withPictures.state).toBe('timed_out');
    expect(withPictures.frames).toHaveLength(1);
    const without = recording();
    without.tick(start + 9_999);
    expect(without.state).toBe('recording');
    without.tick(start + 60_000);
    expect(without.state).toBe('timed_out');
    expect(without.elapsedMs(start + 60_000)).toBe(10_000);
  });

  it('stops by itself when it is full', () => {
    const recorder = recording();
    for (let i = 0; i < 30; i++) add(recorder, start + i);
    expect(recorder.state).toBe('full');
    expect(recorder.frames).toHaveLength(20);
    expect(recorder.elapsedMs(start + 5000)).toBe(19);
  });

  it('replaces the one before, and not while that is being made', () => {
    const recorder = recording();
    add(recorder, start + 100);
    recorder.start(start + 200);
    expect(recorder.frames).toHaveLength(1);
    recorder.stop(start + 300);
    recorder.start(start + 400);
    expect(recorder.frames).toEqual([]);
    expect(recorder.elapsedMs(start + 450)).toBe(50);
  });

  it('has no length before there is one', () => {
    expect(new TraceRecorder(limits).elapsedMs(start)).toBe(0);
  });

  it('stays within its limits, whatever comes', () => {
    const step = fc.oneof(
      fc.constant('start' as const),
      fc.constant('stop' as const),
      fc.integer({ min: -20_000, max: 20_000 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const recorder = new TraceRecorder(limits);
        let now = start;
        for (const next of steps) {
          if (next === 'start') recorder.start(now);
          else if (next === 'stop') recorder.stop(now);
          else add(recorder, (now += next));
          expect(recorder.frames.length).toBeLessThanOrEqual(limits.maxFrames);
          expect(recorder.elapsedMs(now)).toBeLessThanOrEqual(limits.maxMs);
          expect(recorder.elapsedMs(now)).toBeGreaterThanOrEqual(0);
          for (const { at } of recorder.frames) {
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(limits.maxMs);
          }
        }
      }),
    );
  });
});
