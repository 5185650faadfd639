import { describe, expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { someone } from '../../test-support/staff.ts';

onEveryDatabase('StaffStore', (freshConfig) => {
  const open = async () => (await openUntilTestEnds(freshConfig())).staff;

  describe('accounts', () => {
    test('finds what was created, whatever the case of the name', async () => {
      const staff = await open();
      const ada = someone('Ada.Lovelace', { role: 'invigilator', lastSignedInAt: 700 });
      expect(await staff.create(ada)).toBe('created');
      expect(await staff.findById(ada.id)).toEqual(ada);
      expect(await staff.findByUsername('ADA.lovelace')).toEqual(ada);
      expect(await staff.count()).toBe(1);
    });

    test('knows nobody by an unknown name or id', async () => {
      const staff = await open();
      expect(await staff.findByUsername('nobody')).toBeNull();
      expect(await staff.findById('nobody')).toBeNull();
      expect(await staff.count()).toBe(0);
      expect(await staff.setPassword('nobody', 'hash')).toBe(false);
    });

    test('lists all, the oldest first', async () => {
      const staff = await open();
      const [young, old] = [someone('a', { createdAt: 900 }), someone('b', { createdAt: 800 })];
      await staff.create(young);
      await staff.create(old);
      expect(await staff.list()).toEqual([old, young]);
    });

    test('a name that is taken stays with its owner', async () => {
      const staff = await open();
      const first = someone('Ärger');
      await staff.create(first);
      expect(await staff.create(someone('äRGER'))).toBe('taken');
      // The same letter, written as a and a combining diaeresis.
      expect(await staff.create(someone('a\u0308rger'))).toBe('taken');
      expect(await staff.findByUsername('ärger')).toEqual(first);
      expect(await staff.count()).toBe(1);
    });

    test('an id that is taken is a fault, not a taken name', async () => {
      const staff = await open();
      const first = someone('first');
      await staff.create(first);
      await expect(staff.create({ ...someone('second'), id: first.id })).rejects.toMatchObject({
        name: 'StorageError',
        operation: 'staff.create',
      });
      expect(await staff.findByUsername('second')).toBeNull();
    });

    test('of twenty who take one name at once, one gets it', async () => {
      const staff = await open();
      const results = await Promise.all(
        Array.from({ length: 20 }, () => staff.create(someone('Grace'))),
      );
      expect(results.filter((result) => result === 'created')).toHaveLength(1);
      expect(await staff.count()).toBe(1);
    });

    test('of twenty first ones at once, one is created', async () => {
      const config = freshConfig();
      const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? one : other).staff.createFirst(someone(`owner-${n}`)),
        ),
      );
      expect(results.filter((result) => result === 'created')).toHaveLength(1);
      expect(await one.staff.count()).toBe(1);
    });

    test('is nobody’s first where somebody is already', async () => {
      const staff = await open();
      await staff.create(someone('ada'));
      expect(await staff.createFirst(someone('grace'))).toBe('exists');
      expect(await staff.findByUsername('grace')).toBeNull();
    });

    test('keeps a name of 500 characters of any script', async () => {
      const staff = await open();
      const long = someone('名'.repeat(498) + 'ß$');
      await staff.create(long);
      expect(await staff.findByUsername(long.username)).toEqual(long);
    });

    test('changes a password', async () => {
      const staff = await open();
      const ada = someone('ada');
      await staff.create(ada);
      expect(await staff.setPassword(ada.id, 'another')).toBe(true);
      expect(await staff.findById(ada.id)).toEqual({ ...ada, passwordHash: 'another' });
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

  describe('roles', () => {
    test('change from the one that was decided on', async () => {
      const staff = await open();
      const ada = someone('ada', { role: 'reviewer' });
      await staff.create(ada);
      expect(await staff.changeRole(ada.id, 'admin', 'owner')).toBe('outdated');
      expect(await staff.changeRole('nobody', 'reviewer', 'owner')).toBe('outdated');
      expect(await staff.findById(ada.id)).toEqual(ada);
      expect(await staff.changeRole(ada.id, 'reviewer', 'admin')).toBe('done');
      expect(await staff.findById(ada.id)).toEqual({ ...ada, role: 'admin' });
    });

    test('leave an owner', async () => {
      const staff = await open();
      const [ada, grace] = [someone('ada'), someone('grace', { role: 'admin' })];
      await staff.create(ada);
      await staff.create(grace);
      expect(await staff.changeRole(ada.id, 'owner', 'admin')).toBe('last_owner');
      expect(await staff.remove(ada.id, 'owner')).toBe('last_owner');
      expect(await staff.list()).toEqual([ada, grace].sort((a, b) => (a.id < b.id ? -1 : 1)));
      // It can be said that she stays what she is.
      expect(await staff.changeRole(ada.id, 'owner', 'owner')).toBe('done');
      await staff.changeRole(grace.id, 'admin', 'owner');
      expect(await staff.changeRole(ada.id, 'owner', 'admin')).toBe('done');
      expect(await staff.remove(grace.id, 'owner')).toBe('last_owner');
      await staff.changeRole(ada.id, 'admin', 'owner');
      expect(await staff.remove(grace.id, 'owner')).toBe('done');
      expect(await staff.findById(grace.id)).toBeNull();
    });

    test('leave an owner, however many go at once', async () => {
      const config = freshConfig();
      const { staff } = await openUntilTestEnds(config);
      const elsewhere = (await openUntilTestEnds(config)).staff;
      for (let round = 0; round < 10; round += 1) {
        const owners = Array.from({ length: 4 }, (_, n) => someone(`owner-${round}-${n}`));
        for (const owner of owners) await staff.create(owner);
        const all = (await staff.list()).filter(({ role }) => role === 'owner');
        await Promise.all(
          all.flatMap(({ id }) => [
            staff.remove(id, 'owner'),
            elsewhere.changeRole(id, 'owner', 'admin'),
          ]),
        );
        const left = (await staff.list()).filter(({ role }) => role === 'owner');
        expect(left.length).toBeGreaterThan(0);
        // One after the other all but one can go: nothing is left over of those who tried at once.
        for (const { id } of left.slice(1)) expect(await staff.remove(id, 'owner')).toBe('done');
        expect(await staff.remove(left[0]?.id ?? '', 'owner')).toBe('last_owner');
      }
    });

    test('are not changed of somebody who is removed', async () => {
      const staff = await open();
      const ada = someone('ada', { role: 'admin' });
      await staff.create(ada);
      expect(await staff.remove(ada.id, 'reviewer')).toBe('outdated');
      expect(await staff.remove(ada.id, 'admin')).toBe('done');
      expect(await staff.remove(ada.id, 'admin')).toBe('outdated');
      expect(await staff.changeRole(ada.id, 'admin', 'owner')).toBe('outdated');
      // The name is free again.
      expect(await staff.create(someone('ADA'))).toBe('created');
    });
  });
});
