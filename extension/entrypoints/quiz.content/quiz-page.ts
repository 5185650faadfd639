import type { ContentScriptContext } from 'wxt/utils/content-script-context';
import { config } from '../../config.ts';
import {
  ask,
  pagePortName,
  pageRequests,
  toPageSchema,
  type FromPage,
  type Pill,
  type PillAct,
} from '../../messages/index.ts';
import { log, wordsOf } from '../../log.ts';
import { delayFor } from '../../time.ts';
import { Corner } from './corner.ts';
import { PageSensors } from './page-sensors.ts';

/** Keeps this page connected to the agent, which may have to be started again. */
export class QuizPage {
  readonly #ctx: ContentScriptContext;
  readonly #hello: FromPage;
  readonly #corner: Corner;
  readonly #sensors: PageSensors;
  #port: chrome.runtime.Port | undefined;
  #attempts = 0;
  #dismissed = false;

  constructor(ctx: ContentScriptContext, hello: FromPage) {
    this.#ctx = ctx;
    this.#hello = hello;
    this.#corner = new Corner(ctx, {
      onMoved: (place) => this.#say({ kind: 'pill_moved', place }),
      onAct: (act) => this.#act(act),
      onScreen: (actionId) => this.#say({ kind: 'card_on_screen', actionId }),
      onDone: (actionId) => this.#say({ kind: 'card_done', actionId }),
      onReply: (actionId, text) => this.#say({ kind: 'card_reply', actionId, text }),
    });
    this.#sensors = new PageSensors(
      {
        onFacts: (facts) => this.#say({ kind: 'page_facts', facts }),
        onAct: (act) => this.#say({ kind: 'page_act', act }),
      },
      (target) => this.#corner.is(target),
    );
    ctx.onInvalidated(() => {
      this.#corner.remove();
      this.#sensors.stop();
    });
    // A page kept for going "Back" loses its connection; when it is shown again it needs a new one.
    ctx.addEventListener(window, 'pageshow', (event) => {
      if (event.persisted) this.attach();
    });
  }

  attach(): void {
    void this.#attach().catch(() => this.#later());
  }

  async #attach(): Promise<void> {
    if (this.#port !== undefined || this.#dismissed || this.#ctx.isInvalid) return;
    const { attached } = await ask(pageRequests, 'page:attach', {});
    if (!attached || this.#port !== undefined || this.#ctx.isInvalid) return;
    const port = chrome.runtime.connect({ name: pagePortName });
    this.#port = port;
    port.onMessage.addListener((message: unknown) => this.#hear(message));
    port.onDisconnect.addListener(() => {
      this.#port = undefined;
      // With nobody to tell, nothing is looked at.
      this.#sensors.stop();
      // An agent that closed is nobody's fault here; reading the error keeps it out of the console.
      void chrome.runtime.lastError;
      this.#later();
    });
    this.#say(this.#hello);
  }

  #later(): void {
    if (this.#dismissed || this.#ctx.isInvalid) return;
    this.#ctx.setTimeout(() => this.attach(), delayFor(config.page.reattachMs, this.#attempts));
    this.#attempts++;
  }

  #act(act: PillAct['kind']): void {
    if (act === 'receipt') openReceipt();
    else this.#say({ kind: 'break', event: act === 'break_begin' ? 'begin' : 'end' });
  }

  #say(message: FromPage): void {
    this.#port?.postMessage(message);
  }

  #hear(raw: unknown): void {
    const message = toPageSchema.safeParse(raw).data;
    if (message === undefined) return;
    this.#attempts = 0;
    if (message.kind === 'warning') {
      this.#corner.warn(message);
      return;
    }
    if (message.kind === 'pill') {
      if (message.place !== null) this.#corner.place(message.place);
      this.#corner.say(message.pill);
      return;
    }
    if (message.kind === 'card') {
      this.#corner.show(message.card, message.more);
      return;
    }
    if (message.kind === 'watch') {
      this.#sensors.watch(message.types);
      return;
    }
    this.#dismissed = true;
    this.#sensors.stop();
    this.#corner.show(null, 0);
    if (message.pill === null) this.#corner.remove();
    else this.#corner.say(message.pill);
  }
}

/** The address is the background's to know: the page must not read it, the code of the link is in it. */
function openReceipt(): void {
  ask(pageRequests, 'page:receipt', {}).catch((error: unknown) => log(wordsOf(error)));
}

/** Shows a pill where there is no agent any more, nor will be. */
export function showForGood(ctx: ContentScriptContext, pill: Pill): void {
  const nobody = () => undefined;
  const events = { onMoved: nobody, onScreen: nobody, onDone: nobody, onReply: nobody };
  const corner = new Corner(ctx, { ...events, onAct: openReceipt });
  corner.say(pill);
  ctx.onInvalidated(() => corner.remove());
}
