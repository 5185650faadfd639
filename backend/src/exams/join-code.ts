import { randomInt } from 'node:crypto';
import type { ExamStore } from './exam-store.ts';
import { Refusal } from '../ops/index.ts';

/** Digits and capitals without those that look alike: 0 and O, 1 and I. 32 of them: five bits each. */
export const codeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Characters of a code that is read aloud and typed. */
export const codeLength = 8;

/** A code for an exam's link. It lets nobody in by itself. */
export const newJoinCode = (): string =>
  Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');

/**
 * The code of an exam's link; exams of before there were codes get one now.
 * @throws Refusal `unknown_exam`
 */
export async function joinCodeOf(
  exams: Pick<ExamStore, 'giveJoinCode'>,
  exam: { readonly id: string; readonly joinCode: string | null },
): Promise<string> {
  if (exam.joinCode !== null) return exam.joinCode;
  for (;;) {
    const given = await exams.giveJoinCode(exam.id, newJoinCode());
    if (given === 'missing') throw new Refusal('unknown_exam');
    // Once in 10¹² another exam has it; then there is the next.
    if (given !== 'code_taken') return given.joinCode;
  }
}
