import { z } from 'zod';
import { actionSchema } from './actions.ts';
import { accommodationSchema } from './accommodation.ts';
import { attemptBriefSchema } from './attempt-brief.ts';
import { attemptSchema } from './attempt.ts';
import { auditEntrySchema } from './audit.ts';
import { examSchema } from './exam.ts';
import { explanationSchema } from './frame-event.ts';
import { incidentSchema } from './incident.ts';
import { policySchema } from './policy.ts';
import { idSchema, timeSchema } from './primitives.ts';
import { levelSchema, scoreSchema } from './score.ts';
import { appealSchema } from './student.ts';

/** The shape of reports; one more whenever what they hold changes. */
export const reportFormat = 1;

/** A time in which the student could not be seen or heard, through nobody's fault. */
export const technicalGapSchema = z.object({
  incidentId: idSchema,
  type: z.string(),
  from: timeSchema,
  /** Null where it lasted until the end. */
  to: timeSchema.nullable(),
});

/**
 * Everything that there is to say about one attempt, made of what is stored: made twice of the same it is the
 * same, byte for byte, but for `builtAt`.
 */
export const attemptReportSchema = z.object({
  format: z.literal(reportFormat),
  builtAt: timeSchema,
  exam: examSchema.pick({
    id: true,
    title: true,
    opensAt: true,
    closesAt: true,
    timeZone: true,
    retentionDays: true,
    recordDays: true,
    contact: true,
  }),
  attempt: attemptSchema,
  score: scoreSchema,
  /** How the score came about, line by line. */
  explanation: explanationSchema,
  /** Oldest first. */
  incidents: z.array(incidentSchema),
  appeals: z.array(appealSchema),
  actions: z.array(actionSchema),
  gaps: z.array(technicalGapSchema),
  /** The policy it was judged by, as it was for this student. */
  policy: policySchema,
  /** What was different for this student; null where nothing was. */
  accommodation: accommodationSchema.nullable(),
  /** What the audit log says about this attempt. */
  audit: z.array(auditEntrySchema.omit({ particulars: true })),
  /** When what this is made of is deleted. */
  deletion: z.object({ picturesAt: timeSchema, recordsAt: timeSchema }),
});
export type AttemptReport = z.infer<typeof attemptReportSchema>;

/** One student's line in an exam's report. */
export const examReportLineSchema = z.object({
  attempt: attemptBriefSchema.extend({
    room: attemptSchema.shape.room,
    extraTimeMs: attemptSchema.shape.extraTimeMs,
  }),
  score: z.number().int(),
  level: levelSchema,
  incidents: z.number().int(),
  accepted: z.number().int(),
  dismissed: z.number().int(),
  open: z.number().int(),
  technical: z.number().int(),
  appeals: z.number().int(),
});

export const examReportSchema = z.object({
  format: z.literal(reportFormat),
  builtAt: timeSchema,
  exam: attemptReportSchema.shape.exam,
  /** Under which most were judged; those of single students are in their own reports. */
  policyVersion: z.number().int().min(1),
  lines: z.array(examReportLineSchema),
  levels: z.array(z.object({ level: levelSchema, students: z.number().int() })),
  /** Incidents by type, and what people made of them. */
  types: z.array(
    z.object({
      type: z.string(),
      incidents: z.number().int(),
      accepted: z.number().int(),
      dismissed: z.number().int(),
    }),
  ),
});
export type ExamReport = z.infer<typeof examReportSchema>;

/** How a report stands: `GET /api/exams/:examId/reports`. */
export const reportStateSchema = z.object({
  attemptId: idSchema,
  studentName: z.string(),
  /** Null while none was made. */
  builtAt: timeSchema.nullable(),
  /** Something changed since: it is being made again. */
  outdated: z.boolean(),
});
export const reportListSchema = z.object({ reports: z.array(reportStateSchema) });
export type ReportList = z.infer<typeof reportListSchema>;

/** What a report can be had as. */
export const reportKinds = ['json', 'html', 'pdf', 'csv'] as const;
export type ReportKind = (typeof reportKinds)[number];
/*
 * `GET /api/attempts/:attemptId/report.<kind>` and `GET /api/exams/:examId/report.<kind>`: the newest one; where
 * there is none yet it is made at once. `POST /api/attempts/:attemptId/report` makes it anew.
 */
