import type { ContentScriptContext } from 'wxt/utils/content-script-context';
import type { Card } from '../../actions/index.ts';
import type { Pill, PillAct, PillPlace, ToPage } from '../../messages/index.ts';
import { element } from '../../ui/index.ts';
import { CardView, type CardEvents } from './card-view.ts';
import styles from './corner.css?inline';

type Warning = Extract<ToPage, { kind: 'warning' }>;

/** How far an arrow key moves the pill, CSS pixels. */
const keyStep = 16;
const margin = 16;

export interface CornerEvents extends CardEvents {
  readonly onMoved: (place: PillPlace) => void;
  /** The student pressed the pill's button. */
  readonly onAct: (act: PillAct['kind']) => void;
}

/**
 * The agent's corner of the page: the pill, and warnings and cards above it. Inside a shadow root, so
 * that neither the page's styles reach in nor these reach out.
 */
export class Corner {
  readonly #ctx: ContentScriptContext;
  readonly #events: CornerEvents;
  readonly #host = document.createElement('invigil-agent');
  readonly #pill: HTMLElement;
  readonly #symbol = element('span', { class: 'symbol', 'aria-hidden': 'true' });
  readonly #text = element('span', { class: 'text', role: 'status' });
  // Not part of what is read out with every change: it may change every second.
  readonly #aside = element('span', { class: 'aside' });
  readonly #act = element('button', { type: 'button', class: 'act' });
  readonly #unread = element('span', { class: 'unread', role: 'img' });
  readonly #advice = element('span', { id: 'advice' });
  readonly #bubble = element('div', { class: 'advice' }, [this.#advice]);
  // A live region has to be there before what it announces.
  readonly #warnings = element('div', { class: 'warnings', 'aria-live': 'polite' });
  readonly #cards: CardView;
  #warning: HTMLElement | undefined;
  #shownAct: PillAct | undefined;
  #place: PillPlace = { right: margin, bottom: margin };

  constructor(ctx: ContentScriptContext, events: CornerEvents) {
    this.#ctx = ctx;
    this.#events = events;
    this.#cards = new CardView(events, ctx.signal);
    const root = this.#host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    this.#pill = element(
      'div',
      {
        class: 'pill',
        tabindex: '0',
        role: 'group',
        'aria-label': 'Invigil. Arrow keys move it.',
        'aria-describedby': 'advice',
      },
      [this.#symbol, this.#text, this.#aside, this.#unread, this.#bubble],
    );
    const above = element('div', { class: 'above' }, [this.#warnings, ...this.#cards.regions]);
    root.append(element('div', { class: 'corner' }, [above, this.#pill]));
    this.#listen();
    this.place(this.#place);
    ctx.addEventListener(window, 'resize', () => this.place(this.#place));
  }

  /** Whether this is the corner, as the page sees it. */
  is(target: EventTarget | null): boolean {
    return target === this.#host;
  }

  /** Shows the pill. */
  say({ tone, symbol, text, aside, advice, act }: Pill): void {
    // Beside the body, where no layout of the page counts its children.
    if (!this.#host.isConnected) document.documentElement.append(this.#host);
    this.#pill.dataset['tone'] = tone;
    this.#symbol.textContent = symbol;
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#aside.textContent = aside ?? '';
    this.#advice.textContent = advice;
    this.#offer(act);
    // It may have become wider.
    this.place(this.#place);
  }

  /**
   * Shows a warning beside the pill until its time is over or it is closed. One at a time, the newest:
   * a pile of them would reach over the question.
   */
  warn({ incidentId, title, text, seenAt, forMs }: Warning): void {
    if (this.#warning?.dataset['incident'] === incidentId) return;
    const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, [
      '✕',
    ]);
    const card = element('div', { class: 'warning', 'data-incident': incidentId }, [
      element('p', {}, [element('strong', {}, [title]), ` ${text}`]),
      element('p', { class: 'seen' }, [`Seen at ${seenAt}. You can answer this after the exam.`]),
      close,
    ]);
    this.#warning?.remove();
    this.#warning = card;
    this.#warnings.append(card);
    this.#ctx.addEventListener(close, 'click', () => card.remove());
    this.#ctx.setTimeout(() => card.remove(), forMs);
  }

  /** Shows what an invigilator has to say, and how much there is of it. */
  show(card: Card | null, more: number): void {
    this.#cards.show(card, more);
    const unread = more + (card === null ? 0 : 1);
    this.#unread.textContent = unread === 0 ? '' : `✉ ${unread}`;
    this.#unread.hidden = unread === 0;
    this.#unread.setAttribute('aria-label', unread === 0 ? '' : `${unread} not acknowledged`);
  }

  /** Puts the pill at a place, but never outside the window. */
  place({ right, bottom }: PillPlace): void {
    const { offsetWidth, offsetHeight } = this.#pill;
    this.#place = {
      right: clamp(right, innerWidth - Math.max(offsetWidth, 32)),
      bottom: clamp(bottom, innerHeight - Math.max(offsetHeight, 32)),
    };
    this.#host.style.setProperty('--right', `${this.#place.right}px`);
    this.#host.style.setProperty('--bottom', `${this.#place.bottom}px`);
    this.#host.toggleAttribute('data-high', this.#place.bottom > innerHeight / 2);
    this.#host.toggleAttribute('data-left', this.#place.right > innerWidth / 2);
  }

  remove(): void {
    this.#host.remove();
  }

  /** What is only possible waits in the bubble; what the student will want now is in the pill itself. */
  #offer(act: PillAct | undefined): void {
    const before = this.#shownAct;
    this.#shownAct = act;
    if (act !== undefined && this.#act.textContent !== act.label) {
      this.#act.textContent = act.label;
    }
    if (act?.kind === before?.kind) return;
    if (act === undefined) this.#act.remove();
    else if (act.kind === 'break_begin') this.#bubble.append(this.#act);
    else this.#unread.after(this.#act);
  }

  #listen(): void {
    let grip: { readonly x: number; readonly y: number } | null = null;
    const pill = this.#pill;
    const { signal } = this.#ctx;
    this.#ctx.addEventListener(this.#act, 'click', (event) => {
      // What a script of the page makes up was not done by the student.
      if (event.isTrusted && this.#shownAct !== undefined) {
        this.#events.onAct(this.#shownAct.kind);
      }
    });
    pill.addEventListener(
      'pointerdown',
      (event) => {
        // Whoever holds the pointer gets the click.
        if (event.target === this.#act) return;
        pill.setPointerCapture(event.pointerId);
        grip = { x: event.clientX + this.#place.right, y: event.clientY + this.#place.bottom };
      },
      { signal },
    );
    pill.addEventListener(
      'pointermove',
      (event) => {
        if (grip !== null)
          this.place({ right: grip.x - event.clientX, bottom: grip.y - event.clientY });
      },
      { signal },
    );
    pill.addEventListener(
      'pointerup',
      () => {
        if (grip !== null) this.#events.onMoved(this.#place);
        grip = null;
      },
      { signal },
    );
    pill.addEventListener(
      'keydown',
      (event) => {
        const step = arrows[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const { right, bottom } = this.#place;
        this.place({ right: right + step[0] * keyStep, bottom: bottom + step[1] * keyStep });
        this.#events.onMoved(this.#place);
      },
      { signal },
    );
    // Wherever the focus is: the student's hands may be in an answer. The page gets the key as well.
    this.#ctx.addEventListener(document, 'keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.#warning?.remove();
      this.#cards.dismiss();
    });
  }
}

/** Which way each key goes: away from the right edge, away from the bottom edge. */
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const clamp = (value: number, most: number) => Math.max(0, Math.min(value, Math.max(0, most)));
