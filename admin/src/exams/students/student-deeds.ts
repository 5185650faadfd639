/** What can be done about one student on the roster. */
export const studentDeeds = ['edit', 'accommodate', 'renew', 'mail', 'remove'] as const;
export type StudentDeed = (typeof studentDeeds)[number];
