import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import type { FrameSignals } from '../vision/index.ts';
import { faceHint, faceHints, hintWords } from './hint.ts';
import { goodFace } from './schedule.ts';

const eye = { x: 0, y: 0, openness: 0.3 };
const good: FrameSignals['face'] = {
  width: 0.25,
  box: { x: 0.4, y: 0.3, w: 0.25, h: 0.4 },
  yaw: 3,
  pitch: 5,
  roll: 0,
  eyes: { left: eye, right: eye },
};
const frameOf = (more: Partial<Parameters<typeof faceHint>[0]> = {}) => ({
  ...{ look: 'full' as const, faces: 1, face: good },
  ...{ picture: { width: 640, height: 360 }, luma: 90, sharpness: 60 },
  ...more,
});
const shut = { ...eye, openness: 0.05 };

const cases: [string, Parameters<typeof faceHint>[0], ReturnType<typeof faceHint>][] = [
  ['a good one', frameOf(), null],
  ['nobody', frameOf({ faces: 0, face: null }), 'no_face'],
  ['two', frameOf({ faces: 2 }), 'several_faces'],
  ['darkness', frameOf({ luma: 20 }), 'too_dark'],
  [
    'far away',
    frameOf({ face: { ...good, width: 0.1, box: { ...good.box, w: 0.1 } } }),
    'too_small',
  ],
  ['half outside', frameOf({ face: { ...good, width: 0.3 } }), 'cut_off'],
  ['above the edge', frameOf({ face: { ...good, box: { ...good.box, y: 0 } } }), 'cut_off'],
  ['to the side', frameOf({ face: { ...good, yaw: 30 } }), 'turned'],
  ['a profile', frameOf({ face: null }), 'turned'],
  ['asleep', frameOf({ face: { ...good, eyes: { left: shut, right: shut } } }), 'eyes_closed'],
  ['a blur', frameOf({ sharpness: 2 }), 'blurred'],
];

describe('what keeps a face from being taken', () => {
  it.each(cases)('%s', (_what, frame, hint) => {
    expect(faceHint(frame, config.identity)).toBe(hint);
    // Whoever is told nothing is taken, and nobody else.
    expect(goodFace(frame, config.identity) !== null).toBe(hint === null);
  });

  it('is not told from a glance', () => {
    expect(faceHint(frameOf({ look: 'glance', face: null }), config.identity)).toBeNull();
  });

  it.each(faceHints)('has words: %s', (hint) => {
    expect(hintWords[hint]).toMatch(/^[A-Z].*\.$/);
  });
});
