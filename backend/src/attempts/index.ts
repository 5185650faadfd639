export { attemptRoutes, type AttemptFindings } from './attempt-routes.ts';
export { AttemptService } from './attempt-service.ts';
export type { AttemptStore } from './attempt-store.ts';
export { Enrolments } from './enrolment.ts';
export { enrolmentRoutes } from './enrolment-routes.ts';
export { joinPage } from './join-page.ts';
export { LiveTracker } from './live-tracker.ts';
export { Seats, type Seat } from './seats.ts';
