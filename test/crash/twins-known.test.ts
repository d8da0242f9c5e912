import { expect, it } from 'vitest';
import { z } from 'zod';
import { startBot } from '../protocol/bot-process.ts';
import { startMiniSlack } from '../protocol/mini-slack.ts';
import { createPostgres } from '../stores/engines.ts';
import { patienceMs } from './patience.ts';

const readySchema = z.object({ checks: z.array(z.object({ name: z.string(), says: z.string() })) });

it('two processes on one PostgreSQL are no strangers to each other, and a third that is one is told (F-17)', async () => {
  const slack = await startMiniSlack();
  const databaseUrl = await createPostgres();
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-mini',
    SLACK_APP_TOKEN: 'xapp-mini',
    SLACK_API_URL: slack.apiUrl,
  };
  const bots = [
    await startBot({ environment, databaseUrl }),
    await startBot({ environment, databaseUrl }),
  ];
  await slack.until('four connections', () => (slack.sockets.size === 4 ? true : undefined));
  // As Slack greets when somebody else's laptop has one too; to the second of the two.
  slack.sends(JSON.stringify({ type: 'hello', num_connections: 5 }));
  const readTransport = async (port = 0): Promise<string | undefined> => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { checks } = readySchema.parse(await answer.json());
    return checks.find(({ name }) => name === 'transport')?.says;
  };
  const told = { timeout: patienceMs, interval: 200 };
  await expect
    .poll(() => readTransport(bots[1]?.port), told)
    .toMatch(/^1 more connection uses this app token/);
  expect(await readTransport(bots[0]?.port)).toBe('ok');
  const strangers = bots.map((bot) => bot.log().match(/another process is connected/g)?.length);
  expect(strangers).toEqual([undefined, 1]);
});
