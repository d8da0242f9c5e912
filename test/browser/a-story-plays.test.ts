import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { isPageSkipped } from './chromium.ts';
import { openVisit, type Visit } from './visit.ts';

describe.skipIf(isPageSkipped)('Play six weeks', () => {
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await openVisit();
    page = visit.page;
    return visit.close;
  });

  it('starts with a press, says what happens, shows it, and stops with a press', async () => {
    const places = page.getByRole('navigation', { name: 'Channels and direct messages' });
    await places.getByRole('button', { name: 'company' }).click();
    await page.getByRole('main', { name: '#company' }).waitFor();
    await page.getByRole('combobox', { name: 'Speed of the story' }).selectOption('4×');
    await page.getByRole('button', { name: 'Play six weeks' }).click();
    const bar = page.getByRole('region', { name: 'Six weeks' });
    await bar.getByText('Week 1 of 6').waitFor();
    const caption = () => bar.getByRole('paragraph').textContent();
    // The page goes where the story is.
    await page.getByRole('main', { name: '#growth' }).waitFor();
    const first = await caption();
    await expect.poll(caption).not.toBe(first);
    await page
      .getByText(/every Tue|one-pager/i)
      .first()
      .waitFor();

    await bar.getByRole('button', { name: 'Stop' }).click();
    await bar.getByRole('button', { name: 'Close' }).click();
    await bar.waitFor({ state: 'hidden' });
    expect(visit.problems).toEqual([]);
  });
});
