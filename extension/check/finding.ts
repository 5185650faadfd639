import type { CheckLine, CheckOutcome } from '@invigil/shared-types';

/** Why a line of the check did not pass. Each has its words, see `words.ts`. */
export const checkReasons = [
  'camera_denied',
  'camera_in_use',
  'camera_lost',
  'camera_muted',
  'no_picture',
  'few_pictures',
  'too_dark',
  'black',
  'no_face',
  'several_faces',
  'face_too_small',
  'not_analysed',
  'unreachable',
  'refused',
  'clock_unread',
  'clock_off',
  'no_camera',
  'check_limit',
  'no_way',
  'nothing_back',
  'over_tcp',
  'little_back',
  'slow_line',
  'too_slow_line',
  'speed_unmeasured',
  'analysis_no_webgl',
  'analysis_model_failed',
  'analysis_worker_failed',
  'analysis_out_of_memory',
  'analysis_unavailable',
  'slow_analysis',
  'little_memory',
  'update_available',
  'several_displays',
  /** It did not come to an end in its time. */
  'too_long',
] as const;
export type CheckReason = (typeof checkReasons)[number];

/** What one line found. */
export interface Finding {
  readonly outcome: CheckOutcome;
  /** Null where it passed. */
  readonly reason: CheckReason | null;
  readonly figures: CheckLine['figures'];
}

type Figures = CheckLine['figures'];

export const passed = (figures: Figures = {}): Finding => ({
  outcome: 'passed',
  reason: null,
  figures,
});
export const warned = (reason: CheckReason, figures: Figures = {}): Finding => ({
  outcome: 'warned',
  reason,
  figures,
});
export const failed = (reason: CheckReason, figures: Figures = {}): Finding => ({
  outcome: 'failed',
  reason,
  figures,
});
