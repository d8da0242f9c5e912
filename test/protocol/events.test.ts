import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/db/open.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { type MiniSlack, miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

// An event is one effect: acknowledged when it is saved and not before, so that Slack sends again what a dead bot had.

const secret = 'a-signing-secret-of-a-test';
const transports = {
  socket: { SLACK_APP_TOKEN: 'xapp-mini' },
  http: { SLACK_SIGNING_SECRET: secret },
} as const;

/** Slack's side of one transport: whether a delivery was acknowledged, which a slow machine may take its time for. */
interface Wire {
  deliver(payload: object, withinMs?: number): Promise<boolean>;
}

const patienceMs = 30_000;
let envelopes = 0;

function overSockets(slack: MiniSlack): Wire {
  return {
    deliver: async (payload, withinMs = patienceMs) => {
      envelopes += 1;
      const id = `envelope-${envelopes}`;
      slack.sends(JSON.stringify({ envelope_id: id, type: 'events_api', payload }));
      const deadline = performance.now() + withinMs;
      while (performance.now() < deadline && slack.sockets.size > 0) {
        if (slack.acks.has(id)) return true;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return false;
    },
  };
}

function overHttp(bot: BotProcess): Wire {
  return {
    deliver: async (payload) => {
      const body = JSON.stringify(payload);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`);
      const response = await fetch(`http://127.0.0.1:${bot.port}/slack/events`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${hmac.digest('hex')}`,
        },
        signal: AbortSignal.timeout(patienceMs),
      }).catch(() => undefined);
      return response?.status === 200;
    },
  };
}

async function start(transport: keyof typeof transports, slack: MiniSlack, databaseUrl?: string) {
  const bot = await startBot({
    environment: {
      SLACK_BOT_TOKEN: 'xoxb-mini',
      SLACK_API_URL: slack.apiUrl,
      ...transports[transport],
    },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  return { bot, wire: transport === 'socket' ? overSockets(slack) : overHttp(bot) };
}

const joined = (eventId: string, channel: string): object => ({
  ...{ type: 'event_callback', event_id: eventId, team_id: miniTeamId },
  event: { type: 'member_joined_channel', user: miniBotUserId, channel },
});

/** What a bot has saved, when it is dead: nobody else may look before. */
async function listAddresses(bot: BotProcess): Promise<string[]> {
  bot.kill('SIGKILL');
  await bot.ended;
  const database = await openDatabase(bot.databaseUrl);
  const rows = await database.db.selectFrom('message').select('address').execute();
  await database.close();
  return rows.map((row) => row.address);
}

describe.each(['socket', 'http'] as const)('an event over %s', (transport) => {
  it('is acknowledged when it is saved: a bot that dies right then has it (P02, F-08)', async () => {
    const slack = await startMiniSlack();
    // Long enough that an acknowledgement in advance would come first.
    slack.delays('conversations.info', 500);
    const { bot, wire } = await start(transport, slack);
    expect(await wire.deliver(joined('Ev1', 'C0ONE'))).toBe(true);
    expect(await listAddresses(bot)).toEqual(['setup:C0ONE']);
  });

  it('is not acknowledged by a bot that dies with it, and done once by the next (P02, P03)', async () => {
    const slack = await startMiniSlack();
    let isHeld = true;
    slack.holds('conversations.info', () => isHeld);
    const first = await start(transport, slack);
    const delivering = first.wire.deliver(joined('Ev1', 'C0ONE'));
    await slack.until('the look-up', () =>
      slack.calls.find(({ method }) => method === 'conversations.info'),
    );
    first.bot.kill('SIGKILL');
    expect(await delivering).toBe(false);
    isHeld = false;
    const second = await start(transport, slack, first.bot.databaseUrl);
    for (let copy = 0; copy < 3; copy += 1) {
      expect(await second.wire.deliver(joined('Ev1', 'C0ONE'))).toBe(true);
    }
    expect(await listAddresses(second.bot)).toEqual(['setup:C0ONE']);
  });

  it('that fails is not acknowledged, and what Slack sends again is one effect (F-04, F-05, B-18)', async () => {
    const slack = await startMiniSlack();
    slack.answers('conversations.info', { ok: false, error: 'internal_error' });
    const { bot, wire } = await start(transport, slack);
    expect(await wire.deliver(joined('Ev1', 'C0ONE'), 1_000)).toBe(false);
    slack.answers('conversations.info', undefined);
    for (let copy = 0; copy < 3; copy += 1) {
      expect(await wire.deliver(joined('Ev1', 'C0ONE'))).toBe(true);
    }
    // The same id with other content: the first one counts.
    expect(await wire.deliver(joined('Ev1', 'C0OTHER'))).toBe(true);
    expect(bot.log()).toMatch(/two events have one id/);
    expect(bot.log()).not.toContain('"level":50');
    expect(await listAddresses(bot)).toEqual(['setup:C0ONE']);
  });
});
