import type { ContentScriptContext } from 'wxt/utils/content-script-context';
import type { Pill, PillPlace, ToPage } from '../../messages/index.ts';
import { element } from '../../ui/index.ts';
import styles from './corner.css?inline';

type Warning = Extract<ToPage, { kind: 'warning' }>;

/** How far an arrow key moves the pill, CSS pixels. */
const keyStep = 16;
const margin = 16;

/**
 * The agent's corner of the page: the pill, and warnings above it. Inside a shadow root, so that neither
 * the page's styles reach in nor these reach out.
 */
export class Corner {
  readonly #ctx: ContentScriptContext;
  readonly #onMoved: (place: PillPlace) => void;
  readonly #host = document.createElement('invigil-agent');
  readonly #pill: HTMLElement;
  readonly #symbol = element('span', { class: 'symbol', 'aria-hidden': 'true' });
  readonly #text = element('span', { class: 'text', role: 'status' });
  readonly #advice = element('span', { class: 'advice', id: 'advice' });
  // A live region has to be there before what it announces.
  readonly #warnings = element('div', { class: 'warnings', 'aria-live': 'polite' });
  #card: HTMLElement | undefined;
  #place: PillPlace = { right: margin, bottom: margin };

  constructor(ctx: ContentScriptContext, onMoved: (place: PillPlace) => void) {
    this.#ctx = ctx;
    this.#onMoved = onMoved;
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
      [this.#symbol, this.#text, this.#advice],
    );
    root.append(element('div', { class: 'corner' }, [this.#warnings, this.#pill]));
    this.#listen();
    this.place(this.#place);
    ctx.addEventListener(window, 'resize', () => this.place(this.#place));
  }

  /** Shows the pill. */
  say({ tone, symbol, text, advice }: Pill): void {
    // Beside the body, where no layout of the page counts its children.
    if (!this.#host.isConnected) document.documentElement.append(this.#host);
    this.#pill.dataset['tone'] = tone;
    this.#symbol.textContent = symbol;
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#advice.textContent = advice;
  }

  /**
   * Shows a warning beside the pill until its time is over or it is closed. One at a time, the newest:
   * a pile of them would reach over the question.
   */
  warn({ incidentId, title, text, seenAt, forMs }: Warning): void {
    if (this.#card?.dataset['incident'] === incidentId) return;
    const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, [
      '✕',
    ]);
    const card = element('div', { class: 'warning', 'data-incident': incidentId }, [
      element('p', {}, [element('strong', {}, [title]), ` ${text}`]),
      element('p', { class: 'seen' }, [`Seen at ${seenAt}. You can answer this after the exam.`]),
      close,
    ]);
    this.#card?.remove();
    this.#card = card;
    this.#warnings.append(card);
    this.#ctx.addEventListener(close, 'click', () => card.remove());
    this.#ctx.setTimeout(() => card.remove(), forMs);
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

  #listen(): void {
    let grip: { readonly x: number; readonly y: number } | null = null;
    const pill = this.#pill;
    const { signal } = this.#ctx;
    pill.addEventListener(
      'pointerdown',
      (event) => {
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
        if (grip !== null) this.#onMoved(this.#place);
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
        this.#onMoved(this.#place);
      },
      { signal },
    );
    // Wherever the focus is: the student's hands may be in an answer. The page gets the key as well.
    this.#ctx.addEventListener(document, 'keydown', (event) => {
      if (event.key === 'Escape') this.#card?.remove();
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
