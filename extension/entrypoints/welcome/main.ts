import { isOver } from '@invigil/shared-types';
import { Learner } from '../../calibration/index.ts';
import {
  invitationFrom,
  onInvitation,
  readEnrolment,
  takeInvitation,
  type Invitation,
} from '../../enrolment/index.ts';
import type { CameraTrouble } from '../../media/index.ts';
import { find } from '../../ui/index.ts';
import { AccessStep } from './access-step.ts';
import { CalibrateStep, type CalibrateResult } from './calibrate-step.ts';
import { CameraStep } from './camera-step.ts';
import { CheckStep } from './check-step.ts';
import { fillConsent } from './consent-step.ts';
import { FaceStep } from './face-step.ts';
import { fillOver } from './over-step.ts';
import { Page, say } from './page.ts';
import { Preview } from './preview.ts';
import { consentProblem, enrolProblem, notALink } from './problems.ts';
import { nextStep, withCamera, type Step } from './steps.ts';
import { Visit } from './visit.ts';
import { WaitStep } from './wait-step.ts';

/*
 * The way from the personal link to the quiz. What happened decides which step is next (`nextStep`); each
 * step looks after itself; this file only leads from one to the other.
 */
const button = (id: string) => find(`#${id}`, HTMLButtonElement);
const link = find('#enrol-link', HTMLInputElement);
const previewOf = (step: string) => find(`#${step}-preview`, HTMLVideoElement);

let visit: Visit | null = null;
/** Opened by the popup, while the exam is sat: to calibrate anew, and for nothing else. */
const isAgain = location.hash === '#calibrate';
/** The attempt for which that is. */
let againFor: string | null = null;
let learner: Learner | undefined;
/** What the student wants to do again, though it was done. */
let again: 'check' | 'look' | 'face' | null = null;

const page = new Page(stepShown);
const preview = new Preview(['check', 'calibrate', 'face', 'wait', 'back'].map(previewOf), {
  onLost: cameraLost,
  onMuted: () => cameraLost('camera_muted'),
  onTrack: (track) => {
    if (page.step === 'look' || page.step === 'face') void learner?.look(track, false);
  },
});
const accessStep = new AccessStep(page, () => void goOn());
const cameraStep = new CameraStep(page, preview, () => {
  if (againFor !== null) calibrateAgain(againFor);
  else void goOn();
});
const checkStep = new CheckStep({
  track: () => preview.track,
  openCamera: () => preview.start(),
  onDone: () => void goOn(),
});
const calibrateStep = new CalibrateStep(calibrated);
const faceStep = new FaceStep(() => {
  visit?.faceSeen();
  // Nothing is left to be looked at, however long the student waits.
  letGoOfLearner();
  void goOn();
});
const waitStep = new WaitStep({
  onOver: () => endVisit(),
  onChanged: () => void goOnIfNeeded(),
  onFar: () => {
    preview.stop();
    showMirror();
  },
});

function stepShown(step: Step): void {
  if (!withCamera.includes(step)) preview.stop();
  if (step !== 'check') checkStep.leave();
  if (step !== 'look') calibrateStep.leave();
  if (step !== 'face') faceStep.leave();
  if (step !== 'wait') waitStep.leave();
  // Only there, and for a moment after it, is the picture looked at.
  if (!['look', 'face', 'wait', 'back'].includes(step)) letGoOfLearner();
}

function letGoOfLearner(): void {
  learner?.stopLooking();
  learner?.release();
  learner = undefined;
}

function letGo(): void {
  checkStep.leave();
  calibrateStep.leave();
  letGoOfLearner();
  preview.stop();
  showMirror();
}

async function begin(invitation: Invitation): Promise<void> {
  if (!page.move('open')) return;
  faceStep.forget();
  for (const id of ['wait-calibration', 'wait-background']) say(id, '');
  const opened = await Visit.open(invitation);
  if (!opened.ok) {
    page.move('refuse');
    link.value = `${invitation.serverOrigin}/join/${invitation.code}`;
    page.explain(enrolProblem(opened.reason), () => void begin(invitation));
    return;
  }
  visit = opened.visit;
  showWhatIsCompared(visit);
  [againFor, again] = [null, null];
  await goOn();
}

function showWhatIsCompared({ compares }: Visit): void {
  page.compares(compares);
  button('wait-face').hidden = !compares;
}

/** The exam was changed while the student waits: back to what it asks for besides, if that is anything. */
async function goOnIfNeeded(): Promise<void> {
  if (visit === null) return;
  showWhatIsCompared(visit);
  if (nextStep(await visit.progress()) === 'wait' || page.step !== 'wait') return;
  waitStep.leave();
  await goOn();
}

/** To the step that is next, whatever was done before. */
async function goOn(): Promise<void> {
  if (visit === null) return;
  if (isOver(visit.enrolment.attempt.state)) {
    endVisit();
    return;
  }
  const next = again ?? nextStep(await visit.progress());
  if (next === 'end') {
    endVisit();
    return;
  }
  if (next === 'read') {
    fillConsent(visit.enrolment);
    page.move('read');
    return;
  }
  if (next === 'allow') {
    accessStep.enter(visit.enrolment.exam);
    return;
  }
  if (next === 'wait') {
    page.move('wait');
    showMirror();
    waitStep.enter(visit);
    return;
  }
  if (preview.track === undefined) await cameraStep.enter();
  else enter(next);
}

/** A step that needs the camera, which is there. */
function enter(step: 'check' | 'look' | 'face'): void {
  const { track } = preview;
  if (visit === null || track === undefined) return;
  const anew = again === step;
  again = null;
  preview.mark([]);
  page.move(step);
  if (step === 'check') {
    checkStep.enter(visit);
    return;
  }
  learner ??= newLearner(visit.enrolment.attempt.id);
  const { compares } = visit;
  if (step === 'look') calibrateStep.enter({ learner, track, compares, again: false });
  else faceStep.enter({ learner, track, anew });
}

function newLearner(attemptId: string): Learner {
  return new Learner(attemptId, {
    onReady: () => calibrateStep.ready(),
    onMeasured: (measured) => {
      calibrateStep.measured(measured);
      faceStep.measured(measured);
    },
    onFace: (picture) => {
      if (page.step !== 'wait') visit?.faceTaken();
      faceStep.taken(picture);
    },
    onFailed: (reason) => {
      calibrateStep.failed(reason);
      faceStep.failed();
    },
  });
}

function cameraLost(trouble: CameraTrouble): void {
  // In the waiting room nothing but the student's own look at it needs the camera.
  if (page.step === 'wait') {
    showMirror();
    return;
  }
  // The check says so itself, and what to do.
  if (page.step === 'check' || page.step === 'camera') return;
  cameraStep.lost(trouble);
}

function calibrated(result: CalibrateResult): void {
  const step = againFor === null ? 'wait' : 'back';
  say(`${step}-calibration`, result.words);
  say(`${step}-background`, result.backgroundWords);
  preview.mark(result.background);
  if (againFor !== null) page.move('go_back');
  else void goOn();
}

/** The student sees themselves in the waiting room for as long as the camera is on. */
function showMirror(): void {
  const isOn = preview.track !== undefined;
  find('#wait-mirror', HTMLElement).hidden = !isOn;
  if (!isOn) say('wait-background', '');
}

function endVisit(): void {
  if (visit !== null) fillOver(visit.enrolment);
  page.move('end');
}

async function agree(): Promise<void> {
  if (visit === null) return;
  const { serverOrigin, code } = visit.enrolment;
  button('consent-agree').disabled = true;
  const told = await visit.agree();
  button('consent-agree').disabled = false;
  if (told.ok) await goOn();
  else if (told.reason === 'consent_outdated') {
    // The text has changed while it was read: the new one is asked for, and shown.
    await begin({ serverOrigin, code });
    page.explain(consentProblem, () => undefined);
  } else page.explain(enrolProblem(told.reason), () => void agree());
}

async function decline(): Promise<void> {
  if (visit === null) return;
  page.move('decline');
  const told = await visit.decline();
  if (!told.ok) page.explain(enrolProblem(told.reason), () => void visit?.decline());
}

function doAgain(step: NonNullable<typeof again>): void {
  again = step;
  waitStep.leave();
  void goOn();
}

function calibrateAgain(attemptId: string): void {
  const { track } = preview;
  if (track === undefined) return;
  learner ??= newLearner(attemptId);
  page.move('look');
  calibrateStep.enter({ learner, track, compares: false, again: true });
}

async function start(): Promise<void> {
  const invitation = await takeInvitation();
  if (invitation !== null) {
    await begin(invitation);
    return;
  }
  const stored = await readEnrolment();
  if (isAgain && stored !== null && stored.consent !== null && stored.ended === null) {
    againFor = stored.attempt.id;
    document.body.dataset['mode'] = 'again';
    await cameraStep.enter();
  } else if (stored === null) page.show();
  else await begin({ serverOrigin: stored.serverOrigin, code: stored.code });
}

find('#enrol-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const invitation = invitationFrom(link.value, __SERVER_MATCH_PATTERNS__);
  if (invitation === null) page.explain(notALink, () => undefined);
  else void begin(invitation);
});
button('consent-agree').addEventListener('click', () => void agree());
button('consent-decline').addEventListener('click', () => void decline());
button('consent-again').addEventListener('click', () => void goOn());
button('access-back').addEventListener('click', () => page.move('read'));
button('wait-recheck').addEventListener('click', () => doAgain('check'));
button('wait-calibrate').addEventListener('click', () => doAgain('look'));
button('wait-face').addEventListener('click', () => doAgain('face'));
button('back-close').addEventListener('click', () => window.close());
// The quiz needs the camera now; this page does not any more.
find('#open-quiz', HTMLAnchorElement).addEventListener('click', letGo);
window.addEventListener('pagehide', letGo);
onInvitation(() => void start());
void start();
