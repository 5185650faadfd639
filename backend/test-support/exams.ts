import { defaultPolicy, type Exam } from '@invigil/shared-types';

/** An exam; a test names what it is about. */
export function examWith(parts: Partial<Exam> = {}): Exam {
  return {
    id: 'exam-1',
    title: 'Linear algebra',
    opensAt: 1_000_000,
    closesAt: 2_000_000,
    timeZone: 'Europe/Berlin',
    quizUrl: 'https://quiz.example/start',
    quizPatterns: ['https://quiz.example/*'],
    finishPatterns: ['https://quiz.example/done*'],
    retentionDays: 90,
    contact: 'The examinations office',
    policy: defaultPolicy,
    ...parts,
  };
}
