import { config } from '../../config.ts';
import type { NeutralRules } from '../neutral.ts';

const { neutralMs, neutralSamples, neutralLimit, neutralRefused, jumpMs, gaze } = config.detectors;
const common = { ms: neutralMs, samples: neutralSamples, jumpMs };

/** Of a head's yaw. Degrees. */
export const neutralHead: NeutralRules = {
  ...common,
  limit: neutralLimit,
  refused: neutralRefused,
};

/** Of where the eyes point to. Half eye widths. */
export const neutralEyes: NeutralRules = {
  ...common,
  limit: gaze.neutralLimit,
  refused: gaze.neutralRefused,
};
