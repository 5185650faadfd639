import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { findChromium } from '../set-up/steps/browser.mjs';

export interface BrowserOptions {
  /** Folder of an unpacked extension to load. */
  readonly extension?: string;
  /** Motion JPEG file that stands in for the camera; `real` uses the machine's own. */
  readonly camera?: string;
  /** Shows the window. Needs a display. */
  readonly visible?: boolean;
  readonly colorScheme?: 'light' | 'dark';
  /** Folder of a profile that outlives the browser; whoever names it deletes it. Default: one of its own. */
  readonly profile?: string;
}

export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

// What Chromium does by itself in the background has no place in a measured or isolated run.
const quiet = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/**
 * Starts Debian's (or the user's) Chromium with a profile of its own that is deleted afterwards.
 * @throws Error when there is no Chromium
 */
export async function openBrowser(options: BrowserOptions): Promise<OpenBrowser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('There is no Chromium. On Debian: apt-get install chromium');
  }
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'invigil-profile-')));
  const remove = async (): Promise<void> => {
    if (options.profile === undefined) await rm(profile, { recursive: true, force: true });
  };
  const recorded = options.camera !== undefined && options.camera !== 'real';
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      // Extensions load only in the new headless mode, which the flag below asks for.
      headless: false,
      viewport: { width: 1280, height: 800 },
      colorScheme: options.colorScheme ?? 'light',
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      ignoreDefaultArgs: [
        '--disable-extensions',
        '--disable-component-extensions-with-background-pages',
      ],
      args: [
        ...quiet,
        ...(options.visible === true ? [] : ['--headless=new', '--disable-gpu']),
        // The sandbox cannot be had as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...(options.extension === undefined
          ? []
          : [
              `--disable-extensions-except=${options.extension}`,
              `--load-extension=${options.extension}`,
            ]),
        ...(recorded
          ? [
              '--use-fake-device-for-media-stream',
              '--use-fake-ui-for-media-stream',
              `--use-file-for-fake-video-capture=${options.camera}`,
            ]
          : []),
      ],
    });
    return {
      context,
      close: async () => {
        await context.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
