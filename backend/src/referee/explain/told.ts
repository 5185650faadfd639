import type { FrameEvent, Incident, Policy } from '@invigil/shared-types';
import type { DetectorOff } from '../incidents/detector-off.ts';
import type { Turn } from './score-replay.ts';

/** A step, and what is known about it. */
export interface Told {
  readonly event: FrameEvent;
  /** False for what the log does not hold. */
  readonly logged: boolean;
  /** The incident that the step is about, as it is on record now. */
  readonly incident: Incident | undefined;
  /** What the step did to the score; null for steps that cannot change it. */
  readonly turn: Turn | null;
  readonly policy: Policy;
  /** The incident's detector has switched itself off, so that it does not count. */
  readonly off: DetectorOff | undefined;
}
