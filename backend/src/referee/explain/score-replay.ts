import {
  isJudged,
  rescore,
  score,
  type CountedType,
  type CountingReason,
  type Incident,
  type JudgedIncident,
  type JudgementLine,
  type NoteIncident,
  type Policy,
  type Score,
  type TechnicalIncident,
} from '@invigil/shared-types';

/** What one step did to the score. */
export interface Turn {
  /** Why the incident counts after this step, or does not. */
  readonly reason: CountingReason;
  /** Negative where a person took something back. */
  readonly points: number;
  /** The score after it. */
  readonly score: Score;
}

/** The incidents of one type so far. */
interface OfType {
  readonly incidents: Map<string, JudgedIncident>;
  newest: JudgedIncident;
  newestCounted: JudgedIncident | undefined;
}

/**
 * The score of an attempt as it grows, incident by incident. What counts is decided by `rescore` alone;
 * types do not influence each other, so that a step judges those of one type.
 */
export class ScoreReplay {
  readonly #policy: Policy;
  readonly #ofTypes = new Map<CountedType, OfType>();
  /** By the detector: those that switched themselves off. */
  readonly #off = new Map<CountedType, TechnicalIncident[]>();
  readonly #counts: Partial<Record<CountedType, number>> = {};
  #score: Score;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#score = score(this.#counts, policy);
  }

  /** The score now. */
  get value(): number {
    return this.#score.value;
  }

  /** Adds the incident, or puts it in the place of the one with its id. */
  put(incident: Incident): Turn {
    if (!isJudged(incident)) return this.#turn(this.#takeBack(incident));
    const ofType = this.#ofTypes.get(incident.type);
    // As a rule incidents come in the order of their times: each then depends on one before it.
    return ofType === undefined || incident.capturedAt > ofType.newest.capturedAt
      ? this.#turn(this.#append(incident, ofType))
      : this.#turn(this.#judgeAgain(incident, ofType));
  }

  /** What counts is held against the latest of its type that counted; nothing before that matters. */
  #append(incident: JudgedIncident, ofType: OfType | undefined): CountingReason {
    const { type } = incident;
    const before = ofType?.newestCounted;
    const both = before === undefined ? [incident] : [before, incident];
    const { lines } = rescore([...this.#offOf(type), ...both], this.#policy);
    const { reason } = lineOf(incident, lines);
    const counts = reason === 'counted';
    if (counts) this.#counts[type] = (this.#counts[type] ?? 0) + 1;
    this.#ofTypes.set(type, {
      incidents: (ofType?.incidents ?? new Map<string, JudgedIncident>()).set(
        incident.id,
        incident,
      ),
      newest: incident,
      newestCounted: counts ? incident : before,
    });
    return reason;
  }

  #judgeAgain(incident: JudgedIncident, ofType: OfType): CountingReason {
    ofType.incidents.set(incident.id, incident);
    return lineOf(incident, this.#judgeAll(incident.type, ofType)).reason;
  }

  /** What is nobody's fault changes a score only where a detector takes back what it claimed. */
  #takeBack(incident: TechnicalIncident | NoteIncident): CountingReason {
    if (incident.kind === 'technical' && incident.detector !== null) {
      const { detector } = incident.detector;
      this.#off.set(detector, [...this.#offOf(detector), incident]);
      const ofType = this.#ofTypes.get(detector);
      if (ofType !== undefined) this.#judgeAll(detector, ofType);
    }
    return incident.kind;
  }

  #judgeAll(type: CountedType, ofType: OfType): readonly JudgementLine[] {
    const incidents = [...this.#offOf(type), ...ofType.incidents.values()];
    const { lines, counts } = rescore(incidents, this.#policy);
    this.#counts[type] = counts[type] ?? 0;
    const newestCounted = lines.findLast(({ reason }) => reason === 'counted')?.incident;
    ofType.newestCounted =
      newestCounted === undefined ? undefined : ofType.incidents.get(newestCounted.id);
    return lines;
  }

  #offOf(type: CountedType): readonly TechnicalIncident[] {
    return this.#off.get(type) ?? [];
  }

  #turn(reason: CountingReason): Turn {
    const before = this.value;
    this.#score = score(this.#counts, this.#policy);
    return { reason, points: this.value - before, score: this.#score };
  }
}

function lineOf({ id }: JudgedIncident, lines: readonly JudgementLine[]): JudgementLine {
  const line = lines.find(({ incident }) => incident.id === id);
  if (line === undefined) throw new Error('rescore has left out an incident');
  return line;
}
