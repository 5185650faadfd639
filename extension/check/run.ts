import {
  checkNames,
  type CheckLine,
  type CheckName,
  type SystemCheck,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { failed, type Finding } from './finding.ts';
import { lineLifecycle, type LineEvent, type LineState } from './lifecycle.ts';

/** How one line stands. */
export interface Line {
  readonly name: CheckName;
  readonly state: LineState;
  /** What it found; null while it waits or runs. */
  readonly finding: Finding | null;
}

/** Looks at one thing. What it throws is logged, and the line fails. */
export type Probe = (signal: AbortSignal) => Promise<Finding>;
export type Probes = Readonly<Record<CheckName, Probe>>;

/** Lines that need the same things follow each other; the lanes go side by side. */
export const lanes: readonly (readonly CheckName[])[] = [
  ['camera', 'light', 'face', 'analysis'],
  ['server', 'clock', 'media', 'speed'],
  ['version', 'display'],
];

const verdicts = { passed: 'pass', warned: 'warn', failed: 'fail' } as const;

/** The system check, line by line. Lines can be run again by themselves. */
export class CheckRun {
  readonly #onChange: (lines: readonly Line[]) => void;
  #lines: readonly Line[] = checkNames.map((name) => ({
    name,
    state: lineLifecycle.initial,
    finding: null,
  }));
  #tookMs = 0;

  /** @param onChange is told all lines whenever one of them changes */
  constructor(onChange: (lines: readonly Line[]) => void) {
    this.#onChange = onChange;
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Lines that did not pass. */
  get troubled(): CheckName[] {
    return this.#lines
      .filter(({ state }) => state === 'warned' || state === 'failed')
      .map(({ name }) => name);
  }

  /**
   * Runs these lines, whatever they found before. Resolves when all of them have come to an end.
   *
   * @param signal ends them early: what has not come to its end then waits again
   */
  async run(names: readonly CheckName[], probes: Probes, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    for (const name of names) this.#move(name, 'again', null);
    await Promise.all(
      lanes.map(async (lane) => {
        for (const name of lane) {
          if (names.includes(name) && !signal.aborted) {
            await this.#runOne(name, probes[name], signal);
          }
        }
      }),
    );
    this.#tookMs = performance.now() - startedAt;
  }

  /**
   * What is told of it.
   *
   * @param at on the server's clock, milliseconds
   */
  result(at: number, agentVersion: string): SystemCheck {
    return {
      at,
      agentVersion,
      tookMs: Math.min(600_000, Math.round(this.#tookMs)),
      lines: this.#lines.flatMap(({ name, finding }): CheckLine[] =>
        finding === null ? [] : [{ name, ...finding }],
      ),
    };
  }

  async #runOne(name: CheckName, probe: Probe, signal: AbortSignal): Promise<void> {
    this.#move(name, 'begin', null);
    const over = new AbortController();
    const abort = () => over.abort();
    signal.addEventListener('abort', abort);
    const finding = await withinTime(probe, config.check.limitsMs[name], over).catch(
      (error: unknown) => {
        log(`the check of ${name} broke off: ${wordsOf(error)}`);
        return failed('too_long');
      },
    );
    signal.removeEventListener('abort', abort);
    this.#move(name, verdicts[finding.outcome], finding);
  }

  #move(name: CheckName, event: LineEvent, finding: Finding | null): void {
    this.#lines = this.#lines.map((line) => {
      const next = lineLifecycle.next(line.state, event);
      return line.name === name && next.moved ? { name, state: next.state, finding } : line;
    });
    this.#onChange(this.#lines);
  }
}

/** A probe that heeds its signal says what it has by then; one that does not is not waited for. */
async function withinTime(probe: Probe, ms: number, over: AbortController): Promise<Finding> {
  let tooLong: ReturnType<typeof setTimeout> | undefined;
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Finding>((resolve) => {
    giveUp = setTimeout(() => over.abort(), ms);
    over.signal.addEventListener('abort', () => {
      tooLong = setTimeout(() => resolve(failed('too_long')), lastWordsMs);
    });
  });
  try {
    return await Promise.race([probe(over.signal), late]);
  } finally {
    clearTimeout(giveUp);
    clearTimeout(tooLong);
    over.abort();
    clearTimeout(tooLong);
  }
}

/** What a probe may take to say what it has, once its time is over. Milliseconds. */
const lastWordsMs = 500;
