import { describe, expect, it } from 'vitest';
import { refusals } from './measure.ts';
import {
  backgroundWords,
  dotWords,
  failureAdvice,
  interruptedAdvice,
  lookWords,
  measuredWords,
  refusalAdvice,
  skippedWords,
  stillHoldsWords,
  waitingWords,
} from './words.ts';

const failures = [
  'analysis_no_webgl',
  'analysis_model_failed',
  'analysis_worker_failed',
  'analysis_out_of_memory',
  'analysis_unavailable',
] as const;

describe('what the student reads', () => {
  it('says what happened and what to do, without a reproach', () => {
    const all = [
      ...refusals.map((refusal) => refusalAdvice[refusal]),
      ...failures.map(failureAdvice),
      interruptedAdvice,
    ];
    for (const { what, next } of all) {
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(next).toMatch(/^[A-Z].*\.$/);
      expect(what + next).not.toMatch(/!|_|cheat|suspicious/i);
    }
    expect(new Set(all.map(({ what, next }) => what + next)).size).toBe(all.length);
  });

  it('names each place', () => {
    expect(new Set(Object.values(dotWords)).size).toBe(5);
    for (const words of [
      ...Object.values(dotWords),
      lookWords,
      waitingWords,
      skippedWords,
      stillHoldsWords,
    ]) {
      expect(words).toMatch(/\.$/);
    }
  });

  it('calls eyes that were not seen to follow no disadvantage', () => {
    const measurement = (x: boolean) => ({
      calibration: {
        neutral: { yaw: 0, pitch: 0, gazeX: 0, gazeY: 0 },
        gazeRange: { x: [-0.2, 0.2] as [number, number], y: [-0.2, 0.1] as [number, number] },
        background: [],
      },
      followed: { x, y: x },
    });
    expect(measuredWords(measurement(true))).not.toMatch(/disadvantage/);
    expect(measuredWords(measurement(false))).toMatch(/no disadvantage/);
  });

  it('tells of posters only where there are some', () => {
    expect(backgroundWords(0)).toBe('');
    expect(backgroundWords(1)).toMatch(/a picture of a face .* ignored/);
    expect(backgroundWords(3)).toMatch(/3 pictures of faces .* ignored/);
  });
});
