import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A mail server on this machine that takes everything, and shows it to the test. */
export interface TestMailServer {
  readonly url: string;
  /** As they came, headers included; newest last. */
  readonly mails: { readonly to: string[]; readonly source: string }[];
  /** How many of the next mails it refuses, for now. */
  refuseNext: number;
}

/** Ends with the test. */
export async function startMailServer(): Promise<TestMailServer> {
  const state: TestMailServer = { url: '', mails: [], refuseNext: 0 };
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      void text(stream).then((source) => {
        if (state.refuseNext > 0) {
          state.refuseNext -= 1;
          done(Object.assign(new Error('not now'), { responseCode: 451 }));
          return;
        }
        state.mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), source });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return Object.assign(state, { url: `smtp://127.0.0.1:${address.port}` });
}
