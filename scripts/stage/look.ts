import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';
import { paths } from './paths.ts';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** What is wrong with a page as people see it. */
export interface Looked {
  /** Violations of WCAG 2.2 AA, wide and narrow, light and dark. */
  readonly violations: string[];
  /** How far the page can be scrolled sideways on a phone, pixels. */
  readonly overflow: number;
}

/**
 * Takes pictures of a page as it is, wide and narrow, and looks for what keeps anybody from reading it. The
 * page is as wide as before afterwards.
 *
 * @param name of the files in `test-results`, without size
 */
export async function lookAt(page: Page, name: string): Promise<Looked> {
  await mkdir(paths.screenshots, { recursive: true });
  const before = page.viewportSize() ?? desktop;
  const picture = (size: string): string => join(paths.screenshots, `${name}-${size}.png`);
  await page.setViewportSize(phone);
  await page.screenshot({ path: picture('390'), fullPage: true });
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  const violations = await violationsOf(page);
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: 'dark' });
  violations.push(...(await violationsOf(page)));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: picture('1280'), fullPage: true });
  await page.setViewportSize(before);
  return { violations, overflow };
}
