import { patternProblem, patternProblemSentences } from '@invigil/shared-types';

/** Where a built extension may go. */
export interface ExtensionAddresses {
  readonly server: {
    /** Every page of the server, as match patterns. */
    readonly matchPatterns: string[];
    /** What a content security policy names to allow requests and sockets to the server. */
    readonly connectSources: string[];
  };
  /**
   * Match patterns of the quiz pages' origins; `asked_for`: none is known when it is built, and the student is
   * asked for the one of their exam.
   */
  readonly quiz: readonly string[] | 'asked_for';
}

const loopback = 'http://127.0.0.1:*';
/** What `quiz` says where the student is to be asked. */
export const askForOrigins = 'ask';

/**
 * Reads the build's settings.
 *
 * @param settings.server an origin such as `https://invigil.example.edu`; a port of `*` is any port
 * @param settings.quiz match patterns, separated by commas, or `ask`
 * @throws Error that says what is wrong with a setting
 */
export function extensionAddresses(settings: {
  readonly server: string | undefined;
  readonly quiz: string | undefined;
}): ExtensionAddresses {
  const origin = settings.server?.trim() || loopback;
  const parts = /^(https?):\/\/([^/:*\s]+)(?::(\d{1,5}|\*))?\/?$/.exec(origin);
  const [, scheme, host, port] = parts ?? [];
  if (scheme === undefined || host === undefined) {
    throw new Error(
      `INVIGIL_SERVER_ORIGIN must be an origin like https://invigil.example.edu, not "${origin}"`,
    );
  }
  // In a match pattern no port means any port; in a content security policy it means the default one.
  const patternPort = port === undefined || port === '*' ? '' : `:${port}`;
  const sourcePort = port === undefined ? '' : `:${port}`;
  const socketScheme = scheme === 'https' ? 'wss' : 'ws';
  return {
    server: {
      matchPatterns: [`${scheme}://${host}${patternPort}/*`],
      connectSources: [
        `${scheme}://${host}${sourcePort}`,
        `${socketScheme}://${host}${sourcePort}`,
      ],
    },
    quiz: quizPatterns(settings.quiz?.trim() || 'http://127.0.0.1/*'),
  };
}

function quizPatterns(setting: string): ExtensionAddresses['quiz'] {
  if (setting === askForOrigins) return 'asked_for';
  const patterns = setting
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  for (const pattern of patterns) {
    const problem = patternProblem(pattern);
    if (problem !== null) {
      const why = patternProblemSentences[problem];
      throw new Error(`INVIGIL_QUIZ_ORIGINS: "${pattern}" is ${beginning(why)}`);
    }
  }
  return patterns;
}

const beginning = (why: string): string => (why.startsWith('not ') ? why : `refused: it ${why}`);
