import { z } from 'zod';
import { accommodationsSchema } from './accommodation.ts';
import {
  bandCaps,
  bands,
  catalogue,
  violationTypes,
  type Band,
  type ViolationType,
} from './catalogue.ts';
import { pageEventCatalogue, pageEventTypes, type PageEventType } from './page-events.ts';

/** The incident that the witness makes when the agent and the stream tell different stories. */
export const contradictionType = 'agent_contradicted';

/** Everything that can add to a score. */
export const countedTypes = [...violationTypes, ...pageEventTypes, contradictionType] as const;
export const countedTypeSchema = z.enum(countedTypes);
export type CountedType = z.infer<typeof countedTypeSchema>;

/** The shortest and the longest suppression that a policy may ask for. Milliseconds. */
export const ttlRange = { min: 5000, max: 600_000 } as const;
/** A policy may shorten a holding time to this share of the catalogue's, or lengthen it to this multiple. */
export const heldForFactors = { min: 0.5, max: 4 } as const;

/** A policy may make a threshold so many times stricter (below 1) or milder. */
export const thresholdFactors = { min: 0.5, max: 3 } as const;

const points = z.number().int().min(0).max(100);

function ruleShape({ heldForMs }: Pick<Rule, 'heldForMs'>) {
  return {
    enabled: z.boolean(),
    heldForMs: z
      .number()
      .int()
      .min(heldForMs * heldForFactors.min)
      .max(heldForMs * heldForFactors.max),
    ttlMs: z.number().int().min(ttlRange.min).max(ttlRange.max),
    weight: points,
  };
}

function pageEventRuleSchema(entry: Rule) {
  const { enabled, heldForMs, ttlMs, weight } = entry;
  return z.object(ruleShape(entry)).strict().default({ enabled, heldForMs, ttlMs, weight });
}

function violationRuleSchema(entry: Omit<Rule, 'enabled'>) {
  const { heldForMs, ttlMs, weight } = entry;
  const { min, max } = thresholdFactors;
  return z
    .object({
      ...ruleShape(entry),
      thresholdFactor: z.number().min(min).max(max).default(1),
    })
    .strict()
    .default({ enabled: true, heldForMs, ttlMs, weight, thresholdFactor: 1 });
}
export interface Rule {
  readonly enabled: boolean;
  /** Milliseconds. */
  readonly heldForMs: number;
  /** Milliseconds. */
  readonly ttlMs: number;
  readonly weight: number;
}
/** Of something that a detector sees. */
export interface ViolationRule extends Rule {
  /** The detector's own threshold is multiplied by it: 2 lets a head turn twice as far. */
  readonly thresholdFactor: number;
}

/** One schema for each key, so that a policy stored before a type existed is still read. */
function rulesOf<K extends string, S extends z.ZodType>(
  types: readonly K[],
  schemaOf: (type: K) => S,
): z.ZodObject<Record<K, S>> {
  const shape = Object.fromEntries(types.map((type) => [type, schemaOf(type)]));
  return z.object(shape as Record<K, S>);
}

const violationRulesSchema = rulesOf(violationTypes, (type) =>
  violationRuleSchema(catalogue[type]),
);
const pageEventRulesSchema = rulesOf(pageEventTypes, (type) =>
  pageEventRuleSchema(pageEventCatalogue[type]),
);

/**
 * How one exam judges. Every number stays within a range in which the promises hold: a band's cap
 * never exceeds the next graver one's, levels follow each other, and the low band alone never reaches
 * "look".
 */
export const policySchema = z
  .object({
    /** 1 for a new exam; one more with every change. */
    version: z.number().int().min(1).default(1),
    violations: violationRulesSchema.prefault({}),
    pageEvents: pageEventRulesSchema.prefault({}),
    /** Points of a contradiction between agent and stream once a reviewer has accepted it. */
    contradictionWeight: points.default(15),
    caps: z
      .object({ low: points, medium: points, high: points, critical: points })
      .strict()
      .default({ ...bandCaps }),
    /** The highest score that still belongs to the level; above the last one it is severe. */
    levels: z
      .object({ clear: points, look: points, likely: points })
      .strict()
      .default({ clear: 15, look: 40, likely: 70 }),
    /** `on_demand`: the camera's video is sent only while a wall or the witness looks at it. */
    video: z.enum(['continuous', 'on_demand']).default('continuous'),
    /** How many people have to agree on an incident before it is decided. */
    reviewers: z.union([z.literal(1), z.literal(2)]).default(1),
    /** By attempt: what is judged in another way for one student. See `policyFor`. */
    accommodations: accommodationsSchema,
  })
  .check(({ value: { caps, levels }, issues, value }) => {
    const refuse = (message: string): void => {
      issues.push({ code: 'custom', message, input: value });
    };
    if (!ascending(bands.map((band) => caps[band]))) {
      refuse('a band must not add more than a graver one');
    }
    if (!(levels.clear < levels.look && levels.look < levels.likely)) {
      refuse('the levels have to follow each other');
    }
    if (caps.low > levels.clear) refuse('the low band alone must stay "clear"');
  });
export type Policy = z.infer<typeof policySchema>;

/** The catalogue as it stands, version 1. */
export const defaultPolicy: Policy = policySchema.parse({});

/**
 * `PUT /api/exams/:id/policy`: replaces the exam's policy. The server counts the version; a change that
 * was made from another version than the current one is refused (`policy_outdated`).
 */
export const policyChangeSchema = z.object({ from: z.number().int().min(1), policy: policySchema });
export type PolicyChange = z.infer<typeof policyChangeSchema>;

export function ruleOf(type: ViolationType | PageEventType, policy: Policy): Rule {
  return isViolationType(type) ? policy.violations[type] : policy.pageEvents[type];
}

export function bandOf(type: CountedType): Band {
  if (type === contradictionType) return 'high';
  return isViolationType(type) ? catalogue[type].band : pageEventCatalogue[type].band;
}

export function weightOf(type: CountedType, policy: Policy): number {
  return type === contradictionType ? policy.contradictionWeight : ruleOf(type, policy).weight;
}

/** For invigilators: what was seen, noun first. */
export function labelOf(type: CountedType): string {
  if (type === contradictionType) return 'Agent and video disagree';
  return isViolationType(type) ? catalogue[type].label : pageEventCatalogue[type].label;
}

export function isViolationType(type: CountedType): type is ViolationType {
  return Object.hasOwn(catalogue, type);
}

function ascending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
}
