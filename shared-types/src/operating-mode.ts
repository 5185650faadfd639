import { z } from 'zod';
import { defineLifecycle } from './lifecycle.ts';
import { timeSchema } from './primitives.ts';

/**
 * How the server counts. `normal`: durably, in Redis. `degraded`: Redis does not answer; live scores go
 * on from memory and durable counting pauses. `recovering`: Redis answers again and is being brought up
 * to date.
 */
export const operatingModeLifecycle = defineLifecycle({
  states: ['normal', 'degraded', 'recovering'],
  events: ['failed', 'answered', 'reconciled'],
  initial: 'normal',
  table: {
    normal: { failed: 'degraded' },
    degraded: { answered: 'recovering' },
    recovering: { reconciled: 'normal', failed: 'degraded' },
  },
});
export const operatingModes = operatingModeLifecycle.states;
export type OperatingMode = (typeof operatingModes)[number];
export type OperatingModeEvent = (typeof operatingModeLifecycle.events)[number];

export const operatingStateSchema = z.object({
  mode: z.enum(operatingModes),
  since: timeSchema,
});
export type OperatingState = z.infer<typeof operatingStateSchema>;
