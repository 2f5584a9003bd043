import { access, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import packaged from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

const usualNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** CHROME_PATH, what the machine has, else the Chromium that comes as an npm package (Linux on x64). */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROME_PATH'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => usualNames.map((name) => path.join(folder, name)));
  for (const file of [...(named ? [named] : []), ...candidates, ...macApplications]) {
    if (await runs(file)) return file;
  }
  if (named) throw new Error(`CHROME_PATH names ${named}, which cannot be run`);
  return packaged.executablePath();
}

async function runs(file: string): Promise<boolean> {
  const { X_OK } = (await import('node:fs')).constants;
  return access(file, X_OK).then(
    () => true,
    () => false,
  );
}

/** English on purpose: without a locale the packaged Chromium draws a blank page. */
export async function launch(): Promise<Browser> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tocsin-browser-'));
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: flags,
    env: { ...process.env, LANG: 'en_US.UTF-8', HOME: home },
  });
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  return browser;
}

export const desktop = { width: 1440, height: 900 };
export const narrow = { width: 1024, height: 768 };
export const phone = { width: 390, height: 844 };

export type Theme = 'dark' | 'light';

export interface Look {
  readonly theme: Theme;
  readonly viewport: { readonly width: number; readonly height: number };
}

/** A fresh visitor: nothing remembered, the theme from the system, motion reduced so that pictures hold still. */
export async function visitor(browser: Browser, { theme, viewport }: Look): Promise<BrowserContext> {
  const options: BrowserContextOptions = {
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    colorScheme: theme,
    reducedMotion: 'reduce',
    viewport: { ...viewport },
    ...(viewport.width === phone.width ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
  };
  const context = await browser.newContext(options);
  context.setDefaultTimeout(15_000);
  return context;
}
