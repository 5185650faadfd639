import type { Page } from 'playwright-core';
import { openBrowser, type OpenBrowser } from './chromium.ts';

/** The longest that one step may take on a slow machine, milliseconds. */
const patienceMs = 15_000;

/** One member of the staff: a Chromium without the extension, at the console. */
export class StaffBrowser {
  readonly page: Page;
  /** Everything that its pages' consoles reported as an error. */
  readonly complaints: string[] = [];
  readonly #browser: OpenBrowser;

  private constructor(browser: OpenBrowser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} at ${page.url()}`);
    });
  }

  static async open(): Promise<StaffBrowser> {
    const browser = await openBrowser({});
    return new StaffBrowser(
      browser,
      browser.context.pages()[0] ?? (await browser.context.newPage()),
    );
  }

  /** Fills in a name and a password that somebody chooses for themselves, and goes on. */
  async choose(username: string, password: string): Promise<void> {
    const { page } = this;
    await page.locator('input[name="username"]').fill(username);
    await page.locator('input[autocomplete="new-password"]').fill(password);
    await page.locator('button[type="submit"]').click();
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
