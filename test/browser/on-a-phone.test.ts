import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { setUp } from '../harness/crew.ts';
import { isPageSkipped } from './chromium.ts';
import { listSidewaysOverflow, modalOf, openVisit, threadOf, travel, type Visit } from './visit.ts';

const width = 390;
const height = 844;

describe.skipIf(isPageSkipped)('on a phone, in the dark', () => {
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await openVisit({ width, height, scheme: 'dark' });
    page = visit.page;
    return visit.close;
  });

  it('is dark, and turns light on request and stays so', async () => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    await page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
    await expect.poll(paper).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await expect.poll(paper).toBe(dark);
  });

  it('keeps the channels in a drawer that closes behind a choice', async () => {
    const places = page.getByRole('navigation', { name: 'Channels and direct messages' });
    expect(await places.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    await places.getByRole('button', { name: 'company' }).click();
    await page.getByRole('main', { name: '#company' }).waitFor();
    await places.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    await page.keyboard.press('Escape');
    await places.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    await places.getByRole('button', { name: 'growth', exact: true }).click();
    expect(await listSidewaysOverflow(page)).toEqual([]);
  });

  it('gives a form the whole screen, with its buttons in reach', async () => {
    await setUp(visit.crew, visit.crew.ana);
    await page.getByRole('button', { name: 'Write the first one-pager' }).click();
    const form = modalOf(page, 'One-pager 1 of 3');
    const box = await form.boundingBox();
    expect(box).toEqual({ x: 0, y: 0, width, height });
    await form
      .getByLabel('Start from')
      .selectOption({ label: 'Product: a first step that people miss' });
    await expect.poll(() => form.getByLabel('Short name').inputValue()).not.toBe('');
    expect(await listSidewaysOverflow(page)).toEqual([]);
    await form.getByRole('button', { name: 'Next: signals' }).click();
    const second = modalOf(page, 'One-pager 2 of 3');
    await second.getByRole('button', { name: 'Next: safety' }).click();
    const third = modalOf(page, 'One-pager 3 of 3');
    await third.getByRole('button', { name: 'Publish' }).click();
    await modalOf(page, 'Published').getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    expect(await listSidewaysOverflow(page)).toEqual([]);
  });

  it('opens a thread in the channel’s place, and comes back', async () => {
    await travel(page, 'Next review');
    await page.getByRole('button', { name: /^1 reply/ }).click();
    const thread = threadOf(page);
    await thread.getByRole('button', { name: 'Continue' }).click();
    await thread.getByText('1 of 5 voted').waitFor();
    expect((await thread.boundingBox())?.width).toBe(width);
    await expect.poll(() => page.getByRole('main').isVisible()).toBe(false);
    expect(await listSidewaysOverflow(page)).toEqual([]);
    await thread.getByRole('button', { name: 'Close thread' }).click();
    await page.getByRole('main', { name: '#growth' }).waitFor();
  });

  it('shows the roll-up and Home without scrolling sideways', async () => {
    await travel(page, 'Next roll-up');
    await page.getByRole('listitem').getByText('week of 23 Nov').waitFor();
    expect(await listSidewaysOverflow(page)).toEqual([]);
    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    const places = page.getByRole('navigation', { name: 'Channels and direct messages' });
    // Reminders may wait there: then it opens on them.
    await places.getByRole('button', { name: /^Barbell/ }).click();
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByRole('button', { name: 'New one-pager' }).first().waitFor();
    expect(await listSidewaysOverflow(page)).toEqual([]);
    expect(visit.problems).toEqual([]);
  });
});
