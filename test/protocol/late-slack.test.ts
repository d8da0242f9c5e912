import { expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../harness/world.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { startMiniSlack } from './mini-slack.ts';

// A machine that comes up while Slack is down: the start waits, says for what, and goes on by itself.

const patience = { timeout: 90_000, interval: 100 };
const readySchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), says: z.string() })),
});

function startLate(apiUrl: string): Promise<BotProcess> {
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-mini', SLACK_APP_TOKEN: 'xapp-mini' };
  return startBot({ environment: { ...tokens, SLACK_API_URL: apiUrl }, doesWait: true });
}

/** The status of a page, 0 while nobody listens, and what `/readyz` says is not well. */
async function ask(bot: BotProcess, page: string): Promise<{ status: number; body: unknown }> {
  const asking = fetch(`http://127.0.0.1:${bot.port}${page}`);
  const [answer] = await Promise.allSettled([asking]);
  if (answer.status === 'rejected') return { status: 0, body: undefined };
  return { status: answer.value.status, body: await answer.value.json().catch(() => undefined) };
}

async function readWaiting(bot: BotProcess): Promise<string[] | undefined> {
  const { status, body } = await ask(bot, '/readyz');
  if (status === 0) return undefined;
  const { ok, checks } = readySchema.parse(body);
  expect(status).toBe(ok ? 200 : 503);
  return checks.flatMap((check) => (check.ok ? [] : [`${check.name}: ${check.says}`]));
}

it('a start during an outage of Slack waits for it, says so, and goes on when it is over (P05, P06)', async () => {
  const port = await freePort();
  const bot = await startLate(`http://127.0.0.1:${port}/api/`);
  const waits = [expect.stringMatching(/^slack: Slack cannot be reached at .*status\.slack\.com/)];
  await expect.poll(() => readWaiting(bot), patience).toEqual(waits);
  expect((await ask(bot, '/healthz')).body).toMatchObject({ ok: true, nextDueAt: null });
  expect(
    (await fetch(`http://127.0.0.1:${bot.port}/slack/events`, { method: 'POST' })).status,
  ).toBe(503);

  await startMiniSlack(undefined, port);
  await expect.poll(() => readWaiting(bot), patience).toEqual([]);
  await expect.poll(() => bot.output(), patience).toMatch(/^Barbell is in your Slack/);
  // However often it was asked.
  expect(bot.log().match(/the start waits/g)).toHaveLength(1);
});

it('a start that Slack cannot reach yet says so, and goes on when it can (P05, P06)', async () => {
  const slack = await startMiniSlack();
  slack.answers('apps.connections.open', { ok: false, error: 'internal_error' });
  const bot = await startLate(slack.apiUrl);
  const waits = [expect.stringMatching(/^transport: Slack cannot reach us yet/)];
  await expect.poll(() => readWaiting(bot), patience).toEqual(waits);

  slack.answers('apps.connections.open', undefined);
  await expect.poll(() => readWaiting(bot), patience).toEqual([]);
});

it('a start while the workspace is shut waits until it opens, and blames no token (F-25)', async () => {
  const slack = await startMiniSlack();
  slack.answers('auth.test', { ok: false, error: 'team_added_to_org' });
  const bot = await startLate(slack.apiUrl);
  const waits = [
    expect.stringMatching(/^slack: the workspace is shut to us \(team_added_to_org\)/),
  ];
  await expect.poll(() => readWaiting(bot), patience).toEqual(waits);

  slack.answers('auth.test', undefined);
  await expect.poll(() => readWaiting(bot), patience).toEqual([]);
});

it('a token that turns out to be wrong when the outage is over ends the start with a sentence', async () => {
  const port = await freePort();
  const bot = await startLate(`http://127.0.0.1:${port}/api/`);
  await expect.poll(() => readWaiting(bot), patience).toHaveLength(1);

  const slack = await startMiniSlack(undefined, port);
  slack.answers('auth.test', { ok: false, error: 'invalid_auth' });
  expect((await bot.ended).code).toBe(1);
  expect(bot.log()).toMatch(/^Slack refuses SLACK_BOT_TOKEN \(invalid_auth\): copy/m);
});

it('a start that waits for Slack ends when it is told to stop', async () => {
  const bot = await startLate(`http://127.0.0.1:${await freePort()}/api/`);
  await expect.poll(() => readWaiting(bot), patience).toHaveLength(1);

  bot.kill('SIGTERM');
  expect(await bot.ended).toEqual({ code: 0, signal: null });
});
