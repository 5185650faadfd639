import { labelOf, countedTypeSchema, isOver, type ExamReport } from '@invigil/shared-types';
import { count } from '../../referee/index.ts';
import { hasBegun } from '../exam-report.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { Block, DocumentView } from './document.ts';
import { outcomeWords } from './happenings.ts';
import { levelsChart, levelWords } from './levels-chart.ts';
import { timesOf, type Times } from './times.ts';

/** An exam's report as people read it. Pure. */
export function examView(report: ExamReport): DocumentView {
  const { exam, lines } = report;
  const times = timesOf(exam.timeZone, exam.opensAt, exam.closesAt);
  const begun = lines.filter(hasBegun);
  const sum = (of: (line: ExamReport['lines'][number]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  return {
    title: exam.title,
    subtitle: `${times.day(exam.opensAt)}, ${times.short(exam.opensAt)} to ${times.short(exam.closesAt)}`,
    fingerprint: fingerprintOf(report),
    builtAt: report.builtAt,
    builtWords: times.full(report.builtAt),
    front: [
      {
        kind: 'facts',
        facts: [
          { label: 'On the roster', value: count(lines.length, 'student') },
          { label: 'Began', value: String(begun.length) },
          {
            label: 'Over',
            value: String(begun.filter(({ attempt }) => isOver(attempt.state)).length),
          },
          {
            label: 'Incidents',
            value: `${sum((line) => line.incidents)}: ${sum((line) => line.accepted)} accepted, ${sum((line) => line.dismissed)} dismissed, ${sum((line) => line.open)} not decided`,
          },
          {
            label: 'Technical incidents',
            value: `${sum((line) => line.technical)} (never scored)`,
          },
          { label: 'Appeals', value: String(sum((line) => line.appeals)) },
          { label: 'Policy', value: `Version ${report.policyVersion}` },
          { label: 'Times', value: `Of this exam: ${times.zone}` },
          { label: 'Made', value: times.full(report.builtAt) },
        ],
      },
      {
        kind: 'chart',
        chart: levelsChart(report.levels),
        words: `Students who began, by level: ${report.levels.map(({ level, students }) => `${levelWords[level].toLowerCase()} ${students}`).join(', ')}.`,
      },
      {
        kind: 'paragraph',
        text: 'A score orders attention. It proves nothing, and what people decided stands beside it.',
        quiet: true,
      },
    ],
    frontAlone: false,
    sections: [
      { id: 'types', title: 'Incidents by type', blocks: [typesBlock(report)] },
      { id: 'students', title: 'Students', blocks: [studentsBlock(report, times)] },
    ],
  };
}

function typesBlock({ types }: ExamReport): Block {
  return {
    kind: 'table',
    caption: 'What was seen, and how often people agreed',
    columns: [
      { title: 'Type', share: 0.4 },
      { title: 'Incidents', share: 0.15, align: 'end' },
      { title: 'Accepted', share: 0.15, align: 'end' },
      { title: 'Dismissed', share: 0.15, align: 'end' },
      { title: 'Precision', share: 0.15, align: 'end' },
    ],
    rows: types.map(({ type, incidents, accepted, dismissed }) => [
      typeWords(type),
      String(incidents),
      String(accepted),
      String(dismissed),
      precision(accepted, dismissed),
    ]),
  };
}

function studentsBlock({ lines }: ExamReport, times: Times): Block {
  return {
    kind: 'table',
    caption: 'Everybody on the roster, by name',
    columns: [
      { title: 'Student', share: 0.25 },
      { title: 'Number', share: 0.12 },
      { title: 'Score', share: 0.08, align: 'end' },
      { title: 'Level', share: 0.09 },
      { title: 'Incidents', share: 0.1, align: 'end' },
      { title: 'Accepted', share: 0.1, align: 'end' },
      { title: 'Open', share: 0.07, align: 'end' },
      { title: 'Ended', share: 0.19 },
    ],
    rows: lines.map((line) => {
      const { attempt, score, level, incidents, accepted, open } = line;
      const began = hasBegun(line);
      const end =
        attempt.endedAt === null
          ? outcomeWords(attempt.outcome)
          : `${times.short(attempt.endedAt)} ${outcomeWords(attempt.outcome).toLowerCase()}`;
      return [
        attempt.studentName,
        attempt.studentNumber ?? '',
        began ? String(score) : '',
        began ? levelWords[level] : '',
        began ? String(incidents) : '',
        began ? String(accepted) : '',
        began ? String(open) : '',
        began ? end : 'Did not begin',
      ];
    }),
  };
}

/** What an incident's type is called; one that this program does not know by its own name. */
export function typeWords(type: string): string {
  const known = countedTypeSchema.safeParse(type);
  return known.success ? labelOf(known.data) : type;
}

/** accepted ÷ (accepted + dismissed), in words. */
export function precision(accepted: number, dismissed: number): string {
  const decided = accepted + dismissed;
  return decided === 0 ? 'none decided' : `${Math.round((100 * accepted) / decided)} %`;
}
