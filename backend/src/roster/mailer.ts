import { createTransport } from 'nodemailer';

export interface MailerOptions {
  /** `smtp://…` or `smtps://…` */
  readonly smtpUrl: string;
  /** Sender. */
  readonly from: string;
  /** Longest wait for the mail server, milliseconds. */
  readonly timeoutMs: number;
}

export interface Mail {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /** Resolves once the mail server has taken it. @throws Error without the receiver's address in it */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Hands mails over to a mail server, over a few connections that are kept open. */
export function openMailer({ smtpUrl, from, timeoutMs }: MailerOptions): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({ from, ...mail });
      } catch (error) {
        // The library's own words name the receiver, and what is thrown here ends up in the log.
        throw new Error(`The mail server did not take it (${kindOf(error)})`);
      }
    },
    close: () => transport.close(),
  };
}

/** Like `EENVELOPE 550`. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown cause';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const answer =
    'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : '';
  return `${code} ${answer}`.trim();
}
