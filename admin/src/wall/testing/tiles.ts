import type { Exam, Incident, Tile } from '@invigil/shared-types';

/** One student's tile for a test; what is not given is unremarkable. */
export function tileFor(attemptId: string, changes: Partial<Tile> = {}): Tile {
  return {
    attemptId,
    studentName: `Student ${attemptId}`,
    state: 'in_progress',
    stateSince: 1_000,
    score: 0,
    level: 'clear',
    claimedScore: null,
    streaming: false,
    incidents: 0,
    lastIncident: null,
    trouble: null,
    reportedAt: null,
    ...changes,
  };
}

export const examForTest: Exam = {
  id: 'exam-1',
  title: 'Physics I',
  opensAt: 0,
  closesAt: 7_200_000,
  timeZone: 'Europe/Berlin',
  quizUrl: 'https://quiz.example/start',
  quizPatterns: ['https://quiz.example/*'],
  finishPatterns: [],
  retentionDays: 30,
  contact: 'Exam office',
};

/** A confirmed incident for a test. */
export function incidentFor(attemptId: string, id = 'incident-1'): Incident {
  return {
    id,
    attemptId,
    examId: examForTest.id,
    type: 'multiple_faces',
    capturedAt: 5_000,
    heldMs: 1_500,
    confirmedAt: 5_400,
    evidence: {
      id: `picture-of-${id}`,
      sha256: 'a'.repeat(64),
      bytes: 20_000,
      width: 640,
      height: 360,
      capturedAt: 5_000,
    },
  };
}
