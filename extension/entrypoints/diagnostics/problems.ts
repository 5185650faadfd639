import { troubleCatalogue } from '@invigil/shared-types';
import type { AnalysisFailure } from '../../vision/index.ts';
import type { Problem } from '../welcome/problems.ts';

const next: Readonly<Record<AnalysisFailure, string>> = {
  analysis_no_webgl:
    'Please switch graphics acceleration on in the browser’s settings, then start the camera again.',
  analysis_model_failed: 'Please install Invigil anew, then open this page again.',
  analysis_worker_failed: 'Please update the browser, then open this page again.',
  analysis_out_of_memory: 'Please close other programs and tabs, then start the camera again.',
  analysis_unavailable: 'Please start the camera again. If it stays like this, update the browser.',
};

/** Why nothing is measured, to somebody who is not sitting an exam at this moment. */
export function analysisProblem(reason: AnalysisFailure): Problem {
  return {
    what: `${troubleCatalogue[reason].label}.`,
    next: `${next[reason]} In an exam, the invigilator watches your video instead.`,
    retry: true,
  };
}
