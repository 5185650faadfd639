import type { Line } from '../../actions/index.ts';
import type { FromGlass, Glass } from '../../messages/index.ts';
import { element, find, timeOfDay } from '../../ui/index.ts';
import { lineNote, speakerOf, wayWords } from './conversation-words.ts';

/** What invigilators and the student wrote to each other, and the field for more. */
export class ConversationView {
  readonly #say: (message: FromGlass) => boolean;
  readonly #lines = find('#lines', HTMLOListElement);
  readonly #field = find('#words', HTMLTextAreaElement);
  #shown = '';

  /** @param say tells the agent; false where there is none */
  constructor(say: (message: FromGlass) => boolean) {
    this.#say = say;
    find('#write', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#send();
    });
  }

  show({ conversation, link, timeZone }: Pick<Glass, 'conversation' | 'link' | 'timeZone'>): void {
    find('#way', HTMLElement).textContent = wayWords(link);
    const now = JSON.stringify(conversation);
    // What has not changed stays as it is: somebody may be reading it, or be about to press a button.
    if (now === this.#shown) return;
    this.#shown = now;
    this.#lines.hidden = conversation.length === 0;
    this.#lines.replaceChildren(...conversation.map((line) => this.#item(line, timeZone)));
    this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  #item(line: Line, timeZone: string): HTMLElement {
    const note = lineNote(line, timeZone);
    const item = element('li', { 'data-from': line.from }, [
      element('p', { class: 'quiet' }, [`${speakerOf(line)}, ${timeOfDay(line.at, timeZone)}`]),
      element('p', { class: 'text', dir: 'auto' }, [line.text]),
    ]);
    if (note !== null) item.append(element('p', { class: 'quiet' }, [note]));
    if (line.from === 'invigilators' && line.open) item.append(this.#acknowledge(line));
    return item;
  }

  #acknowledge({ id: actionId, kind }: Extract<Line, { from: 'invigilators' }>): HTMLElement {
    const button = element('button', { type: 'button', class: 'plain' }, [
      kind === 'ask' ? 'I am here' : 'I have read it',
    ]);
    button.addEventListener('click', () => this.#say({ kind: 'acknowledge', actionId }));
    return button;
  }

  #send(): void {
    const text = this.#field.value.trim();
    if (text !== '' && this.#say({ kind: 'write', text })) this.#field.value = '';
    this.#field.focus();
  }
}
