import { hasAgreed } from './agreement.ts';
import type { StoredEnrolment } from './stored.ts';

/**
 * What keeps an exam from being sat with this browser. `consent`: the student has to agree, for the first time
 * or again; `access`: the browser has to be allowed the quiz's pages, which takes a click of the student's;
 * `out_of_reach`: this extension was built for other pages, and nothing that the student does helps.
 */
export type Missing = 'consent' | 'access' | 'out_of_reach';

export interface Reach {
  /** The agent may attach itself to the exam's pages. */
  readonly allowed: boolean;
  /** This build asks students for their exam's pages. */
  readonly asks: boolean;
}

/** Null where nothing does: whoever has declined, or is done, is asked for nothing. */
export function missingOf(enrolment: StoredEnrolment, { allowed, asks }: Reach): Missing | null {
  if (enrolment.ended !== null || enrolment.attempt.state === 'declined') return null;
  if (!hasAgreed(enrolment)) return 'consent';
  if (allowed) return null;
  return asks ? 'access' : 'out_of_reach';
}

/** The same for people: what there is to do, and how the way to it is called; null where there is none. */
export function missingWords(
  missing: Missing,
  contact: string,
): { readonly title: string; readonly words: string; readonly button: string | null } {
  const title = 'One more step before your exam';
  switch (missing) {
    case 'consent':
      return {
        title,
        words: 'Please read what is recorded in this exam, and decide.',
        button: 'Read and decide',
      };
    case 'access':
      return {
        title,
        words: 'The pages of your exam were set anew. The browser has to be allowed to use them.',
        button: 'Allow the pages',
      };
    case 'out_of_reach':
      return {
        title: 'Invigil cannot reach your exam',
        words: `This Invigil was made for other pages than those of your exam. Please ask: ${contact}.`,
        button: null,
      };
  }
}
