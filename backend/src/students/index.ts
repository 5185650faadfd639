export { StudentLimits } from './student-limits.ts';
export { studentRoutes } from './student-routes.ts';
