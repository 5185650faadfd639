export type { IncidentCounts, IncidentReference, IncidentStore } from './incident-store.ts';
export type { Ledger } from './ledger.ts';
export { Referee, type Claimant } from './referee.ts';
