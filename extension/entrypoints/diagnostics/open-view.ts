import { catalogue, violationTypes } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { element, find } from '../../ui/index.ts';
import type { ViolationRules } from '../../vision/index.ts';
import type { TracedFrame } from '../../vision/trace.ts';
import { LineView } from './line-view.ts';
import { replay, type Replay } from './replay.ts';
import { reveal, say } from './texts.ts';
import { clockText } from './time-words.ts';
import { notAFile, openTrace, severalFiles, type FileProblem } from './trace-file.ts';
import { claimText } from './verdict-words.ts';

/** Opens a trace, and shows what is in it and what the detectors make of it. */
export class OpenView {
  readonly #rules: ViolationRules;
  readonly #section = find('#open', HTMLElement);
  readonly #lines = new LineView(find('#opened-lines', HTMLElement));
  /** The newest file wins, however long the one before takes to read. */
  #latest = 0;

  constructor(rules: ViolationRules) {
    this.#rules = rules;
    const input = find('#open-file', HTMLInputElement);
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file !== undefined) void this.#open(file);
    });
    this.#listenForDrops();
  }

  /** Anywhere on the page: a file that misses a small target would replace the page itself. */
  #listenForDrops(): void {
    const dropping = (event: DragEvent, now: boolean) => {
      event.preventDefault();
      this.#section.classList.toggle('dropping', now);
    };
    document.addEventListener('dragover', (event) => dropping(event, true));
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) dropping(event, false);
    });
    document.addEventListener('drop', (event) => {
      dropping(event, false);
      const [file, another] = event.dataTransfer?.files ?? [];
      if (file === undefined) this.#explain(notAFile);
      else if (another !== undefined) this.#explain(severalFiles);
      else void this.#open(file);
    });
  }

  async #open(file: File): Promise<void> {
    const mine = ++this.#latest;
    const opened = await openTrace(file, config.diagnostics.trace.maxFileBytes);
    if (mine !== this.#latest) return;
    if (opened.ok) this.#show(file.name, opened.frames);
    else this.#explain(opened.problem);
  }

  #explain({ what, next }: FileProblem): void {
    reveal('opened', false);
    reveal('open-problem', true);
    say('open-what', what);
    say('open-next', next);
  }

  #show(name: string, frames: readonly TracedFrame[]): void {
    reveal('open-problem', false);
    reveal('opened', true);
    const { from, to } = spanOf(frames);
    say('opened-name', name);
    say('opened-length', lengthText(frames.length, to - from));
    this.#lines.show(frames, from, to);
    const replayed = replay(frames, this.#rules);
    list(replayed, from);
    showTallies(replayed);
    find('#opened-name', HTMLElement).focus();
  }
}

/** What was claimed and what was given up, by the time in the trace. */
function list({ claims, doubts }: Replay, from: number): void {
  const told = [
    ...claims.map(({ type, at, heldMs }) => ({
      at,
      text: claimText(type, heldMs),
    })),
    ...doubts.map(({ type, at, share }) => ({
      at,
      text: `“${catalogue[type].label}” switched itself off: it saw that in ${Math.round(share * 100)} % of calm time`,
    })),
  ].sort((a, b) => a.at - b.at);
  const most = config.diagnostics.listed.trace;
  const items = told
    .slice(0, most)
    .map(({ at, text }) => element('li', {}, [`${clockText(at - from)} ${text}`]));
  if (told.length > most) items.push(element('li', {}, [`… and ${told.length - most} more`]));
  find('#opened-claims', HTMLElement).replaceChildren(...items);
  reveal('opened-none', told.length === 0);
}

function showTallies({ tallies }: Replay): void {
  const rows = violationTypes.map((type) => {
    const { shows, clear, unsure } = tallies[type];
    const judged = shows + clear + unsure;
    const share = (count: number) =>
      judged === 0 ? '–' : `${((100 * count) / judged).toFixed(1)} %`;
    return element('tr', {}, [
      element('th', { scope: 'row' }, [catalogue[type].label]),
      ...[shows, clear, unsure].map((count) => element('td', { class: 'number' }, [share(count)])),
    ]);
  });
  find('#opened-tallies', HTMLElement).replaceChildren(...rows);
}

/** From the earliest picture to the latest, whatever their order. Milliseconds. */
function spanOf(frames: readonly TracedFrame[]): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const { at } of frames) {
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return { from, to };
}

function lengthText(pictures: number, ms: number): string {
  const count = pictures === 1 ? '1 picture' : `${pictures} pictures`;
  const rate = ms > 0 ? `, ${(((pictures - 1) * 1000) / ms).toFixed(1)} a second` : '';
  return `${clockText(ms)} long, ${count}${rate}`;
}
