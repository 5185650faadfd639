import { catalogue, violationTypes, type ViolationType } from '@invigil/shared-types';
import type { Verdict } from '../../vision/detectors/verdict.ts';
import type { ViolationRules } from '../../vision/index.ts';
import { secondsText } from './time-words.ts';

/** How a detector stands, whether it judges or why it does not. */
export type Standing = Verdict | 'waiting' | 'not_looked_for' | 'switched_off' | 'not_here';

/** Shape and word: the colour alone says nothing. */
export const standingWords: Readonly<
  Record<Standing, { readonly shape: string; readonly word: string }>
> = {
  shows: { shape: '◆', word: 'Shows' },
  clear: { shape: '–', word: 'Clear' },
  unsure: { shape: '?', word: 'Cannot tell' },
  waiting: { shape: '…', word: 'Not judged yet' },
  not_looked_for: { shape: '○', word: 'Not looked for in this exam' },
  switched_off: { shape: '○', word: 'Switched itself off: it was wrong about you too often' },
  not_here: { shape: '○', word: 'Compared during an exam only' },
};

export interface Judging {
  readonly rules: ViolationRules;
  readonly switchedOff: ReadonlySet<ViolationType>;
  /** Of the latest picture. Empty before the first. */
  readonly verdicts: Readonly<Partial<Record<ViolationType, Verdict>>>;
  /** Null: faces were not compared. */
  readonly identity: number | null;
}

/** How one detector stands, judged by the latest picture. */
export function standingOf(type: ViolationType, judging: Judging): Standing {
  const { rules, switchedOff, verdicts, identity } = judging;
  if (!rules[type].enabled) return 'not_looked_for';
  if (switchedOff.has(type)) return 'switched_off';
  if (type === 'identity_mismatch' && identity === null) return 'not_here';
  return verdicts[type] ?? 'waiting';
}

export type Standings = Readonly<Record<ViolationType, Standing>>;

export function standingsOf(judging: Judging): Standings {
  const pairs = violationTypes.map((type) => [type, standingOf(type, judging)] as const);
  return Object.fromEntries(pairs) as Record<ViolationType, Standing>;
}

/** When what a detector sees counts, like `after 3 s`. */
export function ruleText(type: ViolationType, rules: ViolationRules): string {
  const { checks } = catalogue[type];
  if (checks !== undefined) return `in ${checks.failed} of ${checks.of} looks`;
  return `after ${secondsText(rules[type].heldForMs)}`;
}

/** What would be claimed, like `Head turned away, held for 3.2 s`. */
export function claimText(type: ViolationType, heldMs: number): string {
  const { label } = catalogue[type];
  // Where checks decide, nothing is held.
  return heldMs > 0 ? `${label}, held for ${secondsText(heldMs)}` : label;
}

/**
 * What to read out: verdicts that have changed, once they have lasted. One that flickers is not read
 * out at all, or a listener would hear nothing else.
 */
export class VerdictNews {
  readonly #lastsMs: number;
  readonly #known = new Map<ViolationType, { told: Standing; now: Standing; since: number }>();

  /** @param lastsMs how long a change has to last. Milliseconds */
  constructor(lastsMs: number) {
    this.#lastsMs = lastsMs;
  }

  /** @returns a sentence or more; null where there is nothing new. `now` in milliseconds. */
  hear(standings: Standings, now: number): string | null {
    const news = violationTypes.filter((type) => this.#isNew(type, standings[type], now));
    if (news.length === 0) return null;
    return news
      .map(
        (type) => `${catalogue[type].label}: ${lowerFirst(standingWords[standings[type]].word)}.`,
      )
      .join(' ');
  }

  #isNew(type: ViolationType, standing: Standing, now: number): boolean {
    const known = this.#known.get(type);
    if (known === undefined) {
      // What is usual at the start is no news.
      const told = standing === 'shows' ? 'clear' : standing;
      this.#known.set(type, { told, now: standing, since: now });
      return false;
    }
    if (standing !== known.now) {
      known.now = standing;
      known.since = now;
    }
    if (standing === known.told || now - known.since < this.#lastsMs) return false;
    // That the first picture has been judged is no news either.
    const isNews = known.told !== 'waiting' || standing === 'shows';
    known.told = standing;
    return isNews;
  }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
