import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { setUp } from '../harness/crew.ts';
import { isPageSkipped } from './chromium.ts';
import { listUnnamed, modalOf, openVisit, type Visit, write } from './visit.ts';

describe.skipIf(isPageSkipped)('the places of the page', () => {
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await openVisit();
    page = visit.page;
    return visit.close;
  });
  const goTo = (name: string) =>
    page
      .getByRole('navigation', { name: 'Channels and direct messages' })
      .getByRole('button', { name, exact: true })
      .click();

  it('keeps what was typed and not sent, for each channel and person', async () => {
    const composer = page.getByRole('textbox', { name: /^Message #/ });
    await composer.fill('not sent yet');
    await goTo('company');
    await page.getByRole('textbox', { name: 'Message #company' }).waitFor();
    expect(await composer.inputValue()).toBe('');
    await goTo('growth');
    await page.getByRole('textbox', { name: 'Message #growth' }).waitFor();
    expect(await composer.inputValue()).toBe('not sent yet');
    await composer.fill('');
  });

  it('marks a channel unread until somebody reads it', async () => {
    await visit.crew.ben.says('Has anyone looked at this, <@U0ANA>?', { channel: 'company' });
    await page.getByRole('button', { name: 'company, unread' }).click();
    await page.getByText('Has anyone looked at this').waitFor();
    await page.getByRole('button', { name: 'company', exact: true }).waitFor();
    await goTo('growth');
  });

  it('shows Home before, and its buttons after the set-up', async () => {
    await goTo('Barbell');
    await page
      .getByRole('region', { name: 'Barbell Home' })
      .getByText('You are in no team yet')
      .waitFor();
    await setUp(visit.crew, visit.crew.ana);
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByText('Sending messages to this app has been turned off.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByText('First steps').waitFor();
    expect(await listUnnamed(page)).toEqual([]);
    await page.getByRole('button', { name: 'Settings' }).click();
    const settings = modalOf(page, 'Settings');
    expect(await settings.getByLabel('Time zone').inputValue()).toBe('Europe/Berlin');
    expect(await listUnnamed(page)).toEqual([]);
    await settings.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'New one-pager' }).first().click();
    await modalOf(page, 'One-pager 1 of 3').getByRole('button', { name: 'Cancel' }).click();
  });

  it('opens at a message’s permalink, in and out of a thread', async () => {
    const [card] = await visit.crew.client.messages('C0GROWTH', 'U0ANA');
    const link = `/archives/C0GROWTH/p${(card?.ts ?? '').replace('.', '')}`;
    await page.goto(`${visit.crew.world.sandboxUrl}${link}`);
    await page.getByRole('main', { name: '#growth' }).waitFor();
    await page.getByRole('button', { name: 'Write the first one-pager' }).waitFor();
    const link2 = `${link}?thread_ts=${card?.ts}`;
    await page.goto(`${visit.crew.world.sandboxUrl}${link2}`);
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();
    await page.getByRole('button', { name: 'Close thread' }).click();
  });

  it('says when the bot is gone, and when it is back', async () => {
    await visit.crew.world.endBot('SIGTERM');
    await page.getByText('Barbell is not connected').waitFor();
    await write(page, '/onepager');
    await page
      .getByRole('status')
      .getByText(/\/onepager/)
      .first()
      .waitFor();
    await visit.crew.world.startBot();
    await page.getByText('Barbell is not connected').waitFor({ state: 'hidden' });
    expect(visit.problems).toEqual([]);
  });
});
