import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { isPageSkipped } from './chromium.ts';
import { become, fill, modalOf, openVisit, threadOf, travel, type Visit, write } from './visit.ts';

/** Keeps what a field sends while somebody types on its way; `arrive` lets it come and says what the workspace answers. */
async function holdKeystrokes(page: Page) {
  const pattern = '**/sandbox/act';
  let held: Route | undefined;
  await page.route(pattern, async (route) => {
    const act = route.request().postDataJSON();
    if (act.act === 'block' && act.state?.type === 'plain_text_input') held = route;
    else await route.continue();
  });
  const isHeld = () => held !== undefined;
  const arrive = async (): Promise<unknown> => {
    const request = held?.request();
    await held?.continue();
    await page.unroute(pattern);
    return (await request?.response())?.json();
  };
  return { isHeld, arrive };
}

// One visit from the first look to the roll-up, by roles and labels only; each test goes on where the one before ended.
describe.skipIf(isPageSkipped)('a newcomer on the page', () => {
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await openVisit();
    page = visit.page;
    return visit.close;
  });

  it('is told that this is not Slack, invites Barbell and sets it up', async () => {
    await page.getByText('Not Slack; nothing leaves this machine.').waitFor();
    await page.getByRole('button', { name: 'Invite Barbell' }).click();
    await page.getByRole('button', { name: 'Set up' }).click();
    const form = modalOf(page, 'Set up Barbell');

    expect(await form.getByLabel('Who may say stop?').inputValue()).toBe('U0ANA');
    await form.getByRole('button', { name: 'Start the rhythm' }).click();

    await page.getByRole('button', { name: 'Write the first one-pager' }).waitFor();
    await page.getByText('Every Tue 10:00, closes Wed 17:00').waitFor();
  });

  it('writes a one-pager from a scene, and mends what is red', async () => {
    await page.getByRole('button', { name: 'Write the first one-pager' }).click();
    const first = modalOf(page, 'One-pager 1 of 3');
    await first.getByRole('button', { name: 'Next: signals' }).click();
    await first.getByRole('alert').filter({ hasText: 'required' }).first().waitFor();
    await first
      .getByLabel('Start from')
      .selectOption({ label: 'Product: a first step that people miss' });
    await expect.poll(() => first.getByLabel('Short name').inputValue()).toBe('Action X first');
    const late = await holdKeystrokes(page);
    await fill(first, { because: 'people stall at step N, not knowing what is next' });
    await expect.poll(late.isHeld).toBe(true);
    await first.getByRole('button', { name: 'Next: signals' }).click();

    const second = modalOf(page, 'One-pager 2 of 3');
    await second.waitFor();
    expect(await late.arrive()).toEqual({ ok: true });
    const rule = second.getByLabel('Moves first: continue if');
    await rule.fill('lots more');
    await second.getByRole('button', { name: 'Next: safety' }).click();
    await second.getByRole('alert').filter({ hasText: 'cannot be read as a rule' }).waitFor();
    expect(await second.getByText(/That did not work|Slack refused/).count()).toBe(0);
    expect(await rule.inputValue()).toBe('lots more');
    expect(await rule.evaluate((field) => field === document.activeElement)).toBe(true);
    await rule.fill('+10%');
    await second.getByRole('button', { name: 'Next: safety' }).click();

    const third = modalOf(page, 'One-pager 3 of 3');
    await third.getByText('Continue if Action X in 24 h rises 10%').waitFor();
    await fill(third, { 'Who may say stop': 'Mia Lindqvist' });
    await third.getByRole('button', { name: 'Publish' }).click();
    await modalOf(page, 'Published').getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Sharpen' }).waitFor();
  });

  it('moves the clock to the review and opens its thread', async () => {
    await travel(page, 'Next review');

    await page.getByText('15-minute review').first().waitFor();
    await page.getByRole('button', { name: /^Workspace time: Tue 24 Nov 2026, 10:00/ }).waitFor();
    await page.getByRole('button', { name: /^1 reply/ }).click();
    await threadOf(page).getByText('No readings yet, gate in 7 days.').waitFor();
    await threadOf(page).getByRole('button', { name: 'Start 15 minutes' }).click();
    await threadOf(page).getByText('15 minutes, until 10:15 AM').waitFor();
  });

  it('adds readings, and is asked for a why', async () => {
    await threadOf(page).getByRole('button', { name: 'Readings', exact: true }).click();
    const form = modalOf(page, 'Readings');
    await fill(form, {
      'Action X in 24 h: now?': '46%',
      'Action X in 24 h: out of how many?': '412',
    });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('alert').waitFor();
    await fill(form, { 'Why?': 'The prompt is live for 10% of Segment S' });
    await form.getByRole('button', { name: 'Save' }).click();

    await threadOf(page).getByText('On track, gate in 7 days.').waitFor();
    await threadOf(page).getByText('46% (n 412)').waitFor();
  });

  it('votes as three people, who see the split only once they voted', async () => {
    const thread = threadOf(page);
    await become(page, 'Ben Okafor');
    await thread.getByRole('button', { name: 'See votes' }).click();
    await thread.getByRole('listitem').getByText('The votes are hidden until').waitFor();
    await thread.getByRole('button', { name: 'Continue' }).click();
    await thread.getByText('1 of 5 voted').waitFor();

    await become(page, 'Mia Lindqvist');
    await thread.getByRole('button', { name: 'Change' }).click();
    const reason = modalOf(page, 'Vote: change');
    await reason.getByRole('textbox').fill('Half of them never saw the list');
    await reason.getByRole('button', { name: 'Vote' }).click();
    await thread.getByText('2 of 5 voted').waitFor();
    await thread.getByRole('button', { name: 'See votes' }).click();
    const votes = modalOf(page, 'Votes');
    await votes.getByText('Half of them never saw the list').waitFor();
    await votes.getByRole('button', { name: 'Close', exact: true }).click();

    await become(page, 'Theo Marchetti');
    await page
      .getByRole('button', { name: /^Workspace time: Tue 24 Nov 2026, 4:00 AM, America\/New_York/ })
      .waitFor();
    await thread.getByRole('button', { name: 'Continue' }).click();
    await thread.getByText('3 of 5 voted').waitFor();
    await thread.getByRole('button', { name: 'Log decision' }).click();
    await thread.getByRole('listitem').getByText('Logging the decision is for').waitFor();
  });

  it('logs the decision with one press', async () => {
    await become(page, 'Ana Ortiz');
    const thread = threadOf(page);
    await thread.getByRole('button', { name: 'Log decision' }).click();
    const form = modalOf(page, 'Log decision');
    expect(await form.getByLabel('Decision', { exact: true }).inputValue()).toBe('continue');
    await form.getByRole('button', { name: 'Log decision' }).click();

    await thread.getByText('Decided: continue').waitFor();
    await thread.getByText('2 continue · 1 change · 0 stop').waitFor();
    await thread.getByText('Minority report: Change: Half of them never saw the list').waitFor();
  });

  it('moves on to the roll-up and reads it', async () => {
    await threadOf(page).getByRole('button', { name: 'Close thread' }).click();
    await travel(page, 'Next roll-up');

    const rollup = page.getByRole('listitem').filter({ hasText: 'roll-up' }).last();
    await rollup.getByText('week of 23 Nov').waitFor();
    // In the list; a screen reader is told the same words beside it.
    await page
      .getByRole('listitem')
      .getByText('The review closed: the card was decided.')
      .waitFor();
    await rollup.getByRole('button', { name: 'Open the log' }).click();
    const log = modalOf(page, 'Decision log');
    await log.getByText('Minority report').waitFor();
    const search = log.getByLabel('Search the log');
    await search.fill('Segment');
    await search.press('Enter');
    await log.getByText('Minority report').waitFor({ state: 'hidden' });
    await log.getByText('New signups in Segment S').waitFor();
    await log.getByRole('button', { name: 'Close', exact: true }).click();
    // Behind an open window nothing can be typed.
    await log.waitFor({ state: 'hidden' });
  });

  it('finds the decision by its words, and is helped when a word is wrong', async () => {
    await write(page, '/onepager decisions segment');
    await page.getByRole('listitem').getByText('In the log').waitFor();
    await write(page, '/onepager lst');
    await page.getByRole('listitem').getByText('Did you mean').waitFor();
    await write(page, '/nonsense');
    await page.getByRole('status').getByText('/nonsense is not a valid command.').waitFor();
    // What was typed is not lost with the refusal.
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Message #growth' }).inputValue())
      .toBe('/nonsense');
  });

  it('made the browser complain of nothing', () => {
    expect(visit.problems).toEqual([]);
  });
});
