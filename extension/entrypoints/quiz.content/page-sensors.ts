import type { PageEventType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { isDesktopExtended, type PageAct, type PageFacts } from '../../page-events/index.ts';

export interface SensorEvents {
  /** How the page is, at first and whenever that changes. */
  readonly onFacts: (facts: PageFacts) => void;
  readonly onAct: (act: PageAct) => void;
}

/**
 * Notices how the page is: hidden, without the focus, full screen, and that something was pasted or
 * copied. Only what the exam looks for; for anything else there is not even a listener. The listeners
 * look on and never keep anything from the page.
 */
export class PageSensors {
  readonly #events: SensorEvents;
  readonly #isOwn: (target: EventTarget | null) => boolean;
  #watching: AbortController | undefined;

  /** @param isOwn true for what the agent itself has put into the page: it is not the quiz's */
  constructor(events: SensorEvents, isOwn: (target: EventTarget | null) => boolean) {
    this.#events = events;
    this.#isOwn = isOwn;
  }

  /** Notices these from now on, and nothing else. */
  watch(types: readonly PageEventType[]): void {
    this.stop();
    if (types.length === 0) return;
    const watching = new AbortController();
    this.#watching = watching;
    const { signal } = watching;
    const on = (
      target: EventTarget,
      names: readonly string[],
      listener: (event: Event) => void,
    ) => {
      for (const name of names) {
        target.addEventListener(name, listener, { signal, capture: true, passive: true });
      }
    };

    for (const act of ['paste', 'copy'] as const) {
      if (!types.includes(act)) continue;
      on(document, [act], ({ isTrusted, target }) => {
        // What a script of the page makes up was not done by the student.
        if (isTrusted && !this.#isOwn(target)) this.#events.onAct(act);
      });
    }

    let told = '';
    const tell = () => {
      const facts = factsOf(types);
      const text = JSON.stringify(facts);
      if (text === told || text === '{}') return;
      told = text;
      this.#events.onFacts(facts);
    };
    on(document, ['visibilitychange', 'fullscreenchange'], tell);
    on(window, ['blur', 'focus', 'resize'], tell);
    // Nothing tells when the focus leaves a frame for another window, or when a display is connected.
    const looking = setInterval(tell, config.page.lookMs);
    signal.addEventListener('abort', () => clearInterval(looking));
    tell();
  }

  /** Notices nothing any more. */
  stop(): void {
    this.#watching?.abort();
    this.#watching = undefined;
  }
}

function factsOf(types: readonly PageEventType[]): PageFacts {
  const hidden = document.visibilityState !== 'visible';
  const extended = isDesktopExtended();
  return {
    ...(types.includes('page_hidden') && { hidden }),
    // A document has the focus, too, where one of its frames has it.
    ...(types.includes('focus_lost') && { unfocused: !hidden && !document.hasFocus() }),
    ...(types.includes('fullscreen_left') && { fullScreen: isFullScreen() }),
    ...(types.includes('second_display') && extended !== null && { extended }),
  };
}

/** An element shown in full screen, or the browser's own full screen (F11). */
function isFullScreen(): boolean {
  return document.fullscreenElement !== null || matchMedia('(display-mode: fullscreen)').matches;
}
