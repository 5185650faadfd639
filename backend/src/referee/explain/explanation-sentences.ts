import {
  catalogue,
  contradictionKindSchema,
  reviewSchema,
  stillFailureSchema,
  troubleCatalogue,
  troubleReasonSchema,
  violationTypeSchema,
  type ContradictionKind,
  type FrameEvent,
  type FrameEventKind,
  type Review,
  type StillFailure,
} from '@invigil/shared-types';
import {
  outcome,
  refusal,
  whyNotWarned,
  whyRejected,
  whySuppressed,
} from './explanation-reasons.ts';
import { detectorOffSentence, noteSentence } from './note-sentences.ts';
import { count, duration, figure, labelIn, lowerFirst } from './plain-words.ts';
import type { Told } from './told.ts';

/** The step in plain words, for an invigilator and for an appeal: what was seen, and what came of it. */
export function sentenceOf(told: Told): string {
  const sentence = sentences[told.event.kind](told);
  return told.logged ? sentence : `${sentence} Told by the record: the log has no line for it.`;
}

const sentences: Readonly<Record<FrameEventKind, (told: Told) => string>> = {
  claimed: ({ event }) => {
    const held = figure(event, 'heldMs');
    return held
      ? `${labelIn(event)} claimed, held for ${duration(held)}.`
      : `${labelIn(event)} claimed.`;
  },
  suppressed: ({ event }) => `${labelIn(event)} not counted: ${whySuppressed(event)}.`,
  refused: ({ event }) => refusal(event),
  confirmed: (told) => {
    const after = figure(told.event, 'afterMs');
    const later = after === null ? '' : after < 50 ? ' at once' : ` ${duration(after)} later`;
    return `${labelIn(told.event)} confirmed${later} by a picture that passed every check${outcome(told)}`;
  },
  unproven: ({ event }) => {
    const within = figure(event, 'evidenceWithinMs');
    const time = within === null ? 'in time' : `within ${duration(within)}`;
    return `${labelIn(event)} unproven: no picture that could be used came ${time}.`;
  },
  rejected: ({ event }) => `${labelIn(event)} rejected: ${whyRejected(event)}.`,
  warned: ({ event }) => {
    const type = violationTypeSchema.safeParse(event.type).data;
    return type === undefined
      ? 'The student was told.'
      : `The student was told: “${catalogue[type].warningTitle}”`;
  },
  warning_withheld: ({ event }) => `The student was not told: ${whyNotWarned(event)}.`,
  witnessed: ({ event }) => {
    const failure = stillFailureSchema.safeParse(event.reason).data;
    if (failure !== undefined) return `No picture by the witness: ${stillFailureWords[failure]}.`;
    const faces = figure(event, 'faces');
    return faces === null
      ? 'The witness added its own picture.'
      : `The witness added its own picture, with ${count(faces, 'face')} in it.`;
  },
  looked: ({ event }) => {
    const saw = figure(event, 'saw');
    const said = figure(event, 'said');
    const leftOut = figure(event, 'leftOut') ?? 0;
    const beside = leftOut === 0 ? '' : `, beside ${count(leftOut, 'picture')} in the background`;
    const seen = saw === null ? 'could not count faces' : `saw ${count(saw, 'face')}${beside}`;
    const agent = said === null ? 'said nothing of it' : `said ${count(said, 'face')}`;
    const kind = contradictionKindSchema.safeParse(event.reason).data;
    const told = `The witness looked and ${seen}; the agent ${agent}.`;
    return kind === undefined ? told : `${told} They disagree: ${contradictionWords[kind]}.`;
  },
  contradicted: (told) => {
    const kind = told.incident?.kind === 'contradiction' ? told.incident.contradiction : null;
    const story = kind === null ? '' : `, twice running: ${contradictionWords[kind]}`;
    return `Agent and video disagree${story}${outcome(told)}`;
  },
  page_event: (told) => pageEventSentence(told),
  noted: ({ event }) => noteSentence(event),
  technical_began: (told) => {
    const { event } = told;
    if (event.type === 'detector_off') return detectorOffSentence(told);
    const trouble = troubleReasonSchema.safeParse(event.reason).data;
    const cause = trouble === undefined ? '' : ` (${lowerFirst(troubleCatalogue[trouble].label)})`;
    return `${labelIn(event)}${cause}: nobody's fault, no points.`;
  },
  technical_ended: ({ event }) => {
    const lasted = figure(event, 'lastedMs');
    return lasted === null
      ? `${labelIn(event)}: over.`
      : `${labelIn(event)}: over after ${duration(lasted)}.`;
  },
  reviewed: (told) => {
    return `${labelIn(told.event)}. ${decisionIn(told.event)}${outcome(told)}`;
  },
  policy_changed: ({ event }) => {
    const version = figure(event, 'version');
    const name = version === null ? 'another one' : `version ${version}`;
    return `The exam's policy was replaced by ${name}.`;
  },
};

/** What a person said, and what it came to, where several have a say. */
function decisionIn({ reason, detail }: FrameEvent): string {
  const state = reviewStateSchema.safeParse(reason).data;
  const said = reviewStateSchema.safeParse(detail['said']).data ?? state;
  if (state === undefined || said === undefined) return 'Decided on';
  if (said === state) return decisionWords[said];
  switch (state) {
    case 'open':
      return `${decisionWords[said]}, and another one has to agree`;
    case 'unsure':
      return `${decisionWords[said]}; reviewers do not agree`;
    case 'accepted':
    case 'dismissed':
      return `${decisionWords[said]}; it stays ${state}`;
  }
}

const reviewStateSchema = reviewSchema.shape.state;

const decisionWords: Readonly<Record<Review['state'], string>> = {
  accepted: 'Accepted by a reviewer',
  dismissed: 'Dismissed by a reviewer',
  unsure: 'A reviewer is unsure',
  open: 'A reviewer took the decision back',
};

/** Also for reports. */
export const contradictionWords: Readonly<Record<ContradictionKind, string>> = {
  faces: 'the agent says one face, the video shows none or several',
  silence: 'the agent reports nothing, the video shows no face or several',
  not_claimed: 'the agent sees a second face and does not claim it',
  black: 'the agent says a bright picture, the video is black',
  frozen: 'the agent says a moving picture, the video stands still',
};

/** Also for reports. */
export const stillFailureWords: Readonly<Record<StillFailure, string>> = {
  no_stream: 'the student sent no video',
  stream_paused: 'the video was paused',
  stream_ended: 'the video ended at that moment',
  no_key_frame: 'the video brought no whole picture in time',
  busy: 'one of this video was being taken already',
  undecodable: 'the video could not be decoded',
  not_taken: 'none was taken at that moment',
};

function pageEventSentence(told: Told): string {
  const { event } = told;
  const lasted = figure(event, 'durationMs');
  if (event.reason === 'ended' && lasted !== null) {
    return `${labelIn(event)}: over after ${duration(lasted)}.`;
  }
  if (event.reason === 'closed' && lasted !== null) {
    return `${labelIn(event)}: lasted until the student was gone, ${duration(lasted)}.`;
  }
  const time = lasted === null ? ', and lasting' : lasted > 0 ? ` for ${duration(lasted)}` : '';
  return `${labelIn(event)}${time}${outcome(told)}`;
}
