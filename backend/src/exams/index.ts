export { examRoutes, type ExamHeadcounts } from './exam-routes.ts';
export type { ExamStore } from './exam-store.ts';
