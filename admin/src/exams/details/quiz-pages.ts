import {
  lmsOf,
  matches,
  parseUrl,
  patternProblem,
  quizPagesOf,
  type LmsName,
  type QuizPages,
} from '@invigil/shared-types';

/** What an address says about the pages of its quiz. */
export interface Suggestion {
  /** The platform it belongs to; null where it is none that is known. */
  readonly lms: LmsName | null;
  /** Null where the address does not tell. */
  readonly pages: QuizPages | null;
}

/**
 * The patterns that go with a quiz's address.
 * @param chosen the platform as a person chose it; null to go by the address
 */
export function suggestionFor(address: string, chosen: LmsName | null): Suggestion {
  const text = address.trim();
  const lms = chosen ?? lmsOf(text);
  if (lms !== null) return { lms, pages: quizPagesOf(lms, text) };
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return { lms, pages: null };
  // The page itself and what lies below it: little enough for every platform.
  const pattern = `${url.origin}${url.pathname}*`;
  if (patternProblem(pattern) !== null) return { lms, pages: null };
  return { lms, pages: { quizPatterns: [pattern], finishPatterns: [] } };
}

/** What a page is to the exam, and which pattern says so. */
export type Verdict =
  | { readonly kind: 'nothing_entered' }
  | { readonly kind: 'not_an_address' }
  | { readonly kind: 'quiz' | 'finish'; readonly pattern: string }
  /** `host`: no pattern is of its host at all. `page`: of the host, and not of this page. */
  | { readonly kind: 'none'; readonly because: 'host' | 'page'; readonly host: string };

/** The tester's answer. As the agent decides: what means "handed in" wins. */
export function verdictOf(
  address: string,
  {
    quizPatterns,
    finishPatterns,
  }: { readonly quizPatterns: readonly string[]; readonly finishPatterns: readonly string[] },
): Verdict {
  const text = address.trim();
  if (text === '') return { kind: 'nothing_entered' };
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return { kind: 'not_an_address' };
  const usable = (patterns: readonly string[]) =>
    patterns.map((pattern) => pattern.trim()).filter((pattern) => patternProblem(pattern) === null);
  const [quiz, finish] = [usable(quizPatterns), usable(finishPatterns)];
  const firstOf = (patterns: readonly string[]) => patterns.find((one) => matches(one, text));
  const handedIn = firstOf(finish);
  if (handedIn !== undefined) return { kind: 'finish', pattern: handedIn };
  const sat = firstOf(quiz);
  if (sat !== undefined) return { kind: 'quiz', pattern: sat };
  const ofHost = [...quiz, ...finish].some((pattern) =>
    matches(pattern.replace(/^(https?:\/\/[^/]+\/).*$/, '$1*'), text),
  );
  return { kind: 'none', because: ofHost ? 'page' : 'host', host: url.host };
}
