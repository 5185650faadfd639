import { z } from 'zod';
import { catalogue, violationTypeSchema, violationTypes, type ViolationType } from './catalogue.ts';
import { pageEventTypeSchema, pageEventTypes, type PageEventType } from './page-events.ts';
import { durationSchema } from './primitives.ts';
import { studentViewSchema } from './student-view.ts';

/** What a student was told before they agreed, of all that one exam may have in another way than the next. */
export const consentScopeSchema = z.object({
  /** What is looked for in the picture, and how long it has to hold; 0 where single looks decide. Milliseconds. */
  violations: z.partialRecord(violationTypeSchema, durationSchema),
  /** What is noticed of the quiz page. */
  pageEvents: z.array(pageEventTypeSchema).max(pageEventTypes.length),
  video: z.enum(['continuous', 'on_demand']),
  /** How long pictures, notes and messages are kept, and then the attempt itself: days after the exam. */
  retentionDays: z.number().int().min(1),
  recordDays: z.number().int().min(1),
  /** What the student is shown. */
  studentView: studentViewSchema,
});
export type ConsentScope = z.infer<typeof consentScopeSchema>;

/** What of an exam a scope is made of: its policy as it is for the student (see `policyFor`). */
export interface AskedExam extends Pick<
  ConsentScope,
  'retentionDays' | 'recordDays' | 'studentView'
> {
  readonly policy: NarrowablePolicy & {
    readonly violations: Readonly<Record<ViolationType, { readonly heldForMs: number }>>;
  };
}

/** What of a policy an agreement narrows. */
interface NarrowablePolicy {
  readonly violations: Readonly<Record<ViolationType, { enabled: boolean; heldForMs: number }>>;
  readonly pageEvents: Readonly<Record<PageEventType, { enabled: boolean }>>;
  readonly video: ConsentScope['video'];
}

/** What an exam asks a student to agree to. */
export function scopeOf({
  policy,
  retentionDays,
  recordDays,
  studentView,
}: AskedExam): ConsentScope {
  const looked = violationTypes.filter((type) => policy.violations[type].enabled);
  return {
    violations: Object.fromEntries(looked.map((type) => [type, toldHeldForMs(type, policy)])),
    pageEvents: pageEventTypes.filter((type) => policy.pageEvents[type].enabled),
    video: policy.video,
    ...{ retentionDays, recordDays, studentView },
  };
}

const toldHeldForMs = (type: ViolationType, { violations }: NarrowablePolicy): number =>
  catalogue[type].checks === undefined ? violations[type].heldForMs : 0;

/** One thing for which an exam goes beyond what a student agreed to. */
export type Widening =
  /** `agreedMs`: how long it had to hold; null where it was not looked for at all. Milliseconds. */
  | { readonly kind: 'violation'; readonly type: ViolationType; readonly agreedMs: number | null }
  | { readonly kind: 'page_event'; readonly type: PageEventType }
  /** The video is sent all the time. */
  | { readonly kind: 'video' }
  | { readonly kind: 'pictures_kept' | 'records_kept'; readonly agreedDays: number }
  /** Less is shown to the student. */
  | { readonly kind: 'shown' };

/** In what a scope goes beyond one that was agreed to; nothing where it is within it. */
export function wideningsOf(scope: ConsentScope, agreed: ConsentScope): Widening[] {
  const all: Widening[] = [];
  for (const type of violationTypes) {
    const [heldForMs, agreedMs] = [scope.violations[type], agreed.violations[type] ?? null];
    if (heldForMs !== undefined && (agreedMs === null || heldForMs < agreedMs)) {
      all.push({ kind: 'violation', type, agreedMs });
    }
  }
  for (const type of scope.pageEvents) {
    if (!agreed.pageEvents.includes(type)) all.push({ kind: 'page_event', type });
  }
  if (scope.video === 'continuous' && agreed.video === 'on_demand') all.push({ kind: 'video' });
  if (scope.retentionDays > agreed.retentionDays) {
    all.push({ kind: 'pictures_kept', agreedDays: agreed.retentionDays });
  }
  if (scope.recordDays > agreed.recordDays) {
    all.push({ kind: 'records_kept', agreedDays: agreed.recordDays });
  }
  if (showsLess(scope.studentView, agreed.studentView)) all.push({ kind: 'shown' });
  return all;
}

/** Whether whoever agreed to the one has agreed to the other, too. */
export const isWithin = (scope: ConsentScope, agreed: ConsentScope): boolean =>
  wideningsOf(scope, agreed).length === 0;

type View = ConsentScope['studentView'];
const watcherOrder: readonly View['watchers'][] = ['hidden', 'number', 'names'];
const receiptOrder: readonly View['receipt'][] = ['arrival', 'incidents', 'pictures'];

const showsLess = (view: View, agreed: View): boolean =>
  (agreed.warnings && !view.warnings) ||
  watcherOrder.indexOf(view.watchers) < watcherOrder.indexOf(agreed.watchers) ||
  receiptOrder.indexOf(view.receipt) < receiptOrder.indexOf(agreed.receipt) ||
  view.appealDays < agreed.appealDays;

/**
 * A policy, without what goes beyond an agreement.
 * @param agreed null: one from before scopes were kept, to the policy as it is
 */
export function narrowed<P extends NarrowablePolicy>(policy: P, agreed: ConsentScope | null): P {
  if (agreed === null) return policy;
  const violations = { ...policy.violations };
  for (const type of violationTypes) {
    const [rule, agreedMs] = [violations[type], agreed.violations[type]];
    violations[type] =
      agreedMs === undefined
        ? { ...rule, enabled: false }
        : { ...rule, heldForMs: Math.max(rule.heldForMs, agreedMs) };
  }
  const pageEvents = { ...policy.pageEvents };
  for (const type of pageEventTypes) {
    if (!agreed.pageEvents.includes(type)) {
      pageEvents[type] = { ...pageEvents[type], enabled: false };
    }
  }
  const video = agreed.video === 'on_demand' ? 'on_demand' : policy.video;
  return { ...policy, violations, pageEvents, video };
}
