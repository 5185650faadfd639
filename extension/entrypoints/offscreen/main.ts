import { log, wordsOf } from '../../log.ts';
import {
  agentRequests,
  ask,
  calibrationPortName,
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
  } else if (port.name === calibrationPortName && isOwn(port)) {
    void session.then((sitting) => sitting && calibrating(port, sitting));
  } else if (port.name === pagePortName && !isOwn(port)) pages.connect(port);
});

/** Nothing is judged while the port is open; then the agent goes by what was learnt. */
function calibrating(port: chrome.runtime.Port, sitting: Session): void {
  const done = sitting.calibrate();
  port.onDisconnect.addListener(() => {
    ask(agentRequests, 'agent:load', {})
      .then((loaded) => {
        if (loaded?.memory.attemptId === sitting.attemptId) sitting.calibrated(loaded.memory);
      })
      .catch((error: unknown) => log(`what was calibrated could not be read: ${wordsOf(error)}`))
      .finally(done);
  });
}

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
      const { enrolment, agentId, memory, actions } = loaded;
      const attemptId = enrolment.attempt.id;
      return new Session({
        enrolment: { ...enrolment, consent },
        agentId,
        memory,
        onLearnt: (learnt) => void tell(ask(agentRequests, 'agent:remember', { memory: learnt })),
        actions,
        onTold: (told) => void tell(ask(agentRequests, 'agent:keep_actions', { actions: told })),
        onSitting: (sitting) =>
          void tell(ask(agentRequests, 'agent:sitting', { attemptId, sitting })),
        onExam: (exam) => void tell(ask(agentRequests, 'agent:exam', { attemptId, exam })),
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
