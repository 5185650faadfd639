import { log, wordsOf } from '../../log.ts';
import {
  agentRequests,
  ask,
  fromPageSchema,
  glassPortName,
  isOwn,
  pagePortName,
  serve,
  tabRequests,
  type FromPage,
  type ToPage,
} from '../../messages/index.ts';
import { elsewherePill, Session, type Page } from '../../session/index.ts';
import { fillGlassBox } from './glass-box.ts';

/*
 * The agent lives in this document from the first quiz page to the end of the sitting. Everything that
 * listens is set up before anything is waited for: pages connect as soon as the document is there.
 */
const session = start();

chrome.runtime.onConnect.addListener((port) => {
  if (port.name === glassPortName && isOwn(port)) {
    void session.then((sitting) => sitting && fillGlassBox(port, sitting));
  } else if (port.name === pagePortName && !isOwn(port)) connectPage(port);
});

serve(tabRequests, 'own', {
  'tab:closed': async ({ tabId }) => {
    (await session)?.seat.tabClosed(tabId);
    return {};
  },
});

async function start(): Promise<Session | null> {
  try {
    const loaded = await ask(agentRequests, 'agent:load', {});
    const consent = loaded?.enrolment.consent;
    if (loaded && consent) {
      const { enrolment, agentId } = loaded;
      const attemptId = enrolment.attempt.id;
      return new Session({
        enrolment: { ...enrolment, consent },
        agentId,
        onRenewed: (renewed) =>
          void tell(ask(agentRequests, 'agent:renewed', { enrolment: renewed })),
        onOver: (ended) => void tell(ask(agentRequests, 'agent:over', { attemptId, ended })),
      });
    }
  } catch (error) {
    log(`the agent did not start: ${wordsOf(error)}`);
  }
  await tell(ask(agentRequests, 'agent:over', { attemptId: '', ended: null }));
  return null;
}

function connectPage(port: chrome.runtime.Port): void {
  const tabId = port.sender?.tab?.id;
  if (tabId === undefined) return;
  const post = (message: ToPage) => {
    try {
      port.postMessage(message);
    } catch {
      // The page is gone; its port says so in a moment.
    }
  };
  let page: Page | undefined;
  port.onMessage.addListener((raw: unknown) => {
    const message = fromPageSchema.safeParse(raw).data;
    if (message === undefined) {
      log('a page said something that was not understood');
      return;
    }
    void session.then((sitting) => {
      if (sitting) page = hear(sitting, message, page, { tabId, post });
    });
  });
  port.onDisconnect.addListener(() => {
    void session.then((sitting) => page && sitting?.depart(page));
  });
}

/** @returns the page as the seat knows it from now on */
function hear(
  sitting: Session,
  message: FromPage,
  page: Page | undefined,
  { tabId, post }: Pick<Page, 'tabId' | 'post'>,
): Page | undefined {
  if (message.kind === 'pill_moved') {
    sitting.movePill(message.place);
    return page;
  }
  if (message.kind === 'page_facts') {
    if (page !== undefined) sitting.pageFacts(page, message.facts);
    return page;
  }
  if (message.kind === 'page_act') {
    if (page !== undefined) sitting.pageAct(page, message.act);
    return page;
  }
  if (page !== undefined) return page;
  if (message.attemptId === sitting.attemptId) {
    const arrived: Page = { tabId, role: message.role, post };
    sitting.seat.arrive(arrived);
    return arrived;
  }
  // A new enrolment while an earlier exam is still open somewhere. If it is not, it gives way at once.
  if (sitting.seat.phase === 'away') sitting.seat.end();
  else post({ kind: 'pill', pill: elsewherePill, place: null });
  return undefined;
}

function tell(request: Promise<unknown>): Promise<void> {
  return request.then(
    () => undefined,
    (error: unknown) => log(wordsOf(error)),
  );
}
