import type { Glass, SentLine } from '../../messages/index.ts';
import { bytesText, clockTime, element, find } from '../../ui/index.ts';
import { lineText, sumText, totalText } from './sent-words.ts';

/** The list of everything that was sent, as it grows. */
export class SentView {
  readonly #list = find('#sent-lines', HTMLOListElement);
  readonly #totals = find('#sent-totals', HTMLUListElement);
  readonly #items = new Map<number, HTMLElement>();
  #shown = '';

  show({ sent, timeZone }: Pick<Glass, 'sent' | 'timeZone'>): void {
    const [newest] = sent.lines;
    const now = JSON.stringify([newest, sent.totals]);
    if (now === this.#shown) return;
    this.#shown = now;
    find('#sent-sum', HTMLElement).textContent = sumText(sent.totals);
    this.#totals.replaceChildren(
      ...sent.totals.map((total) => element('li', {}, [totalText(total)])),
    );
    // The newest line of a connection may still grow.
    if (newest !== undefined) this.#items.delete(newest.id);
    const items = sent.lines.map((line) => this.#item(line, timeZone));
    this.#list.replaceChildren(...items);
    const ids = new Set(sent.lines.map(({ id }) => id));
    for (const id of this.#items.keys()) if (!ids.has(id)) this.#items.delete(id);
  }

  #item(line: SentLine, timeZone: string): HTMLElement {
    const known = this.#items.get(line.id);
    if (known !== undefined) return known;
    const made = element('li', {}, [
      element('span', { class: 'when' }, [clockTime(line.at, timeZone)]),
      element('span', { class: 'what' }, [lineText(line)]),
      element('span', { class: 'size' }, [bytesText(line.bytes)]),
    ]);
    this.#items.set(line.id, made);
    return made;
  }
}
