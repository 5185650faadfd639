import { config } from '../../config.ts';
import { log } from '../../log.ts';
import { PageInbox, type FromPage, type Hearing, type ToPage } from '../../messages/index.ts';
import { elsewherePill, type Page, type Session } from '../../session/index.ts';

/** What of the sitting pages have to do with. */
export type Sitting = Pick<Session, 'attemptId' | 'depart'> & {
  readonly seat: Pick<Session['seat'], 'arrive' | 'end' | 'phase' | 'seated'>;
  readonly screen: Pick<Session['screen'], 'movePill'>;
  readonly pageDesk: Pick<Session['pageDesk'], 'facts' | 'act'>;
  readonly invigilators: Pick<Session['invigilators'], 'onScreen' | 'acknowledge' | 'reply'>;
  readonly breaks: Pick<Session['breaks'], 'ask'>;
};

/** What of a port is used here. */
export interface PagePort extends Pick<chrome.runtime.Port, 'postMessage' | 'disconnect'> {
  readonly sender?: { readonly tab?: { readonly id?: number | undefined } };
  readonly onMessage: { addListener(heard: (raw: unknown) => void): void };
  readonly onDisconnect: { addListener(closed: () => void): void };
}

/** One page's connection. */
interface Line {
  readonly tabId: number;
  readonly port: PagePort;
  readonly post: (message: ToPage) => void;
  /** The page as the seat knows it, once it has said what it is. */
  page: Page | undefined;
}

interface Tab {
  readonly inbox: PageInbox<Line>;
  readonly lines: Set<Line>;
  /** What was logged of it: each thing once, however often it happens. */
  readonly logged: Set<Hearing>;
}

const logLines: Partial<Record<Hearing, string>> = {
  not_understood: 'a page said something that was not understood',
  held_back: 'a page says more than it has to: some of it waits',
  cut_off: 'a page does not stop talking: it is cut off for a while',
};

/** Listens to the pages that are connected, to none of them more than pages have to say. */
export class PagePorts {
  readonly #sitting: Promise<Sitting | null>;
  readonly #tabs = new Map<number, Tab>();

  constructor(sitting: Promise<Sitting | null>) {
    this.#sitting = sitting;
  }

  /** How many tabs are remembered. */
  get size(): number {
    return this.#tabs.size;
  }

  connect(port: PagePort): void {
    const tabId = port.sender?.tab?.id;
    if (tabId === undefined) return;
    this.#forgetIdle();
    const tab = this.#tab(tabId);
    // It asks again later; a page that has nothing to hide is heard then.
    if (tab.inbox.isCutOff(performance.now()) || tab.lines.size >= config.page.connections) {
      port.disconnect();
      return;
    }
    const line: Line = {
      tabId,
      port,
      page: undefined,
      post: (message) => {
        try {
          port.postMessage(message);
        } catch {
          // The page is gone; its port says so in a moment.
        }
      },
    };
    tab.lines.add(line);
    port.onMessage.addListener((raw: unknown) => this.#take(tab, line, raw));
    port.onDisconnect.addListener(() => this.#gone(tab, line));
  }

  #take(tab: Tab, line: Line, raw: unknown): void {
    if (!tab.lines.has(line)) return;
    const hearing = tab.inbox.take(raw, line, performance.now());
    const words = logLines[hearing];
    if (words !== undefined && !tab.logged.has(hearing)) log(words);
    tab.logged.add(hearing);
    if (hearing !== 'cut_off') return;
    for (const one of tab.lines) {
      one.port.disconnect();
      this.#gone(tab, one);
    }
  }

  #gone(tab: Tab, line: Line): void {
    if (!tab.lines.delete(line)) return;
    tab.inbox.gone(line);
    void this.#sitting.then((sitting) => line.page && sitting?.depart(line.page));
  }

  #tab(tabId: number): Tab {
    const known = this.#tabs.get(tabId);
    if (known !== undefined) return known;
    const inbox = new PageInbox<Line>(config.page, (message, line) => {
      void this.#sitting.then((sitting) => sitting && hear(sitting, message, line));
    });
    const tab: Tab = { inbox, lines: new Set(), logged: new Set() };
    this.#tabs.set(tabId, tab);
    return tab;
  }

  #forgetIdle(): void {
    for (const [tabId, { inbox, lines }] of this.#tabs) {
      if (lines.size === 0 && inbox.isIdle(performance.now())) this.#tabs.delete(tabId);
    }
  }
}

function hear(sitting: Sitting, message: FromPage, line: Line): void {
  const { page } = line;
  if (message.kind === 'hello') {
    if (page === undefined) greet(sitting, message, line);
    return;
  }
  if (message.kind === 'pill_moved') {
    sitting.screen.movePill(message.place);
    return;
  }
  // Before it has said what it is, and while it only waits, it has nothing to tell.
  if (page === undefined) return;
  switch (message.kind) {
    case 'page_facts':
      sitting.pageDesk.facts(page, message.facts);
      break;
    case 'page_act':
      sitting.pageDesk.act(page, message.act);
      break;
    case 'card_on_screen':
      sitting.invigilators.onScreen(page, message.actionId);
      break;
    case 'card_done':
      sitting.invigilators.acknowledge(message.actionId);
      break;
    case 'card_reply':
      sitting.invigilators.reply(message.actionId, message.text);
      break;
    case 'break':
      // A second tab only waits.
      if (sitting.seat.seated.includes(page)) void sitting.breaks.ask(message.event);
  }
}

function greet(
  sitting: Sitting,
  { attemptId, role }: Extract<FromPage, { kind: 'hello' }>,
  line: Line,
): void {
  const { tabId, post } = line;
  if (attemptId === sitting.attemptId) {
    line.page = { tabId, role, post };
    sitting.seat.arrive(line.page);
  }
  // A new enrolment while an earlier exam is still open somewhere. If it is not, it gives way at once.
  else if (sitting.seat.phase === 'away') sitting.seat.end();
  else post({ kind: 'pill', pill: elsewherePill, place: null });
}
