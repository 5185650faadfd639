import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import type { DemoSeed } from '../../backend/src/demo/index.ts';
import type { PageName } from './build.ts';

const rendersSchema = z.record(z.string(), z.number());
const heapSchema = z.object({ usedSize: z.number() });
const metricsSchema = z.object({
  metrics: z.array(z.object({ name: z.string(), value: z.number() })),
});

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** One wall that is measured, in a page of its own. */
export class WatchedPage {
  readonly page: Page;
  readonly #cdp: CDPSession;
  readonly #scroller: string;

  private constructor(page: Page, cdp: CDPSession, name: PageName) {
    this.page = page;
    this.#cdp = cdp;
    this.#scroller = name === 'console' ? '[data-testid="wall-grid"]' : '#app';
  }

  /**
   * Opens a wall at the server's own address, so that it has the session's cookie and the server's
   * sockets; its files come from `folder`.
   */
  static async open(
    context: BrowserContext,
    name: PageName,
    wallUrl: string,
    folder: string,
  ): Promise<WatchedPage> {
    const page = await servedPage(context, name, wallUrl, folder);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable');
    await page.goto(wallUrl);
    await page.locator('[data-attempt-id] [data-score]').first().waitFor();
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { benchLongTasks: tasks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    return new WatchedPage(page, cdp, name);
  }

  /** A hand on the wall, as somebody who works with it has. */
  async pointAtWall(): Promise<void> {
    const box = await this.page.locator(this.#scroller).boundingBox();
    if (box !== null) await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** How many badges show each student's score. */
  async shownBadges(): Promise<Record<string, number>> {
    const ids = await this.page
      .locator('[data-attempt-id]:has([data-score])')
      .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-attempt-id') ?? ''));
    const shown: Record<string, number> = {};
    for (const id of ids) shown[id] = (shown[id] ?? 0) + 1;
    return shown;
  }

  /** What was rendered again since the page was opened, by component. */
  async renders(): Promise<Record<string, number>> {
    return rendersSchema.parse(
      await this.page.evaluate((): unknown => Reflect.get(globalThis, 'benchRenders')),
    );
  }

  /** Tasks longer than 50 ms since the last time, milliseconds each. */
  async longTasks(): Promise<number[]> {
    return z.array(z.number()).parse(
      await this.page.evaluate(() => {
        const tasks: unknown = Reflect.get(globalThis, 'benchLongTasks');
        const seen: unknown[] = Array.isArray(tasks) ? tasks.splice(0) : [];
        return seen;
      }),
    );
  }

  /** How long the page's main thread has been at work since it was opened. Seconds. */
  async busySeconds(): Promise<number> {
    const { metrics } = metricsSchema.parse(await this.#cdp.send('Performance.getMetrics'));
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  }

  /** What the page's objects take once what nobody needs is collected. Bytes. */
  async heap(): Promise<number> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    return heapSchema.parse(await this.#cdp.send('Runtime.getHeapUsage')).usedSize;
  }

  nodes(): Promise<number> {
    return this.page.evaluate(() => document.querySelectorAll('*').length);
  }

  /** Scrolls down and up again and times the frames. @returns from one to the next, milliseconds */
  scroll(seconds: number, pixelsPerSecond: number): Promise<number[]> {
    return this.page.evaluate(
      ({ selector, ms, speed }) =>
        new Promise<number[]>((resolve) => {
          const element = document.querySelector(selector);
          const frames: number[] = [];
          let startedAt = 0;
          let before = 0;
          let direction = 1;
          const step = (now: number): void => {
            if (startedAt === 0) startedAt = now;
            else frames.push(now - before);
            const passed = before === 0 ? 0 : now - before;
            before = now;
            if (element === null || now - startedAt > ms) {
              resolve(frames);
              return;
            }
            const most = element.scrollHeight - element.clientHeight;
            if (element.scrollTop >= most - 1) direction = -1;
            else if (element.scrollTop <= 0) direction = 1;
            element.scrollTop += (direction * speed * passed) / 1000;
            requestAnimationFrame(step);
          };
          requestAnimationFrame(step);
        }),
      { selector: this.#scroller, ms: seconds * 1000, speed: pixelsPerSecond },
    );
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** Signs in as a person does. */
export async function signIn(
  context: BrowserContext,
  demo: Pick<DemoSeed, 'staff' | 'wallUrl'>,
  folder: string,
): Promise<void> {
  const page = await servedPage(context, 'console', demo.wallUrl, folder);
  await page.goto(new URL('/login', demo.wallUrl).href);
  await page.locator('#username').fill(demo.staff.username);
  await page.locator('#password').fill(demo.staff.password);
  await page.locator('#sign-in').click();
  await page.waitForURL((url) => url.pathname !== '/login');
  await page.close();
}

async function servedPage(
  context: BrowserContext,
  name: PageName,
  wallUrl: string,
  folder: string,
): Promise<Page> {
  const page = await context.newPage();
  const { origin } = new URL(wallUrl);
  await page.route(
    (url) => url.origin === origin && !/^\/(api|socket\.io)\//.test(url.pathname),
    async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = fileFor(name, pathname, folder);
      const body =
        file === null
          ? `<!doctype html><title>${name}</title><div id="app"></div><script type="module" src="/${name}.js"></script>`
          : await readFile(file);
      const kind = file === null ? '.html' : extname(file);
      const contentType = contentTypes[kind] ?? 'application/octet-stream';
      await route.fulfill({ body, contentType });
    },
  );
  return page;
}

function fileFor(name: PageName, pathname: string, folder: string): string | null {
  if (name === 'console') {
    return join(folder, 'console', extname(pathname) === '' ? 'index.html' : pathname);
  }
  return extname(pathname) === '' ? null : join(folder, 'pages', pathname);
}
