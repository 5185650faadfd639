import { catalogue, troubleCatalogue } from '@invigil/shared-types';
import {
  missingOf,
  missingWords,
  readEnrolment,
  receiptUrl,
  type StoredEnrolment,
} from '../../enrolment/index.ts';
import {
  endedPill,
  glassPortName,
  glassSchema,
  type FromGlass,
  type Glass,
} from '../../messages/index.ts';
import { isAllowed } from '../../quiz-access/index.ts';
import { dayText, find, minutesText, timeOfDay } from '../../ui/index.ts';
import { ConversationView } from './conversation-view.ts';
import { SentView } from './sent-view.ts';
import { watchedText } from './watched-words.ts';
import {
  backgroundText,
  calibrationTexts,
  identityTexts,
  switchedOffText,
} from './learnt-words.ts';

/*
 * The glass box: what the agent does and sends, as it does it. It shows what the agent says and decides
 * nothing.
 */
const set = (id: string, text: string) => (find(`#${id}`, HTMLElement).textContent = text);

/** The agent's end, while there is one. */
let agent: chrome.runtime.Port | null = null;

function say(message: FromGlass): boolean {
  agent?.postMessage(message);
  return agent !== null;
}

const conversation = new ConversationView(say);
const sentView = new SentView();
const breakButton = find('#break-button', HTMLButtonElement);

/** A line and its term, which are not there where there is nothing to say. */
function setOrHide(id: string, text: string | null): void {
  set(id, text ?? '');
  for (const part of [id, `${id}-term`]) find(`#${part}`, HTMLElement).hidden = text === null;
}

const fates: Readonly<Record<NonNullable<Glass['evidence']>['fate'], string>> = {
  waiting: 'waiting for the connection',
  sent: 'being sent',
  confirmed: 'sent and confirmed',
  suppressed: 'not sent, one like it was a moment before',
  dropped: 'not used.',
};

/** How often something was drawn: of two at once the later one counts. */
let drawings = 0;

async function showIdle(): Promise<void> {
  const drawing = ++drawings;
  const enrolment = await readEnrolment();
  const missing = enrolment === null ? null : await missingStep(enrolment);
  // What was found out meanwhile is newer.
  if (drawing !== drawings) return;
  find('#live', HTMLElement).hidden = true;
  const state = find('#state', HTMLElement);
  const ended = (enrolment?.ended ?? null) !== null;
  state.textContent = 'Not recording';
  state.dataset['tone'] = 'over';
  set('exam', enrolment === null ? '' : enrolment.exam.title);
  set('advice', 'The camera is off, and nothing is sent.');
  const receipt = find('#receipt', HTMLAnchorElement);
  receipt.hidden = !ended;
  if (enrolment !== null && enrolment.ended !== null) {
    const { symbol, text, advice } = endedPill(enrolment.ended, enrolment.exam.contact);
    receipt.href = receiptUrl(enrolment);
    state.textContent = `${symbol} ${text}`;
    set('advice', advice);
  }
  const welcome = find('#welcome', HTMLAnchorElement);
  welcome.hidden = ended;
  const way = enrolment === null ? 'Open your exam link' : 'Go to the exam';
  welcome.textContent = missing?.button ?? way;
  find('#missing', HTMLElement).hidden = missing === null;
  if (missing === null) return;
  set('missing-title', missing.title);
  set('missing-words', missing.words);
}

/** What the student has to do before the exam can be sat, on the page to which the link leads. */
async function missingStep(
  enrolment: StoredEnrolment,
): Promise<ReturnType<typeof missingWords> | null> {
  const allowed = await isAllowed(enrolment.exam);
  const missing = missingOf(enrolment, { allowed, asks: __ASKS_FOR_QUIZ_PAGES__ });
  return missing === null ? null : missingWords(missing, enrolment.exam.contact);
}

function show(glass: Glass): void {
  drawings++;
  find('#live', HTMLElement).hidden = false;
  for (const id of ['welcome', 'receipt', 'missing']) find(`#${id}`, HTMLElement).hidden = true;
  const state = find('#state', HTMLElement);
  const { symbol, text, aside, advice, act } = glass.pill;
  const words = `${symbol} ${text}`;
  // The same words again would be read out again.
  if (state.textContent !== words) state.textContent = words;
  state.dataset['tone'] = glass.pill.tone;
  set('advice', aside === undefined ? advice : `${aside}. ${advice}`);
  showBreak(glass.breaks, act);
  set('exam', `${glass.examTitle} · ${glass.studentName}`);
  set('time', timeText(glass));
  set('camera', cameraText(glass));
  set('analysis', analysisText(glass));
  set('calibration', calibrationTexts[glass.calibration]);
  setOrHide('identity', identityTexts[glass.identity]);
  setOrHide('background', backgroundText(glass.background));
  setOrHide('switched-off', switchedOffText(glass.switchedOff));
  set('watching', watchedText(glass.watched));
  set('reported', reportedText(glass.reported));
  set('kept', keptText(glass));
  sentView.show(glass);
  conversation.show(glass);
  if (glass.evidence !== null) showEvidence(glass.evidence, glass.timeZone);
}

/** When all this is deleted, and whom to ask. */
function keptText({ deletion, timeZone, contact }: Glass): string {
  const { picturesAt, recordsAt } = deletion;
  return `Pictures, notes and messages are deleted on ${dayText(picturesAt, timeZone)}; that you took part, what was decided, and what you answered to it, on ${dayText(recordsAt, timeZone)}. Questions: ${contact}`;
}

function showBreak({ problem }: Glass['breaks'], act: Glass['pill']['act']): void {
  find('#break', HTMLElement).hidden = act === undefined || act.kind === 'receipt';
  breakButton.dataset['event'] = act?.kind === 'break_end' ? 'end' : 'begin';
  const label = act?.label ?? '';
  if (breakButton.textContent !== label) breakButton.textContent = label;
  set('break-problem', problem ?? '');
}

breakButton.addEventListener('click', () => {
  say({ kind: 'break', event: breakButton.dataset['event'] === 'end' ? 'end' : 'begin' });
});

function showEvidence(
  { dataUrl, type, capturedAt, fate, why }: NonNullable<Glass['evidence']>,
  timeZone: string,
): void {
  const picture = find('#picture', HTMLImageElement);
  if (dataUrl !== null) {
    picture.src = dataUrl;
    picture.alt = `The still picture that belongs to: ${catalogue[type].label}`;
    picture.hidden = false;
  }
  const words = [
    `${catalogue[type].label}, ${timeOfDay(capturedAt, timeZone)}: ${fates[fate]}`,
    why,
  ];
  set('caption', words.filter((part) => part !== null).join(' '));
}

/** What the server was told, like `3: Second face 2 ×, Text pasted 1 ×`. */
function reportedText(reported: Glass['reported']): string {
  if (reported.length === 0) return 'Nothing';
  const total = reported.reduce((sum, { count }) => sum + count, 0);
  return `${total}: ${reported.map(({ label, count }) => `${label} ${count}\u00a0×`).join(', ')}`;
}

/** Until when the exam goes on for this student. */
function timeText({ closesAt, extraMs, timeZone }: Glass): string {
  const until = `Until ${timeOfDay(closesAt, timeZone)}`;
  return extraMs === 0 ? until : `${until}, ${minutesText(extraMs)} more`;
}

function cameraText({ troubles, media, video }: Glass): string {
  const worst = troubles.find((trouble) => !isOfTheAnalysis(trouble));
  if (worst !== undefined) return troubleCatalogue[worst].label;
  if (media !== 'flowing') return 'On, video is being connected';
  return video === 'on_demand'
    ? 'On. Video is sent only while somebody looks'
    : 'On, live video is sent';
}

function analysisText({ analysis, troubles }: Glass): string {
  const trouble = troubles.find(isOfTheAnalysis);
  // Slow is still a pace; anything else is none.
  if (trouble !== undefined && trouble !== 'analysis_slow') return troubleCatalogue[trouble].label;
  if (analysis === null) return 'Starting';
  const { rate, msPerFrame, coreShare } = analysis;
  const pace = `${rate.toFixed(1)} pictures a second, ${msPerFrame.toFixed(0)} ms each, ${(coreShare * 100).toFixed(0)} % of a core`;
  return trouble === undefined ? pace : `${troubleCatalogue[trouble].label}: ${pace}`;
}

const isOfTheAnalysis = (trouble: Glass['troubles'][number]) => trouble.startsWith('analysis_');

function connect(): void {
  const port = chrome.runtime.connect({ name: glassPortName });
  agent = port;
  port.onMessage.addListener((message: unknown) => {
    const glass = glassSchema.safeParse(message).data;
    if (glass !== undefined) show(glass);
  });
  port.onDisconnect.addListener(() => {
    agent = null;
    // There is no agent while no exam is sat; reading the error keeps it out of the console.
    void chrome.runtime.lastError;
    void showIdle();
    setTimeout(connect, 2000);
  });
}

void showIdle().then(connect);
