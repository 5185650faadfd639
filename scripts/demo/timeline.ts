import { stripVTControlCharacters, styleText } from 'node:util';
import {
  catalogue,
  labelOf,
  technicalLabels,
  troubleCatalogue,
  type Incident,
  type Level,
  type Tile,
  type TileDelta,
  type ViolationIncident,
  type ViolationType,
} from '@invigil/shared-types';

const levelWords: Record<Level, string> = {
  clear: 'Clear',
  look: '● Look',
  likely: '▲ Likely',
  severe: '⬣ Severe',
};
const levelColours = { clear: 'reset', look: 'blue', likely: 'yellow', severe: 'red' } as const;

const stateWords: Record<Tile['state'], string> = {
  invited: 'invited',
  declined: 'did not agree',
  consented: 'agreed',
  checking: 'system check',
  ready: 'ready',
  waiting: 'in the waiting room',
  in_progress: 'joined',
  reconnecting: 'connection lost, expected back',
  left: 'left the quiz',
  submitted: 'handed in',
  ended: 'ended by an invigilator',
  expired: 'time is over',
  under_review: 'under review',
  closed: 'review closed',
};

/** Prints what happens, one line each, with the time since the start. */
export class Timeline {
  readonly #startedAt = Date.now();
  readonly #write: (line: string) => void;
  readonly #names = new Map<string, string>();
  /** What was last said of each. A change of one of the two alone says nothing of the other. */
  readonly #scores = new Map<string, Pick<Tile, 'score' | 'level'>>();
  /** Incident → what was last said of it. */
  readonly #told = new Map<string, string>();
  /** Attempts that are over. */
  readonly #reported = new Set<string>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  know(tiles: readonly Tile[]): void {
    for (const { attemptId, studentName, score, level } of tiles) {
      this.#names.set(attemptId, studentName);
      this.#scores.set(attemptId, { score, level });
    }
  }

  say(who: string, what: string, detail = ''): void {
    const seconds = Math.floor((Date.now() - this.#startedAt) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    this.#write(
      `  ${styleText('dim', clock.padStart(5))}  ${who.padEnd(16)} ${padded(what, 12)} ${detail}`.trimEnd(),
    );
  }

  claim(attemptId: string, type: ViolationType, suppressed: boolean): void {
    this.say(
      this.#name(attemptId),
      suppressed ? styleText('dim', 'suppressed') : 'claim',
      suppressed
        ? styleText('dim', `${catalogue[type].label}: one counted a moment ago`)
        : `${catalogue[type].label}, evidence expected`,
    );
  }

  /** A new incident, or one that changed: says what is new of it, once. */
  incident(incident: Incident): void {
    const name = this.#name(incident.attemptId);
    const tell = (what: string, detail: string): void => {
      const line = `${what} ${detail}`;
      if (this.#told.get(incident.id) === line) return;
      this.#told.set(incident.id, line);
      this.say(name, what, detail);
    };
    switch (incident.kind) {
      case 'violation':
        if (!this.#told.has(incident.id)) this.#confirmed(name, incident);
        if (incident.witness.state !== 'awaited') tell('witness', witnessWords(incident));
        break;
      case 'page_event':
        tell('quiz page', `${labelOf(incident.type)}${lasted(incident.durationMs)}`);
        break;
      case 'technical': {
        const { capturedAt, endedAt } = incident;
        const ms = endedAt === null ? null : endedAt - capturedAt;
        tell('technical', `${technicalLabels[incident.type]}${lasted(ms)}`);
        break;
      }
      case 'contradiction':
        tell(styleText('bold', 'contradicted'), labelOf(incident.type));
    }
  }

  #confirmed(name: string, { id, type, heldMs, capturedAt, confirmedAt }: ViolationIncident): void {
    const held = (heldMs / 1000).toFixed(1);
    const after = confirmedAt - capturedAt;
    this.#told.set(id, '');
    this.say(
      name,
      styleText('bold', 'confirmed'),
      `${catalogue[type].label}, held ${held} s, confirmed ${after} ms after the frame`,
    );
  }

  changed(delta: TileDelta): void {
    const name = this.#name(delta.attemptId);
    if (delta.state !== undefined) this.say(name, stateWords[delta.state]);
    if (delta.streaming !== undefined) {
      this.say(name, delta.streaming ? 'stream live' : 'stream ended');
    }
    if (delta.trouble) this.say(name, 'technical', troubleCatalogue[delta.trouble.reason].label);
    const before = this.#scores.get(delta.attemptId) ?? { score: 0, level: 'clear' };
    const { score = before.score, level = before.level } = delta;
    this.#scores.set(delta.attemptId, { score, level });
    if (score !== before.score) {
      this.say(name, 'score', styleText(levelColours[level], `${score} ${levelWords[level]}`));
    }
  }

  /** The attempt is over: says once where its report will be. */
  report(attemptId: string, where: string): void {
    if (this.#reported.has(attemptId)) return;
    this.#reported.add(attemptId);
    this.say(this.#name(attemptId), 'report', `in a moment at ${where}`);
  }

  #name(attemptId: string): string {
    return this.#names.get(attemptId) ?? attemptId;
  }
}

function witnessWords({ type, witness }: ViolationIncident): string {
  const { label } = catalogue[type];
  if (witness.state !== 'taken') return styleText('dim', `${label}: no picture of its own`);
  const { faces } = witness;
  const seen = faces === null ? 'faces not counted' : `${faces} ${faces === 1 ? 'face' : 'faces'}`;
  return `${label}: a picture from the stream, ${seen}`;
}

function lasted(ms: number | null): string {
  return ms === null || ms === 0 ? '' : `, for ${(ms / 1000).toFixed(1)} s`;
}

/** Pads to a width as it is seen: colours take no place. */
function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));
}
