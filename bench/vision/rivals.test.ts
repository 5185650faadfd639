import { describe, expect, it } from 'vitest';
import type { Points } from './eyes/protocol.ts';
import { naiveClaims, officialClaims } from './rivals.ts';

/** A face of which a model knows the pose alone. Degrees to the right of the picture. */
function face(yaw: number, shapes: Points['shapes'] = {}): Points {
  const turn = (yaw * Math.PI) / 180;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  const matrix = [cos, 0, -sin, 0, 0, 1, 0, 0, sin, 0, cos, 0, 0, 0, -50, 1];
  return { landmarks: [], matrix, shapes };
}
const good = { luma: 120, sharpness: 100 };

describe('a first version', () => {
  it('counts faces and takes a picture by itself', () => {
    expect([...naiveClaims([], good)]).toEqual(['no_face']);
    expect([...naiveClaims([face(0), face(0)], good)]).toEqual(['multiple_faces']);
    expect([...naiveClaims([face(0)], good)]).toEqual([]);
  });

  it('takes the yaw off the matrix, to either side', () => {
    for (const yaw of [-30, 30]) expect(naiveClaims([face(yaw)], good)).toContain('head_turned');
    for (const yaw of [-20, 20])
      expect(naiveClaims([face(yaw)], good)).not.toContain('head_turned');
  });

  it('goes by brightness and sharpness', () => {
    expect([...naiveClaims([face(0)], { luma: 4, sharpness: 1 })]).toEqual([
      'camera_blackout',
      'poor_picture',
    ]);
    expect([...naiveClaims([face(0)], { luma: 40, sharpness: 90 })]).toEqual(['low_light']);
  });
});

describe('the official model', () => {
  it('takes the gaze off both eyes together', () => {
    const left = { eyeLookOutLeft: 0.7, eyeLookInRight: 0.6 };
    expect(officialClaims([face(0, left)])).toContain('gaze_away');
    expect(officialClaims([face(0, { eyeLookOutLeft: 0.7 })])).not.toContain('gaze_away');
  });
});
