/** All that can be checked, one suite after the other; the last line says how it went. */
import path from 'node:path';
import colours from 'picocolors';
import { duration } from '../set-up/progress.mjs';
import { add, none, summaryLine } from './counts.ts';
import { check, vitest, type Suite } from './suites.ts';

const root = path.resolve(import.meta.dirname, '../..');

const suites: readonly Suite[] = [
  check('Types', 'check:types'),
  check('Lint and format', 'check:lint'),
  check('Import rules', 'check:imports'),
  vitest('Unit and contract tests', [
    'shared-types',
    'backend',
    'extension',
    'admin',
    'scripts',
    'bench',
  ]),
  vitest('A hostile agent', ['fuzz'], ['backend']),
  vitest('End to end, in a real browser', ['e2e']),
];

let total = none;
const summaries: string[] = [];
for (const [index, suite] of suites.entries()) {
  console.log(`\n${colours.bold(`${suite.title}`)} (${index + 1} of ${suites.length})`);
  const startedAt = Date.now();
  const { counts, complaints } = await suite.run(root);
  total = add(total, counts);
  const mark = counts.failed === 0 ? colours.green('✓') : colours.red('✗');
  summaries.push(
    `  ${mark} ${suite.title.padEnd(30)} ${summaryLine(counts)}, in ${duration(Date.now() - startedAt)}`,
    ...complaints.map((complaint) => `      ${complaint}`),
  );
}

console.log(`\n${summaries.join('\n')}\n`);
console.log(summaryLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
