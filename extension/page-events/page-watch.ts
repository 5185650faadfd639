import type { PageEvent, PageEventType, Policy } from '@invigil/shared-types';
import { config } from '../config.ts';
import { Suppression } from '../suppression.ts';
import type { PageAct, PageFacts } from './facts.ts';
import { spellLifecycle, type SpellEvent, type SpellState } from './lifecycle.ts';

/** What an exam's policy says about each page event: whether, for how long, how often. */
export type PageRules = Policy['pageEvents'];

type LastingType = Exclude<PageEventType, PageAct>;

interface Spell {
  readonly eventId: string;
  readonly startedAt: number;
  readonly state: SpellState;
  /** When the page that showed it went. Null while a page shows it. */
  readonly goneAt: number | null;
}

/**
 * Where a student may be without having left the quiz. `glass`: reading the glass box, a window in front
 * of the page; `calibration`: on the page for that, in another tab and on the full screen; `pause`:
 * wherever they like, while an invigilator has paused the attempt.
 */
export type Excuse = 'glass' | 'calibration' | 'pause';

export interface PageWatchOptions {
  readonly rules: PageRules;
  /** Milliseconds, by a clock that never jumps. */
  readonly now: () => number;
  /** Something is to be told. Times by the same clock. */
  readonly onEvent: (event: PageEvent) => void;
}

/** The longest duration that a message may carry. Milliseconds. */
const longestMs = 86_400_000;

/**
 * Makes page events of what the pages of a quiz tell: what lasts long enough is told once when it has,
 * and once more when it is over. It outlives the pages, so that moving on loses and doubles nothing.
 */
export class PageWatch {
  readonly #options: PageWatchOptions;
  readonly #suppression = new Suppression<PageEventType>(config.detectors.suppressionMarginMs);
  readonly #spells = new Map<LastingType, Spell>();
  #rules: PageRules;
  #facts: PageFacts = {};
  #wasFullScreen = false;
  #excuse: Excuse | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PageWatchOptions) {
    this.#options = options;
    this.#rules = options.rules;
  }

  /** What a page has to tell. */
  get wanted(): PageEventType[] {
    return typesOf(this.#rules).filter((type) => this.#rules[type].enabled);
  }

  /** Goes by these rules from now on. What is no longer looked for is over. */
  judgeBy(rules: PageRules): void {
    this.#rules = rules;
    this.#look();
  }

  /** The page that the student is on tells how it is. */
  facts(facts: PageFacts): void {
    this.#facts = facts;
    this.#wasFullScreen ||= facts.fullScreen === true;
    this.#look();
  }

  /** Something happened on the page. */
  act(type: PageAct): void {
    const rule = this.#rules[type];
    const now = this.#options.now();
    if (this.#excuse === 'pause') return;
    if (!rule.enabled || this.#suppression.freeAt(type, rule.ttlMs) > now) return;
    this.#suppression.note(type, now);
    this.#tell({ eventId: crypto.randomUUID(), startedAt: now }, type, 0);
  }

  /** From now on the student is there, or no longer (null). */
  excuse(excuse: Excuse | null): void {
    this.#excuse = excuse;
    this.#look();
  }

  /** The page went, and no other has come yet. */
  pageGone(): void {
    const now = this.#options.now();
    this.#facts = {};
    for (const type of this.#spells.keys()) {
      this.#ripen(type, now);
      this.#move(type, 'page_gone', now);
    }
    this.#plan();
  }

  /** The sitting is over, and so is whatever lasted. */
  close(): void {
    const now = this.#options.now();
    for (const type of this.#spells.keys()) this.#end(type, now);
    this.#plan();
  }

  #look(): void {
    const now = this.#options.now();
    for (const [type, shows] of Object.entries(this.#shown()) as [
      LastingType,
      boolean | undefined,
    ][]) {
      if (!this.#rules[type].enabled || shows === false) this.#end(type, now);
      else if (shows === true) this.#begin(type, now);
      this.#ripen(type, now);
    }
    this.#plan();
  }

  /** Undefined: the page does not tell. */
  #shown(): Record<LastingType, boolean | undefined> {
    const { hidden, unfocused, fullScreen, extended } = this.#facts;
    if (this.#excuse === 'pause') return nothingShown;
    const calibrates = this.#excuse === 'calibration';
    return {
      page_hidden: hidden === undefined ? undefined : hidden && !calibrates,
      focus_lost: unfocused === undefined ? undefined : unfocused && this.#excuse === null,
      fullscreen_left:
        fullScreen === undefined ? undefined : this.#wasFullScreen && !fullScreen && !calibrates,
      second_display: extended,
    };
  }

  #begin(type: LastingType, now: number): void {
    if (this.#spells.has(type)) {
      this.#move(type, 'begin', now);
      return;
    }
    const eventId = crypto.randomUUID();
    const { initial: state } = spellLifecycle;
    this.#spells.set(type, { eventId, startedAt: now, state, goneAt: null });
  }

  /** Tells what has become long enough; timers in a document that nobody sees may come late. */
  #ripen(type: LastingType, now: number): void {
    const spell = this.#spells.get(type);
    if (spell?.state !== 'fresh' || this.#dueAt(type, spell) > now) return;
    this.#move(type, 'held', now);
    this.#suppression.note(type, now);
    this.#tell(spell, type, null);
  }

  #end(type: LastingType, now: number): void {
    const spell = this.#spells.get(type);
    if (spell === undefined) return;
    // What came to its end unobserved, but long enough, is told in one message.
    const ripe = spell.state === 'fresh' && this.#dueAt(type, spell) <= now;
    if (ripe) this.#suppression.note(type, now);
    this.#move(type, 'end', now);
    if (spell.state === 'fresh' && !ripe) return;
    this.#tell(spell, type, (spell.goneAt ?? now) - spell.startedAt);
  }

  #move(type: LastingType, event: SpellEvent, now: number): void {
    const spell = this.#spells.get(type);
    const next = spell && spellLifecycle.next(spell.state, event);
    if (spell === undefined || !next?.moved) return;
    if (spellLifecycle.isFinal(next.state)) this.#spells.delete(type);
    else {
      const goneAt = next.state === 'carried' ? (spell.goneAt ?? now) : null;
      this.#spells.set(type, { ...spell, state: next.state, goneAt });
    }
  }

  /** When it has held for long enough and none of its type was told a moment before. */
  #dueAt(type: LastingType, { startedAt }: Spell): number {
    const { heldForMs, ttlMs, enabled } = this.#rules[type];
    if (!enabled) return Infinity;
    return Math.max(startedAt + heldForMs, this.#suppression.freeAt(type, ttlMs));
  }

  /** Looks again when the next thing becomes long enough. */
  #plan(): void {
    clearTimeout(this.#timer);
    const due = [...this.#spells].flatMap(([type, spell]) =>
      spell.state === 'fresh' ? [this.#dueAt(type, spell)] : [],
    );
    const next = Math.min(...due);
    if (next === Infinity) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(1, next - this.#options.now()));
  }

  #tell(
    { eventId, startedAt }: Pick<Spell, 'eventId' | 'startedAt'>,
    type: PageEventType,
    durationMs: number | null,
  ): void {
    this.#options.onEvent({
      eventId,
      type,
      startedAt: Math.round(startedAt),
      durationMs: durationMs === null ? null : Math.min(longestMs, Math.round(durationMs)),
    });
  }
}

const nothingShown: Record<LastingType, boolean> = {
  page_hidden: false,
  focus_lost: false,
  fullscreen_left: false,
  second_display: false,
};

const typesOf = (rules: PageRules) => Object.keys(rules) as PageEventType[];
