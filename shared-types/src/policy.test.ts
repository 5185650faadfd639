import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandCaps, bands, catalogue, violationTypes } from './catalogue.ts';
import { pageEventCatalogue, pageEventTypes } from './page-events.ts';
import {
  bandOf,
  countedTypes,
  defaultPolicy,
  labelOf,
  policySchema,
  ruleOf,
  weightOf,
} from './policy.ts';

describe('the policy of a new exam', () => {
  it('is the catalogue, version 1', () => {
    expect(defaultPolicy.version).toBe(1);
    expect(defaultPolicy.caps).toEqual(bandCaps);
    for (const type of violationTypes) {
      const { heldForMs, ttlMs, weight } = catalogue[type];
      expect(ruleOf(type, defaultPolicy)).toEqual({
        enabled: true,
        heldForMs,
        ttlMs,
        weight,
        thresholdFactor: 1,
      });
    }
    for (const type of pageEventTypes) {
      const { enabled, heldForMs, ttlMs, weight } = pageEventCatalogue[type];
      expect(ruleOf(type, defaultPolicy)).toEqual({ enabled, heldForMs, ttlMs, weight });
    }
  });

  it('survives being stored and read', () => {
    expect(policySchema.parse(JSON.parse(JSON.stringify(defaultPolicy)))).toEqual(defaultPolicy);
  });

  it('is what an exam has that was stored before there were thresholds and accommodations', () => {
    const rules = Object.entries(defaultPolicy.violations).map(
      ([type, { enabled, heldForMs, ttlMs, weight }]) => [
        type,
        { enabled, heldForMs, ttlMs, weight },
      ],
    );
    const before: Record<string, unknown> = {
      ...defaultPolicy,
      violations: Object.fromEntries(rules) as unknown,
    };
    delete before['accommodations'];
    expect(policySchema.parse(before)).toEqual(defaultPolicy);
  });

  it('is what an exam has that was stored before there were policies, or before a type existed', () => {
    expect(policySchema.parse({})).toEqual(defaultPolicy);
    const before: Record<string, unknown> = { ...defaultPolicy.violations };
    delete before['gaze_away'];
    expect(policySchema.parse({ ...defaultPolicy, violations: before })).toEqual(defaultPolicy);
  });
});

describe('a policy', () => {
  it.each<[string, (policy: typeof defaultPolicy) => unknown]>([
    ['a holding time near nothing', (p) => (p.violations.no_face.heldForMs = 100)],
    ['a holding time of minutes', (p) => (p.violations.no_face.heldForMs = 60_000)],
    ['no suppression at all', (p) => (p.violations.multiple_faces.ttlMs = 0)],
    ['suppression for hours', (p) => (p.violations.multiple_faces.ttlMs = 3_600_000)],
    ['a threshold of next to nothing', (p) => (p.violations.head_turned.thresholdFactor = 0.4)],
    ['a threshold without end', (p) => (p.violations.head_turned.thresholdFactor = 3.1)],
    ['a negative weight', (p) => (p.violations.head_turned.weight = -1)],
    ['half a point', (p) => (p.violations.head_turned.weight = 0.5)],
    ['a low band that reaches "look" by itself', (p) => (p.caps.low = 16)],
    ['a mild band that adds more than a graver one', (p) => (p.caps.medium = 61)],
    ['levels that do not follow each other', (p) => (p.levels.look = 15)],
    ['more than 100 points', (p) => (p.caps.critical = 101)],
    ['a version before the first', (p) => (p.version = 0)],
  ])('refuses %s', (_what, change) => {
    const policy = structuredClone(defaultPolicy);
    change(policy);
    expect(policySchema.safeParse(policy).success).toBe(false);
  });

  it('refuses a rule with a misspelt field instead of ignoring it', () => {
    const rule = { ...defaultPolicy.violations.no_face, wieght: 3 };
    const violations = { ...defaultPolicy.violations, no_face: rule };
    expect(policySchema.safeParse({ ...defaultPolicy, violations }).success).toBe(false);
  });

  it('may be milder and stricter within its ranges', () => {
    const policy = structuredClone(defaultPolicy);
    policy.violations.head_turned = {
      enabled: false,
      heldForMs: 12_000,
      ttlMs: 60_000,
      weight: 0,
      thresholdFactor: 2,
    };
    policy.pageEvents.copy.enabled = true;
    policy.caps = { low: 10, medium: 20, high: 40, critical: 90 };
    policy.levels = { clear: 10, look: 30, likely: 60 };
    expect(policySchema.parse(policy)).toEqual(policy);
  });
});

describe.each(countedTypes)('%s', (type) => {
  it('has a band, a weight within its cap and words', () => {
    expect(bands).toContain(bandOf(type));
    expect(weightOf(type, defaultPolicy)).toBeGreaterThan(0);
    expect(weightOf(type, defaultPolicy)).toBeLessThanOrEqual(bandCaps[bandOf(type)]);
    expect(labelOf(type)).toMatch(/^[A-Z]/);
  });
});

it('page events are mild: none is in the high or critical band', () => {
  fc.assert(
    fc.property(fc.constantFrom(...pageEventTypes), (type) => {
      expect(['low', 'medium']).toContain(bandOf(type));
    }),
  );
});
