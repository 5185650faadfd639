/** Leads to the student before and after the one whose panel is open, in the order of the wall. */
export const previousKey = ',';
export const nextKey = '.';
