import type { Exam } from '@invigil/shared-types';

/** The pages of an exam. */
export type ExamPages = Pick<Exam, 'quizPatterns' | 'finishPatterns'>;

/** Every page on which the agent attaches itself, as match patterns. */
export const pagesOf = ({ quizPatterns, finishPatterns }: ExamPages): string[] => [
  ...new Set([...quizPatterns, ...finishPatterns]),
];

/**
 * What the browser has to allow for an exam, as match patterns: browsers allow whole origins, never paths.
 *
 * @example
 * originsOf({ quizPatterns: ['https://lms.school.edu/mod/quiz/*'], finishPatterns: [] });
 * // ['https://lms.school.edu/*']
 */
export function originsOf(pages: ExamPages): string[] {
  return [...new Set(pagesOf(pages).flatMap((pattern) => originOf(pattern) ?? []))];
}

/** What the browser has to allow for one match pattern; null where no origin can be told from it. */
export function originOf(pattern: string): string | null {
  const [, origin] = /^(https?:\/\/(?:\*\.)?[^/*:\s]+(?::\d+)?)(?::\*)?\//.exec(pattern) ?? [];
  return origin === undefined ? null : `${origin}/*`;
}

/** The sites of an exam as people name them, like `lms.school.edu and every part of quiz.school.edu`. */
export function sitesOf(pages: ExamPages): string {
  const names = originsOf(pages).map((origin) => {
    const name = origin.replace(/^https?:\/\//, '').replace(/\/\*$/, '');
    return name.startsWith('*.') ? `every part of ${name.slice(2)}` : name;
  });
  return new Intl.ListFormat('en-GB').format(new Set(names));
}
