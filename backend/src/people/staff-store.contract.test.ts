import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { Staff, StaffSession } from './staff-store.ts';

function someone(username: string): Staff {
  return {
    id: randomUUID(),
    username,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  };
}

function sessionOf(staff: Staff, secret: string, expiresAt: number): StaffSession {
  const tokenHash = createHash('sha256').update(secret).digest('hex');
  return { tokenHash, staffId: staff.id, createdAt: 1000, expiresAt };
}

onEveryDatabase('StaffStore', (freshConfig) => {
  test('finds what was created, whatever the case of the name', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const ada = someone('Ada.Lovelace');
    expect(await staff.create(ada)).toBe('created');
    expect(await staff.findById(ada.id)).toEqual(ada);
    expect(await staff.findByUsername('ADA.lovelace')).toEqual(ada);
    expect(await staff.count()).toBe(1);
  });

  test('knows nobody by an unknown name or id', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    expect(await staff.findByUsername('nobody')).toBeNull();
    expect(await staff.findById('nobody')).toBeNull();
    expect(await staff.count()).toBe(0);
  });

  test('a name that is taken stays with its owner', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const first = someone('Ärger');
    await staff.create(first);
    expect(await staff.create(someone('äRGER'))).toBe('taken');
    // The same letter, written as a and a combining diaeresis.
    expect(await staff.create(someone('a\u0308rger'))).toBe('taken');
    expect(await staff.findByUsername('ärger')).toEqual(first);
    expect(await staff.count()).toBe(1);
  });

  test('an id that is taken is a fault, not a taken name', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const first = someone('first');
    await staff.create(first);
    await expect(staff.create({ ...someone('second'), id: first.id })).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'staff.create',
    });
    expect(await staff.findByUsername('second')).toBeNull();
  });

  test('of twenty who take one name at once, one gets it', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const results = await Promise.all(
      Array.from({ length: 20 }, () => staff.create(someone('Grace'))),
    );
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(await staff.count()).toBe(1);
  });

  test('keeps a name of 500 characters of any script', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const long = someone('名'.repeat(498) + 'ß$');
    await staff.create(long);
    expect(await staff.findByUsername(long.username)).toEqual(long);
  });

  test('a session is found until it expires', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const ada = someone('ada');
    await staff.create(ada);
    const session = sessionOf(ada, 'secret', 5000);
    await staff.saveSession(session);
    expect(await staff.findSession(session.tokenHash, 4999)).toEqual(session);
    expect(await staff.findSession(session.tokenHash, 5000)).toBeNull();
    expect(await staff.findSession('0'.repeat(64), 0)).toBeNull();
  });

  test('saving a session again replaces it', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const ada = someone('ada');
    await staff.create(ada);
    await staff.saveSession(sessionOf(ada, 'secret', 5000));
    const longer = sessionOf(ada, 'secret', 9000);
    await staff.saveSession(longer);
    expect(await staff.findSession(longer.tokenHash, 6000)).toEqual(longer);
  });

  test('deletes one session, and those that expired', async () => {
    const { staff } = await openUntilTestEnds(freshConfig());
    const ada = someone('ada');
    await staff.create(ada);
    const [early, late, other] = [
      sessionOf(ada, 'early', 2000),
      sessionOf(ada, 'late', 3000),
      sessionOf(ada, 'other', 3000),
    ];
    for (const session of [early, late, other]) await staff.saveSession(session);
    await staff.deleteSession(other.tokenHash);
    await staff.deleteSession(other.tokenHash);
    expect(await staff.findSession(other.tokenHash, 0)).toBeNull();
    expect(await staff.deleteExpiredSessions(2000)).toBe(1);
    expect(await staff.deleteExpiredSessions(2000)).toBe(0);
    expect(await staff.findSession(early.tokenHash, 0)).toBeNull();
    expect(await staff.findSession(late.tokenHash, 0)).toEqual(late);
  });

  test('remembers after a restart', async () => {
    const config = freshConfig();
    const before = await openUntilTestEnds(config);
    const ada = someone('ada');
    await before.staff.create(ada);
    await before.close();
    const after = await openUntilTestEnds(config);
    expect(await after.staff.findById(ada.id)).toEqual(ada);
  });
});
