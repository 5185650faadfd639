/** How many tests passed, failed and were skipped: of one suite, or of all. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The last line that `npm test` prints. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The part of Vitest's JSON report that is read here. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Counts one run of Vitest. What it cannot count as a test still counts as a failure: a file that does
 * not load, a folder with no test that ran, a run that ended badly though every test passed.
 *
 * @param folders folders of the repository in each of which at least one test must have run
 */
export function countReport(
  report: VitestReport | undefined,
  { exitCode, folders, root }: { exitCode: number; folders: readonly string[]; root: string },
): { counts: Counts; complaints: string[] } {
  if (report === undefined) {
    return { counts: { ...none, failed: 1 }, complaints: ['the run ended without a report'] };
  }
  const complaints: string[] = [];
  let counts = none;
  const ran = new Map<string, number>();
  for (const file of report.testResults) {
    const inFile = file.assertionResults
      .map(({ status }) => statusCounts(status))
      .reduce(add, none);
    const folder = file.name.slice(root.length + 1).split('/')[0] ?? '';
    ran.set(folder, (ran.get(folder) ?? 0) + inFile.passed + inFile.failed);
    counts = add(counts, inFile);
    if (file.status === 'failed' && inFile.failed === 0) {
      complaints.push(`${file.name.slice(root.length + 1)} failed outside its tests`);
    }
  }
  for (const folder of folders) {
    if ((ran.get(folder) ?? 0) === 0) complaints.push(`no test of ${folder} ran`);
  }
  if (exitCode !== 0 && counts.failed === 0 && complaints.length === 0) {
    complaints.push(`the run ended with exit code ${exitCode}, though no test failed`);
  }
  return { counts: add(counts, { ...none, failed: complaints.length }), complaints };
}

function statusCounts(status: string): Counts {
  if (status === 'passed') return { ...none, passed: 1 };
  if (status === 'failed') return { ...none, failed: 1 };
  return { ...none, skipped: 1 };
}
