import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

// It must neither phone home nor need a graphics card or a sandbox of its own.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const named = process.env.BARBELL_CHROMIUM;

/** The Chromium on this machine, if there is one; `BARBELL_CHROMIUM` names another. */
export const chromiumPath = (named ? [named] : usualPlaces).find((path) => existsSync(path));

/** Whether a machine without a Chromium fails these tests (`BARBELL_REQUIRE_BROWSER=1`). */
export const isChromiumRequired = process.env.BARBELL_REQUIRE_BROWSER === '1';

/** Whether these tests are left out: no Chromium, and nobody insists. */
export const isPageSkipped = chromiumPath === undefined && !isChromiumRequired;

/** What is said when there is none. */
export const howToInstall =
  'The page is not tested: there is no Chromium. Install one (apt-get install chromium, or brew install chromium) or name it in BARBELL_CHROMIUM.';

/** Starts the browser; throws with how to install one when there is none. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(howToInstall);
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}
