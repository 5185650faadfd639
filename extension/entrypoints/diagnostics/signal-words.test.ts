import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameSignals } from '../../vision/frame-signals.ts';
import { frontal, head, nobody } from '../../vision/testing/frames.ts';
import { signalRows, withLatestFace } from './signal-words.ts';

/** What one row says, like `+12 degrees: Turned 12° to your left`. */
function says(name: string, change: Partial<FrameSignals> = {}): string | undefined {
  const found = signalRows({ ...frontal, ...change }).find((row) => row.name === name);
  return found && `${`${found.value} ${found.unit}`.trim()}: ${found.meaning}`;
}
const turned = (directions: Parameters<typeof head>[0]) => head(directions);

describe('the words of signals', () => {
  it.each([
    [0, '0 degrees: Facing the camera'],
    [0.4, '0 degrees: Facing the camera'],
    [-0.4, '0 degrees: Facing the camera'],
    [12.3, '+12 degrees: Turned 12° to your left'],
    [-31, '−31 degrees: Turned 31° to your right'],
  ])('tell a head turned by %d', (yaw, words) => {
    expect(says('Head, sideways', turned({ yaw }))).toBe(words);
  });

  it('tell a head that is raised, lowered, and leaning', () => {
    expect(says('Head, up and down', turned({ pitch: 8 }))).toBe('+8 degrees: Lowered by 8°');
    expect(says('Head, up and down', turned({ pitch: -8 }))).toBe('−8 degrees: Raised by 8°');
    const { face } = frontal;
    // The student's left ear is the higher one.
    const leaning = { face: face && { ...face, roll: 9 } };
    expect(says('Head, tilted', leaning)).toBe('+9 degrees: Leaning 9° to your right');
  });

  it('tell where the eyes point to, whatever the head does', () => {
    expect(says('Eyes, sideways', turned({ yaw: 0, x: 0.3 }))).toBe(
      '+0.30 half eye widths: To your left',
    );
    expect(says('Eyes, sideways', turned({ yaw: 0, x: -0.3 }))).toBe(
      '−0.30 half eye widths: To your right',
    );
    // Eyes stay on the camera while the head turns.
    expect(says('Eyes, sideways', turned({ yaw: 30, x: -0.173 }))).toMatch(/: To the camera$/);
    // As open eyes measure that look at the screen.
    expect(says('Eyes, up and down', turned({ y: -0.1 }))).toMatch(/: A little raised$/);
    expect(says('Eyes, up and down', turned({ y: 0.2 }))).toMatch(/: Lowered$/);
    expect(says('Eyes, up and down', turned({ y: -0.2 }))).toMatch(/: Raised$/);
  });

  it('say that closed eyes point nowhere', () => {
    expect(says('Eyes, open', turned({ openness: 0.3 }))).toBe('0.30 of an eye’s width: Open');
    const closed = turned({ openness: 0.1, x: 0.4 });
    expect(says('Eyes, open', closed)).toMatch(/: Closed/);
    expect(says('Eyes, sideways', closed)).toMatch(/: Cannot be told with closed eyes$/);
  });

  it('say whether the face is large enough', () => {
    expect(says('Face, width', turned({ width: 0.25 }))).toBe(
      '160 pixels: Large enough to tell where your eyes point',
    );
    expect(says('Face, width', turned({ width: 0.1 }))).toMatch(/^64 pixels: Too small/);
  });

  it('count faces, and those that are left out', () => {
    expect(says('Faces')).toBe('1: One face');
    expect(says('Faces', nobody)).toBe('0: No face in the picture');
    expect(says('Faces', { faces: 3 })).toBe('3: 3 faces');
    expect(says('Faces', { background: 1 })).toMatch(/^1: One face, and a picture of one in the/);
    expect(says('Faces', { background: 2 })).toMatch(/2 pictures of some in the background/);
  });

  it('say why there is no number', () => {
    for (const name of ['Head, sideways', 'Face, width', 'Eyes, open']) {
      expect(says(name, nobody)).toMatch(/^– .*: No face to measure$/);
      expect(says(name, { look: 'glance', face: null })).toMatch(/: Not measured on this picture$/);
      expect(says(name, { ...nobody, look: 'glance' })).toMatch(/: No face to measure$/);
    }
    const { face } = frontal;
    const eyeless = { face: face && { ...face, eyes: null } };
    expect(says('Eyes, sideways', eyeless)).toMatch(/^– .*: Your eyes cannot be made out$/);
    expect(says('Change', { difference: null })).toBe('– grey levels: No picture before this one');
    expect(says('Noise', { noise: null })).toBe('– grey levels: No picture before this one');
  });

  it('tell light, focus and change as the detectors judge them', () => {
    expect(says('Brightness')).toBe('110 of 255: Light enough');
    expect(says('Brightness', { luma: 25 })).toMatch(/Too dark/);
    expect(says('Brightness', { luma: 5, deviation: 2 })).toMatch(/Black/);
    expect(says('Contrast', { deviation: 2 })).toMatch(/Nothing stands out/);
    expect(says('Sharpness', { sharpness: 2 })).toMatch(/Blurred/);
    expect(says('Sharpness', { sharpness: 2, luma: 30 })).toMatch(/Cannot be told in this light/);
    expect(says('Sharpness')).toBe('100: In focus');
    expect(says('Change')).toBe('0.40 grey levels: A new picture');
    expect(says('Change', { difference: 0 })).toMatch(/The same picture as before/);
    expect(says('Change', { difference: 0, luma: 5, deviation: 2 })).toMatch(/Cannot be told/);
    expect(says('Noise', { noise: 0.3 })).toBe('0.30 grey levels: Changes though nothing moves');
    expect(says('Picture', { picture: { width: 360, height: 640 } })).toMatch(/upright/);
  });

  it('are the same rows for any picture, each with all its words', () => {
    const names = signalRows(frontal).map(({ name }) => name);
    const angle = fc.double({ min: -90, max: 90, noNaN: true });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(angle, angle, part, fc.boolean(), part, (yaw, pitch, width, face, difference) => {
        const frame = { ...frontal, ...head({ yaw, pitch, width }), difference };
        const rows = signalRows(face ? frame : { ...frame, ...nobody });
        expect(rows.map(({ name }) => name)).toEqual(names);
        for (const { value, meaning } of rows) {
          expect(value).not.toMatch(/NaN|null|undefined|-/);
          expect(meaning).toMatch(/^[A-Z0-9][^#]+$/);
        }
      }),
    );
  });
});

describe('withLatestFace', () => {
  const { face } = frontal;
  if (face === null) throw new Error('the frontal picture has a face');
  const glance: FrameSignals = { ...frontal, look: 'glance', face: null };
  const latest = { at: 1000, face };

  it('goes on showing the face over glances, for a moment', () => {
    expect(withLatestFace({ at: 2000, frame: glance }, latest, 3000).face).toBe(face);
    expect(withLatestFace({ at: 4001, frame: glance }, latest, 3000).face).toBeNull();
    expect(withLatestFace({ at: 2000, frame: glance }, null, 3000).face).toBeNull();
  });

  it('shows none where a look found none, nor where nobody is', () => {
    const look: FrameSignals = { ...glance, look: 'full' };
    expect(withLatestFace({ at: 1100, frame: look }, latest, 3000).face).toBeNull();
    const empty = { ...glance, ...nobody };
    expect(withLatestFace({ at: 1100, frame: empty }, latest, 3000).face).toBeNull();
  });
});
