import { describe, expect, it } from 'vitest';
import type { Role, StaffMember } from '@invigil/shared-types';
import { rolesToGive, standingTo } from './managing.ts';

const member = (id: string, role: Role): StaffMember => ({
  ...{ id, username: id, role },
  ...{ createdAt: 0, lastSignedInAt: null },
});

describe('roles to give', () => {
  it.each([
    ['owner', ['owner', 'admin', 'invigilator', 'reviewer']],
    ['admin', ['invigilator', 'reviewer']],
    ['invigilator', []],
    ['reviewer', []],
  ] as const)('of the role %s are %j', (role, given) => {
    expect(rolesToGive(role)).toEqual(given);
  });
});

describe('how one stands to somebody', () => {
  const owner = member('o', 'owner');
  const admin = member('a', 'admin');
  const reviewer = member('r', 'reviewer');
  const all = [owner, admin, reviewer];

  it.each([
    [owner, owner, all, 'only_owner'],
    [owner, owner, [...all, member('o2', 'owner')], 'yourself'],
    [owner, admin, all, 'manageable'],
    [owner, member('o2', 'owner'), all, 'manageable'],
    [admin, owner, all, 'above'],
    [admin, admin, all, 'yourself'],
    [admin, member('a2', 'admin'), all, 'above'],
    [admin, reviewer, all, 'manageable'],
    [reviewer, admin, all, 'above'],
  ] as const)('%o to %o', (asker, other, everybody, standing) => {
    expect(standingTo(asker, other, everybody)).toBe(standing);
  });
});
