import { defaultPolicy } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { Detectors } from './detectors/index.ts';
import { nobody, twoFaces } from './testing/frames.ts';
import { sitting, type Scene } from './testing/sitting.ts';
import { readTrace, writeTrace, type TracedFrame } from './trace.ts';

/** What is claimed of a trace, and at which second. */
function judge(trace: readonly TracedFrame[]): [string, number][] {
  const detectors = new Detectors(500);
  return trace.flatMap(({ at, frame }) => {
    const { claim } = detectors.look(frame, at, defaultPolicy.violations);
    return claim === null ? [] : [[claim.type, Math.floor(at / 1000)] as [string, number]];
  });
}
const recorded = (scenes: readonly Scene[], everyMs?: number) =>
  readTrace(writeTrace(sitting(scenes, everyMs)));

describe('a trace', () => {
  it('is read back as it was written', () => {
    const trace = sitting([{ forMs: 2000 }, { forMs: 1000, show: nobody }]);
    expect(readTrace(writeTrace(trace))).toEqual(trace);
  });

  it('is refused where it is another version’s, or damaged, by its line', () => {
    const text = writeTrace(sitting([{ forMs: 600 }]));
    const old = text.replace('"version":3', '"version":2');
    expect(() => readTrace(old)).toThrow('recorded in version 2; only version 3');
    expect(() => readTrace(text.replace('"version":3', '"version":"3"'))).toThrow('line 1');
    expect(() => readTrace(text.replace('"faces":1', '"faces":-1'))).toThrow('line 2');
    expect(() => readTrace(text.slice(0, -20))).toThrow('line 4');
    expect(() => readTrace('')).toThrow('line 1');
  });
});

describe('the detectors, on traces', () => {
  it.each([125, 200, 500, 1000])('claim nothing of ten calm minutes, every %d ms', (everyMs) => {
    expect(judge(recorded([{ forMs: 600_000 }], everyMs))).toEqual([]);
  });

  it('claim nothing of reading, thinking, writing and stretching', () => {
    const minute: Scene[] = [
      { forMs: 12_000, directions: { x: 0.18, yaw: 8 } },
      { forMs: 12_000, directions: { x: -0.08, yaw: -6 } },
      { forMs: 20_000, directions: { pitch: 35, y: 0.15, openness: 0.18 } },
      { forMs: 3000, directions: { y: -0.5, pitch: -15 } },
      { forMs: 2000, directions: { yaw: 50 } },
      { forMs: 11_000, directions: { yaw: -12, x: 0.17 } },
    ];
    const scenes = [{ forMs: 5000 }, ...minute, ...minute, ...minute];
    expect(judge(recorded(scenes))).toEqual([]);
  });

  it('claim what a script shows, each once, and nothing else', () => {
    const script: Scene[] = [
      { forMs: 7000 },
      { forMs: 7000, show: nobody },
      { forMs: 7000, show: twoFaces },
      { forMs: 7000, show: { luma: 9, deviation: 2, sharpness: 1 } },
      { forMs: 7000, directions: { yaw: 30, x: -0.2 } },
      { forMs: 7000, directions: { pitch: 30, y: 0, openness: 0.18 } },
      { forMs: 7000, directions: { x: 0.6 } },
    ];
    expect(judge(recorded(script))).toEqual([
      ['no_face', 10],
      ['multiple_faces', 15],
      ['camera_blackout', 23],
      ['head_turned', 31],
      ['gaze_away', 46],
    ]);
  });

  it('see as much once a second, and no sooner', () => {
    const script: Scene[] = [
      { forMs: 10_000 },
      { forMs: 10_000, directions: { yaw: 40 } },
      { forMs: 10_000 },
      { forMs: 10_000, show: nobody },
    ];
    expect(judge(recorded(script, 1000))).toEqual([
      ['head_turned', 13],
      ['no_face', 33],
    ]);
  });
});
