import { randomUUID } from 'node:crypto';
import {
  mayManage,
  type AuditDetail,
  type AuditedStep,
  type InvitationOffer,
  type InviteRequest,
  type NewAccount,
  type Role,
  type Staff,
  type StaffInvitation,
  type StaffList,
} from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal } from '../ops/index.ts';
import type { Passwords } from './passwords.ts';
import { fingerprint, newSecret } from './secrets.ts';
import type { Account, Outcome, StaffStore, StoredInvitation } from './staff-store.ts';

/** Who is among the staff: invitations, roles, removals. */
export class StaffRoster {
  readonly #store: StaffStore;
  readonly #passwords: Passwords;
  readonly #audit: AuditSink;
  readonly #invitationTtlMs: number;

  /** @param invitationTtlMs how long an invitation can be taken, milliseconds */
  constructor(store: StaffStore, passwords: Passwords, audit: AuditSink, invitationTtlMs: number) {
    this.#store = store;
    this.#passwords = passwords;
    this.#audit = audit;
    this.#invitationTtlMs = invitationTtlMs;
  }

  async list(now: number): Promise<StaffList> {
    const [accounts, invitations] = await Promise.all([
      this.#store.list(),
      this.#store.listInvitations(now),
    ]);
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return {
      staff: accounts.map(({ passwordHash: _, ...member }) => member),
      invitations: invitations
        .filter((invitation) => isBacked(invitation, byId.get(invitation.invitedBy.staffId)))
        .map(shown),
    };
  }

  /**
   * @returns the link's secret, which is nowhere kept
   * @throws Refusal `not_allowed` for a role that the inviter may not manage
   */
  async invite(
    by: Staff,
    { role, note }: InviteRequest,
    now: number,
  ): Promise<{ invitation: StaffInvitation; token: string }> {
    if (!mayManage(by.role, role)) throw new Refusal('not_allowed');
    const token = newSecret();
    const invitation: StoredInvitation = {
      id: randomUUID(),
      tokenHash: fingerprint(token),
      role,
      note,
      invitedBy: { staffId: by.id, name: by.username },
      createdAt: now,
      expiresAt: now + this.#invitationTtlMs,
    };
    await this.#store.saveInvitation(invitation);
    this.#record(by, 'staff_invited', now, { invitationId: invitation.id, role });
    return { invitation: shown(invitation), token };
  }

  /** @throws Refusal `unknown_invitation`, `not_allowed` */
  async withdraw(by: Staff, invitationId: string, now: number): Promise<void> {
    const all = await this.#store.listInvitations(now);
    const invitation = all.find(({ id }) => id === invitationId);
    if (invitation === undefined) throw new Refusal('unknown_invitation');
    if (!mayManage(by.role, invitation.role)) throw new Refusal('not_allowed');
    if (!(await this.#store.deleteInvitation(invitationId))) {
      throw new Refusal('unknown_invitation');
    }
    this.#record(by, 'invitation_withdrawn', now, { invitationId, role: invitation.role });
  }

  /** What a link's secret offers. @throws Refusal `unknown_invitation` */
  async offer(token: string, now: number): Promise<InvitationOffer> {
    const { role, invitedBy, expiresAt } = await this.#invitation(token, now);
    return { role, invitedBy: invitedBy.name, expiresAt };
  }

  /**
   * Makes the account that an invitation is for, and uses the invitation up.
   * @throws Refusal `unknown_invitation`, `username_taken`, `weak_password`; only the first is for good
   */
  async join(token: string, { username, password }: NewAccount, now: number): Promise<Account> {
    const invitation = await this.#invitation(token, now);
    const account: Account = {
      id: randomUUID(),
      username,
      passwordHash: await this.#passwords.take(password, username),
      role: invitation.role,
      createdAt: now,
      lastSignedInAt: null,
    };
    switch (await this.#store.takeInvitation(invitation.id, account)) {
      case 'unknown':
        throw new Refusal('unknown_invitation');
      case 'taken':
        throw new Refusal('username_taken');
      case 'created': {
        const { id: invitationId, role, invitedBy } = invitation;
        const detail = { invitationId, role, invitedBy: invitedBy.staffId };
        this.#record(account, 'staff_joined', now, detail);
        return account;
      }
    }
  }

  /** @throws Refusal `unknown_staff`, `not_allowed`, `last_owner` */
  async changeRole(by: Staff, staffId: string, to: Role, now: number): Promise<Staff> {
    const {
      id,
      username,
      role: from,
    } = await this.#decide(by, staffId, (account) => {
      if (!mayManage(by.role, to)) throw new Refusal('not_allowed');
      return this.#store.changeRole(account.id, account.role, to);
    });
    this.#record(by, 'role_changed', now, { staffId: id, name: username, from, to });
    return { id, username, role: to };
  }

  /** Removes somebody and ends their sessions. @throws Refusal `unknown_staff`, `not_allowed`, `last_owner` */
  async remove(by: Staff, staffId: string, now: number): Promise<void> {
    const { id, username, role } = await this.#decide(by, staffId, (account) =>
      this.#store.remove(account.id, account.role),
    );
    this.#record(by, 'staff_removed', now, { staffId: id, name: username, role });
  }

  /** Does something about somebody as they are now; where they were changed meanwhile, it is judged anew. */
  async #decide(
    by: Staff,
    staffId: string,
    act: (account: Account) => Promise<Outcome>,
  ): Promise<Account> {
    for (;;) {
      const account = await this.#store.findById(staffId);
      if (account === null) throw new Refusal('unknown_staff');
      if (account.id === by.id) throw new Refusal('not_allowed', 'yourself');
      if (!mayManage(by.role, account.role)) throw new Refusal('not_allowed');
      switch (await act(account)) {
        case 'done':
          return account;
        case 'last_owner':
          throw new Refusal('last_owner');
        case 'outdated':
      }
    }
  }

  async #invitation(token: string, now: number): Promise<StoredInvitation> {
    const found = await this.#store.findInvitation(fingerprint(token), now);
    const inviter = found === null ? null : await this.#store.findById(found.invitedBy.staffId);
    if (found === null || !isBacked(found, inviter ?? undefined)) {
      throw new Refusal('unknown_invitation');
    }
    return found;
  }

  #record(by: Pick<Staff, 'id' | 'username'>, what: AuditedStep, at: number, detail: AuditDetail) {
    const who = { kind: 'staff', staffId: by.id, name: by.username } as const;
    this.#audit.write({ at, who, what, examId: null, attemptId: null, detail });
  }
}

/** An invitation is worth what its inviter may do now: of somebody who was removed, nothing. */
const isBacked = ({ role }: StoredInvitation, inviter: Account | undefined): boolean =>
  inviter !== undefined && mayManage(inviter.role, role);

const shown = ({ tokenHash: _, invitedBy, ...rest }: StoredInvitation): StaffInvitation => ({
  ...rest,
  invitedBy: invitedBy.name,
});
