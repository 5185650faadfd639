/** How long a signal has held, over the analyses so far. */
export interface Held {
  /** When it began, or null while it does not hold. */
  readonly since: number | null;
  /** When it was last seen. */
  readonly lastSeen: number;
  /** When the last analysis was, whatever it saw. */
  readonly lastSample: number;
}

export interface HoldRules {
  /** How long the signal has to hold. Milliseconds. */
  readonly heldForMs: number;
  /** It may vanish for this long without starting anew. Milliseconds. */
  readonly gapMs: number;
  /** Analyses further apart than this say nothing about the time between. Milliseconds. */
  readonly jumpMs: number;
}

export const notHeld: Held = { since: null, lastSeen: -Infinity, lastSample: -Infinity };

/**
 * Adds one analysis. A flicker shorter than the gap neither restarts nor completes the holding; a jump
 * of the clock, or a time without analyses, starts it anew, because nobody saw what was in between.
 *
 * @param now when the picture was captured, milliseconds
 * @returns `heldMs` while the signal is seen and has held for long enough, else null
 */
export function hold(
  state: Held,
  seen: boolean,
  now: number,
  rules: HoldRules,
): { readonly state: Held; readonly heldMs: number | null } {
  const elapsed = now - state.lastSample;
  const jumped = elapsed < 0 || elapsed > rules.jumpMs;
  const since = jumped ? null : state.since;

  if (!seen) {
    const over = now - state.lastSeen > rules.gapMs;
    return {
      state: { since: over ? null : since, lastSeen: state.lastSeen, lastSample: now },
      heldMs: null,
    };
  }
  const began = since ?? now;
  const heldMs = now - began;
  return {
    state: { since: began, lastSeen: now, lastSample: now },
    heldMs: heldMs >= rules.heldForMs ? heldMs : null,
  };
}

/** What has held so far was claimed: from here on it has to hold anew. */
export function heldAnew(state: Held, now: number): Held {
  return { ...state, since: state.since === null ? null : now };
}
