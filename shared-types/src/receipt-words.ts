import { catalogue, violationTypes, type ViolationType } from './catalogue.ts';
import { contradictionKinds, type ContradictionKind, type Incident } from './incident.ts';
import { pageEventTypes, type PageEventType } from './page-events.ts';
import { technicalTypes, type TechnicalType } from './technical.ts';

/* What was seen, in the words for students, after the exam. Never what it means. */

const pageEventSentences = {
  page_hidden: 'The quiz page was hidden behind another tab, or minimised.',
  focus_lost: 'Another window was in front of the quiz page.',
  fullscreen_left: 'The quiz left full screen.',
  paste: 'Something was pasted into the quiz page.',
  copy: 'Something was copied from the quiz page.',
  second_display: 'A second display was connected.',
} as const satisfies Readonly<Record<PageEventType, string>>;

const contradictionSentences = {
  faces: 'The video showed another number of faces than your machine reported.',
  silence: 'The video showed no face, or several, while your machine reported nothing.',
  not_claimed: 'The video showed a second face, which your machine did not report.',
  black: 'The video was black, while your machine reported a bright picture.',
  frozen: 'The video stood still, while your machine reported a moving picture.',
} as const satisfies Readonly<Record<ContradictionKind, string>>;

const technicalSentences = {
  camera_lost: 'There was no picture from your camera.',
  network_lost: 'The connection was lost.',
  away: 'The quiz pages were closed for a while.',
  agent_silent: 'No reports came from your machine.',
  analysis_unavailable: 'Your machine could not analyse the picture.',
  analysis_slow: 'Your machine was slow at analysing the picture.',
  detector_off:
    'A detector switched itself off, because it did not fit you. It takes nothing from you.',
} as const satisfies Readonly<Record<TechnicalType, string>>;

/** By what it is that is told: of a contradiction its kind, of all else its type. */
export const receiptWordings = [
  ...violationTypes,
  ...pageEventTypes,
  ...contradictionKinds,
  ...technicalTypes,
] as const;
export type ReceiptWording = (typeof receiptWordings)[number];

/** What is told of each. The console has the same in every other language. */
export const receiptSentences: Readonly<Record<ReceiptWording, string>> = {
  ...warningTitles(),
  ...pageEventSentences,
  ...contradictionSentences,
  ...technicalSentences,
};

/** How an incident is worded on the student's receipt. */
export function receiptWordingOf(incident: Exclude<Incident, { kind: 'note' }>): ReceiptWording {
  return incident.kind === 'contradiction' ? incident.contradiction : incident.type;
}

function warningTitles(): Record<ViolationType, string> {
  const titles = violationTypes.map((type) => [type, catalogue[type].warningTitle] as const);
  return Object.fromEntries(titles) as Record<ViolationType, string>;
}
