import {
  appealAnswerSchema,
  appealSchema,
  attemptDetailSchema,
  attemptReplySchema,
  contactSheetSchema,
  explanationSchema,
  pageQuerySchema,
  precisionListSchema,
  reviewEffortSchema,
  reviewQueueSchema,
  reviewReplySchema,
  reviewRequestSchema,
  sheetQuerySchema,
  whatIfReplySchema,
  whatIfRequestSchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { json, nothing, type Section } from '../described.ts';

export const attempts: Section = {
  name: 'Attempts and reviewing',
  about: 'What was seen of a student, what people make of it, and what deserves a look.',
  routes: {
    'GET /api/attempts/{attemptId}': {
      summary: 'An attempt with its incidents, actions and appeals',
      asker: 'review',
      answer: json(attemptDetailSchema),
      reasons: ['unknown_attempt'],
    },
    'GET /api/attempts/{attemptId}/explain': {
      summary: 'How an attempt’s score came about, line by line',
      asker: 'review',
      query: z.object({
        policyVersion: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional()
          .describe('Another version of the policy than the one in force.'),
      }),
      answer: json(explanationSchema),
      reasons: ['unknown_attempt', 'not_found'],
    },
    'GET /api/attempts/{attemptId}/still': {
      summary: 'The newest still of a student who is here',
      asker: 'invigilate',
      answer: { status: 200, types: ['image/webp'] },
      or: { status: 204, when: 'There is none.' },
    },
    'GET /api/incidents/{incidentId}/pictures/{evidenceId}': {
      summary: 'A picture of an incident; each look is put on record',
      asker: 'review',
      answer: { status: 200, types: ['image/jpeg'] },
      reasons: ['not_found'],
    },
    'PUT /api/incidents/{incidentId}/review': {
      summary: 'Decide on an incident',
      asker: 'review',
      body: reviewRequestSchema,
      answer: json(reviewReplySchema),
      reasons: ['unknown_incident', 'not_reviewable'],
    },
    'GET /api/exams/{examId}/reviews': {
      summary: 'The queue: what deserves a look first',
      asker: 'review',
      query: pageQuerySchema,
      answer: json(reviewQueueSchema),
      reasons: ['unknown_exam'],
    },
    'GET /api/exams/{examId}/incidents': {
      summary: 'The contact sheet: incidents that people decide on, like ones together',
      asker: 'review',
      query: sheetQuerySchema.extend(pageQuerySchema.shape),
      answer: json(contactSheetSchema),
      reasons: ['unknown_exam'],
    },
    'GET /api/exams/{examId}/precision': {
      summary: 'How often people agreed with each detector',
      asker: 'review',
      answer: json(precisionListSchema),
      reasons: ['unknown_exam'],
    },
    'POST /api/exams/{examId}/what-if': {
      summary: 'How everybody would stand under another policy; changes nothing',
      asker: 'review',
      body: whatIfRequestSchema,
      answer: json(whatIfReplySchema),
      reasons: ['unknown_exam'],
      maxBytes: 512 * 1024,
    },
    'POST /api/attempts/{attemptId}/review-effort': {
      summary: 'What looking at a student took',
      asker: 'review',
      body: reviewEffortSchema,
      answer: nothing,
      reasons: ['unknown_attempt'],
    },
    'POST /api/attempts/{attemptId}/close': {
      summary: 'End the review of a student',
      asker: 'review',
      answer: json(attemptReplySchema),
      reasons: ['unknown_attempt', 'not_over', 'action_not_possible', 'review_unfinished'],
    },
    'POST /api/attempts/{attemptId}/reopen': {
      summary: 'Open the review of a student again',
      asker: 'review',
      answer: json(attemptReplySchema),
      reasons: ['unknown_attempt', 'not_over', 'action_not_possible'],
    },
    'POST /api/appeals/{appealId}/answer': {
      summary: 'Answer what a student says of an incident, once',
      asker: 'review',
      body: appealAnswerSchema,
      answer: json(appealSchema),
      reasons: ['unknown_appeal', 'appeal_answered'],
    },
  },
};
