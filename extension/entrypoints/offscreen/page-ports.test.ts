import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { config } from '../../config.ts';
import type { FromPage, ToPage } from '../../messages/index.ts';
import type { Page } from '../../session/index.ts';
import { PagePorts } from './page-ports.ts';

/** The agent's end of a page's connection. */
class FakePort {
  readonly sender: { readonly tab: { readonly id: number } };
  readonly posted: ToPage[] = [];
  isOpen = true;
  readonly #heard: ((message: unknown) => void)[] = [];
  readonly #closed: (() => void)[] = [];
  readonly onMessage = {
    addListener: (heard: (message: unknown) => void) => this.#heard.push(heard),
  };
  readonly onDisconnect = { addListener: (closed: () => void) => this.#closed.push(closed) };

  constructor(tabId: number) {
    this.sender = { tab: { id: tabId } };
  }

  postMessage(message: ToPage) {
    if (!this.isOpen) throw new Error('Attempting to use a disconnected port object');
    this.posted.push(message);
  }

  /** By this end: as in a browser, only the other one is told. */
  disconnect() {
    this.isOpen = false;
  }

  say(message: FromPage) {
    for (const heard of this.#heard) heard(message);
  }

  leave() {
    this.isOpen = false;
    for (const closed of this.#closed) closed();
  }
}

let logged: MockInstance<typeof console.info>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  logged = vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const hello: FromPage = { kind: 'hello', attemptId: 'a1', role: 'quiz' };
const hidden = (is: boolean): FromPage => ({ kind: 'page_facts', facts: { hidden: is } });

function listening(phase: 'away' | 'sitting' = 'sitting') {
  const pages: Page[] = [];
  const log: unknown[] = [];
  const ended = vi.fn();
  const ports = new PagePorts(
    Promise.resolve({
      attemptId: 'a1',
      seat: { arrive: (page) => void pages.push(page), end: ended, phase, seated: pages },
      breaks: { ask: (event) => Promise.resolve(void log.push(`break: ${event}`)) },
      depart: (page) => void pages.splice(pages.indexOf(page), 1),
      screen: { movePill: (place) => void log.push(place) },
      pageDesk: {
        facts: (_page, facts) => void log.push(facts),
        act: (_page, act) => void log.push(act),
      },
      invigilators: {
        onScreen: (_page, actionId) => void log.push(`on screen: ${actionId}`),
        acknowledge: (actionId) => void log.push(`acknowledged: ${actionId}`),
        reply: (actionId, text) => void log.push(`reply to ${actionId}: ${text}`),
      },
    }),
  );
  const connect = (tabId = 1) => {
    const port = new FakePort(tabId);
    ports.connect(port);
    return port;
  };
  return { ports, pages, log, ended, connect };
}

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('PagePorts', () => {
  it('seats a page that says hello, hears it, and knows when it is gone', async () => {
    const { pages, log, connect } = listening();
    const port = connect();
    port.say(hidden(true));
    port.say(hello);
    port.say(hidden(false));
    port.say({ kind: 'page_act', act: 'paste' });
    port.say({ kind: 'pill_moved', place: { right: 1, bottom: 2 } });
    await settle();
    expect(pages).toHaveLength(1);
    expect(log).toEqual([{ hidden: false }, 'paste', { right: 1, bottom: 2 }]);
    port.leave();
    await settle();
    expect(pages).toEqual([]);
    expect(() => pages.at(0)?.post({ kind: 'goodbye', pill: null })).not.toThrow();
  });

  it('hears what becomes of a card, of pages that sit the exam alone', async () => {
    const { log, connect } = listening();
    const [seated, stranger] = [connect(), connect(2)];
    seated.say(hello);
    for (const port of [seated, stranger]) {
      port.say({ kind: 'card_on_screen', actionId: 'x1' });
      port.say({ kind: 'card_reply', actionId: 'x1', text: 'Yes' });
      port.say({ kind: 'card_done', actionId: 'x1' });
    }
    await settle();
    expect(log).toEqual(['on screen: x1', 'reply to x1: Yes', 'acknowledged: x1']);
  });

  it('tells a page of another exam that it has to wait, or gives way where nobody sits', async () => {
    const busy = listening('sitting');
    const port = busy.connect();
    port.say({ ...hello, attemptId: 'a2' });
    await settle();
    expect(port.posted).toMatchObject([{ kind: 'pill' }]);
    expect(busy.ended).not.toHaveBeenCalled();

    const free = listening('away');
    free.connect().say({ ...hello, attemptId: 'a2' });
    await settle();
    expect(free.ended).toHaveBeenCalledOnce();
  });

  it('hears of a flood no more than a page has to say, and in the end what was said last', async () => {
    const { log, connect } = listening();
    const port = connect();
    port.say(hello);
    for (let i = 0; i < 1000; i++) port.say(hidden(i % 2 === 0));
    port.say(hidden(true));
    await settle(1000);
    expect(log.length).toBeLessThanOrEqual(config.page.messageBurst + 1);
    expect(log.at(-1)).toEqual({ hidden: true });
    expect(port.isOpen).toBe(true);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('cuts off a tab that goes on regardless, whatever connection it uses, and takes it back', async () => {
    const { ports, pages, log, connect } = listening();
    const port = connect();
    port.say(hello);
    await settle();
    for (let i = 0; i < 10_000; i++) port.say(hidden(true));
    await settle();
    expect([port.isOpen, pages.length]).toEqual([false, 0]);
    expect(log.length).toBeLessThanOrEqual(config.page.messageBurst);
    for (let i = 0; i < 100; i++) expect(connect().isOpen).toBe(false);
    expect(logged).toHaveBeenCalledTimes(2);
    // Another tab has nothing to do with it.
    expect(connect(2).isOpen).toBe(true);

    await settle(config.page.cutOffMs);
    const again = connect();
    again.say(hello);
    await settle();
    expect([again.isOpen, pages.length, ports.size]).toEqual([true, 1, 2]);
  });

  it('holds a few connections of a tab and no more, and forgets tabs that are gone', async () => {
    const { ports, connect } = listening();
    const open = Array.from({ length: 20 }, () => connect()).filter(({ isOpen }) => isOpen);
    expect(open).toHaveLength(config.page.connections);
    for (const port of open) port.leave();
    for (let tab = 2; tab < 200; tab++) connect(tab).leave();
    expect(ports.size).toBe(1);
  });

  it('cuts off for less long than a student may be away', () => {
    expect(config.page.cutOffMs).toBeLessThan(config.page.awayMs / 2);
  });
});
