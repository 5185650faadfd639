import { stripVTControlCharacters, styleText } from 'node:util';
import {
  catalogue,
  troubleTexts,
  type Incident,
  type Level,
  type Tile,
  type TileDelta,
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
  in_progress: 'joined',
  reconnecting: 'connection lost, expected back',
  left: 'left the quiz',
  submitted: 'handed in',
};

/** Prints what happens, one line each, with the time since the start. */
export class Timeline {
  readonly #startedAt = Date.now();
  readonly #write: (line: string) => void;
  readonly #names = new Map<string, string>();
  readonly #scores = new Map<string, number>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  know(tiles: readonly Tile[]): void {
    for (const { attemptId, studentName, score } of tiles) {
      this.#names.set(attemptId, studentName);
      this.#scores.set(attemptId, score);
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

  confirmed(incident: Incident): void {
    const held = (incident.heldMs / 1000).toFixed(1);
    const after = incident.confirmedAt - incident.capturedAt;
    this.say(
      this.#name(incident.attemptId),
      styleText('bold', 'confirmed'),
      `${catalogue[incident.type].label}, held ${held} s, confirmed ${after} ms after the frame`,
    );
  }

  changed(delta: TileDelta): void {
    const name = this.#name(delta.attemptId);
    if (delta.state !== undefined) this.say(name, stateWords[delta.state]);
    if (delta.streaming !== undefined) {
      this.say(name, delta.streaming ? 'stream live' : 'stream ended');
    }
    if (delta.trouble) this.say(name, 'technical', troubleTexts[delta.trouble.reason].label);
    const { score, level } = delta;
    if (score !== undefined && level !== undefined && score !== this.#scores.get(delta.attemptId)) {
      this.#scores.set(delta.attemptId, score);
      this.say(name, 'score', styleText(levelColours[level], `${score} ${levelWords[level]}`));
    }
  }

  #name(attemptId: string): string {
    return this.#names.get(attemptId) ?? attemptId;
  }
}

/** Pads to a width as it is seen: colours take no place. */
function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));
}
