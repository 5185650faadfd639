export interface AllowanceRules {
  /** So many at once. */
  readonly burst: number;
  /** So many per second in the long run. */
  readonly perSecond: number;
}

/** How much somebody may ask for: a token bucket. Times in milliseconds of any clock. */
export class Allowance {
  readonly #rules: AllowanceRules;
  #left: number;
  #lastAt: number | null = null;

  constructor(rules: AllowanceRules) {
    this.#rules = rules;
    this.#left = rules.burst;
  }

  /** Whether one more may be had at `now`; it is taken if so. */
  take(now: number): boolean {
    this.#refill(now);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  /** How long until one more may be had. Milliseconds. */
  waitMs(now: number): number {
    this.#refill(now);
    return this.#left >= 1 ? 0 : Math.ceil(((1 - this.#left) * 1000) / this.#rules.perSecond);
  }

  /** Nothing of late: all of it is there again. */
  isUnused(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#rules.burst;
  }

  #refill(now: number): void {
    const { burst, perSecond } = this.#rules;
    // A clock that was set back gives nothing and takes nothing.
    const elapsed = Math.max(0, now - (this.#lastAt ?? now));
    this.#left = Math.min(burst, this.#left + (elapsed * perSecond) / 1000);
    this.#lastAt = now;
  }
}

/** An allowance for each tab. Forgets those that have been quiet. */
export class TabAllowances {
  readonly #rules: AllowanceRules;
  readonly #tabs = new Map<number, { readonly allowance: Allowance; refused: boolean }>();

  constructor(rules: AllowanceRules) {
    this.#rules = rules;
  }

  /** How many tabs are remembered. */
  get size(): number {
    return this.#tabs.size;
  }

  /** `refused_again`: as `refused`, but that is no news. */
  take(tabId: number, now: number): 'granted' | 'refused' | 'refused_again' {
    const tab = this.#tabs.get(tabId) ?? this.#newTab(tabId, now);
    if (tab.allowance.take(now)) return 'granted';
    if (tab.refused) return 'refused_again';
    tab.refused = true;
    return 'refused';
  }

  #newTab(tabId: number, now: number) {
    for (const [id, { allowance }] of this.#tabs)
      if (allowance.isUnused(now)) this.#tabs.delete(id);
    const tab = { allowance: new Allowance(this.#rules), refused: false };
    this.#tabs.set(tabId, tab);
    return tab;
  }
}
