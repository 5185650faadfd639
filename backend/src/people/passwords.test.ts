import { describe, expect, it } from 'vitest';
import { Passwords } from './passwords.ts';

const passwords = new Passwords(3);

describe('a new password', () => {
  it.each([
    'passwordpassword',
    'P@ssw0rdP@ssw0rd',
    '123456789012345',
    'aaaaaaaaaaaaaaaaaaaa',
    'qwertyuiopasdfghjkl',
    'abcdefghijklmnopqrst',
    'letmeinletmeinletmein',
    'headmistress.ida',
    'HEADMISTRESS.IDA',
    'adi.ssertsimdaeh',
    'ida.ida.ida.ida.ida',
  ])('is not %s', async (password) => {
    await expect(passwords.take(password, 'headmistress.ida')).rejects.toMatchObject({
      reason: 'weak_password',
    });
  });

  it('is judged by its beginning: judging a long one would stop all else for half a second', async () => {
    const hard = 'VUh3k2Vf9Z-nqLx2';
    const judged = (password: string) => passwords.take(password, 'headmistress.ida');
    await expect(judged('a'.repeat(64) + hard)).rejects.toMatchObject({ reason: 'weak_password' });
    await expect(judged('a'.repeat(64 - hard.length) + hard)).resolves.toBeDefined();
    await expect(judged(hard + 'a'.repeat(184))).resolves.toBeDefined();
  });

  it.each([
    'correct horse battery staple',
    'my dog is called rex',
    'VUh3k2Vf9Z-nqLx2',
    '密码是一个安静的秘密花园啊',
  ])('may be %s', async (password) => {
    const passwordHash = await passwords.take(password, 'headmistress.ida');
    expect(passwordHash).toMatch(/^\$argon2id\$/);
    expect(await passwords.matches(password, passwordHash)).toBe(true);
    expect(await passwords.matches(`${password}.`, passwordHash)).toBe(false);
  });

  it('is never the name, however hard the name is to guess, nor where all else may be', async () => {
    const name = 'ｘ9#kQ2!mZp9-vRt4';
    await expect(new Passwords(0).take(name.normalize('NFKC'), name)).rejects.toMatchObject({
      reason: 'weak_password',
    });
    await expect(new Passwords(0).take('password', name)).resolves.toBeDefined();
  });
});

it('nobody has no password', async () => {
  expect(await passwords.matches('', undefined)).toBe(false);
});
