import { attemptReportSchema } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { framesOf } from '../../test-support/footage.ts';
import { fullReport, PictureBox } from '../../test-support/sample-report.ts';
import { afterRetention } from './after-retention.ts';

it('leaves what was seen and decided, and nothing that anybody wrote', async () => {
  const report = fullReport(8, await framesOf('frontal', [1]), new PictureBox());
  const left = afterRetention(report);
  expect(attemptReportSchema.parse(left)).toEqual(left);
  expect(afterRetention(left)).toEqual(left);
  expect(left.incidents).toHaveLength(report.incidents.length);
  expect(left.score).toEqual(report.score);
  const text = JSON.stringify(left);
  for (const words of ['second person', 'sister', 'water', 'seen the pictures']) {
    expect(JSON.stringify(report)).toContain(words);
    expect(text).not.toContain(words);
  }
});
