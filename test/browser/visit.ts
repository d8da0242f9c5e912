import type { Locator, Page } from 'playwright-core';
import { type Crew, openCrew } from '../harness/crew.ts';
import { launchChromium } from './chromium.ts';

/** How somebody looks at the page. */
export interface VisitOptions {
  width?: number;
  height?: number;
  scheme?: 'light' | 'dark';
}

/** A workspace of its own with a bot, and a person in front of its page. */
export interface Visit {
  page: Page;
  crew: Crew;
  /** What the browser complained about: uncaught errors, failed requests, console errors. */
  problems: string[];
  close(): Promise<void>;
}

/** What takes longer than this is not a slow machine. */
const patienceMs = 60_000;

/** Starts sandbox, bot and browser, and opens the page. */
export async function openVisit(options: VisitOptions = {}): Promise<Visit> {
  const browser = await launchChromium();
  const crew = await openCrew({ transport: 'socket' });
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.scheme ?? 'light',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(crew.world.sandboxUrl);
  return {
    page,
    crew,
    problems,
    close: async () => {
      await browser.close();
      await crew.world.stop();
    },
  };
}

/** The open modal of this title. */
export function modalOf(page: Page, title: string): Locator {
  return page.getByRole('dialog', { name: title });
}

/** The thread beside the channel, or in its place on a phone. */
export function threadOf(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Thread' });
}

/** Types into the composer of a channel and sends. */
export async function write(page: Page, text: string, channel = 'growth'): Promise<void> {
  const composer = page.getByRole('textbox', { name: `Message #${channel}` });
  await composer.fill(text);
  await composer.press('Enter');
}

/** Looks through somebody else's eyes. */
export async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^You are/ }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await page.getByRole('button', { name: `You are ${name}` }).waitFor();
}

/** Presses a button of the time machine; on a narrow page it is in a panel. */
export async function travel(page: Page, label: string): Promise<void> {
  const button = page.getByRole('button', { name: label, exact: true });
  if (!(await button.isVisible()))
    await page.getByRole('button', { name: /^Workspace time/ }).click();
  await button.click();
}

/** Fills the modal's fields by their labels, whatever they are, in the order given. */
export async function fill(modal: Locator, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = modal.getByLabel(label).first();
    const isSelect = await field.evaluate((element) => element.tagName === 'SELECT');
    if (isSelect) await field.selectOption({ label: value });
    else await field.fill(value);
  }
}

/** What sticks out sideways: the page itself, or a part of it that cuts its content off. */
export function listSidewaysOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = [
      document.documentElement,
      ...document.querySelectorAll('main, main *, aside, aside *, dialog, dialog *'),
    ];
    return parts
      .filter((part) => {
        const { overflowX, textOverflow } = getComputedStyle(part);
        // Tables scroll on purpose, and a name that ends in dots is cut on purpose.
        const isMeant = overflowX === 'auto' && part.className === 'table-scroll';
        const isBox = overflowX !== 'visible' || part === document.documentElement;
        if (isMeant || textOverflow === 'ellipsis' || !isBox) return false;
        const isField = part instanceof HTMLInputElement || part instanceof HTMLTextAreaElement;
        return !isField && !part.closest('.sr-only') && part.scrollWidth > part.clientWidth + 1;
      })
      .map((part) => `${part.tagName.toLowerCase()}.${part.className}`);
  });
}

const named = ['button', 'link', 'textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'tab'];
named.push('menuitem', 'menuitemradio', 'dialog', 'navigation', 'region', 'radiogroup', 'group');

/** The elements without an accessible name, as a screen reader would meet them. */
export async function listUnnamed(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  const nameless = new RegExp(`^- '?(${named.join('|')})\\b(?! ["/])`);
  return tree
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => nameless.test(line));
}
