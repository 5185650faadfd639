import type { Attempt, ConsentScope } from '@invigil/shared-types';

/**
 * What students have agreed to. It is asked for at every claim, and stays as it is once the student has begun:
 * from then on it is kept in memory.
 */
export class AgreedScopes {
  readonly #find: (attemptId: string) => Promise<Attempt | null>;
  readonly #begun = new Map<string, ConsentScope | null>();

  constructor(find: (attemptId: string) => Promise<Attempt | null>) {
    this.#find = find;
  }

  /** Null where the student agreed to the exam as it is, or has not agreed yet. */
  async of(attemptId: string): Promise<ConsentScope | null> {
    const known = this.#begun.get(attemptId);
    if (known !== undefined) return known;
    const attempt = await this.#find(attemptId);
    const scope = attempt?.consent?.scope ?? null;
    if (attempt !== null && attempt.firstJoinedAt !== null) this.#begun.set(attemptId, scope);
    return scope;
  }
}
