import { defaultPolicy, policySchema, violationTypes } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { nobody } from '../../vision/testing/frames.ts';
import { sitting } from '../../vision/testing/sitting.ts';
import { replay } from './replay.ts';

const { violations } = defaultPolicy;
const trace = sitting([{ forMs: 7000 }, { forMs: 7000, show: nobody }, { forMs: 5000 }]);

describe('what the detectors make of a trace', () => {
  it('is each claim, when it was due', () => {
    const { claims } = replay(trace, violations);
    expect(claims.map(({ type }) => type)).toEqual(['no_face']);
    expect(claims[0]?.heldMs).toBeGreaterThanOrEqual(3000);
    expect(claims[0]?.at).toBeGreaterThanOrEqual(10_000);
    expect(claims[0]?.at).toBeLessThan(10_500);
  });

  it('goes by the rules it is given', () => {
    const rules = { ...violations, no_face: { ...violations.no_face, enabled: false } };
    expect(replay(trace, rules).claims).toEqual([]);
    const patient = policySchema.parse({
      violations: { ...violations, no_face: { ...violations.no_face, heldForMs: 12_000 } },
    });
    expect(replay(trace, patient.violations).claims).toEqual([]);
  });

  it('counts what each detector said, picture by picture', () => {
    const { tallies } = replay(trace, violations);
    expect(Object.keys(tallies)).toEqual([...violationTypes]);
    // Nobody is there for 7 of 19 seconds.
    expect(tallies.no_face.shows).toBe(35);
    expect(tallies.no_face.clear).toBe(60);
    const { shows, clear, unsure } = tallies.multiple_faces;
    expect(shows).toBe(0);
    expect(clear + unsure).toBe(trace.length);
  });

  it('begins anew with each trace', () => {
    expect(replay(trace, violations)).toEqual(replay(trace, violations));
    expect(replay([], violations).claims).toEqual([]);
  });
});
