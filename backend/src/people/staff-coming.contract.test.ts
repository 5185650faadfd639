import { describe, expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { invitationBy, sessionOf, someone } from '../../test-support/staff.ts';

onEveryDatabase('StaffStore, who comes and is here,', (freshConfig) => {
  const open = async () => (await openUntilTestEnds(freshConfig())).staff;

  describe('invitations', () => {
    test('are found until they expire', async () => {
      const staff = await open();
      const ada = someone('ada');
      const [early, late] = [
        invitationBy(ada, { expiresAt: 2000 }),
        invitationBy(ada, { createdAt: 1001, expiresAt: 3000 }),
      ];
      await staff.saveInvitation(late);
      await staff.saveInvitation(early);
      expect(await staff.findInvitation(early.tokenHash, 1999)).toEqual(early);
      expect(await staff.findInvitation(early.tokenHash, 2000)).toBeNull();
      expect(await staff.findInvitation('0'.repeat(64), 0)).toBeNull();
      expect(await staff.listInvitations(1999)).toEqual([early, late]);
      expect(await staff.listInvitations(2000)).toEqual([late]);
      expect(await staff.findInvitation(early.tokenHash, 0)).toBeNull();
    });

    test('are taken back once', async () => {
      const staff = await open();
      const invitation = invitationBy(someone('ada'));
      await staff.saveInvitation(invitation);
      expect(await staff.deleteInvitation(invitation.id)).toBe(true);
      expect(await staff.deleteInvitation(invitation.id)).toBe(false);
      const account = someone('grace', { createdAt: 1500 });
      expect(await staff.takeInvitation(invitation.id, account)).toBe('unknown');
      expect(await staff.count()).toBe(0);
    });

    test('are not taken once they have expired', async () => {
      const staff = await open();
      const invitation = invitationBy(someone('ada'), { expiresAt: 2000 });
      await staff.saveInvitation(invitation);
      const late = someone('grace', { createdAt: 2000 });
      expect(await staff.takeInvitation(invitation.id, late)).toBe('unknown');
      expect(await staff.count()).toBe(0);
    });

    test('of twenty who take one at once, one gets it', async () => {
      const config = freshConfig();
      const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
      const invitation = invitationBy(someone('ada'));
      await one.staff.saveInvitation(invitation);
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? one : other).staff.takeInvitation(
            invitation.id,
            someone(`grace-${n}`, { createdAt: 1500 }),
          ),
        ),
      );
      expect(results.filter((result) => result === 'created')).toHaveLength(1);
      expect(results.filter((result) => result === 'unknown')).toHaveLength(19);
      expect(await one.staff.count()).toBe(1);
      expect(await one.staff.listInvitations(1500)).toEqual([]);
    });

    test('stay where the name is taken', async () => {
      const staff = await open();
      await staff.create(someone('grace'));
      const invitation = invitationBy(someone('ada'));
      await staff.saveInvitation(invitation);
      const namesake = someone('Grace', { createdAt: 1500 });
      expect(await staff.takeInvitation(invitation.id, namesake)).toBe('taken');
      expect(await staff.listInvitations(1500)).toEqual([invitation]);
      const account = someone('grace-2', { createdAt: 1500, role: 'reviewer' });
      expect(await staff.takeInvitation(invitation.id, account)).toBe('created');
      expect(await staff.findById(account.id)).toEqual(account);
    });
  });

  describe('sessions', () => {
    test('are found until they expire, and tell when their owner last signed in', async () => {
      const staff = await open();
      const ada = someone('ada');
      await staff.create(ada);
      const session = sessionOf(ada, { userAgent: null });
      await staff.addSession(session);
      expect(await staff.findSession(session.tokenHash, 4999)).toEqual(session);
      expect(await staff.findSession(session.tokenHash, 5000)).toBeNull();
      expect(await staff.findSession('0'.repeat(64), 0)).toBeNull();
      expect(await staff.findById(ada.id)).toEqual({ ...ada, lastSignedInAt: 1000 });
    });

    test('are listed, the one that was used last first', async () => {
      const staff = await open();
      const ada = someone('ada');
      await staff.create(ada);
      const [first, second] = [sessionOf(ada), sessionOf(ada, { lastUsedAt: 1200 })];
      const expired = sessionOf(ada, { expiresAt: 1100 });
      for (const session of [first, second, expired]) await staff.addSession(session);
      expect(await staff.listSessions(1100)).toEqual([second, first]);
      await staff.touchSession(first.id, 1300);
      // What was noted later stays, whichever note arrives last.
      await staff.touchSession(first.id, 1250);
      expect(await staff.listSessions(1100)).toEqual([{ ...first, lastUsedAt: 1300 }, second]);
    });

    test('end one by one, and stay ended', async () => {
      const staff = await open();
      const ada = someone('ada');
      await staff.create(ada);
      const session = sessionOf(ada);
      await staff.addSession(session);
      expect(await staff.deleteSession(session.id)).toBe(true);
      expect(await staff.deleteSession(session.id)).toBe(false);
      await staff.touchSession(session.id, 2000);
      expect(await staff.listSessions(0)).toEqual([]);
    });

    test('of one person end together, but for one that may stay', async () => {
      const staff = await open();
      const [ada, grace] = [someone('ada'), someone('grace')];
      await staff.create(ada);
      await staff.create(grace);
      const [asking, other, more] = [sessionOf(ada), sessionOf(ada), sessionOf(ada)];
      const strange = sessionOf(grace);
      for (const session of [asking, other, more, strange]) await staff.addSession(session);
      expect(await staff.deleteSessionsOf(ada.id, asking.id)).toBe(2);
      expect(await staff.findSession(asking.tokenHash, 0)).toEqual(asking);
      expect(await staff.deleteSessionsOf(ada.id, null)).toBe(1);
      expect(await staff.listSessions(0)).toEqual([strange]);
    });

    test('end with their owner’s account', async () => {
      const staff = await open();
      const ada = someone('ada', { role: 'admin' });
      await staff.create(ada);
      const session = sessionOf(ada);
      await staff.addSession(session);
      await staff.remove(ada.id, 'admin');
      expect(await staff.findSession(session.tokenHash, 0)).toBeNull();
    });

    test('that expired are deleted', async () => {
      const staff = await open();
      const ada = someone('ada');
      await staff.create(ada);
      const [early, late] = [sessionOf(ada, { expiresAt: 2000 }), sessionOf(ada)];
      await staff.addSession(early);
      await staff.addSession(late);
      expect(await staff.deleteExpiredSessions(2000)).toBe(1);
      expect(await staff.deleteExpiredSessions(2000)).toBe(0);
      expect(await staff.listSessions(0)).toEqual([late]);
    });
  });
});
