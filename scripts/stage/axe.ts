import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, NodeResult, Result, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules of WCAG 2.0 to 2.2, levels A and AA. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** What is looked at, as CSS selectors; the whole page without. */
export interface AxeScope {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** axe-core as it stands in a page once it was injected. */
interface PageWithAxe {
  readonly axe?: {
    run(
      context: { include?: string[]; exclude?: string[] } | Document,
      options: RunOptions,
    ): Promise<AxeResults>;
  };
}

let source: Promise<string> | undefined;

/**
 * Looks for violations of WCAG 2.2 AA in a page as it is at this moment. axe-core is injected through the
 * debugger and not by a script tag, so that the page's own security policy stays in force.
 *
 * @returns one readable entry for each violated rule, with every element that violates it; empty where
 *   there is none
 * @throws Error where axe-core could not be run in the page
 */
export async function violationsOf(page: Page, scope: AxeScope = {}): Promise<string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // The tail keeps what the script evaluates to from being carried over.
  await page.evaluate(`${await source}\n;undefined`);
  const violations = await page.evaluate(
    async ({ include, exclude, options }): Promise<Result[]> => {
      const { axe } = globalThis as PageWithAxe;
      if (axe === undefined) throw new Error('axe-core did not start in this page.');
      const whole = include === undefined && exclude === undefined;
      const context = {
        ...(include === undefined ? {} : { include: [...include] }),
        ...(exclude === undefined ? {} : { exclude: [...exclude] }),
      };
      const { violations: found } = await axe.run(whole ? document : context, options);
      return found;
    },
    {
      include: scope.include,
      exclude: scope.exclude,
      options: {
        runOnly: { type: 'tag' as const, values: tags },
        resultTypes: ['violations' as const],
      },
    },
  );
  return violations.map(describeViolation);
}

type Told = Pick<Result, 'id' | 'impact' | 'help'> & {
  readonly nodes: readonly Pick<NodeResult, 'target' | 'failureSummary'>[];
};

/** A violated rule in words: its name, what it asks for, and where and how it is not met. */
export function describeViolation({ id, impact, help, nodes }: Told): string {
  const places = nodes.map(({ target, failureSummary }) => {
    // The summary's first line says only that any or all of the following have to be fixed.
    const how = (failureSummary ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return `  ${target.flat().join(' ')}: ${how.join('; ')}`;
  });
  return [`${id} (${impact ?? 'unknown'}): ${help}`, ...places].join('\n');
}
