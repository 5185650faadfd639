export { elsewherePill } from './pill.ts';
export type { Page } from './seat.ts';
export { Session } from './session.ts';
export type { LatestClaim } from './tally.ts';
