export { ExamDesk } from './exam-desk.ts';
export { ExamPolicies, type Judged, type PolicyReplaced } from './exam-policies.ts';
export { examRoutes, type ExamHeadcounts } from './exam-routes.ts';
export type { ExamStore } from './exam-store.ts';
export { codeAlphabet, codeLength, joinCodeOf, newJoinCode } from './join-code.ts';
