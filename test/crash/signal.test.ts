import { describe, expect, it } from 'vitest';
import { openCopy, openDatabase } from '../../src/platform/db/open.ts';
import { type Crew, openCrew, readAll, setUp } from '../harness/crew.ts';
import { freePort } from '../harness/world.ts';
import { type BotProcess, makeFolder, startBot } from '../protocol/bot-process.ts';
import { miniBotUserId, miniTeamId, startMiniSlack } from '../protocol/mini-slack.ts';
import { letRest, untilUnderWay } from './under-way.ts';

/** Waits until the call that sends this message has begun; on a machine that looks late it may be done. */
async function untilSending({ client, world }: Crew, address: string): Promise<void> {
  await client.until(`${address} being sent`, async () => {
    const database = await openCopy(world.databaseUrl);
    const row = await database.db
      .selectFrom('message')
      .select('state')
      .where('address', '=', address)
      .executeTakeFirst();
    await database.close();
    return row === undefined || row.state === 'pending' ? undefined : true;
  });
}

describe('SIGTERM', () => {
  it('lets what is being sent arrive, and the next start goes on from there (F-90)', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    const delay = { kind: 'delay', method: 'chat.postMessage', ms: 1_500 } as const;
    await crew.client.faults([delay]);
    await crew.client.change({ change: 'join', channel: 'C0COMPANY', userId: 'U0BARBELL' });
    await untilSending(crew, 'setup:C0COMPANY');
    expect(await crew.world.endBot('SIGTERM')).toEqual({ code: 0, signal: null });
    const database = await openDatabase(crew.world.databaseUrl);
    const rows = await database.db.selectFrom('message').select(['address', 'state']).execute();
    await database.close();
    expect(rows.map((row) => row.state)).toEqual(rows.map(() => 'sent'));
    await crew.world.startBot();
    await crew.client.advance({ minutes: 0 });
    expect(await readAll(crew, 'C0COMPANY')).toEqual([expect.stringMatching(/Three questions/)]);
    expect(crew.world.botLog()).toBe('');
  });

  it.each(['socket', 'http'] as const)(
    'lets a press get its answer, over %s',
    async (transport) => {
      await using crew = await openCrew({ transport });
      await setUp(crew, crew.ana);
      // Somebody new has to be asked about, and Slack takes its time.
      await crew.client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0LENA' });
      await letRest(crew);
      await crew.client.faults([{ kind: 'delay', method: 'users.info', ms: 1_000, times: 3 }]);
      const answered = crew.lena.runs('/onepager settings', { channel: 'growth' });
      await untilUnderWay(crew, [answered]);
      expect(await crew.world.endBot('SIGTERM')).toEqual({ code: 0, signal: null });
      expect(await answered).toMatchObject({ ok: true, acked: true });
    },
  );

  it('does not wait for a Slack that hangs, and what it did not answer is left for the next start', async () => {
    const slack = await startMiniSlack();
    const environment = {
      SLACK_BOT_TOKEN: 'xoxb-mini',
      SLACK_APP_TOKEN: 'xapp-mini',
      SLACK_API_URL: slack.apiUrl,
    };
    const bot = await startBot({ environment });
    slack.hangs('chat.postMessage');
    const event = { type: 'member_joined_channel', user: miniBotUserId, channel: 'C0MINI' };
    const payload = { type: 'event_callback', event_id: 'Ev1', team_id: miniTeamId, event };
    slack.sends(JSON.stringify({ type: 'events_api', envelope_id: 'e1', payload }));
    await slack.until('a post', () => slack.calls.find((one) => one.method === 'chat.postMessage'));
    bot.kill('SIGTERM');
    expect(await bot.ended).toEqual({ code: 0, signal: null });
    const database = await openDatabase(bot.databaseUrl);
    const rows = await database.db.selectFrom('message').select(['address', 'state']).execute();
    await database.close();
    expect(rows).toEqual([
      { address: 'setup:C0MINI', state: expect.stringMatching(/^(sending|unknown)$/) },
    ]);
  });
});

describe('a second Barbell on the same file', () => {
  it('is refused in one line, and the first goes on', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const second = await startBot({
      environment: {
        SLACK_BOT_TOKEN: 'xoxb-sandbox',
        SLACK_APP_TOKEN: 'xapp-sandbox',
        SLACK_API_URL: `${crew.world.sandboxUrl}/api/`,
      },
      databaseUrl: crew.world.databaseUrl,
      mayFail: true,
    });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.log()).toMatch(
      /^The database \S+ is in use by another Barbell \(process \d+ on \S+\)\.[^\n]*\n$/,
    );
    await setUp(crew, crew.ana);
  });
});

describe('Ctrl-C of `npm start`', () => {
  it('stops the local workspace cleanly, and the next start goes on where it was', async () => {
    const folder = await makeFolder();
    const start = async (): Promise<BotProcess> =>
      startBot({
        environment: { SANDBOX_PORT: String(await freePort()) },
        databaseUrl: `${folder}/barbell.db`,
      });
    const first = await start();
    expect(first.output()).toMatch(/^Barbell is ready: open http:\/\/127\.0\.0\.1:\d+[^\n]*\n$/);
    await control(first, '/sandbox/world', {
      change: 'join',
      channel: 'C0GROWTH',
      userId: 'U0BARBELL',
      inviterId: 'U0ANA',
    });
    await control(first, '/sandbox/clock/advance', { minutes: 90 });
    first.kill('SIGINT');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(first.log()).toBe('');

    const second = await start();
    const result = await control(second, '/sandbox/clock/advance', { minutes: 0 });
    expect(result).toMatchObject({ isSettled: true });
    const url = `${pageOf(second)}/sandbox/messages?channel=C0GROWTH`;
    const { messages }: { messages: { text: string; metadata?: unknown }[] } = await (
      await fetch(url)
    ).json();
    expect(messages.filter((message) => message.metadata !== undefined)).toHaveLength(1);
    second.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(second.log()).toBe('');
  });
});

function pageOf(bot: BotProcess): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(bot.output())?.[0] ?? '';
}

async function control(bot: BotProcess, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(pageOf(bot) + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

describe('a bug that nobody caught', () => {
  it.each([
    ['a rejection', 'Promise.reject(new Error(secret))'],
    ['an exception', 'throw new Error(secret)'],
  ])('ends the process with code 1 and a line without tokens: %s (F-87)', async (_what, bug) => {
    const slack = await startMiniSlack();
    const secret = 'the token is xoxb-12-34-abc, and postgres://me:hunter2@db.example/x';
    const plant = `process.once('SIGUSR2', () => { const secret = process.env.PLANTED; ${bug} });`;
    const bot = await startBot({
      environment: {
        PLANTED: secret,
        SLACK_BOT_TOKEN: 'xoxb-mini',
        SLACK_APP_TOKEN: 'xapp-mini',
        SLACK_API_URL: slack.apiUrl,
      },
      nodeWords: ['--import', `data:text/javascript,${encodeURIComponent(plant)}`],
    });
    bot.kill('SIGUSR2');
    expect(await bot.ended).toEqual({ code: 1, signal: null });
    const lines = bot.log().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 50, msg: 'a bug ends the process' });
    expect(bot.log()).not.toMatch(/xoxb-12|hunter2/);
    expect(bot.log()).toMatch(/\[token\].*\[password\]/);
  });
});

describe('barbell verify', () => {
  it.each([
    ['a database that is not there', 1, /^There is no database at [^\n]*\n$/],
    ['an empty one', 0, /There is no decision in this database yet\.\n/],
  ])('says what it found: %s', async (what, code, words) => {
    const databaseUrl = `${await makeFolder()}/barbell.db`;
    if (what === 'an empty one') {
      const tool = { words: ['src/cli.js', 'migrate'], environment: {}, databaseUrl };
      expect((await (await startBot(tool)).ended).code).toBe(0);
    }
    const verify = ['src/cli.js', 'verify'];
    const bot = await startBot({ words: verify, environment: {}, databaseUrl, mayFail: true });
    expect((await bot.ended).code).toBe(code);
    expect(bot.log() + bot.output()).toMatch(words);
  });
});
