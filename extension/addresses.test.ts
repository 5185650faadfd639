import { describe, expect, it } from 'vitest';
import { extensionAddresses } from './addresses.ts';

describe('extensionAddresses', () => {
  it('asks for the loopback alone when nothing is set', () => {
    expect(extensionAddresses({ server: undefined, quiz: '' })).toEqual({
      server: {
        matchPatterns: ['http://127.0.0.1/*'],
        connectSources: ['http://127.0.0.1:*', 'ws://127.0.0.1:*'],
      },
      quiz: ['http://127.0.0.1/*'],
    });
  });

  it('names the server and the quiz pages it was built for', () => {
    expect(
      extensionAddresses({
        server: 'https://invigil.example.edu',
        quiz: 'https://lms.example.edu/*, https://*.quiz.example.edu/mod/*',
      }),
    ).toEqual({
      server: {
        matchPatterns: ['https://invigil.example.edu/*'],
        connectSources: ['https://invigil.example.edu', 'wss://invigil.example.edu'],
      },
      quiz: ['https://lms.example.edu/*', 'https://*.quiz.example.edu/mod/*'],
    });
  });

  it.each(['<all_urls>', '*://*/*', 'https://*/*', 'lms.example.edu'])(
    'refuses quiz pages that name no host: %s',
    (quiz) => {
      expect(() => extensionAddresses({ server: undefined, quiz })).toThrow(/INVIGIL_QUIZ_ORIGINS/);
    },
  );

  it.each(['ftp://example.edu', 'https://*', 'example.edu', 'https://a.edu/path'])(
    'refuses a server that is not an origin: %s',
    (server) => {
      expect(() => extensionAddresses({ server, quiz: undefined })).toThrow(
        /INVIGIL_SERVER_ORIGIN/,
      );
    },
  );
});
