import fc from 'fast-check';
import { policySchema, type Policy, type ViolationRule } from '../policy.ts';

const points = (max: number) => fc.nat({ max });

/** Any policy that an exam may have, as far as the score depends on it. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({
    version: fc.integer({ min: 1, max: 99 }),
    caps: fc.array(points(100), { minLength: 4, maxLength: 4 }),
    levels: fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 3 }),
    weights: fc.array(points(100), { minLength: 8, maxLength: 8 }),
    ttlMs: fc.integer({ min: 5000, max: 600_000 }),
    off: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    heldForFactor: fc.constantFrom(0.5, 1, 1.5, 4),
    thresholdFactor: fc.double({ min: 0.5, max: 3, noNaN: true }),
  })
  .map(({ version, caps, levels, weights, ttlMs, off, heldForFactor, thresholdFactor }) => {
    const [low = 0, medium = 0, high = 0, critical = 0] = caps.toSorted((a, b) => a - b);
    const [clear = 0, look = 0, likely = 0] = levels.toSorted((a, b) => a - b);
    const base = policySchema.parse({});
    const violations = Object.entries(base.violations).map(
      ([type, rule], index): [string, ViolationRule] => [
        type,
        {
          weight: weights[index] ?? 0,
          ttlMs,
          enabled: off[index] !== true,
          heldForMs: rule.heldForMs * heldForFactor,
          thresholdFactor,
        },
      ],
    );
    return policySchema.parse({
      ...base,
      version,
      violations: Object.fromEntries(violations),
      caps: { low: Math.min(low, clear), medium, high, critical },
      levels: { clear, look, likely },
    });
  });
