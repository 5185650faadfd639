import { actionTextLimit } from '@invigil/shared-types';
import type { Card } from '../../actions/index.ts';
import { element } from '../../ui/index.ts';

export interface CardEvents {
  /** The card is on the screen of this page, and the page is seen. Null: it no longer is. */
  readonly onScreen: (actionId: string | null) => void;
  /** The student acknowledged or closed it. */
  readonly onDone: (actionId: string) => void;
  readonly onReply: (actionId: string, text: string) => void;
}

/** The card that is shown. */
interface Shown {
  readonly card: Card;
  readonly root: HTMLElement;
  readonly more: HTMLElement;
  /** Where the student writes an answer; hidden until they want to. */
  readonly field: HTMLTextAreaElement | null;
}

/**
 * What invigilators have to say, one card at a time. It goes by what the agent says: pressing a button
 * tells the agent, and the card is gone once the agent has taken note.
 */
export class CardView {
  /** Two live regions, there before what they announce: what has to be answered interrupts. */
  readonly regions = [
    element('div', { 'aria-live': 'polite' }),
    element('div', { 'aria-live': 'assertive' }),
  ] as const;
  readonly #events: CardEvents;
  readonly #signal: AbortSignal;
  /** What the student has written so far, by action: another card may come in between. */
  readonly #drafts = new Map<string, string>();
  #shown: Shown | null = null;
  /** Waits until the student has stopped writing. */
  #next: { readonly card: Card | null; readonly more: number } | null = null;
  #told: string | null = null;
  /** What had the focus before a card got it. */
  #before: HTMLElement | null = null;

  /** @param signal aborted when the page's part of the agent is over */
  constructor(events: CardEvents, signal: AbortSignal) {
    this.#events = events;
    this.#signal = signal;
    document.addEventListener('visibilitychange', () => this.#tell(), { signal });
  }

  /** Shows this card instead of the one before; null: none. */
  show(card: Card | null, more: number): void {
    const isOther = card?.actionId !== this.#shown?.card.actionId;
    if (isOther && this.#isWriting) {
      // The keys of a student who is writing must not end up in the quiz.
      this.#next = { card, more };
      return;
    }
    this.#next = null;
    if (isOther) this.#replace(card);
    if (this.#shown !== null) this.#shown.more.textContent = more === 0 ? '' : `${more} more`;
    // It may be another agent than before, which has not been told.
    this.#told = null;
    this.#tell();
  }

  /** The student pressed Escape, wherever the focus was: what asks for nothing goes. */
  dismiss(): void {
    const { card, root, field } = this.#shown ?? {};
    if (this.#isWriting) {
      field?.blur();
      return;
    }
    if (card === undefined || card.kind === 'ask') return;
    // A message that somebody may not have read yet stays, unless that is where they are.
    if (card.kind === 'message' && !hasFocus(root)) return;
    this.#events.onDone(card.actionId);
  }

  get #isWriting(): boolean {
    return hasFocus(this.#shown?.field);
  }

  #replace(card: Card | null): void {
    const hadFocus = hasFocus(this.#shown?.root);
    this.#shown?.root.remove();
    this.#shown = null;
    if (card !== null) {
      this.#shown = this.#build(card);
      this.regions[card.kind === 'ask' ? 1 : 0].append(this.#shown.root);
    }
    // Whoever closed it with the keyboard goes on where they were.
    if (hadFocus) this.#before?.focus({ preventScroll: true });
  }

  #build(card: Card): Shown {
    const more = element('p', { class: 'more' });
    const field = card.kind === 'message' ? this.#field(card) : null;
    const root = element('div', { class: 'card', 'data-kind': card.kind, role: 'group' }, [
      element('p', { class: 'title' }, [element('strong', {}, [card.title])]),
      // It may be in any language, and longer than there is room for.
      element('p', { class: 'words', dir: 'auto', ...scrollable(card.text) }, [card.text]),
      element('p', { class: 'seen' }, [`Sent at ${card.at}.`]),
      ...(field === null ? [] : [field]),
      element('div', { class: 'buttons' }, this.#buttons(card, field)),
      more,
    ]);
    root.setAttribute('aria-label', card.title);
    const signal = this.#signal;
    root.addEventListener(
      'focusin',
      ({ relatedTarget }) => {
        const isOutside = relatedTarget instanceof HTMLElement && !root.contains(relatedTarget);
        if (isOutside) this.#before = relatedTarget;
      },
      { signal },
    );
    // What is typed here is not meant for the quiz and its shortcuts.
    for (const name of ['keydown', 'keypress', 'keyup'] as const) {
      root.addEventListener(name, (event) => event.key !== 'Escape' && event.stopPropagation(), {
        signal,
      });
    }
    return { card, root, more, field };
  }

  #buttons(card: Card, field: HTMLTextAreaElement | null): HTMLElement[] {
    const { actionId } = card;
    const done = () => this.#events.onDone(actionId);
    if (card.kind === 'ask') return [this.#button('I am here', done)];
    if (field === null) {
      const close = this.#button('✕', done, 'close');
      close.setAttribute('aria-label', 'Close');
      return [close];
    }
    const read = this.#button('Read', done, 'plain');
    const reply = this.#button('Reply', () => {
      if (field.hidden) this.#write(field, reply);
      else this.#send(card, field);
    });
    field.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#send(card, field);
      },
      { signal: this.#signal },
    );
    if (this.#drafts.has(actionId)) reply.textContent = 'Send';
    return [reply, read];
  }

  #button(text: string, pressed: () => void, kind = ''): HTMLButtonElement {
    const button = element('button', { type: 'button', class: kind }, [text]);
    button.addEventListener('click', pressed, { signal: this.#signal });
    return button;
  }

  #field({ actionId }: Card): HTMLTextAreaElement {
    const field = element('textarea', {
      rows: '3',
      dir: 'auto',
      maxlength: String(actionTextLimit),
      'aria-label': 'Your answer',
      placeholder: 'Your answer',
    });
    const draft = this.#drafts.get(actionId);
    field.value = draft ?? '';
    field.hidden = draft === undefined;
    const signal = this.#signal;
    field.addEventListener('input', () => this.#drafts.set(actionId, field.value), { signal });
    field.addEventListener('blur', () => this.#catchUp(), { signal });
    return field;
  }

  #write(field: HTMLTextAreaElement, reply: HTMLButtonElement): void {
    field.hidden = false;
    reply.textContent = 'Send';
    field.focus({ preventScroll: true });
  }

  #send({ actionId }: Card, field: HTMLTextAreaElement): void {
    const text = field.value.trim();
    if (text === '') {
      field.focus({ preventScroll: true });
      return;
    }
    this.#drafts.delete(actionId);
    this.#events.onReply(actionId, text);
    // What comes now may be shown at once.
    field.blur();
  }

  /** Shows what has waited for the student to stop writing. */
  #catchUp(): void {
    const next = this.#next;
    // The focus may be on its way to a button of the very card.
    if (next !== null) setTimeout(() => this.#next === next && this.show(next.card, next.more));
  }

  /** Says whether the card is really seen, once the browser has painted it. */
  #tell(): void {
    const isSeen = this.#shown !== null && document.visibilityState === 'visible';
    if (!isSeen) {
      this.#say(null);
      return;
    }
    requestAnimationFrame(() => {
      if (document.visibilityState === 'visible') this.#say(this.#shown?.card.actionId ?? null);
    });
  }

  #say(actionId: string | null): void {
    if (actionId === this.#told) return;
    this.#told = actionId;
    this.#events.onScreen(actionId);
  }
}

/** Whether the focus is on this or within it, in a shadow root or not. */
function hasFocus(node: Node | null | undefined): boolean {
  const scope = node?.getRootNode();
  const isScope = scope instanceof Document || scope instanceof ShadowRoot;
  return isScope && node?.contains(scope.activeElement) === true && scope.activeElement !== null;
}

/** A text of more lines than there is room for can be scrolled by keys. */
const scrollable = (text: string) => (text.length > 200 ? { tabindex: '0' } : {});
