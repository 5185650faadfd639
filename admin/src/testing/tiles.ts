import { defaultPolicy, type Exam, type Tile } from '@invigil/shared-types';

/** One student's tile for a test; what is not given is unremarkable. */
export function tileFor(attemptId: string, changes: Partial<Tile> = {}): Tile {
  return {
    attemptId,
    studentName: `Student ${attemptId}`,
    room: null,
    state: 'in_progress',
    stateSince: 1_000,
    pausedAt: null,
    extraTimeMs: 0,
    score: 0,
    level: 'clear',
    claimedScore: 0,
    streaming: false,
    stillAt: null,
    incidents: 0,
    lastIncident: null,
    trouble: null,
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
  policy: defaultPolicy,
};
