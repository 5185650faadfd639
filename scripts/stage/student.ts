import type { BrowserContext, Page, Worker } from 'playwright-core';
import { openBrowser, type OpenBrowser } from './chromium.ts';
import { paths } from './paths.ts';

export interface StudentOptions {
  /** Motion JPEG file, or `real` for the machine's own camera. */
  readonly camera: string;
  readonly visible?: boolean;
  /** Folder of the unpacked extension. Default: the one that was built. */
  readonly extension?: string;
  /** See `BrowserOptions`. */
  readonly profile?: string;
}

/** The longest that a system check takes, and the dots with all their waiting. Milliseconds. */
const checkMs = 70_000;
const dotsMs = 60_000;

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
        ...(options.profile === undefined ? {} : { profile: options.profile }),
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
    await page.locator('#consent-agree').filter({ visible: true }).waitFor();
    return page;
  }

  /** Agrees, allows the camera, passes the check, does not calibrate, and opens the quiz. */
  async begin(welcome: Page): Promise<Page> {
    await this.agree(welcome);
    // Nobody in a recording follows dots.
    await welcome.locator('#calibrate-skip').click();
    await this.showFace(welcome);
    return this.openQuiz(welcome);
  }

  /** Agrees, allows the camera, and goes on after the system check, whatever it found: up to the dots. */
  async agree(welcome: Page): Promise<void> {
    await welcome.locator('#consent-agree').click();
    await this.allowCamera(welcome);
    await this.check(welcome);
  }

  /** Where the browser asks nobody, the page goes on by itself. */
  async allowCamera(welcome: Page): Promise<void> {
    const allow = welcome.locator('#camera-allow:enabled');
    await allow.or(welcome.locator('#step-check')).filter({ visible: true }).first().waitFor();
    if (await allow.isVisible()) await allow.click();
  }

  /** Waits for the system check to end. */
  async check(welcome: Page): Promise<void> {
    await welcome.locator('#check-continue:enabled').click({ timeout: checkMs });
  }

  /** After the dots: goes on with the face that was taken, or without one; not every exam asks for it. */
  async showFace(welcome: Page): Promise<void> {
    const go = welcome.locator('#face-continue');
    await go
      .or(welcome.locator('#open-quiz'))
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: dotsMs });
    if (await go.isVisible()) await go.click();
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
