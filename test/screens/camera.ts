import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../browser/chromium.ts';
import { listFaint } from '../browser/contrast.ts';
import { listSidewaysOverflow, listUnnamed } from '../browser/visit.ts';

/** The widths that people look at: a phone's and a desktop's. */
export const widths = [390, 1280] as const;

/** Light and dark. */
export const themes = ['light', 'dark'] as const;

/** What is in front of the camera. */
export interface Subject {
  userId: string;
  /** The address of the page without `as`: `channel=C1&thread=…`, `app=home`. */
  query: string;
  /** What is cut out of the page; all of it when it is left out. */
  part?: string;
  /** The message that is scrolled to the top. */
  top?: string;
}

/** Pictures of one page in both widths and both themes. */
export class Camera {
  private readonly browser: Browser;
  private readonly url: string;
  private readonly folder: string;
  private readonly pages: ReadonlyMap<number, Page>;
  /** What the browser complained about. */
  readonly complaints: string[];

  private constructor(
    parts: Pick<Camera, 'complaints'> & {
      browser: Browser;
      url: string;
      folder: string;
      pages: ReadonlyMap<number, Page>;
    },
  ) {
    this.browser = parts.browser;
    this.url = parts.url;
    this.folder = parts.folder;
    this.pages = parts.pages;
    this.complaints = parts.complaints;
  }

  /** Opens a page for each width; pictures go into the folder. */
  static async open(url: string, folder: string): Promise<Camera> {
    await mkdir(folder, { recursive: true });
    const browser = await launchChromium();
    const complaints: string[] = [];
    const pages = new Map<number, Page>();
    for (const width of widths) {
      const page = await browser.newPage({ viewport: { width, height: 844 }, locale: 'en-GB' });
      page.setDefaultTimeout(15_000);
      // tsx wraps functions in a helper that pages do not have.
      await page.addInitScript('globalThis.__name = (what) => what');
      page.on('pageerror', (error) => complaints.push(error.message));
      pages.set(width, page);
    }
    return new Camera({ browser, url, folder, pages, complaints });
  }

  /** Takes a subject in both widths and themes; says what is wrong with how it looks. */
  async take(name: string, subject: Subject): Promise<string[]> {
    const wrong: string[] = [];
    for (const [width, page] of this.pages) {
      await page.setViewportSize({ width, height: subject.part === undefined ? 844 : 3000 });
      await page.goto(`${this.url}/?as=${subject.userId}&${subject.query}`);
      // All of a window is shown, however long it is.
      await page.addStyleTag({
        content: `.dialog.modal { max-height: none !important; height: fit-content !important }
          .message-tools, .toasts { display: none !important } *:focus { outline: none !important }`,
      });
      const part = page.locator(subject.part ?? '.page').last();
      await part.waitFor();
      await isAtRest(part);
      if (subject.top !== undefined) {
        const message = page.locator(`.thread-pane li.message[data-ts="${subject.top}"]`);
        await message.evaluate((element) => element.scrollIntoView({ block: 'start' }));
      }
      for (const theme of themes) {
        await page.evaluate((value) => {
          document.documentElement.dataset.theme = value;
        }, theme);
        const image = await part.screenshot({ animations: 'disabled' });
        await writeFile(join(this.folder, `${name}-${width}-${theme}.png`), image);
        const faint = await listFaint(page, subject.part ?? '.page');
        wrong.push(...faint.map((what) => `${width} ${theme}: faint ${what}`));
      }
      const overflow = await listSidewaysOverflow(page);
      const unnamed = await listUnnamed(page);
      wrong.push(...overflow.map((what) => `${width}: sticks out ${what}`));
      wrong.push(...unnamed.map((what) => `${width}: no name ${what}`));
    }
    return wrong;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** Waits until two looks at it are the same: what comes later has come. */
async function isAtRest(part: Locator): Promise<void> {
  let before = '';
  for (let looks = 0; looks < 50; looks += 1) {
    const now = await part.innerText();
    if (now === before && now !== '') return;
    before = now;
    await part.page().waitForTimeout(60);
  }
}
