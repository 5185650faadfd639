import { config } from '../../config.ts';
import type { BearingRules } from './bearing.ts';

const { neutralMs, neutralSamples, neutralLimit, neutralRefused, jumpMs } = config.detectors;
const { gaze, drift } = config.detectors;
const neutral = { ms: neutralMs, samples: neutralSamples, jumpMs };
const drifting = { ms: drift.ms, jumpMs };

/** Of a head's yaw. Degrees. */
export const headRules: BearingRules = {
  neutral: { ...neutral, limit: neutralLimit, refused: neutralRefused },
  drift: { ...drifting, ...drift.head },
};

/** Of where the eyes point to. Half eye widths. */
export const eyeRules: BearingRules = {
  neutral: { ...neutral, limit: gaze.neutralLimit, refused: gaze.neutralRefused },
  drift: { ...drifting, ...drift.eyes },
};
