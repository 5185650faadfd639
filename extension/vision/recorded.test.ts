import { readFileSync } from 'node:fs';
import { catalogue, defaultPolicy, type ViolationType } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { leaveOutBackground, noBackground } from './background.ts';
import { Detectors } from './detectors/index.ts';
import { readTrace, type TracedFrame } from './trace.ts';

/*
 * What the models measured in a real browser on the clip that holds every violation once, recorded with
 * the diagnostics page: signals, no picture. That page compares no faces.
 */
const file = new URL('./testing/traces/every-violation.jsonl', import.meta.url);
const recorded = readTrace(readFileSync(file, 'utf8'));

/** When each thing begins in the clip. Seconds. */
const script: readonly (readonly [ViolationType, number])[] = [
  ['no_face', 9],
  ['multiple_faces', 17],
  ['camera_blackout', 25],
  ['head_turned', 33],
  ['low_light', 42],
  ['poor_picture', 58],
  ['gaze_away', 114],
];
const types = script.map(([type]) => type);

function claimsIn(frames: readonly TracedFrame[]): { type: ViolationType; at: number }[] {
  const detectors = new Detectors(config.detectors.suppressionMarginMs);
  let background = noBackground;
  return frames.flatMap(({ at, frame }) => {
    const left = leaveOutBackground(background, frame, at, []);
    background = left.state;
    const { claim } = detectors.look(left.frame, at, defaultPolicy.violations);
    return claim === null ? [] : [{ type: claim.type, at: at / 1000 }];
  });
}

describe('a recorded sitting', () => {
  it('yields each claim once, in the order of the script, when it had held', () => {
    const claims = claimsIn(recorded);
    expect(claims.map(({ type }) => type)).toEqual(types);
    for (const [i, [type, beginsAt]] of script.entries()) {
      const due = beginsAt + catalogue[type].heldForMs / 1000;
      expect(claims[i]?.at, type).toBeGreaterThan(due - 1.5);
      expect(claims[i]?.at, type).toBeLessThan(due + 1.5);
    }
  });

  it('yields the same where a machine sees half of it', () => {
    const half = recorded.filter((_, i) => i % 2 === 0);
    expect(claimsIn(half).map(({ type }) => type)).toEqual(types);
  });

  it('yields nothing from the calm part alone', () => {
    const calm = recorded.filter(({ at }) => at < 9000);
    expect(calm.length).toBeGreaterThan(20);
    expect(claimsIn(calm)).toEqual([]);
  });
});
