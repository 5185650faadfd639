import { describe, expect, it } from 'vitest';
import { capabilities, may, mayManage, newAccountSchema, roles } from './people.ts';

describe('who may do what', () => {
  it('owners everything, and admins all that owners may', () => {
    for (const capability of capabilities) {
      expect(may('owner', capability)).toBe(true);
      expect(may('admin', capability)).toBe(true);
    }
  });

  it('invigilators watch and decide, reviewers decide and read', () => {
    const those = (role: (typeof roles)[number]) =>
      capabilities.filter((capability) => may(role, capability));
    expect(those('invigilator')).toEqual(['invigilate', 'review']);
    expect(those('reviewer')).toEqual(['review', 'read_reports']);
  });

  it('manages nobody of their own power but owners', () => {
    const managed = roles.map((role) => roles.filter((other) => mayManage(role, other)));
    expect(managed).toEqual([roles, ['invigilator', 'reviewer'], [], []]);
  });
});

it('a new account has a name of its own and a long password', () => {
  const password = 'fifteen letters';
  expect(newAccountSchema.parse({ username: ' ida ', password })).toEqual({
    username: 'ida',
    password,
  });
  for (const wrong of [
    { username: ' ', password },
    { username: 'ida', password: 'fourteen chars' },
    { username: 'ida', password: 'x'.repeat(201) },
  ]) {
    expect(newAccountSchema.safeParse(wrong).success).toBe(false);
  }
});
