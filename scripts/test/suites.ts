import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { countReport, none, type Counts, type VitestReport } from './counts.ts';

export interface Outcome {
  readonly counts: Counts;
  /** What counts as a failure without being one test's. */
  readonly complaints: readonly string[];
}

export interface Suite {
  readonly title: string;
  run(root: string): Promise<Outcome>;
}

/** A program that either finds nothing to complain of, or fails: counts as one test. */
export function check(title: string, npmScript: string): Suite {
  return {
    title,
    async run(root) {
      const exitCode = await run(root, 'npm', ['run', '--silent', npmScript]);
      if (exitCode === 0) return { counts: { ...none, passed: 1 }, complaints: [] };
      return { counts: { ...none, failed: 1 }, complaints: [`npm run ${npmScript} found faults`] };
    },
  };
}

/**
 * Some of the projects in vitest.config.ts.
 *
 * @param folders top-level folders in each of which at least one test must have run
 */
export function vitest(
  title: string,
  projects: readonly string[],
  folders: readonly string[] = projects,
): Suite {
  return {
    title,
    async run(root) {
      const reportFile = path.join(root, '.cache/test-reports', `${projects.join('+')}.json`);
      await mkdir(path.dirname(reportFile), { recursive: true });
      await rm(reportFile, { force: true });
      const exitCode = await run(root, path.join(root, 'node_modules/.bin/vitest'), [
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
      ]);
      const report = existsSync(reportFile)
        ? (JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport)
        : undefined;
      return countReport(report, { exitCode, folders, root });
    },
  };
}

function run(root: string, command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
