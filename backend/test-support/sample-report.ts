import { createHash, randomUUID } from 'node:crypto';
import {
  policyPresets,
  type Action,
  type AttemptReport,
  type AuditEntry,
  type Incident,
  type ViolationType,
} from '@invigil/shared-types';
import { explain } from '../src/referee/explain/explain.ts';
import { actionWith, ida } from './actions.ts';
import { appealWith, reportTimes, reportWith } from './reports.ts';
import {
  contradictionWith,
  evidenceWith,
  pageEventWith,
  technicalWith,
  violationWith,
} from './incidents.ts';
import type { FoundPicture, PictureReader } from '../src/reports/pictures.ts';

const { began } = reportTimes;
const minute = 60_000;
const types: readonly ViolationType[] = [
  'multiple_faces',
  'no_face',
  'head_turned',
  'gaze_away',
  'low_light',
];

/** Pictures in memory. */
export class PictureBox {
  readonly #pictures = new Map<string, FoundPicture>();

  readonly read: PictureReader = ({ evidenceId }) =>
    Promise.resolve(this.#pictures.get(evidenceId) ?? { state: 'deleted' });

  /** What an incident holds of it. */
  put(jpeg: Buffer, capturedAt: number, found: FoundPicture = { state: 'there', jpeg }) {
    const id = randomUUID();
    this.#pictures.set(id, found);
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    return evidenceWith({ id, sha256, bytes: jpeg.length, capturedAt });
  }
}

/** A report with so many violations, each with two pictures, and something of everything else. */
export function fullReport(
  violations: number,
  jpegs: readonly Buffer[],
  box: PictureBox,
  attempt: Partial<AttemptReport['attempt']> = {},
): AttemptReport {
  const jpegAt = (index: number): Buffer => {
    const jpeg = jpegs[index % jpegs.length];
    if (jpeg === undefined) throw new Error('a picture is needed');
    return jpeg;
  };
  const review = (index: number) => {
    const state = (['accepted', 'dismissed', 'unsure', 'open'] as const)[index % 4] ?? 'open';
    const note = index % 8 === 0 ? 'A second person at the desk, clearly visible.' : null;
    const vote = { staffId: 'staff-1', staffName: 'ida', at: began + 90 * minute, note };
    if (state === 'open')
      return { state, staffId: null, staffName: null, at: null, note: null, votes: [] };
    return { ...vote, state, votes: [{ ...vote, state }] };
  };
  const seen = Array.from({ length: violations }, (_, index): Incident => {
    const capturedAt = began + Math.round(((index + 1) * 55 * minute) / (violations + 1));
    const type = types[index % types.length] ?? 'no_face';
    return violationWith({
      id: `incident-${index}`,
      type,
      capturedAt,
      heldMs: 3200,
      signals: {
        faces: type === 'multiple_faces' ? 2 : type === 'no_face' ? 0 : 1,
        luma: type === 'low_light' ? 31 : 96,
        sharpness: 120,
        difference: 2.4,
        yaw: type === 'no_face' ? null : 38,
        pitch: type === 'no_face' ? null : -6,
        identity: null,
      },
      review: review(index),
      evidence: box.put(jpegAt(2 * index), capturedAt),
      witness:
        index % 5 === 4
          ? { state: 'missing', reason: 'no_key_frame' }
          : {
              state: 'taken',
              evidence: box.put(jpegAt(2 * index + 1), capturedAt + 400),
              faces: type === 'multiple_faces' ? 2 : 1,
            },
    });
  });
  const others: Incident[] = [
    pageEventWith({ id: 'page-1', capturedAt: began + 17 * minute, durationMs: 42_000 }),
    technicalWith({
      id: 'gap-1',
      type: 'network_lost',
      cause: null,
      capturedAt: began + 30 * minute,
      endedAt: began + 34 * minute,
    }),
    contradictionWith({
      id: 'contra-1',
      capturedAt: began + 45 * minute,
      looks: [45, 46].map((at) => ({
        evidence: box.put(jpegAt(at), began + at * minute),
        saw: 2,
        said: 1,
      })),
    }),
  ];
  const incidents = [...seen, ...others].sort((a, b) => a.capturedAt - b.capturedAt);
  const base = policyPresets.strict;
  const policy = {
    ...base,
    version: 3,
    violations: {
      ...base.violations,
      gaze_away: { ...base.violations.gaze_away, thresholdFactor: 2 },
    },
  };
  const report = reportWith({
    incidents,
    policy,
    attempt: { room: 'Lecture hall 2', extraTimeMs: 15 * minute, ...attempt },
    appeals: [
      appealWith({
        incidentId: 'incident-0',
        answer: {
          at: reportTimes.ended + 2 * 60 * minute,
          byStaffId: 'staff-1',
          byName: 'ida',
          text: 'We have seen the pictures: thank you. The incident stays on record.',
        },
      }),
      appealWith({
        id: 'appeal-2',
        incidentId: 'page-1',
        text: 'The update window came up.\nI closed it.',
      }),
    ],
    actions: actions(),
    accommodation: {
      violations: { gaze_away: { off: false, thresholdFactor: 2, heldForFactor: 1.5 } },
      extraTimeMs: 15 * minute,
      breakMs: 10 * minute,
      reason: 'Strabismus, medical certificate on file',
      granted: { byStaffId: 'staff-1', byName: 'ida', at: began - 24 * 60 * minute },
    },
    audit: audit(),
  });
  return {
    ...report,
    explanation: explain({ attempt: report.attempt, incidents, events: [], policy }),
  };
}

function actions(): Action[] {
  const at = (minutes: number) => began + minutes * minute;
  return [
    actionWith({
      id: 'action-1',
      at: at(12),
      content: { kind: 'warn', text: 'Please make sure that you are alone in the picture.' },
      progress: {
        state: 'done',
        seenAt: at(12) + 900,
        doneAt: at(12) + 8000,
        by: { kind: 'student' },
      },
    }),
    actionWith({
      id: 'action-2',
      at: at(20),
      by: { kind: 'student' },
      content: { kind: 'student_message', text: 'May I have water? =SUM(A1)' },
      progress: { state: 'seen', seenAt: at(21), by: ida },
    }),
  ];
}

function audit(): AttemptReport['audit'] {
  return [1, 2, 3].map((seq): Omit<AuditEntry, 'particulars'> => ({
    seq: seq * 17,
    at: began + seq * 20 * minute,
    who: ida,
    what: seq === 3 ? 'incident_reviewed' : 'action_taken',
    examId: 'exam-1',
    attemptId: 'attempt-1',
    particularsHash: 'a'.repeat(64),
    prev: 'b'.repeat(64),
    hash: 'c0ffee'.padEnd(64, '0'),
  }));
}
