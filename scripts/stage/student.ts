import type { BrowserContext, Page, Worker } from 'playwright-core';
import { openBrowser, type OpenBrowser } from './chromium.ts';
import { paths } from './paths.ts';

export interface StudentOptions {
  /** Motion JPEG file, or `real` for the machine's own camera. */
  readonly camera: string;
  readonly visible?: boolean;
  /** Folder of the unpacked extension. Default: the one that was built. */
  readonly extension?: string;
}

/** One student: a Chromium of their own with the built extension in it. */
export class Student {
  readonly #browser: OpenBrowser;

  private constructor(browser: OpenBrowser) {
    this.#browser = browser;
  }

  static async open(options: StudentOptions): Promise<Student> {
    return new Student(
      await openBrowser({
        extension: options.extension ?? paths.extension,
        camera: options.camera,
        visible: options.visible ?? false,
      }),
    );
  }

  get context(): BrowserContext {
    return this.#browser.context;
  }

  /** Follows the personal link up to the extension's welcome page. */
  async follow(joinUrl: string): Promise<Page> {
    await this.background();
    const welcome = this.context.waitForEvent('page', {
      predicate: (page) => page.url().includes('/welcome.html'),
    });
    const link = await this.context.newPage();
    await link.goto(joinUrl);
    const page = await welcome;
    await page.locator('#consent-agree').waitFor();
    return page;
  }

  /** Agrees, allows the camera, does not calibrate, and opens the quiz. */
  async begin(welcome: Page): Promise<Page> {
    await this.agree(welcome);
    // Nobody in a recording follows dots.
    await welcome.locator('#calibrate-skip').click();
    return this.openQuiz(welcome);
  }

  /** Agrees and allows the camera. */
  async agree(welcome: Page): Promise<void> {
    await welcome.locator('#consent-agree').click();
    await welcome.locator('#camera-allow').click();
  }

  /** From the last page of the welcome. */
  async openQuiz(welcome: Page): Promise<Page> {
    const quiz = this.context.waitForEvent('page');
    await welcome.locator('#open-quiz').click();
    const page = await quiz;
    await page.locator('invigil-agent').waitFor({ state: 'attached' });
    return page;
  }

  /** The extension's service worker. */
  async background(): Promise<Worker> {
    return this.context.serviceWorkers()[0] ?? this.context.waitForEvent('serviceworker');
  }

  async extensionId(): Promise<string> {
    return new URL((await this.background()).url()).host;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
