/** What a student's video gets. `live`: it plays. `warm`: it is kept ready, paused. `cold`: nothing. */
export type Standing = 'live' | 'warm' | 'cold';

/** Who is shown where, by attempt id. */
export interface Places {
  readonly panel: readonly string[];
  readonly worst: readonly string[];
  /** Tiles in the viewport of the grid. */
  readonly visible: readonly string[];
  /** All tiles in the order of the grid. */
  readonly order: readonly string[];
}

export interface Student {
  /** False where there is no video to be had: such a student takes no place in the budget. */
  available(attemptId: string): boolean;
  score(attemptId: string): number;
}

/** Videos, tiles, milliseconds and points; see `config.stream`. */
export interface BudgetLimits {
  readonly live: number;
  readonly consumers: number;
  readonly warmReach: number;
  readonly graceMs: number;
  readonly holdBonus: number;
}

export interface Held {
  readonly standing: 'live' | 'warm';
  /** Since when nobody wants it any more; null while it is shown or near. */
  readonly leftAt: number | null;
}

export interface Plan {
  /** Every video that may be held, most urgent first. Whoever is missing is cold. */
  readonly held: ReadonlyMap<string, Held>;
  /** When a grace ends, so that the plan has to be made anew. */
  readonly wakeAt: number | null;
  /** True where somebody who is shown has to do without: scores decide who, and they change. */
  readonly crowded: boolean;
}

/** Classes of urgency; within one the score decides, then the position. */
const classOf = { panel: 0, worst: 1, visible: 2, near: 3, lingering: 4 } as const;

interface Candidate {
  readonly attemptId: string;
  readonly urgency: number;
  readonly score: number;
  readonly position: number;
}

/**
 * Says which videos play and which are kept ready. Pure: the plan before goes in as `before`.
 * Never more than `limits.live` play and never more than `limits.consumers` are held. Whoever has a
 * place keeps it against those of the same class who are worse by no more than `limits.holdBonus`,
 * so that scores which move a little make nothing flap.
 * @param now milliseconds, of the clock of the calls before
 */
export function planStreams(
  places: Places,
  student: Student,
  before: ReadonlyMap<string, Held>,
  limits: BudgetLimits,
  now: number,
): Plan {
  const candidates = whoWants(places, student, before, limits, now);
  const wasLive = (attemptId: string): boolean => before.get(attemptId)?.standing === 'live';
  const wasHeld = (attemptId: string): boolean => before.has(attemptId);

  const shown = candidates.filter(({ urgency }) => urgency <= classOf.visible);
  shown.sort(byUrgency(wasLive, limits.holdBonus));
  const live = shown.slice(0, Math.min(limits.live, limits.consumers));
  const playing = new Set(live);
  const rest = candidates.filter((candidate) => !playing.has(candidate));
  rest.sort(byUrgency(wasHeld, limits.holdBonus));
  const warm = rest.slice(0, Math.max(0, limits.consumers - live.length));

  const held = new Map<string, Held>();
  for (const { attemptId } of live) held.set(attemptId, { standing: 'live', leftAt: null });
  let wakeAt: number | null = null;
  for (const { attemptId, urgency } of warm) {
    const leftAt = urgency === classOf.lingering ? (before.get(attemptId)?.leftAt ?? now) : null;
    held.set(attemptId, { standing: 'warm', leftAt });
    if (leftAt !== null) wakeAt = Math.min(wakeAt ?? Infinity, leftAt + limits.graceMs);
  }
  return { held, wakeAt, crowded: shown.length > live.length };
}

/** Whoever has what is at stake counts as worse than they are, so that they keep it. */
function byUrgency(has: (attemptId: string) => boolean, bonus: number) {
  const weight = ({ attemptId, score }: Candidate): number => score + (has(attemptId) ? bonus : 0);
  return (a: Candidate, b: Candidate): number =>
    a.urgency - b.urgency ||
    weight(b) - weight(a) ||
    // Two that are in no grid have no position: Infinity less Infinity is no number.
    (a.position === b.position ? 0 : a.position - b.position) ||
    (a.attemptId < b.attemptId ? -1 : 1);
}

/** Everybody who wants a video or still has one, each in the highest class it belongs to. */
function whoWants(
  places: Places,
  student: Student,
  before: ReadonlyMap<string, Held>,
  limits: BudgetLimits,
  now: number,
): Candidate[] {
  const positions = new Map(places.order.map((attemptId, index) => [attemptId, index]));
  const candidates = new Map<string, Candidate>();

  function add(attemptId: string, urgency: number): void {
    if (candidates.has(attemptId) || !student.available(attemptId)) return;
    const score = student.score(attemptId);
    const position = positions.get(attemptId) ?? Infinity;
    candidates.set(attemptId, { attemptId, urgency, score, position });
  }

  for (const attemptId of places.panel) add(attemptId, classOf.panel);
  for (const attemptId of places.worst) add(attemptId, classOf.worst);
  for (const attemptId of places.visible) add(attemptId, classOf.visible);
  for (const attemptId of nearTo(places, positions, limits.warmReach)) {
    add(attemptId, classOf.near);
  }
  for (const [attemptId, { leftAt }] of before) {
    if (now - (leftAt ?? now) < limits.graceMs) add(attemptId, classOf.lingering);
  }
  return [...candidates.values()];
}

function* nearTo(
  { visible, order }: Places,
  positions: ReadonlyMap<string, number>,
  reach: number,
): Iterable<string> {
  const reached = new Set<number>();
  for (const attemptId of visible) {
    const position = positions.get(attemptId);
    if (position === undefined) continue;
    for (let at = position - reach; at <= position + reach; at += 1) reached.add(at);
  }
  for (const at of reached) {
    const attemptId = order[at];
    if (attemptId !== undefined) yield attemptId;
  }
}
