export { ExamTokens, type TokenSubject } from './exam-token.ts';
export { sessionToken } from './session-cookie.ts';
export { StaffAccounts } from './staff-accounts.ts';
export { staffOnly, staffRoutes } from './staff-routes.ts';
export type { StaffStore } from './staff-store.ts';
export { bearerToken } from './bearer-token.ts';
