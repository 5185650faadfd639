import { z } from 'zod';

/**
 * A match pattern as browsers' extensions use it: scheme, host, path, `*` as a wildcard
 * (https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns).
 * Patterns that name no host are refused: an agent must never watch every page.
 */
export const matchPatternSchema = z
  .string()
  .trim()
  .max(500)
  .check(({ value, issues }) => {
    const problem = patternProblem(value);
    if (problem === null) return;
    issues.push({ code: 'custom', message: patternProblemSentences[problem], input: value });
  });

/** Why a text is no pattern for a quiz page. */
export const patternProblems = ['not_a_pattern', 'every_page', 'whole_suffix'] as const;
export type PatternProblem = (typeof patternProblems)[number];

export const patternProblemSentences: Readonly<Record<PatternProblem, string>> = {
  not_a_pattern: 'not a match pattern like https://lms.school.edu/mod/quiz/*',
  every_page: 'matches every page there is: name the host of your quiz platform',
  whole_suffix:
    'matches every site of a whole domain like .edu: name the host of your quiz platform',
};

/** Null where the text is a pattern that an exam may have. */
export function patternProblem(text: string): PatternProblem | null {
  if (text === '<all_urls>' || /^(\*|https?):\/\/\*(:(\d+|\*))?\//.test(text)) return 'every_page';
  const parts = /^https?:\/\/(\*\.)?([^/*:\s]+)(?::(?:\d+|\*))?\/\S*$/.exec(text);
  if (parts === null) return 'not_a_pattern';
  const [, wildcard, host = ''] = parts;
  // Longer suffixes (.ac.uk) are for the server to refuse: it has the list of them.
  if (wildcard !== undefined && !host.includes('.')) return 'whole_suffix';
  return null;
}
/**
 * Whether an address matches a match pattern, as browsers read them
 * (https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns): scheme, host, port where
 * the pattern names one, and path with query. Fragments never count.
 */
export function matches(pattern: string, href: string): boolean {
  const parts = /^(https?):\/\/(\*\.)?([^/*:]+)(?::(\d+|\*))?(\/.*)$/.exec(pattern);
  const url = parseUrl(href);
  if (parts === null || url === null) return false;
  const [, scheme, wildcard, host = '', port, path = ''] = parts;
  if (url.protocol !== `${scheme}:`) return false;
  const sameHost = url.hostname === host;
  if (!sameHost && !(wildcard !== undefined && url.hostname.endsWith(`.${host}`))) return false;
  if (port !== undefined && port !== '*' && portOf(url) !== port) return false;
  return glob(path, url.pathname + url.search);
}

/** Whether an address matches at least one of the patterns. */
export function matchesAny(patterns: readonly string[], href: string): boolean {
  return patterns.some((pattern) => matches(pattern, href));
}

/** What a page is to an exam. A page that means "handed in" is that, even among the quiz pages. */
export function roleOf(
  exam: { readonly quizPatterns: readonly string[]; readonly finishPatterns: readonly string[] },
  href: string,
): 'finish' | 'quiz' | null {
  if (matchesAny(exam.finishPatterns, href)) return 'finish';
  return matchesAny(exam.quizPatterns, href) ? 'quiz' : null;
}

/** An address in its parts, or null where it is none. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const portOf = (url: URL) => url.port || (url.protocol === 'https:' ? '443' : '80');

/**
 * `*` stands for any run of characters. Piece by piece and not as a regular expression, whose time could
 * be made to explode by a pattern of many stars.
 */
function glob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!text.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return text === first;
  let position = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
