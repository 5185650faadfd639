import { openBrowser, type OpenBrowser } from './chromium.ts';
import type { Page } from 'playwright-core';

/** One invigilator: a Chromium without the extension, signed in, at the wall of one exam. */
export class Invigilator {
  readonly page: Page;
  readonly #browser: OpenBrowser;

  private constructor(browser: OpenBrowser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  static async open(
    wallUrl: string,
    staff: { readonly username: string; readonly password: string },
  ): Promise<Invigilator> {
    const browser = await openBrowser({});
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(wallUrl);
    await page.locator('#username').fill(staff.username);
    await page.locator('#password').fill(staff.password);
    await page.locator('#sign-in').click();
    await page.locator('[data-testid="tile"]').first().waitFor();
    return new Invigilator(browser, page);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
