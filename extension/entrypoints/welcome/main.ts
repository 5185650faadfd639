import type { AttemptState } from '@invigil/shared-types';
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
import { endedPill } from '../../messages/index.ts';
import { epochNow } from '../../time.ts';
import { element, find } from '../../ui/index.ts';
import { CalibrateStep, type CalibrateResult } from './calibrate-step.ts';
import {
  calibrationWords,
  comparisonWords,
  lookedFor,
  messageWords,
  noteWords,
  pageNotices,
  pageWords,
  retentionWords,
  videoWords,
  windowWords,
} from './consent-words.ts';
import { Preview } from './preview.ts';
import { cameraProblem, enrolProblem, notALink, type Problem } from './problems.ts';

type Step =
  | 'link'
  | 'wait'
  | 'consent'
  | 'declined'
  | 'camera'
  | 'calibrate'
  | 'ready'
  /** Calibrated anew while the exam is open in another tab. */
  | 'back'
  | 'over';

const withCamera: readonly Step[] = ['camera', 'calibrate', 'ready', 'back'];

const button = (id: string) => find(`#${id}`, HTMLButtonElement);
const link = find('#enrol-link', HTMLInputElement);
const previews = ['camera', 'calibrate', 'ready', 'back'].map((step) =>
  find(`#${step}-preview`, HTMLVideoElement),
);
const preview = new Preview(previews, () => {
  show('camera');
  explain(cameraProblem('camera_lost'), () => void useCamera());
});
const calibrateStep = new CalibrateStep(calibrated);
/** Opened by the popup: to calibrate anew, and for nothing else. */
const isAgain = location.hash === '#calibrate';
let enrolment: StoredEnrolment | null = null;

function show(step: Step): void {
  for (const section of document.querySelectorAll('section')) {
    section.hidden = section.id !== `step-${step}`;
  }
  find('#problem', HTMLElement).hidden = true;
  if (!withCamera.includes(step)) preview.stop();
  // Only there, and for a moment after it, is the picture looked at.
  if (step !== 'calibrate' && step !== 'ready' && step !== 'back') calibrateStep.leave();
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
    ended: endingOf(attempt.state),
  };
  await writeEnrolment(enrolment);
  if (enrolment.ended !== null) showOver(enrolment);
  else if (enrolment.consent === null) askConsent(enrolment);
  else show('camera');
}

/** How an attempt that was sat somewhere else stands. */
function endingOf(state: AttemptState): StoredEnrolment['ended'] {
  if (state === 'ended') return 'ended';
  return state === 'submitted' ? 'over' : null;
}

function showOver({ ended, exam }: StoredEnrolment): void {
  if (ended === 'ended') {
    const { text, advice } = endedPill(exam.contact);
    find('#over-what', HTMLElement).textContent = text;
    find('#over-words', HTMLElement).textContent = advice;
  }
  show('over');
}

function askConsent({ exam, attempt }: StoredEnrolment): void {
  const words: Readonly<Record<string, string>> = {
    'exam-title': exam.title,
    'exam-window': windowWords(exam, attempt),
    greeting: `Hello ${attempt.studentName}, your school asks you to sit this exam with your camera on. Please read what that means, then decide.`,
    'away-seconds': String(config.page.awayMs / 1000),
    'calibration-words': calibrationWords,
    'page-words': pageWords(exam.policy),
    'note-words': noteWords,
    'message-words': messageWords,
    'video-words': videoWords(exam.policy),
    retention: retentionWords(exam.retentionDays),
    contact: exam.contact,
    'declined-contact': exam.contact,
  };
  for (const [id, text] of Object.entries(words)) find(`#${id}`, HTMLElement).textContent = text;
  say('comparison-words', comparisonWords(exam.policy) ?? '');
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
  calibrate();
}

function calibrate(): void {
  const { track } = preview;
  if (enrolment === null || track === undefined) return;
  preview.mark([]);
  show('calibrate');
  calibrateStep.enter({ enrolment, track, again: isAgain });
}

function calibrated(result: CalibrateResult): void {
  if (enrolment === null) return;
  find('#open-quiz', HTMLAnchorElement).href = enrolment.exam.quizUrl;
  const step = isAgain ? 'back' : 'ready';
  say(`${step}-calibration`, result.words);
  say(`${step}-background`, result.backgroundWords);
  preview.mark(result.background);
  button('ready-calibrate').hidden = result.words === '';
  button('ready-calibrate').textContent = result.skipped ? 'Look at the dots' : 'Do it again';
  show(step);
}

/** Fills a paragraph; one without words is not there at all. */
function say(id: string, words: string): void {
  const paragraph = find(`#${id}`, HTMLElement);
  paragraph.textContent = words;
  paragraph.hidden = words === '';
}

function letGo(): void {
  calibrateStep.leave();
  preview.stop();
}

async function start(): Promise<void> {
  const invitation = await takeInvitation();
  if (invitation !== null) {
    await begin(invitation);
    return;
  }
  const stored = await readEnrolment();
  if (isAgain && stored !== null && stored.consent !== null && stored.ended === null) {
    enrolment = stored;
    document.body.dataset['mode'] = 'again';
    show('camera');
    await useCamera();
  } else if (stored === null) show('link');
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
button('ready-calibrate').addEventListener('click', calibrate);
button('back-close').addEventListener('click', () => window.close());
// The quiz needs the camera now; this page does not any more.
find('#open-quiz', HTMLAnchorElement).addEventListener('click', letGo);
window.addEventListener('pagehide', letGo);
onInvitation(() => void start());
void start();
