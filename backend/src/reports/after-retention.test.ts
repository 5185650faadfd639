import { attemptReportSchema } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { framesOf } from '../../test-support/footage.ts';
import { fullReport, PictureBox } from '../../test-support/sample-report.ts';
import { afterRetention } from './after-retention.ts';

it('leaves what was seen and decided, and of what was written what the student answered to it', async () => {
  const report = fullReport(8, await framesOf('frontal', [1]), new PictureBox());
  const left = afterRetention(report);
  expect(attemptReportSchema.parse(left)).toEqual(left);
  expect(afterRetention(left)).toEqual(left);
  expect(left.incidents).toHaveLength(report.incidents.length);
  expect(left.score).toEqual(report.score);
  // As long as the decision that it speaks to.
  expect(left.appeals).toEqual(report.appeals);
  expect(report.appeals.length).toBeGreaterThan(1);
  const text = JSON.stringify(left);
  for (const words of ['second person', 'water']) {
    expect(JSON.stringify(report)).toContain(words);
    expect(text).not.toContain(words);
  }
});
