import { catalogue } from './catalogue.ts';
import type { ContradictionKind, Incident } from './incident.ts';
import type { PageEventType } from './page-events.ts';
import type { TechnicalType } from './technical.ts';

/* What was seen, in the words for students, after the exam. Never what it means. */

const pageEventSentences: Readonly<Record<PageEventType, string>> = {
  page_hidden: 'The quiz page was hidden behind another tab, or minimised.',
  focus_lost: 'Another window was in front of the quiz page.',
  fullscreen_left: 'The quiz left full screen.',
  paste: 'Something was pasted into the quiz page.',
  copy: 'Something was copied from the quiz page.',
  second_display: 'A second display was connected.',
};

const contradictionSentences: Readonly<Record<ContradictionKind, string>> = {
  faces: 'The video showed another number of faces than your machine reported.',
  silence: 'The video showed no face, or several, while your machine reported nothing.',
  not_claimed: 'The video showed a second face, which your machine did not report.',
  black: 'The video was black, while your machine reported a bright picture.',
  frozen: 'The video stood still, while your machine reported a moving picture.',
};

const technicalSentences: Readonly<Record<TechnicalType, string>> = {
  camera_lost: 'There was no picture from your camera.',
  network_lost: 'The connection was lost.',
  away: 'The quiz pages were closed for a while.',
  agent_silent: 'No reports came from your machine.',
  analysis_unavailable: 'Your machine could not analyse the picture.',
  analysis_slow: 'Your machine was slow at analysing the picture.',
  detector_off:
    'A detector switched itself off, because it did not fit you. It takes nothing from you.',
};

/** The title of an incident on the student's receipt. */
export function receiptTitleOf(incident: Exclude<Incident, { kind: 'note' }>): string {
  switch (incident.kind) {
    case 'violation':
      return catalogue[incident.type].warningTitle;
    case 'page_event':
      return pageEventSentences[incident.type];
    case 'contradiction':
      return contradictionSentences[incident.contradiction];
    case 'technical':
      return technicalSentences[incident.type];
  }
}
