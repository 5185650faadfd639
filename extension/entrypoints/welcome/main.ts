import {
  enrol,
  invitationFrom,
  onInvitation,
  readEnrolment,
  takeInvitation,
  writeEnrolment,
  type Invitation,
  type StoredEnrolment,
} from '../../enrolment/index.ts';
import { config } from '../../config.ts';
import { epochNow } from '../../time.ts';
import { element, find, windowText } from '../../ui/index.ts';
import { lookedFor, pageNotices, pageWords, retentionWords } from './consent-words.ts';
import { Preview } from './preview.ts';
import { cameraProblem, enrolProblem, notALink, type Problem } from './problems.ts';

type Step = 'link' | 'wait' | 'consent' | 'declined' | 'camera' | 'ready' | 'over';

const button = (id: string) => find(`#${id}`, HTMLButtonElement);
const link = find('#enrol-link', HTMLInputElement);
const preview = new Preview(
  [find('#camera-preview', HTMLVideoElement), find('#ready-preview', HTMLVideoElement)],
  () => {
    show('camera');
    explain(cameraProblem('camera_lost'), () => void useCamera());
  },
);
let enrolment: StoredEnrolment | null = null;

function show(step: Step): void {
  for (const section of document.querySelectorAll('section')) {
    section.hidden = section.id !== `step-${step}`;
  }
  find('#problem', HTMLElement).hidden = true;
  if (step !== 'ready' && step !== 'camera') preview.stop();
  const heading = document.querySelector<HTMLElement>(`#step-${step} h1`);
  heading?.setAttribute('tabindex', '-1');
  // Whoever cannot see the page change hears it.
  heading?.focus({ preventScroll: true });
}

function explain(problem: Problem, retry: () => void): void {
  find('#problem', HTMLElement).hidden = false;
  find('#problem-what', HTMLElement).textContent = problem.what;
  find('#problem-next', HTMLElement).textContent = problem.next;
  button('problem-retry').hidden = !problem.retry;
  button('problem-retry').onclick = retry;
}

async function begin(invitation: Invitation): Promise<void> {
  show('wait');
  const outcome = await enrol(invitation);
  if (!outcome.ok) {
    show('link');
    link.value = `${invitation.serverOrigin}/join/${invitation.code}`;
    explain(enrolProblem(outcome.reason), () => void begin(invitation));
    return;
  }
  const before = await readEnrolment();
  const { attempt, consentVersion } = outcome.enrolment;
  const sameText =
    before?.attempt.id === attempt.id && before.consent?.textVersion === consentVersion;
  enrolment = {
    ...outcome.enrolment,
    ...invitation,
    // Agreed a moment ago, on this very computer, to this very text: not asked twice.
    consent: sameText ? before.consent : null,
    ended: attempt.state === 'submitted' ? 'over' : null,
  };
  await writeEnrolment(enrolment);
  if (enrolment.ended !== null) show('over');
  else if (enrolment.consent === null) askConsent(enrolment);
  else show('camera');
}

function askConsent({ exam, attempt }: StoredEnrolment): void {
  const words: Readonly<Record<string, string>> = {
    'exam-title': exam.title,
    'exam-window': windowText(exam.opensAt, exam.closesAt, exam.timeZone),
    greeting: `Hello ${attempt.studentName}, your school asks you to sit this exam with your camera on. Please read what that means, then decide.`,
    'away-seconds': String(config.page.awayMs / 1000),
    'page-words': pageWords(exam.policy),
    retention: retentionWords(exam.retentionDays),
    contact: exam.contact,
    'declined-contact': exam.contact,
  };
  for (const [id, text] of Object.entries(words)) find(`#${id}`, HTMLElement).textContent = text;
  list('looked-for', lookedFor(exam.policy));
  list('page-notices', pageNotices(exam.policy));
  show('consent');
}

/** Fills a list; one without lines is not there at all. */
function list(id: string, lines: readonly string[]): void {
  const found = find(`#${id}`, HTMLUListElement);
  found.replaceChildren(...lines.map((line) => element('li', {}, [line])));
  found.hidden = lines.length === 0;
}

async function agree(): Promise<void> {
  if (enrolment === null) return;
  const consent = { textVersion: enrolment.consentVersion, givenAt: Math.round(epochNow()) };
  enrolment = { ...enrolment, consent };
  await writeEnrolment(enrolment);
  show('camera');
}

async function useCamera(): Promise<void> {
  if (enrolment === null) return;
  button('camera-allow').disabled = true;
  const trouble = await preview.start();
  button('camera-allow').disabled = false;
  if (trouble !== null) {
    show('camera');
    explain(cameraProblem(trouble), () => void useCamera());
    return;
  }
  find('#open-quiz', HTMLAnchorElement).href = enrolment.exam.quizUrl;
  show('ready');
}

async function start(): Promise<void> {
  const invitation = await takeInvitation();
  if (invitation !== null) {
    await begin(invitation);
    return;
  }
  const stored = await readEnrolment();
  if (stored === null) show('link');
  else await begin({ serverOrigin: stored.serverOrigin, code: stored.code });
}

find('#enrol-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const invitation = invitationFrom(link.value, __SERVER_MATCH_PATTERNS__);
  if (invitation === null) explain(notALink, () => undefined);
  else void begin(invitation);
});
button('consent-agree').addEventListener('click', () => void agree());
button('consent-decline').addEventListener('click', () => show('declined'));
button('consent-again').addEventListener('click', () => enrolment && askConsent(enrolment));
button('camera-allow').addEventListener('click', () => void useCamera());
// The quiz needs the camera now; this page does not any more.
find('#open-quiz', HTMLAnchorElement).addEventListener('click', () => preview.stop());
window.addEventListener('pagehide', () => preview.stop());
onInvitation(() => void start());
void start();
