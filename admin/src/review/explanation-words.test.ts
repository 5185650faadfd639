import { describe, expect, it } from 'vitest';
import { distanceWords, pointsWords } from './explanation-words.ts';

describe('what a step added', () => {
  it('has a sign, and is nothing for a step that cannot add', () => {
    expect([null, 0, 15, -3].map((points) => pointsWords({ points }))).toEqual([
      '',
      '0',
      '+15',
      '−3',
    ]);
  });
});

describe('the distance to the face at the start', () => {
  it('is told to hundredths, and leaves the rest to a person', () => {
    expect(distanceWords({ type: 'identity_mismatch', detail: { identity: 0.6183 } })).toBe(
      'Distance to the face at the start: 0.62, where 0 is the very same picture. Only a person can tell.',
    );
    expect(distanceWords({ type: 'identity_mismatch', detail: { identity: 0 } })).toContain(': 0,');
  });

  it('is not told where it is not known, nor of anything else', () => {
    expect(distanceWords({ type: 'identity_mismatch', detail: {} })).toBeNull();
    expect(distanceWords({ type: 'identity_mismatch', detail: { identity: null } })).toBeNull();
    expect(distanceWords({ type: 'no_face', detail: { identity: 0.6 } })).toBeNull();
  });
});
