import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { setUp } from '../harness/crew.ts';
import { isPageSkipped } from './chromium.ts';
import { listUnnamed, modalOf, openVisit, travel, type Visit } from './visit.ts';

describe.skipIf(isPageSkipped)('with the keyboard and a screen reader', () => {
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await openVisit();
    page = visit.page;
    await setUp(visit.crew, visit.crew.ana);
    await page.getByRole('button', { name: 'Write the first one-pager' }).waitFor();
    return visit.close;
  });

  const focused = () =>
    page.evaluate(() => {
      const active = document.activeElement;
      const label = active instanceof HTMLInputElement ? active.labels?.[0]?.textContent : '';
      return label || active?.getAttribute('aria-label') || active?.textContent || '';
    });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  it('has landmarks, and a name for everything that can be used', async () => {
    expect(await page.getByRole('banner').count()).toBe(1);
    expect(await page.getByRole('main').count()).toBe(1);
    await page.getByRole('navigation', { name: 'Channels and direct messages' }).waitFor();
    await page.getByRole('region', { name: 'Time machine' }).waitFor();
    await page.getByRole('list', { name: 'Messages in #growth' }).waitFor();
    expect(await listUnnamed(page)).toEqual([]);
  });

  it('opens a form from the shortcuts menu, fills it and goes on, without a mouse', async () => {
    await page.getByRole('textbox', { name: 'Message #growth' }).focus();
    await press('Tab', 'Enter');
    await page.getByRole('menuitem', { name: 'Write a one-pager' }).waitFor();
    await press('Enter');
    const form = modalOf(page, 'One-pager 1 of 3');
    await form.waitFor();
    expect(await listUnnamed(page)).toEqual([]);

    // The focus is on the first field; the first letter of a scene chooses it.
    await press('P');
    await expect.poll(() => form.getByLabel('Short name').inputValue()).toBe('Action X first');
    await press('Tab', 'ControlOrMeta+a');
    await page.keyboard.type('By keyboard');
    await press('Enter');
    await modalOf(page, 'One-pager 2 of 3').waitFor();
    // The role whose pair may fill the fields below.
    await expect.poll(focused).toContain('Choose a role');
  });

  it('keeps the focus inside the form', async () => {
    const form = modalOf(page, 'One-pager 2 of 3');
    const isInside = () => form.evaluate((dialog) => dialog.contains(document.activeElement));
    await press('Shift+Tab', 'Shift+Tab');
    expect(await isInside()).toBe(true);
    const stops: string[] = [];
    for (let presses = 0; presses < 20; presses++) {
      await press('Tab');
      expect(await isInside()).toBe(true);
      stops.push(await focused());
    }
    expect(stops).toContain('Next: safety');
    expect(new Set(stops).size).toBeLessThan(stops.length);
  });

  it('closes with Escape, gives the focus back, and the draft goes on from /onepager', async () => {
    await press('Escape');
    await modalOf(page, 'One-pager 2 of 3').waitFor({ state: 'hidden' });
    await expect.poll(focused).toBe('Shortcuts');
    await press('Shift+Tab');
    await page.keyboard.type('/onepager');
    await press('Enter');
    const drafts = modalOf(page, 'One-pager');
    await drafts.getByText('By keyboard').waitFor();
    await drafts.getByRole('button', { name: 'Resume' }).focus();
    await press('Enter');
    await modalOf(page, 'One-pager 2 of 3').waitFor();
    expect(
      await modalOf(page, 'One-pager 2 of 3').getByLabel('Moves first: now').inputValue(),
    ).toBe('41%');
    await press('Escape');
    // It gives the focus back only when it is gone.
    await modalOf(page, 'One-pager 2 of 3').waitFor({ state: 'hidden' });
  });

  it('opens and leaves menus with the arrow keys and Escape', async () => {
    await page.getByRole('button', { name: /^You are/ }).focus();
    await press('Enter', 'ArrowDown', 'ArrowDown');
    await expect.poll(focused).toContain('Mia Lindqvist');
    await press('Escape');
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    await press('Enter', 'ArrowDown', 'Enter');
    await page.getByRole('button', { name: 'You are Ben Okafor' }).waitFor();
  });

  it('closes the time machine with Escape while the focus is still on the clock', async () => {
    const clock = page.getByRole('button', { name: /^Workspace time/ });
    await clock.click();
    await page.getByRole('button', { name: 'Go there' }).waitFor();
    await clock.focus();
    await press('Escape');
    await page.getByRole('button', { name: 'Go there' }).waitFor({ state: 'hidden' });
    await expect.poll(focused).toContain('Workspace time');
  });

  it('says what moves by itself: the clock, new messages, what failed', async () => {
    await travel(page, 'Next review');
    await page.getByRole('status').filter({ hasText: 'due on the way' }).waitFor();
    expect(await listUnnamed(page)).toEqual([]);
    expect(visit.problems).toEqual([]);
  });
});
