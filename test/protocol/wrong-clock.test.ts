import { expect, it } from 'vitest';
import { z } from 'zod';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { firstWeeks } from '../../src/features/team/rules.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { makeSceneBet } from '../stores/bet-fixture.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { type BotProcess, makeFolder, startBot } from './bot-process.ts';
import { miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

const minuteMs = 60_000;
/** What is waited for comes with the bell, which rings every ten seconds. */
const withTheBell = { timeout: 45_000 };

/** Loaded into the bot before anything of its own: at each SIGUSR2 the wall's clock leaps, away and back. The steady one does not. */
const leaping = `
  const Sound = Date;
  let aheadMs = 0;
  process.on('SIGUSR2', () => { aheadMs = aheadMs === 0 ? Number(process.env.LEAP_MS) : 0; });
  globalThis.Date = class extends Sound {
    constructor(...given) { given.length === 0 ? super(Sound.now() + aheadMs) : super(...given); }
    static now() { return Sound.now() + aheadMs; }
  };`;

/** A database with one team whose next review is due so many minutes from now. */
async function makeDatabase(dueInMinutes: number): Promise<string> {
  const databaseUrl = `${await makeFolder()}/barbell.db`;
  const database = await openDatabase(databaseUrl);
  await migrate(database);
  await saveWorkspace(database.db, { id: miniTeamId, botUserId: miniBotUserId, now: new Date() });
  const due = new Date(Date.now() + dueInMinutes * minuteMs);
  const reviewWeekday = due.getUTCDay() || 7;
  const rhythm = {
    // The roll-up is days away, on whatever day this runs: what is posted here would be early.
    ...{
      zone: 'UTC',
      reviewWeekday,
      closeAfterDays: 1,
      rollupWeekday: ((reviewWeekday + 2) % 7) + 1,
    },
    ...{ reviewTime: due.toISOString().slice(11, 16), rhythmDays: 7 as const },
  };
  const team = makeTeam({ ...rhythm, workspaceId: miniTeamId });
  const now = new Date();
  await transact(database.db, async (tx) => {
    await insertTeam(tx, { ...team, ...firstWeeks(team, now), setUpAt: now });
    await insertOnePager(tx, {
      ...{ id: 'op_1', number: 1, version: 1, startedAt: now, kind: 'probe', ownerId: 'U1' },
      ...{ workspaceId: miniTeamId, teamId: team.id, state: 'running' },
      bet: makeSceneBet('2026-01-01', {
        gateOn: '2099-01-01',
        maturesOn: '2099-01-01',
        stopOwnerId: 'U1',
      }),
    });
  });
  await database.close();
  return databaseUrl;
}

const checksSchema = z.object({
  checks: z.array(z.looseObject({ name: z.string(), ok: z.boolean(), says: z.string() })),
});
const healthSchema = z.looseObject({ now: z.iso.datetime(), isQuiet: z.boolean() });

async function askClock(bot: BotProcess): Promise<{ ok: boolean; says: string } | undefined> {
  const answer = await fetch(`http://127.0.0.1:${bot.port}/readyz`);
  const { checks } = checksSchema.parse(await answer.json());
  return checks.find(({ name }) => name === 'clock');
}

async function askHealth(bot: BotProcess): Promise<z.infer<typeof healthSchema>> {
  const answer = await fetch(`http://127.0.0.1:${bot.port}/healthz`);
  return healthSchema.parse(await answer.json());
}

it('a process whose clock leaps posts nothing early, goes by Slack’s time and says so (F-61)', {
  timeout: 240_000,
}, async () => {
  const slack = await startMiniSlack();
  const bot = await startBot({
    databaseUrl: await makeDatabase(55),
    environment: {
      LEAP_MS: String(60 * minuteMs),
      SLACK_BOT_TOKEN: 'xoxb-mini',
      SLACK_APP_TOKEN: 'xapp-mini',
      SLACK_API_URL: slack.apiUrl,
    },
    nodeWords: ['--import', `data:text/javascript,${encodeURIComponent(leaping)}`],
  });
  const posts = () => slack.calls.filter(({ method }) => method === 'chat.postMessage');
  const isOff = async () =>
    Math.abs(Date.parse((await askHealth(bot)).now) - Date.now()) > minuteMs;
  await expect.poll(async () => (await askHealth(bot)).isQuiet, withTheBell).toBe(true);
  expect(await askClock(bot)).toMatchObject({ ok: true });

  bot.kill('SIGUSR2');
  await expect
    .poll(() => askClock(bot), withTheBell)
    .toMatchObject({ ok: false, says: expect.stringMatching(/by Slack’s.*NTP/) });
  // What is due has been asked since.
  await expect.poll(async () => (await askHealth(bot)).isQuiet, withTheBell).toBe(true);
  expect([await isOff(), posts()]).toEqual([false, []]);
  await expect
    .poll(() => bot.log(), withTheBell)
    .toMatch(/"part":"clock","says":"this machine’s clock/);

  bot.kill('SIGUSR2');
  await expect.poll(() => askClock(bot), withTheBell).toMatchObject({ ok: true });
  expect([await isOff(), posts()]).toEqual([false, []]);
});
