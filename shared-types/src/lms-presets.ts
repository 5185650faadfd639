import { parseUrl } from './match-pattern.ts';

/** Quiz platforms whose pages are known. */
export const lmsNames = [
  'moodle',
  'canvas',
  'blackboard',
  'google_forms',
  'microsoft_forms',
  'open_edx',
] as const;
export type LmsName = (typeof lmsNames)[number];

/** Names of products: the same in every language. */
export const lmsLabels: Readonly<Record<LmsName, string>> = {
  moodle: 'Moodle',
  canvas: 'Canvas',
  blackboard: 'Blackboard',
  google_forms: 'Google Forms',
  microsoft_forms: 'Microsoft Forms',
  open_edx: 'Open edX',
};

/** The pages of one quiz. */
export interface QuizPages {
  readonly quizPatterns: string[];
  /** None where the platform has no address of its own for "handed in": the student's tab tells it then. */
  readonly finishPatterns: string[];
}

/** A quiz's address as one copies it, to show what is asked for. */
export const lmsExamples: Readonly<Record<LmsName, string>> = {
  moodle: 'https://moodle.school.edu/mod/quiz/view.php?id=42',
  canvas: 'https://school.instructure.com/courses/7/quizzes/42',
  blackboard: 'https://school.blackboard.com/ultra/courses/_7_1/outline',
  google_forms: 'https://docs.google.com/forms/d/e/1FAIpQL…/viewform',
  microsoft_forms: 'https://forms.office.com/r/AbCdEf1234',
  open_edx: 'https://apps.school.edu/learning/course/course-v1:X+Y+Z/home',
};

/**
 * Which platform an address belongs to, as far as the address tells; null where it does not. What stands
 * before the known part of a path (`/moodle/mod/quiz/…`) does not matter.
 */
export function lmsOf(href: string): LmsName | null {
  const url = parseUrl(href);
  if (url === null) return null;
  const { hostname, pathname } = url;
  if (hostname === 'docs.google.com' && pathname.startsWith('/forms/')) return 'google_forms';
  if (/(^|\.)forms\.(office\.com|cloud\.microsoft|microsoft\.com)$/.test(hostname)) {
    return 'microsoft_forms';
  }
  if (/\/mod\/quiz\//.test(pathname)) return 'moodle';
  if (/\/courses\/\d+\/(quizzes|assignments)\//.test(pathname)) return 'canvas';
  if (pathname.startsWith('/ultra/') || hostname.endsWith('.blackboard.com')) return 'blackboard';
  if (/\/learning\/course\/|\/courses\/course-v1/.test(pathname)) return 'open_edx';
  return null;
}

/**
 * The patterns of one quiz on a platform, from the address that an admin copied.
 * @returns null where the address is none, or not one of that platform
 */
export function quizPagesOf(lms: LmsName, href: string): QuizPages | null {
  const url = parseUrl(href);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return builders[lms](url);
}

const builders: Readonly<Record<LmsName, (url: URL) => QuizPages | null>> = {
  // The attempt's pages carry the attempt's number and, since Moodle 3.1, the module's (`cmid`).
  moodle: (url) => {
    const base = before(url, '/mod/quiz/');
    if (base === null) return null;
    const id = url.searchParams.get('cmid') ?? url.searchParams.get('id');
    const pages = (name: string): string[] => {
      const page = `${base}/mod/quiz/${name}.php`;
      // The number to its end, whether or not something follows: 42 is not 421.
      return id === null ? [`${page}*`] : [`${page}*cmid=${id}`, `${page}*cmid=${id}&*`];
    };
    return {
      quizPatterns: [
        ...pages('attempt'),
        ...pages('summary'),
        // What it asks before an attempt; the module's number is not in its address.
        `${base}/mod/quiz/startattempt.php*`,
      ],
      finishPatterns: pages('review'),
    };
  },
  canvas: (url) => {
    const [, course, kind, quiz] =
      /\/courses\/(\d+)\/(quizzes|assignments)\/(\d+)/.exec(url.pathname) ?? [];
    if (course === undefined || kind === undefined || quiz === undefined) return null;
    const base = `${url.origin}/courses/${course}/${kind}/${quiz}`;
    // New Quizzes are assignments: one page that never changes its address.
    if (kind === 'assignments') {
      return { quizPatterns: [base, `${base}?*`, `${base}/*`], finishPatterns: [] };
    }
    return {
      quizPatterns: [`${base}/take*`],
      finishPatterns: [`${base}/history*`, `${base}/submissions*`],
    };
  },
  blackboard: (url) => {
    const course = /\/ultra\/courses\/([^/]+)/.exec(url.pathname)?.[1] ?? '*';
    const base = `${url.origin}/ultra/courses/${course}`;
    return {
      quizPatterns: [`${base}/*assessment/*attempt*`],
      finishPatterns: [`${base}/*assessment/*review*`],
    };
  },
  google_forms: (url) => {
    const form = /^\/forms\/(?:u\/\d+\/)?d\/(?:e\/)?([^/]+)/.exec(url.pathname)?.[1];
    // Where it is edited it goes by another name than where it is filled in.
    if (/\/edit$/.test(url.pathname)) return null;
    if (url.hostname !== 'docs.google.com' || form === undefined) return null;
    return {
      quizPatterns: [`https://docs.google.com/forms/*d/*${form}/viewform*`],
      finishPatterns: [`https://docs.google.com/forms/*d/*${form}/formResponse*`],
    };
  },
  microsoft_forms: (url) => {
    const short = /^\/r\/([^/]+)/.exec(url.pathname)?.[1];
    const id = url.searchParams.get('id');
    if (short === undefined && id === null) return null;
    return {
      quizPatterns: [
        ...(short === undefined ? [] : [`${url.origin}/r/${short}*`]),
        // A short address leads there.
        id === null
          ? `${url.origin}/*esponse*age.aspx*`
          : `${url.origin}/*esponse*age.aspx*id=${id}*`,
      ],
      finishPatterns: [],
    };
  },
  open_edx: (url) => {
    const [, kind, course] = /\/(learning\/course|courses)\/([^/]+)/.exec(url.pathname) ?? [];
    if (kind === undefined || course === undefined) return null;
    const units = kind === 'courses' ? 'courseware/*' : 'block-v1*';
    return {
      quizPatterns: [`${url.origin}/${kind}/${course}/${units}`],
      finishPatterns: [],
    };
  },
};

/** Origin and path up to, and without, `part`; null where the path has no such part. */
function before(url: URL, part: string): string | null {
  const at = url.pathname.indexOf(part);
  return at < 0 ? null : url.origin + url.pathname.slice(0, at);
}
