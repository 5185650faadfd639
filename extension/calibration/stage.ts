import { log, wordsOf } from '../log.ts';
import { element } from '../ui/index.ts';
import { inPage, onScreen } from './on-screen.ts';
import type { Places } from './plan.ts';
import type { Scene } from './scene.ts';

/** Distance of a corner's dot from the edges, by its middle. CSS pixels. */
const inset = 40;

/**
 * The dots, over everything else and on the full screen where that is granted. `onSkip` is called for
 * its button, for Esc, and when the full screen is left, which is what Esc does there.
 */
export class DotStage {
  readonly #root: HTMLElement;
  readonly #dot = element('div', { class: 'dot' });
  readonly #words = element('p', { class: 'stage-words', 'aria-hidden': 'true' });
  readonly #heard = element('p', { class: 'heard', role: 'status' });
  readonly #onSkip: () => void;
  readonly #behind: readonly HTMLElement[];

  /** @param behind what cannot be reached while it is open */
  constructor(behind: readonly HTMLElement[], onSkip: () => void) {
    this.#behind = behind;
    this.#onSkip = onSkip;
    const skip = element('button', { type: 'button', class: 'plain', id: 'stage-skip' }, ['Skip']);
    skip.addEventListener('click', onSkip);
    this.#root = element(
      'div',
      { id: 'stage', role: 'region', 'aria-label': 'Dots to look at', tabindex: '-1', hidden: '' },
      [this.#dot, element('div', { class: 'stage-foot' }, [this.#words, skip]), this.#heard],
    );
    document.body.append(this.#root);
    document.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && this.isOpen) onSkip();
    });
    document.addEventListener('fullscreenchange', () => {
      if (document.fullscreenElement === null && this.isOpen) this.#onSkip();
    });
  }

  get isOpen(): boolean {
    return !this.#root.hidden;
  }

  /**
   * Has to be called by a click or a key, or else the browser does not grant the full screen. Resolves
   * once it is clear whether it does.
   */
  async open(): Promise<void> {
    this.#root.hidden = false;
    for (const one of this.#behind) one.inert = true;
    this.#root.focus();
    try {
      await this.#root.requestFullscreen({ navigationUI: 'hide' });
      // It was over before it was granted.
      if (!this.isOpen) this.#leaveFullScreen();
    } catch (error) {
      log(`no full screen: ${wordsOf(error)}`);
    }
  }

  show({ dot, share, waits, words, heard }: Scene): void {
    this.#dot.hidden = dot === null;
    this.#dot.classList.toggle('waits', waits);
    if (dot !== null) {
      const { x, y } = inPage(dot, window, inset);
      this.#dot.style.left = `${x}px`;
      this.#dot.style.top = `${y}px`;
      this.#dot.style.setProperty('--done', String(stepped(share)));
    }
    // The same words again would be read out again.
    if (this.#words.textContent !== words) this.#words.textContent = words;
    if (this.#heard.textContent !== heard) this.#heard.textContent = heard;
  }

  /** Where on the screen the dots are now. */
  get places(): Places {
    const { innerWidth, innerHeight, outerWidth, outerHeight, screenX, screenY, screen } = window;
    // Where several screens make one plane, this is where the window's own begins. Chromium has it.
    const { availLeft = 0, availTop = 0 } = screen as { availLeft?: number; availTop?: number };
    return onScreen(
      {
        innerWidth,
        innerHeight,
        outerWidth,
        outerHeight,
        left: screenX - availLeft,
        top: screenY - availTop,
        screenWidth: screen.width,
        screenHeight: screen.height,
      },
      inset,
    );
  }

  close(): void {
    if (!this.isOpen) return;
    this.#root.hidden = true;
    for (const one of this.#behind) one.inert = false;
    this.#leaveFullScreen();
  }

  #leaveFullScreen(): void {
    if (document.fullscreenElement === null) return;
    document.exitFullscreen().catch((error: unknown) => log(wordsOf(error)));
  }
}

/** A ring that grows is motion; for whoever wants little of that it grows by quarters. */
function stepped(share: number): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? Math.floor(share * 4) / 4 : share;
}
