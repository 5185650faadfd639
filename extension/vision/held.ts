/** How long a signal has held, over the analyses so far. */
export interface Held {
  /** When it began, or null while it does not hold. */
  readonly since: number | null;
  /** When it was last seen. */
  readonly lastSeen: number;
  /** When the last analysis was, whatever it saw. */
  readonly lastSample: number;
  /** Analyses since it was last seen. */
  readonly missed: number;
  /** By how much it was seen for longer than not, of late. Milliseconds, at most the holding time. */
  readonly firmMs: number;
}

export interface HoldRules {
  /** How long the signal has to hold. Milliseconds. */
  readonly heldForMs: number;
  /** It may vanish for this long without starting anew … Milliseconds. */
  readonly gapMs: number;
  /** … or for this many analyses, however far apart they are. */
  readonly gapSamples: number;
  /** Analyses further apart than this say nothing about the time between. Milliseconds. */
  readonly jumpMs: number;
}

export const notHeld: Held = {
  since: null,
  lastSeen: -Infinity,
  lastSample: -Infinity,
  missed: 0,
  firmMs: 0,
};

/**
 * Adds one analysis. A short flicker neither restarts nor completes the holding; a jump of the clock,
 * or a time without analyses, starts it anew, because nobody saw what was in between.
 *
 * A gap is forgiven each time, so that a signal which comes and goes may hold for ever. It completes
 * only where it was there for most of the time: time with it counts up and time without it down, never
 * below nothing, and half the holding time has to be reached. One that is there in 3 of 4 analyses
 * completes in time, in 2 of 3 half as late again, in half of them or fewer never. Seeing it more often
 * never makes it complete later.
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
  const before = elapsed < 0 || elapsed > rules.jumpMs ? notHeld : state;
  return seen ? hit(before, now, rules) : { state: miss(before, now, rules), heldMs: null };
}

function miss(before: Held, now: number, { gapMs, gapSamples }: HoldRules): Held {
  const missed = before.missed + 1;
  const isOver = now - before.lastSeen > gapMs && missed > gapSamples;
  if (isOver || before.since === null) return { ...notHeld, lastSample: now };
  const firmMs = Math.max(0, before.firmMs - (now - before.lastSample));
  return { ...before, lastSample: now, missed, firmMs };
}

function hit(before: Held, now: number, { heldForMs, jumpMs }: HoldRules) {
  // Forgiven or not, the time between two sightings must not be longer than what a jump may be.
  const goesOn = before.since !== null && now - before.lastSeen <= jumpMs;
  const began = goesOn ? before.since : now;
  const firmMs = goesOn ? Math.min(heldForMs, before.firmMs + now - before.lastSample) : 0;
  const heldMs = now - began;
  const isLong = heldMs >= heldForMs && 2 * firmMs >= heldForMs;
  const state: Held = { since: began, lastSeen: now, lastSample: now, missed: 0, firmMs };
  return { state, heldMs: isLong ? heldMs : null };
}

/** What has held so far was claimed: from here on it has to hold anew. */
export function heldAnew(state: Held, now: number): Held {
  return { ...state, since: state.since === null ? null : now, firmMs: 0 };
}
