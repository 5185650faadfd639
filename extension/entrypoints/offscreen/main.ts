import { log, wordsOf } from '../../log.ts';
import {
  agentRequests,
  ask,
  glassPortName,
  isOwn,
  pagePortName,
  serve,
  tabRequests,
} from '../../messages/index.ts';
import { Session } from '../../session/index.ts';
import { fillGlassBox } from './glass-box.ts';
import { PagePorts } from './page-ports.ts';

/*
 * The agent lives in this document from the first quiz page to the end of the sitting. Everything that
 * listens is set up before anything is waited for: pages connect as soon as the document is there.
 */
const session = start();
const pages = new PagePorts(session);

chrome.runtime.onConnect.addListener((port) => {
  if (port.name === glassPortName && isOwn(port)) {
    void session.then((sitting) => sitting && fillGlassBox(port, sitting));
  } else if (port.name === pagePortName && !isOwn(port)) pages.connect(port);
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

function tell(request: Promise<unknown>): Promise<void> {
  return request.then(
    () => undefined,
    (error: unknown) => log(wordsOf(error)),
  );
}
