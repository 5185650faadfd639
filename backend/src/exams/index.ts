export { ExamPolicies, type Judged, type PolicyReplaced } from './exam-policies.ts';
export { examRoutes, type ExamHeadcounts } from './exam-routes.ts';
export type { ExamStore } from './exam-store.ts';
