import {
  appealRequestSchema,
  confirmationSchema,
  enrolmentSchema,
  enrolRequestSchema,
  receiptAppealSchema,
  receiptSchema,
  sha256Schema,
  speedProbeMaxBytes,
  speedReplySchema,
  studentCheckSchema,
  studentConsentSchema,
  studentExamSchema,
  studentStandingSchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { json, type Section } from '../described.ts';

const bytes = z.string().meta({ override: { type: 'string', format: 'binary' } });

/** As they are sent: all fields of a form are text. */
const evidenceForm = z.object({
  claimId: z.uuid(),
  capturedAt: z
    .string()
    .regex(/^\d{1,16}$/)
    .describe('Milliseconds since the epoch, on the server’s clock.'),
  sha256: sha256Schema.describe('Of the bytes as uploaded.'),
  frame: bytes.describe('A JPEG.'),
});

const over = ['attempt_over', 'attempt_ended'] as const;

export const students: Section = {
  name: 'Students',
  about: 'What a student’s agent and receipt page ask for.',
  routes: {
    'POST /api/enrol': {
      summary: 'The code of a personal link for an exam token',
      asker: 'anybody',
      body: enrolRequestSchema,
      answer: json(enrolmentSchema),
      reasons: ['unknown_code'],
      limited: true,
    },
    'GET /api/student/attempt': {
      summary: 'How the attempt stands, and whether the student may begin',
      asker: 'student',
      answer: json(studentStandingSchema),
      reasons: ['unknown_attempt', 'unknown_exam'],
      limited: true,
    },
    'GET /api/student/exam': {
      summary: 'The exam as it is now, for whoever enrolled a while ago',
      asker: 'student',
      answer: json(studentExamSchema),
      reasons: ['unknown_attempt', 'unknown_exam'],
      limited: true,
    },
    'POST /api/student/consent': {
      summary: 'The student agrees',
      asker: 'student',
      body: studentConsentSchema,
      answer: json(studentStandingSchema),
      reasons: [
        'unknown_attempt',
        'unknown_exam',
        'consent_outdated',
        'action_not_possible',
        ...over,
      ],
      limited: true,
    },
    'POST /api/student/decline': {
      summary: 'The student does not agree; nothing else is kept of it',
      asker: 'student',
      answer: json(studentStandingSchema),
      reasons: ['unknown_attempt', 'unknown_exam', 'action_not_possible', ...over],
      limited: true,
    },
    'POST /api/student/check': {
      summary: 'A system check began, or what it found',
      asker: 'student',
      body: studentCheckSchema,
      answer: json(studentStandingSchema),
      reasons: [
        'unknown_attempt',
        'unknown_exam',
        'consent_missing',
        'action_not_possible',
        ...over,
      ],
      limited: true,
    },
    'POST /api/student/wait': {
      summary: 'The student is in the waiting room',
      asker: 'student',
      answer: json(studentStandingSchema),
      reasons: [
        'unknown_attempt',
        'unknown_exam',
        'consent_missing',
        'check_missing',
        'action_not_possible',
        ...over,
      ],
      limited: true,
    },
    'GET /api/student/speed': {
      summary: 'Random bytes, to measure the line',
      asker: 'student',
      query: z.object({
        bytes: z
          .string()
          .regex(/^\d{1,9}$/)
          .describe(`1 to ${speedProbeMaxBytes}.`),
      }),
      answer: { status: 200, types: ['application/octet-stream'] },
      reasons: ['unknown_attempt', ...over],
      limited: true,
    },
    'POST /api/student/speed': {
      summary: 'Takes bytes, to measure the line',
      asker: 'student',
      body: { type: 'application/octet-stream', schema: bytes },
      answer: json(speedReplySchema),
      reasons: ['unknown_attempt', ...over],
      limited: true,
      maxBytes: speedProbeMaxBytes,
    },
    'POST /api/evidence': {
      summary: 'The picture that confirms a claim',
      asker: 'student',
      body: { type: 'multipart/form-data', schema: evidenceForm },
      answer: json(confirmationSchema, 201),
      reasons: [
        'unknown_claim',
        'not_your_claim',
        'claim_settled',
        'unknown_attempt',
        'unknown_exam',
        'evidence_missing',
        'evidence_too_large',
        'evidence_truncated',
        'evidence_not_jpeg',
        'evidence_unreadable',
        'evidence_dimensions',
        'evidence_hash_mismatch',
        'evidence_stale',
        'evidence_replayed',
        'evidence_contradicts',
      ],
      limited: true,
      maxBytes: 512 * 1024,
    },
    'GET /api/student/receipt': {
      summary: 'After the exam: what was noticed, and what becomes of it',
      asker: 'student',
      answer: json(receiptSchema),
      reasons: ['unknown_attempt', 'unknown_exam', 'not_over'],
      limited: true,
    },
    'GET /api/student/incidents/{incidentId}/pictures/{evidenceId}': {
      summary: 'A picture of one’s own',
      asker: 'student',
      answer: { status: 200, types: ['image/jpeg'] },
      reasons: ['unknown_attempt', 'unknown_exam', 'not_over', 'not_shown', 'not_found'],
      limited: true,
    },
    'PUT /api/student/incidents/{incidentId}/appeal': {
      summary: 'Answer an incident of one’s own',
      asker: 'student',
      body: appealRequestSchema,
      answer: json(receiptAppealSchema),
      reasons: [
        'unknown_attempt',
        'unknown_exam',
        'unknown_incident',
        'not_over',
        'not_shown',
        'appeal_closed',
        'appeal_answered',
      ],
      limited: true,
    },
  },
};
