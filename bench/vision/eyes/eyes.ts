import { createServer, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { openBrowser, type OpenBrowser } from '../../../scripts/stage/chromium.ts';
import type { FrameSignals } from '../../../extension/vision/frame-signals.ts';
import type { Picture } from '../picture.ts';
import type { Cost, EyesAnswer, EyesCommand, ModelName, Points } from './protocol.ts';

const publicFiles = join(import.meta.dirname, '../../../extension/public');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * The agent's eyes in a Chromium of their own: its modules and its models, bundled as for the agent and
 * served on loopback, that look at the pictures they are handed.
 */
export class Eyes {
  readonly #browser: OpenBrowser;
  readonly #page: Page;
  readonly #server: Server;
  readonly #folder: string;
  readonly #pictures: Map<string, Picture>;
  #lastPicture = 0;

  private constructor(
    browser: OpenBrowser,
    page: Page,
    server: Server,
    folder: string,
    pictures: Map<string, Picture>,
  ) {
    this.#browser = browser;
    this.#page = page;
    this.#server = server;
    this.#folder = folder;
    this.#pictures = pictures;
  }

  /**
   * @param official file of the official model with blendshapes, if there is one
   * @throws Error where there is no Chromium, or the page does not load
   */
  static async open(official: string | undefined): Promise<Eyes> {
    const folder = await mkdtemp(join(tmpdir(), 'invigil-eyes-'));
    await build({
      root: import.meta.dirname,
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      worker: { format: 'es' },
      build: { outDir: folder, emptyOutDir: true, target: 'esnext' },
    });
    const pictures = new Map<string, Picture>();
    const server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
      const picture = pictures.get(path);
      if (picture !== undefined) sendPicture(picture, response);
      else void sendFile(path, [folder, publicFiles], official, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const browser = await openBrowser({});
    const page = await browser.context.newPage();
    await page.goto(`http://127.0.0.1:${port}/index.html`);
    await page.waitForFunction(() => 'benchEyes' in window);
    return new Eyes(browser, page, server, folder, pictures);
  }

  get page(): Page {
    return this.#page;
  }

  /** What is measured on a sequence of pictures, as if `everyMs` milliseconds lay between them. */
  async see(
    sequence: readonly Picture[],
    everyMs: number,
    goesOn = false,
  ): Promise<readonly FrameSignals[]> {
    const answer = await this.#ask(sequence, (pictures) => ({
      kind: 'see',
      pictures,
      everyMs,
      goesOn,
    }));
    if (answer.kind !== 'seen') throw new Error('the page answered something else');
    return answer.frames;
  }

  /** What the face in each picture looks like in numbers; null where none is good enough to be compared. */
  async describe(sequence: readonly Picture[]): Promise<readonly (readonly number[] | null)[]> {
    const answer = await this.#ask(sequence, (pictures) => ({ kind: 'describe', pictures }));
    if (answer.kind !== 'described') throw new Error('the page answered something else');
    return answer.descriptors;
  }

  /** What one landmark model says about one picture by itself. */
  async points(picture: Picture, model: ModelName): Promise<readonly Points[]> {
    const answer = await this.#ask([picture], ([url = '']) => ({
      kind: 'points',
      picture: url,
      model,
    }));
    if (answer.kind !== 'points') throw new Error('the page answered something else');
    return answer.points;
  }

  /** What the agent's loop costs in real time. */
  async cost(sequence: readonly Picture[], seconds: number): Promise<Cost> {
    const answer = await this.#ask(sequence, (pictures) => ({ kind: 'cost', pictures, seconds }));
    if (answer.kind !== 'cost') throw new Error('the page answered something else');
    return answer.cost;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ask(
    sequence: readonly Picture[],
    commandFor: (urls: readonly string[]) => EyesCommand,
  ): Promise<EyesAnswer> {
    const urls = sequence.map((picture) => {
      const url = `/pictures/${++this.#lastPicture}`;
      this.#pictures.set(url, picture);
      return url;
    });
    try {
      return await this.#page.evaluate((command) => window.benchEyes(command), commandFor(urls));
    } finally {
      for (const url of urls) this.#pictures.delete(url);
    }
  }
}

/** The fourth byte of a pixel. */
const opaque = 0xff << 24;

function sendPicture({ width, height, rgb }: Picture, response: ServerResponse): void {
  const rgba = new Uint32Array(width * height);
  for (let pixel = 0, i = 0; pixel < rgba.length; pixel++, i += 3) {
    rgba[pixel] = (rgb[i] ?? 0) | ((rgb[i + 1] ?? 0) << 8) | ((rgb[i + 2] ?? 0) << 16) | opaque;
  }
  response.setHeader('x-size', `${width}x${height}`).end(new Uint8Array(rgba.buffer));
}

async function sendFile(
  path: string,
  folders: readonly string[],
  official: string | undefined,
  response: ServerResponse,
): Promise<void> {
  const places =
    path === '/models/official.task'
      ? official === undefined
        ? []
        : [official]
      : folders.map((folder) => join(folder, normalize(path)));
  for (const place of places) {
    const bytes = await readFile(place).catch(() => null);
    if (bytes === null) continue;
    const type = types[extname(place)] ?? 'application/octet-stream';
    response.setHeader('content-type', type).end(bytes);
    return;
  }
  response.writeHead(404).end();
}
