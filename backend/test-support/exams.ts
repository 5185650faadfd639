import type { Exam } from '@invigil/shared-types';
import { examFor } from '@invigil/shared-types/testing/attempts';

/** An exam; a test names what it is about. */
export const examWith = (parts: Partial<Exam> = {}): Exam =>
  examFor({
    title: 'Linear algebra',
    opensAt: 1_000_000,
    timeZone: 'Europe/Berlin',
    quizUrl: 'https://quiz.example/start',
    quizPatterns: ['https://quiz.example/*'],
    finishPatterns: ['https://quiz.example/done*'],
    retentionDays: 90,
    contact: 'The examinations office',
    ...parts,
  });
