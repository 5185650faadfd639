import {
  isJudged,
  rescore,
  type AttemptReport,
  type JudgedIncident,
  type JudgementLine,
} from '@invigil/shared-types';
import { count, duration } from '../../referee/index.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { agreedFacts } from './agreed-facts.ts';
import type { Block, DocumentView, Fact, Section } from './document.ts';
import { actionsBlock, auditBlock, gapsBlock, outcomeWords, timelineBlock } from './happenings.ts';
import { incidentBlock } from './incident-view.ts';
import { levelWords } from './levels-chart.ts';
import { accommodationBlocks, bandWords, policyBlocks } from './policy-view.ts';
import { scoreChart, spanOf } from './score-chart.ts';
import { timesOf, type Times } from './times.ts';
import { inState, typesBlock } from './types-block.ts';

/** One attempt's report as people read it. Pure. */
export function attemptView(report: AttemptReport): DocumentView {
  const { exam, attempt, policy, accommodation } = report;
  const { from, to } = spanOf(report);
  const times = timesOf(exam.timeZone, from, to);
  const judgement = rescore(report.incidents, policy);
  const began = attempt.firstJoinedAt !== null;
  return {
    title: attempt.studentName,
    subtitle: `${exam.title}, ${times.day(exam.opensAt)}`,
    fingerprint: fingerprintOf(report),
    builtAt: report.builtAt,
    builtWords: times.full(report.builtAt),
    front: [
      began ? verdict(report) : neverBegan(report),
      { kind: 'facts', facts: attemptFacts(report, times) },
      ...(began
        ? [{ kind: 'chart' as const, chart: scoreChart(report, times), words: chartWords(report) }]
        : []),
      ...(began ? [typesBlock(report.incidents.filter(isJudged))] : []),
      {
        kind: 'paragraph',
        text: 'This report says what was seen and what people decided. What it means is for people to say: a score orders attention, it proves nothing.',
        quiet: true,
      },
    ],
    frontAlone: true,
    sections: [
      incidentSection(report, judgement.lines, times),
      section('explanation', 'How the score came about', [
        { kind: 'paragraph', text: scoreRule(report) },
        explanationBlock(report, times),
      ]),
      section('timeline', 'Timeline', [timelineBlock(report, times)]),
      section('gaps', 'Technical gaps', [gapsBlock(report, times)]),
      section('actions', 'Actions and messages', [
        ...textsGone(report, times),
        actionsBlock(report, times),
      ]),
      section('policy', 'Policy', policyBlocks(policy)),
      section('accommodations', 'Accommodations', accommodationBlocks(accommodation, times)),
      section('audit', 'Audit excerpt', [
        {
          kind: 'paragraph',
          text: 'Each entry of the log is chained to the one before it by SHA-256. “No.” is its place in the whole log.',
          quiet: true,
        },
        auditBlock(report, times),
      ]),
      section('record', 'About this report', [
        { kind: 'facts', facts: recordFacts(report, times) },
      ]),
    ],
  };
}

function verdict(report: AttemptReport): Block {
  const { score, incidents, appeals, gaps } = report;
  const judged = incidents.filter(isJudged);
  const answered = appeals.filter(({ answer }) => answer !== null).length;
  const texts = [
    `${sentences(judged)}.`,
    ...(gaps.length === 0 ? [] : [`${count(gaps.length, 'technical gap')}${gapTime(report)}.`]),
    ...(appeals.length === 0
      ? []
      : [
          `The student answered ${count(appeals.length, 'incident')}; a reviewer has replied to ${answered}.`,
        ]),
  ];
  return {
    kind: 'verdict',
    value: String(score.value),
    level: score.level,
    word: levelWords[score.level],
    text: texts.map(upperFirst).join(' '),
  };
}

function sentences(judged: readonly JudgedIncident[]): string {
  if (judged.length === 0) return 'No incidents';
  const parts = [
    `${inState(judged, 'accepted')} accepted`,
    `${inState(judged, 'dismissed')} dismissed`,
    `${inState(judged, 'unsure')} unsure`,
    `${inState(judged, 'open')} not decided yet`,
  ].filter((part) => !part.startsWith('0 '));
  return `${count(judged.length, 'incident')}: ${parts.join(', ')}`;
}

function gapTime({ gaps, attempt }: AttemptReport): string {
  const total = gaps.reduce(
    (sum, { from, to }) => sum + Math.max(0, (to ?? attempt.endedAt ?? from) - from),
    0,
  );
  return total === 0 ? '' : `, ${duration(total)} in all`;
}

const neverBegan = ({ attempt }: AttemptReport): Block => ({
  kind: 'paragraph',
  text:
    attempt.outcome === 'ended'
      ? 'The student did not begin this exam. An invigilator ended the attempt.'
      : 'The student did not begin this exam.',
});

function attemptFacts({ exam, attempt }: AttemptReport, times: Times): Fact[] {
  const { firstJoinedAt, endedAt, extraTimeMs } = attempt;
  return [
    { label: 'Student', value: attempt.studentName },
    ...(attempt.studentNumber === null ? [] : [{ label: 'Number', value: attempt.studentNumber }]),
    { label: 'Exam', value: exam.title },
    ...(attempt.room === null ? [] : [{ label: 'Room', value: attempt.room }]),
    { label: 'Began', value: firstJoinedAt === null ? 'Never' : times.full(firstJoinedAt) },
    {
      label: 'Ended',
      value:
        endedAt === null
          ? outcomeWords(attempt.outcome)
          : `${times.full(endedAt)}: ${lower(outcomeWords(attempt.outcome))}`,
    },
    ...(extraTimeMs === 0 ? [] : [{ label: 'Extra time', value: duration(extraTimeMs) }]),
    { label: 'Review', value: attempt.state === 'closed' ? 'Closed' : 'Not closed yet' },
    { label: 'Times', value: `Of this exam: ${times.zone}` },
  ];
}

function chartWords({ score, incidents }: AttemptReport): string {
  const judged = incidents.filter(isJudged).length;
  return `The score over time, as it stands after all decisions so far: it ends at ${score.value} of 100 after ${count(judged, 'incident')}. Discs, triangles and hexagons are incidents of the low, the medium and the graver bands; hollow ones do not count.`;
}

function incidentSection(
  report: AttemptReport,
  lines: readonly JudgementLine[],
  times: Times,
): Section {
  const { appeals, policy } = report;
  if (lines.length === 0) {
    return section('incidents', 'Incidents', [
      { kind: 'paragraph', text: 'None on record.', quiet: true },
    ]);
  }
  // Numbers are those of the timeline; what is only there to know is on the timeline alone.
  const blocks = lines.flatMap((line, index): Block[] =>
    line.incident.kind === 'note'
      ? []
      : [
          incidentBlock(
            line,
            index + 1,
            appeals.filter(({ incidentId }) => incidentId === line.incident.id),
            policy,
            times,
          ),
        ],
  );
  return section('incidents', 'Incidents', blocks);
}

function scoreRule({ score, policy }: AttemptReport): string {
  const { clear, look, likely } = policy.levels;
  return `${score.value} of 100 = ${bandWords(score.bands)}. Each band adds no more than its cap, so that many small things never add up to one grave thing. Up to ${clear} is clear, up to ${look} look, up to ${likely} likely, above that severe.`;
}

function explanationBlock({ explanation }: AttemptReport, times: Times): Block {
  return {
    kind: 'table',
    caption: 'Step by step',
    columns: [
      { title: 'Time', share: 0.17 },
      { title: 'Step', share: 0.63 },
      { title: 'Points', share: 0.1, align: 'end' },
      { title: 'Score', share: 0.1, align: 'end' },
    ],
    rows: explanation.lines.map(({ at, sentence, points, scoreAfter }) => [
      times.time(at),
      sentence,
      points === null || points === 0 ? '' : `${points > 0 ? '+' : '−'}${Math.abs(points)}`,
      String(scoreAfter),
    ]),
  };
}

/** What was written is deleted with the pictures: an empty table alone would say that there was nothing. */
function textsGone({ builtAt, deletion }: AttemptReport, times: Times): Block[] {
  const gone = builtAt >= deletion.picturesAt ? 'were deleted on' : 'are deleted on';
  return [
    {
      kind: 'paragraph',
      text: `Pictures, notes, messages and the log of this exam ${gone} ${times.full(deletion.picturesAt)}. Where that time is past, what is missing here was deleted then.`,
      quiet: true,
    },
  ];
}

function recordFacts(report: AttemptReport, times: Times): Fact[] {
  const { exam, attempt, deletion } = report;
  return [
    { label: 'Made', value: times.full(report.builtAt) },
    { label: 'Fingerprint', value: `${fingerprintOf(report)} (SHA-256 of this report as JSON)` },
    { label: 'Attempt', value: attempt.id },
    { label: 'Exam', value: exam.id },
    ...agreedFacts(attempt.consent, times),
    { label: 'Pictures, notes, messages', value: `Deleted on ${times.full(deletion.picturesAt)}` },
    { label: 'Attempt and report', value: `Deleted on ${times.full(deletion.recordsAt)}` },
    { label: 'Questions to', value: exam.contact },
  ];
}

const section = (id: string, title: string, blocks: readonly Block[]): Section => ({
  id,
  title,
  blocks,
});
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
