import type { Exam, ExamFacts, Policy } from '@invigil/shared-types';

/**
 * The exam after something was told of it: the newer settings and the newer policy, each by itself. An answer
 * that was under way while it was changed may be older than what was told meanwhile.
 */
export function examAfter(before: Exam, settings: ExamFacts, policy: Policy): Exam {
  return {
    ...before,
    ...(settings.revision < before.revision ? {} : settings),
    policy: policy.version < before.policy.version ? before.policy : policy,
  };
}
