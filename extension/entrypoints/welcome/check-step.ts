import { checkNames, type CheckName } from '@invigil/shared-types';
import {
  agentVersion,
  Bench,
  CheckRun,
  foundWords,
  lineLabels,
  remedies,
  type Line,
  type LineState,
} from '../../check/index.ts';
import type { CameraTrouble } from '../../media/index.ts';
import { log } from '../../log.ts';
import { element, find } from '../../ui/index.ts';
import { say } from './page.ts';
import type { Visit } from './visit.ts';

const button = (id: string) => find(`#${id}`, HTMLButtonElement);

/** Each state by a sign and a word: never by its colour alone. */
const signs: Readonly<Record<LineState, readonly [sign: string, word: string]>> = {
  waiting: ['·', 'Waiting'],
  running: ['…', 'Running'],
  passed: ['✓', 'Good'],
  warned: ['▲', 'Could be better'],
  failed: ['✕', 'Does not work'],
};

export interface CheckOptions {
  /** The camera as it is at that moment. */
  readonly track: () => MediaStreamTrack | undefined;
  /** Opens the camera that is not there any more; resolves with what is wrong with it, or null. */
  readonly openCamera: () => Promise<CameraTrouble | null>;
  readonly onDone: () => void;
}

/** The system check: runs by itself, says what to do, and always leads on. */
export class CheckStep {
  readonly #options: CheckOptions;
  readonly #lines = new Map<CheckName, HTMLLIElement>();
  #run: CheckRun | undefined;
  #visit: Visit | undefined;
  #over: AbortController | undefined;

  constructor(options: CheckOptions) {
    this.#options = options;
    button('check-continue').addEventListener('click', () => options.onDone());
    button('check-again').addEventListener('click', () => {
      if (this.#run !== undefined) void this.#begin(this.#run.troubled);
    });
    button('check-all').addEventListener('click', () => void this.#begin(checkNames));
  }

  /** Begins at once. */
  enter(visit: Visit): void {
    this.leave();
    this.#visit = visit;
    this.#run = new CheckRun((lines) => this.#show(lines));
    this.#show(this.#run.lines);
    void this.#begin(checkNames);
  }

  /** Ends what is under way. */
  leave(): void {
    this.#over?.abort();
    this.#over = undefined;
  }

  async #begin(names: readonly CheckName[]): Promise<void> {
    const [run, visit] = [this.#run, this.#visit];
    if (run === undefined || visit === undefined || this.#over !== undefined) return;
    const over = new AbortController();
    this.#over = over;
    this.#showRunning(names.length === checkNames.length);
    const { track, openCamera } = this.#options;
    const trouble = track() === undefined ? await openCamera() : null;
    const told = await visit.checkBegins();
    if (!told.ok) log(`that a check begins was not told: ${told.reason ?? 'no answer'}`);
    const { serverOrigin, exam } = visit.enrolment;
    const bench = new Bench({
      serverOrigin,
      handshake: () => visit.handshake(),
      token: () => visit.token(),
      track,
      trouble,
      policy: exam.policy,
    });
    await run.run(names, bench.probes, over.signal);
    bench.close();
    if (over.signal.aborted) return;
    const result = await visit.checked(run.result(visit.now(), agentVersion()));
    if (!result.ok) log(`what the check found was not told: ${result.reason ?? 'no answer'}`);
    if (over.signal.aborted) return;
    this.#over = undefined;
    this.#showResult(run, exam.contact);
  }

  #showRunning(isAll: boolean): void {
    say(
      'check-words',
      isAll ? 'Everything is tried as in the exam. This takes a few seconds …' : 'Checking again …',
    );
    say('check-help', '');
    for (const id of ['check-again', 'check-all']) button(id).hidden = true;
    const go = button('check-continue');
    go.textContent = 'Continue';
    go.disabled = true;
  }

  #showResult(run: CheckRun, contact: string): void {
    const count = (state: LineState) => run.lines.filter((line) => line.state === state).length;
    const [failed, warned] = [count('failed'), count('warned')];
    const go = button('check-continue');
    go.disabled = false;
    go.classList.toggle('plain', failed > 0);
    button('check-all').hidden = false;
    button('check-again').hidden = failed + warned === 0;
    button('check-again').classList.toggle('plain', failed === 0);
    if (failed > 0) {
      say(
        'check-words',
        failed === 1 ? 'One thing does not work yet.' : `${failed} things do not work yet.`,
      );
      say(
        'check-help',
        `If it stays like this, ask ${contact}. You can go on all the same: your invigilator sees what did not work.`,
      );
      go.textContent = 'Go on anyway';
      button('check-again').focus();
      return;
    }
    say(
      'check-words',
      warned > 0 ? 'You can sit the exam. Some things could be better.' : 'Everything works.',
    );
    go.focus();
  }

  #show(lines: readonly Line[]): void {
    const list = find('#check-lines', HTMLUListElement);
    for (const line of lines) {
      const [known, next] = [this.#lines.get(line.name), lineElement(line)];
      if (known === undefined) list.append(next);
      else if (known.outerHTML !== next.outerHTML) known.replaceWith(next);
      else continue;
      this.#lines.set(line.name, next);
    }
  }
}

function lineElement({ name, state, finding }: Line): HTMLLIElement {
  const [sign, word] = signs[state];
  const remedy = finding?.reason === null || finding === null ? null : remedies[finding.reason];
  const figures = finding?.outcome === 'passed' ? foundWords(name, finding) : '';
  return element('li', { 'data-check': name, 'data-state': state }, [
    element('span', { class: 'sign', 'aria-hidden': 'true' }, [sign]),
    element('div', {}, [
      element('p', {}, [
        element('strong', {}, [lineLabels[name]]),
        element('span', { class: state === 'passed' ? 'heard' : 'quiet' }, [` ${word}`]),
        element('span', { class: 'quiet' }, [figures === '' ? '' : ` ${figures}`]),
      ]),
      ...(remedy === null ? [] : [element('p', {}, [`${remedy.what} ${remedy.next}`])]),
    ]),
  ]);
}
