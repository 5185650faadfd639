import { analysisConfig } from './config/analysis.ts';
import { calibrationConfig } from './config/calibration.ts';
import { checkConfig } from './config/check.ts';
import { detectorsConfig } from './config/detectors.ts';
import { pagesConfig } from './config/pages.ts';
import { serverConfig } from './config/server.ts';

/**
 * Every number that can be tuned, with its unit. Held times and suppression times are not here: they
 * belong to the exam's policy, which agent and server share.
 */
export const config = {
  ...analysisConfig,
  ...detectorsConfig,
  ...calibrationConfig,
  ...checkConfig,
  ...serverConfig,
  ...pagesConfig,
} as const;
