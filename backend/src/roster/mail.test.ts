import { mailReplySchema } from '@invigil/shared-types';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMailServer } from '../../test-support/mail-server.ts';
import { rowOf, TestAdmin } from '../../test-support/office.ts';
import { problemOf, TestServer } from '../../test-support/server.ts';
import { accessMail } from './access-mail.ts';

/** Where and how mails go, tried again at once. */
async function serverThatMails() {
  const post = await startMailServer();
  const server = await TestServer.start({
    INVIGIL_SMTP_URL: post.url,
    INVIGIL_MAIL_FROM: 'Exam office <exams@school.edu>',
    INVIGIL_MAIL_FIRST_DELAY_MS: '1',
  });
  onTestFinished(() => server.close());
  return { post, server, admin: await TestAdmin.signIn(server) };
}

/** The text of a mail: of quoted-printable what a person reads. */
const readable = (source: string): string =>
  source
    .replace(/=\r\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
    );

describe('students with an address', () => {
  it('are sent number, code, link and window, and the roster says when', async () => {
    const { post, server, admin } = await serverThatMails();
    const { exam, joinUrl, canMail } = await admin.exam({
      opensAt: Date.UTC(2099, 0, 22, 8),
      closesAt: Date.UTC(2099, 0, 22, 10),
    });
    expect(canMail).toBe(true);
    await admin.import(exam.id, [
      rowOf('A1', { studentName: 'Ñandú, Luz', email: 'luz@school.edu' }),
      rowOf('B2'),
    ]);
    const answer = await admin.send('POST', `/api/exams/${exam.id}/mail`, {});
    expect(answer.status).toBe(202);
    expect(mailReplySchema.parse(await answer.json())).toEqual({ queued: 1, withoutAddress: 1 });
    await expect.poll(() => post.mails.length, { timeout: 5000 }).toBe(1);
    const [mail] = post.mails;
    expect(mail?.to).toEqual(['luz@school.edu']);
    const text = readable(mail?.source ?? '');
    const { cards } = await admin.cards(exam.id);
    const code = cards.find(({ studentNumber }) => studentNumber === 'A1')?.code ?? '-';
    for (const part of [
      'From: Exam office <exams@school.edu>',
      'Subject: Your way into Physics I',
      'Dear Ñandú, Luz,',
      'Student number: A1',
      `One-time code: ${code}`,
      `Link: ${joinUrl}`,
      'When: Thursday, 22 January 2099, 09:00–11:00 CET',
      'exams@example.edu',
    ]) {
      expect(text.replace(/\s+/g, ' ')).toContain(part.replace(/\s+/g, ' '));
    }
    await expect
      .poll(async () =>
        (await admin.roster(exam.id)).items.map(({ access }) => access.mailedAt !== null),
      )
      .toEqual([true, false]);
    // Nobody's address in the log.
    expect(JSON.stringify(server.lines)).not.toContain('luz@');
  });

  it('are sent it in the end, although the mail server refuses at first', async () => {
    const { post, server, admin } = await serverThatMails();
    const { exam } = await admin.exam();
    await admin.import(exam.id, [rowOf('A1', { email: 'a@school.edu' })]);
    post.refuseNext = 2;
    await admin.send('POST', `/api/exams/${exam.id}/mail`, {});
    await expect.poll(() => post.mails.length, { timeout: 5000 }).toBe(1);
    const failed = server.lines.filter(({ msg }) => msg.includes('is tried again'));
    expect(failed).toHaveLength(2);
    expect(JSON.stringify(failed)).toContain('451');
    expect(JSON.stringify(server.lines)).not.toContain('a@school');
  });

  it('who are named are sent one, the others none', async () => {
    const { post, admin } = await serverThatMails();
    const { exam } = await admin.exam();
    await admin.import(
      exam.id,
      ['A1', 'B2', 'C3'].map((number) => rowOf(number, { email: `${number}@school.edu` })),
    );
    const { items } = await admin.roster(exam.id);
    const attemptIds = [items[1]?.attemptId, 'nobody'];
    const answer = await admin.send('POST', `/api/exams/${exam.id}/mail`, { attemptIds });
    expect(await answer.json()).toEqual({ queued: 1, withoutAddress: 0 });
    await expect.poll(() => post.mails.length, { timeout: 5000 }).toBe(1);
    expect(post.mails[0]?.to).toEqual([items[1]?.email]);
  });
});

it('a server that sends no mail says so', async () => {
  const server = await TestServer.start();
  onTestFinished(() => server.close());
  const admin = await TestAdmin.signIn(server);
  const { exam } = await admin.exam();
  const answer = await admin.send('POST', `/api/exams/${exam.id}/mail`, {});
  expect(await problemOf(answer)).toMatchObject({ status: 503, reason: 'mail_unavailable' });
});

it('what people wrote is text in the mail, whatever it looks like', () => {
  const mail = accessMail({
    exam: {
      ...{ title: '<b>Physics</b>', opensAt: 0, closesAt: 3_600_000, timeZone: 'UTC' },
      contact: '"Bo" & co',
    },
    studentName: '<img src=x>',
    studentNumber: null,
    code: null,
    joinUrl: 'https://x.example/join/ABCDEFGH',
  });
  expect(mail.html).not.toMatch(/<b>Physics|<img/);
  expect(mail.html).toContain('&quot;Bo&quot; &amp; co');
  expect(mail.text).toContain('One-time code: used already');
});
