import { catalogue, troubleTexts } from '@invigil/shared-types';
import { readEnrolment } from '../../enrolment/index.ts';
import { glassPortName, glassSchema, type Glass } from '../../messages/index.ts';
import { bytesText, find, timeOfDay } from '../../ui/index.ts';

/*
 * The glass box: what the agent does and sends, as it does it. It shows what the agent says and decides
 * nothing.
 */
const set = (id: string, text: string) => (find(`#${id}`, HTMLElement).textContent = text);

const fates: Readonly<Record<NonNullable<Glass['evidence']>['fate'], string>> = {
  waiting: 'waiting for the connection',
  sent: 'being sent',
  confirmed: 'sent and confirmed',
  suppressed: 'not sent, one like it was a moment before',
  dropped: 'not sent: the server refused it, or this computer could not keep it',
};

const levelWords: Readonly<Record<string, string>> = {
  clear: 'Clear',
  look: 'Look',
  likely: 'Likely',
  severe: 'Severe',
};

async function showIdle(): Promise<void> {
  const enrolment = await readEnrolment();
  find('#live', HTMLElement).hidden = true;
  const state = find('#state', HTMLElement);
  const ended = (enrolment?.ended ?? null) !== null;
  state.textContent = ended ? '✓ Handed in' : 'Not recording';
  state.dataset['tone'] = 'over';
  set('exam', enrolment === null ? '' : enrolment.exam.title);
  set('advice', 'The camera is off, and nothing is sent.');
  const welcome = find('#welcome', HTMLAnchorElement);
  welcome.hidden = ended;
  welcome.textContent = enrolment === null ? 'Open your exam link' : 'Go to the exam';
}

function show(glass: Glass): void {
  find('#live', HTMLElement).hidden = false;
  find('#welcome', HTMLElement).hidden = true;
  const state = find('#state', HTMLElement);
  state.textContent = `${glass.pill.symbol} ${glass.pill.text}`;
  state.dataset['tone'] = glass.pill.tone;
  set('advice', glass.pill.advice);
  set('exam', `${glass.examTitle} · ${glass.studentName}`);
  set('camera', cameraText(glass));
  set('analysis', analysisText(glass));
  set(
    'bytes',
    `${bytesText(glass.bytes.video)} video, ${bytesText(glass.bytes.pictures)} pictures`,
  );
  set('score', `${glass.score.value} · ${levelWords[glass.score.level] ?? glass.score.level}`);
  set('kept', `Deleted ${glass.retentionDays} days after the exam. Questions: ${glass.contact}`);
  if (glass.evidence !== null) showEvidence(glass.evidence, glass.timeZone);
}

function showEvidence(
  { dataUrl, type, capturedAt, fate }: NonNullable<Glass['evidence']>,
  timeZone: string,
): void {
  const picture = find('#picture', HTMLImageElement);
  if (dataUrl !== null) {
    picture.src = dataUrl;
    picture.alt = `The still picture that belongs to: ${catalogue[type].label}`;
    picture.hidden = false;
  }
  set('caption', `${catalogue[type].label}, ${timeOfDay(capturedAt, timeZone)}: ${fates[fate]}`);
}

function cameraText({ troubles, media }: Glass): string {
  const [worst] = troubles.filter((trouble) => trouble !== 'analysis_unavailable');
  if (worst !== undefined) return troubleTexts[worst].label;
  return media === 'flowing' ? 'On, live video is sent' : 'On, video is being connected';
}

function analysisText({ analysis, troubles }: Glass): string {
  if (troubles.includes('analysis_unavailable')) return troubleTexts.analysis_unavailable.label;
  if (analysis === null) return 'Starting';
  const { rate, msPerFrame, coreShare } = analysis;
  return `${rate.toFixed(1)} pictures a second, ${msPerFrame.toFixed(0)} ms each, ${(coreShare * 100).toFixed(0)} % of a core`;
}

function connect(): void {
  const port = chrome.runtime.connect({ name: glassPortName });
  port.onMessage.addListener((message: unknown) => {
    const glass = glassSchema.safeParse(message).data;
    if (glass !== undefined) show(glass);
  });
  port.onDisconnect.addListener(() => {
    // There is no agent while no exam is sat; reading the error keeps it out of the console.
    void chrome.runtime.lastError;
    void showIdle();
    setTimeout(connect, 2000);
  });
}

void showIdle().then(connect);
