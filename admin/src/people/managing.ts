import { mayManage, roles, type Role, type Staff, type StaffMember } from '@invigil/shared-types';

/** Roles that somebody may give to others: by inviting them, or by changing what they are. */
export const rolesToGive = (asker: Role): readonly Role[] =>
  roles.filter((role) => mayManage(asker, role));

/** `yourself`: one's own role is for somebody else to change. `above`: theirs is not below one's own. */
export type Standing = 'manageable' | 'yourself' | 'only_owner' | 'above';

/** How one stands to somebody on the list of the staff. */
export function standingTo(
  asker: Staff,
  member: StaffMember,
  all: readonly StaffMember[],
): Standing {
  if (member.id !== asker.id) return mayManage(asker.role, member.role) ? 'manageable' : 'above';
  const owners = all.filter(({ role }) => role === 'owner');
  return member.role === 'owner' && owners.length === 1 ? 'only_owner' : 'yourself';
}
