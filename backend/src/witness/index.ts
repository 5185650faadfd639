export type { Contradiction } from './looks.ts';
export { stillRoutes } from './still-routes.ts';
export { Witness, type WitnessMetrics, type WitnessOptions, type WitnessPorts } from './witness.ts';
