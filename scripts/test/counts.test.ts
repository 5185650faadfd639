import { describe, expect, it } from 'vitest';
import { countReport, summaryLine, type VitestReport } from './counts.ts';

const root = '/repository';

function report(files: Record<string, { status?: string; tests: string[] }>): VitestReport {
  return {
    testResults: Object.entries(files).map(([name, { status = 'passed', tests }]) => ({
      name: `${root}/${name}`,
      status,
      assertionResults: tests.map((each) => ({ status: each })),
    })),
  };
}

describe('the last line', () => {
  it('names skipped tests only when there are some', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe(
      '12 passed, 1 failed, 3 skipped',
    );
  });
});

describe('counting a run', () => {
  it('adds up the tests of all files', () => {
    const { counts, complaints } = countReport(
      report({
        'backend/a.test.ts': { tests: ['passed', 'passed', 'skipped'] },
        'admin/b.test.ts': { status: 'failed', tests: ['failed', 'todo'] },
      }),
      { exitCode: 1, folders: ['backend', 'admin'], root },
    );
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2 });
    expect(complaints).toEqual([]);
  });

  it('counts a run without a report as failed', () => {
    const { counts } = countReport(undefined, { exitCode: 0, folders: ['e2e'], root });
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a file that does not load as failed', () => {
    const { counts, complaints } = countReport(
      report({
        'backend/good.test.ts': { tests: ['passed'] },
        'backend/broken.test.ts': { status: 'failed', tests: [] },
      }),
      { exitCode: 1, folders: ['backend'], root },
    );
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(complaints).toEqual(['backend/broken.test.ts failed outside its tests']);
  });

  it('counts a folder in which nothing ran as failed, also when all of it was skipped', () => {
    const { complaints } = countReport(
      report({
        'backend/a.test.ts': { tests: ['passed'] },
        'e2e/b.e2e.ts': { tests: ['skipped'] },
      }),
      { exitCode: 0, folders: ['backend', 'e2e', 'admin'], root },
    );
    expect(complaints).toEqual(['no test of e2e ran', 'no test of admin ran']);
  });

  it('counts a bad end of a good run as failed', () => {
    const { counts } = countReport(report({ 'backend/a.test.ts': { tests: ['passed'] } }), {
      exitCode: 1,
      folders: ['backend'],
      root,
    });
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});
