import { agentTroubleReasons } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import type { AnalysisFailure } from '../../vision/index.ts';
import { analysisProblem } from './problems.ts';

const isFailure = (reason: string): reason is AnalysisFailure =>
  reason.startsWith('analysis_') && reason !== 'analysis_slow';

describe('an analysis that cannot run', () => {
  it.each(agentTroubleReasons.filter(isFailure))('is told in words: %s', (reason) => {
    const { what, next } = analysisProblem(reason);
    expect(what).toMatch(/^No analysis.*\w\.$/);
    expect(next).toMatch(/^Please .*\. In an exam, the invigilator watches your video instead\.$/);
    expect(what + next).not.toMatch(/_|!/);
  });
});
