import { describe, expect, it } from 'vitest';
import {
  contradictionFor,
  detectorOffFor,
  pageEventFor,
  reviewFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import { disregardedIn } from './disregarded.ts';

const turned = (id: string, capturedAt: number) =>
  violationFor(id, { type: 'head_turned', capturedAt });

describe('what does not count because its detector switched itself off', () => {
  it('is what that detector claimed from then on that it doubts, and nothing else', () => {
    const incidents = [
      detectorOffFor('off', 100_000),
      turned('late', 300_000),
      turned('first', 100_000),
      turned('before', 99_999),
      violationFor('other', { type: 'gaze_away', capturedAt: 300_000 }),
      pageEventFor('page', { capturedAt: 300_000 }),
      contradictionFor('contradiction', { capturedAt: 300_000 }),
      technicalFor('technical', { capturedAt: 300_000 }),
    ];
    expect([...disregardedIn(incidents)].sort()).toEqual(['first', 'late']);
    expect(disregardedIn(incidents.slice(1)).size).toBe(0);
  });

  it('is not what a person dismissed: that stands', () => {
    const review = reviewFor('dismissed');
    const incidents = [detectorOffFor('off', 1_000), { ...turned('1', 2_000), review }];
    expect(disregardedIn(incidents).size).toBe(0);
  });

  it('stays so under a policy that does not look for it: nothing but the detector decides', () => {
    // Held too short and too soon after another one, by the policy as it stands.
    const incidents = [
      detectorOffFor('off', 1_000),
      { ...turned('1', 2_000), heldMs: 0, ttlMs: 5_000 },
      { ...turned('2', 2_001), heldMs: 0, ttlMs: 5_000 },
    ];
    expect([...disregardedIn(incidents)].sort()).toEqual(['1', '2']);
  });
});
