import { violationTypes, type ViolationType } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WarningDesk } from './warning-desk.ts';

const everyMs = 20_000;
const start = 1_000_000;

function seen(type: ViolationType, capturedAt: number, attemptId = 'a', ttlMs = 45_000) {
  return { attemptId, type, capturedAt, ttlMs };
}

describe('a student is warned', () => {
  it('of the first thing at once', () => {
    expect(new WarningDesk(everyMs).decide(seen('no_face', start), start)).toEqual({ warn: true });
  });

  it('of the same thing once a suppression time', () => {
    const desk = new WarningDesk(everyMs);
    desk.decide(seen('no_face', start), start);
    const soon = start + 44_999;
    expect(desk.decide(seen('no_face', soon), soon)).toEqual({
      warn: false,
      reason: 'same_type',
      sinceMs: 44_999,
    });
    expect(desk.decide(seen('no_face', soon + 1), soon + 1)).toEqual({ warn: true });
  });

  it('of anything once a while', () => {
    const desk = new WarningDesk(everyMs);
    desk.decide(seen('no_face', start), start);
    const soon = start + everyMs - 1;
    expect(desk.decide(seen('head_turned', soon), soon)).toMatchObject({ reason: 'too_soon' });
    expect(desk.decide(seen('head_turned', soon + 1), soon + 1)).toEqual({ warn: true });
  });

  it('of what is still so, not of what was delivered late', () => {
    const desk = new WarningDesk(everyMs);
    expect(desk.decide(seen('no_face', start - 45_001), start)).toEqual({
      warn: false,
      reason: 'late',
      sinceMs: 45_001,
    });
    expect(desk.decide(seen('no_face', start - 45_000), start)).toEqual({ warn: true });
  });

  it('for nobody else', () => {
    const desk = new WarningDesk(everyMs);
    desk.decide(seen('no_face', start, 'a'), start);
    expect(desk.decide(seen('no_face', start, 'b'), start)).toEqual({ warn: true });
  });
});

it('whatever is confirmed, warnings keep their distance, and the first is never withheld', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...violationTypes), fc.nat({ max: 30_000 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 5_000, max: 600_000 }), (confirmed, ttlMs) => {
      const desk = new WarningDesk(everyMs);
      const shown: [ViolationType, number][] = [];
      let now = start;
      for (const [type, later] of confirmed) {
        now += later;
        if (desk.decide(seen(type, now, 'a', ttlMs), now).warn) shown.push([type, now]);
      }
      expect(shown.length).toBeGreaterThan(0);
      shown.forEach(([type, at], index) => {
        for (const [earlierType, earlier] of shown.slice(0, index)) {
          expect(at - earlier).toBeGreaterThanOrEqual(everyMs);
          if (type === earlierType) expect(at - earlier).toBeGreaterThanOrEqual(ttlMs);
        }
      });
    }),
  );
});
