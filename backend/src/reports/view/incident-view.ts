import {
  bandOf,
  isJudged,
  votesOf,
  type Appeal,
  type CountingReason,
  type Incident,
  type JudgedIncident,
  type JudgementLine,
  type Policy,
  type Review,
  type ReviewVote,
  type ViolationIncident,
} from '@invigil/shared-types';
import { count, points, stillFailureWords } from '../../referee/index.ts';
import type { Fact, IncidentBlock, PictureSlot } from './document.ts';
import { measured, titleOf } from './measured.ts';
import { markOf } from './score-chart.ts';
import type { Times } from './times.ts';

/** An incident with all that is known about it. `number`: its place on the timeline, from 1. */
export function incidentBlock(
  { incident, reason, points: added, scoreAfter }: JudgementLine,
  number: number,
  appeals: readonly Appeal[],
  policy: Policy,
  times: Times,
): IncidentBlock {
  const facts: Fact[] = [{ label: 'Measured', value: measured(incident) }];
  if (isJudged(incident)) {
    const line = { reason, added, scoreAfter };
    facts.push(
      { label: 'Score', value: scoreWords(incident, line, policy) },
      ...decisionFacts(incident.review, times),
    );
  }
  for (const { at, text, answer } of appeals) {
    facts.push({ label: `The student, ${times.full(at)}`, value: text });
    facts.push(
      answer === null
        ? { label: 'Answer', value: 'None yet.' }
        : { label: `${answer.byName}, ${times.full(answer.at)}`, value: answer.text },
    );
  }
  return {
    kind: 'incident',
    id: incident.id,
    title: `${number}. ${titleOf(incident)}, ${times.time(incident.capturedAt)}`,
    mark: markOf(incident),
    pictures: picturesOf(incident, times),
    facts,
  };
}

/** Both pictures of an incident, or why one is missing. */
function picturesOf(incident: Incident, times: Times): PictureSlot[] {
  if (incident.kind === 'contradiction') {
    return incident.looks.map(({ evidence, saw }, index) => ({
      caption: `The server’s look ${index + 1}, ${times.time(evidence.capturedAt)}`,
      picture: pictureIn(evidence),
      words: `Picture taken by the server from the video: ${count(saw, 'face')} in it.`,
    }));
  }
  if (incident.kind !== 'violation') return [];
  const { evidence } = incident;
  return [
    {
      caption: `From the student’s machine, ${times.time(evidence.capturedAt)}`,
      picture: pictureIn(evidence),
      words: `Picture sent by the student’s machine with: ${titleOf(incident)}.`,
    },
    witnessSlot(incident, times),
  ];
}

function witnessSlot({ witness }: ViolationIncident, times: Times): PictureSlot {
  const noPicture = { caption: 'Taken by the server', picture: null };
  switch (witness.state) {
    case 'awaited':
      return { ...noPicture, words: 'The server’s own picture had not come yet.' };
    case 'missing':
      return { ...noPicture, words: `None: ${stillFailureWords[witness.reason]}.` };
    case 'taken': {
      const { evidence, faces } = witness;
      const seen = faces === null ? '' : `, ${count(faces, 'face')} counted`;
      return {
        caption: `Taken by the server, ${times.time(evidence.capturedAt)}${seen}`,
        picture: pictureIn(evidence),
        words: `Picture taken by the server from the video${seen}.`,
      };
    }
  }
}

function pictureIn({ id, sha256, width, height }: ViolationIncident['evidence']) {
  return { evidenceId: id, sha256, width, height };
}

const decisions: Readonly<Record<Review['state'], string>> = {
  open: 'Not decided yet',
  accepted: 'Accepted',
  dismissed: 'Dismissed',
  unsure: 'Unsure',
};

/** What counts, in a word. */
export const decisionWord = ({ state }: Pick<Review, 'state'>): string => decisions[state];

const spokenAlready = (people: number): string =>
  `${count(people, 'person', 'people')} spoke; what they said is told once it is decided.`;

function decisionFacts(review: Review, times: Times): Fact[] {
  const votes = votesOf(review);
  const vote = ({ state, staffName, at, note }: ReviewVote): string => {
    const why = note === null ? '' : `: “${note}”`;
    return `${decisions[state]} by ${staffName}, ${times.full(at)}${why}`;
  };
  const [only, ...others] = votes;
  if (only === undefined) {
    const spoke = review.withheld === undefined ? '' : ` ${spokenAlready(review.withheld)}`;
    return [{ label: 'Decision', value: `${decisionWord(review)}.${spoke}` }];
  }
  if (others.length === 0 && only.state === review.state) {
    return [{ label: 'Decision', value: vote(only) }];
  }
  return [
    {
      label: 'Decision',
      value: `${decisionWord(review)}. ${count(votes.length, 'person', 'people')} spoke.`,
    },
    ...votes.map((one) => ({ label: one.staffName, value: vote(one) })),
  ];
}

const reasons: Readonly<Record<Exclude<CountingReason, 'counted'>, string>> = {
  switched_off: 'it is not looked for in this attempt',
  too_short: 'it did not last as long as this exam asks for',
  below_threshold: 'it was not strong enough for this exam’s threshold',
  too_soon: 'one of this type counted too short a time before',
  dismissed: 'it was dismissed',
  not_accepted: 'it counts once it is accepted',
  detector_off: 'its detector switched itself off',
  technical: 'it is nobody’s fault',
  note: 'it is there to know, and no more',
};

interface Scored {
  readonly reason: CountingReason;
  readonly added: number;
  readonly scoreAfter: number;
}

function scoreWords(
  { type }: JudgedIncident,
  { reason, added, scoreAfter }: Scored,
  policy: Policy,
): string {
  if (reason !== 'counted') return `No points: ${reasons[reason]}.`;
  if (added !== 0) return `${points(added)}, score ${scoreAfter}.`;
  const band = bandOf(type);
  return `Counts, but adds nothing: the most that its band (${band}) adds is ${policy.caps[band]}. Score ${scoreAfter}.`;
}
