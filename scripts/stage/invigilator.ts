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

  /**
   * Opens the same wall once more, as another window of the same person.
   * @param clockOffMs how far that window's clock is off, milliseconds
   */
  async openAgain(clockOffMs = 0): Promise<Page> {
    const page = await this.#browser.context.newPage();
    if (clockOffMs !== 0) {
      await page.addInitScript((off) => {
        const now = Date.now.bind(Date);
        Date.now = () => now() + off;
      }, clockOffMs);
    }
    await page.goto(this.page.url());
    await page.locator('[data-testid="tile"]').first().waitFor();
    return page;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
