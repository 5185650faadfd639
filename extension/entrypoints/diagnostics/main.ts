import { defaultPolicy, type PictureBox, type ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { readEnrolment } from '../../enrolment/index.ts';
import { nothingLearnt, readSittingMemory } from '../../sitting/index.ts';
import { epochNow } from '../../time.ts';
import { element, find, timeOfDay } from '../../ui/index.ts';
import type { Face } from '../../vision/frame-signals.ts';
import type { Analysis, Measured } from '../../vision/index.ts';
import type { WatchState } from './lifecycle.ts';
import { LineView } from './line-view.ts';
import { OpenView } from './open-view.ts';
import { PictureView } from './picture-view.ts';
import { RecordView } from './record-view.ts';
import { SignalView } from './signal-view.ts';
import { reveal, say } from './texts.ts';
import { claimText, standingsOf, VerdictNews } from './verdict-words.ts';
import { VerdictView } from './verdict-view.ts';
import { Watch } from './watch.ts';
import { withLatestFace } from './signal-words.ts';

/*
 * What is measured, for whoever wants to see it. The page has a camera and an analysis of its own, which
 * begin with a click and end with the page; nothing is sent from here.
 */
const { showEveryMs, linesMs, faceStaysMs, readOutAfterMs, listed } = config.diagnostics;

const enrolment = await readEnrolment();
const exam = enrolment?.ended === null ? enrolment.exam : null;
const memory =
  enrolment?.ended === null ? await readSittingMemory(enrolment.attempt.id) : nothingLearnt('');
const rules = (exam?.policy ?? defaultPolicy).violations;
const timeZone = exam?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const cameraSwitch = find('#camera-switch', HTMLButtonElement);
const pictureView = new PictureView();
const signalView = new SignalView();
const verdictView = new VerdictView(rules);
const minuteView = new LineView(find('#minute-lines', HTMLElement));
const recordView = new RecordView();
const news = new VerdictNews(readOutAfterMs);
new OpenView(rules);

const known = { off: memory.switchedOff, background: memory.calibration?.background ?? [] };
let switchedOff = new Set<ViolationType>(known.off);
let background: readonly PictureBox[] = known.background;
let minute: Measured[] = [];
let latestFace: { readonly at: number; readonly face: Face } | null = null;
let shown: Measured | undefined;
let analysis: Analysis['analysis'] | undefined;

const watch = new Watch(find('#picture', HTMLVideoElement), {
  onState: showState,
  onProblem: (problem) => {
    reveal('problem', problem !== null);
    say('problem-what', problem?.what ?? '');
    say('problem-next', problem?.next ?? '');
  },
  onMeasured: (measured) => {
    const { at, frame } = measured;
    recordView.add({ at, frame });
    if (frame.face !== null) latestFace = { at, face: frame.face };
    minute = [...minute.filter((earlier) => at - earlier.at <= linesMs), measured];
  },
  onAnalysis: (done) => {
    analysis = done.analysis;
  },
  onViolation: ({ type, capturedAt, heldMs }) => {
    addClaim(`${timeOfDay(capturedAt, timeZone)} ${claimText(type, heldMs)}`);
  },
  onBackground: (found) => {
    background = found.boxes;
  },
  onDoubt: ({ doubt }) => {
    switchedOff.add(doubt.type);
  },
});

/** What the picture's place says while there is none. */
const cameraWords: Readonly<Record<WatchState, string>> = {
  off: 'The camera is off.',
  asking: 'The browser asks you whether Invigil may use the camera. Please choose “Allow”.',
  preparing: 'Preparing …',
  watching: '',
  without_camera: 'There is no picture.',
  without_analysis: 'The camera is off.',
};

function showState(state: WatchState): void {
  if (state === 'preparing') {
    // An analysis that begins anew has learnt nothing yet.
    switchedOff = new Set(known.off);
    background = known.background;
  }
  const open = state === 'preparing' || state === 'watching';
  say('camera-words', cameraWords[state]);
  reveal('picture', open);
  cameraSwitch.textContent = open ? 'Stop the camera' : 'Start the camera';
  cameraSwitch.disabled = state === 'asking';
  recordView.canRecord = state === 'watching';
  if (state === 'off') recordView.stop();
  if (state !== 'watching') clear();
}

/** Nothing is shown of a picture that is not there any more, but for the lines of the last minute. */
function clear(): void {
  analysis = undefined;
  pictureView.clear();
  signalView.clear();
  verdictView.show(standingsOf({ rules, switchedOff, verdicts: {}, identity: null }));
  for (const id of ['rate', 'ms', 'share', 'delegate']) say(`pace-${id}`, '–');
}

/** Calm for the eyes: some times a second, and not at all while nobody can see it. */
function refresh(): void {
  recordView.refresh();
  const latest = minute.at(-1);
  if (latest === undefined || latest === shown || watch.state !== 'watching') return;
  shown = latest;
  const standings = standingsOf({
    rules,
    switchedOff,
    verdicts: latest.verdicts,
    identity: latest.frame.identity,
  });
  const said = news.hear(standings, epochNow());
  if (said !== null) say('news', said);
  if (document.hidden) return;
  pictureView.show(latest.frame, latest.frame.background > 0 ? background : []);
  signalView.show(withLatestFace(latest, latestFace, faceStaysMs));
  verdictView.show(standings);
  minuteView.show(minute, latest.at - linesMs, latest.at);
  if (analysis !== undefined) showPace(analysis);
}

function showPace({ rate, msPerFrame, coreShare, delegate }: Analysis['analysis']): void {
  say('pace-rate', `${rate.toFixed(1)} a second`);
  say('pace-ms', `${msPerFrame.toFixed(0)} ms`);
  say('pace-share', `${(100 * coreShare).toFixed(0)} %`);
  say('pace-delegate', delegate === 'GPU' ? 'Graphics processor (GPU)' : 'Processor (CPU)');
}

function addClaim(text: string): void {
  const list = find('#claims', HTMLOListElement);
  list.append(element('li', {}, [text]));
  while (list.children.length > listed.live) list.firstElementChild?.remove();
  reveal('claims-none', false);
}

function judgedByText(): string {
  const by = exam === null ? 'the usual rules' : `the rules of “${exam.title}”`;
  const from =
    memory.calibration === null
      ? 'Straight ahead is learnt from the first seconds: please look at your screen.'
      : 'Straight ahead is as you were calibrated.';
  return `Judged by ${by}. ${from}`;
}

cameraSwitch.addEventListener('click', () => {
  if (watch.state === 'preparing' || watch.state === 'watching') watch.stop();
  else void watch.start(rules, memory);
});
window.addEventListener('pagehide', () => watch.stop());
say('judged-by', judgedByText());
showState(watch.state);
setInterval(refresh, showEveryMs);
