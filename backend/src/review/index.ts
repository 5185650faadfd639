export type { EffortStore } from './effort-store.ts';
export { ReviewRoom } from './review-room.ts';
export { attemptReviewRoutes, examReviewRoutes } from './review-routes.ts';
