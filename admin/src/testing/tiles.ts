import type { Exam, Tile } from '@invigil/shared-types';
import { examFor } from '@invigil/shared-types/testing/attempts';

/** One student's tile for a test; what is not given is unremarkable. */
export function tileFor(attemptId: string, changes: Partial<Tile> = {}): Tile {
  return {
    attemptId,
    studentName: `Student ${attemptId}`,
    room: null,
    state: 'in_progress',
    stateSince: 1_000,
    pausedAt: null,
    admittedAt: null,
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

export const examForTest: Exam = examFor({
  closesAt: 7_200_000,
  timeZone: 'Europe/Berlin',
  quizUrl: 'https://quiz.example/start',
  quizPatterns: ['https://quiz.example/*'],
  contact: 'Exam office',
});
