import type { WebSocket } from 'ws';
import { insertTeam } from '../../src/features/team/store.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { makeFolder, startBot } from './bot-process.ts';
import { type MiniSlack, miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

/** What became of the clicks: `lost` were not acknowledged or left nothing, `doubled` left more than one thing. */
export interface StormFigures {
  clicks: number;
  refreshes: number;
  lost: number;
  doubled: number;
  slowestMs: number;
}

const refreshEveryMs = 2_000;
/** How long after its word Slack closes a connection. */
const closesAfterMs = 2_000;
const ackWithinMs = 3_000;
const teamId = 'tm_storm';

/**
 * So many people log a decision each, so many a second, while Slack renews one connection after the other. A connection that
 * Slack has asked to leave gets nothing more. The bot is a process of its own. (reliability.md P04, F-12)
 */
export async function refreshStorm(plan: {
  clicks: number;
  perSecond: number;
}): Promise<StormFigures> {
  const ends: (() => Promise<void>)[] = [];
  const atEnd = (end: () => Promise<void>): void => void ends.push(end);
  try {
    const slack = await startMiniSlack(atEnd);
    const databaseUrl = `${await makeFolder(atEnd)}/barbell.db`;
    await foundTeam(databaseUrl);
    const environment = {
      ...{ SLACK_BOT_TOKEN: 'xoxb-mini', SLACK_APP_TOKEN: 'xapp-mini' },
      SLACK_API_URL: slack.apiUrl,
    };
    const bot = await startBot({ environment, databaseUrl }, atEnd);
    await slack.until('two connections', () => (slack.sockets.size >= 2 ? true : undefined));
    // The first one looks everybody up; it is no part of the storm.
    while ((await press(slack, new Set(), 1_000_000)) === undefined);
    const storm = await blow(slack, plan);
    bot.kill('SIGTERM');
    await bot.ended;
    return { ...storm, ...(await countEffects(databaseUrl, plan.clicks, storm.unacked)) };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function foundTeam(databaseUrl: string): Promise<void> {
  const database = await openDatabase(databaseUrl);
  await migrate(database);
  await saveWorkspace(database.db, { id: miniTeamId, botUserId: miniBotUserId, now: new Date() });
  const place = { channelId: 'C0MINI', rollupChannelId: 'C0MINI' };
  const who = { workspaceId: miniTeamId, setUpBy: 'U0ONE' };
  await transact(database.db, (tx) => insertTeam(tx, makeTeam({ id: teamId, ...place, ...who })));
  await database.close();
}

async function blow(slack: MiniSlack, plan: { clicks: number; perSecond: number }) {
  const left = new Set<WebSocket>();
  const unacked: number[] = [];
  let refreshes = 0;
  let slowestMs = 0;
  const refresh = (): void => {
    const standing = [...slack.sockets].filter((socket) => !left.has(socket));
    // Slack renews after hours: what it renewed last has long been replaced.
    if (standing.length < 2) return;
    const reason = refreshes % 3 === 2 ? 'warning' : 'refresh_requested';
    for (const socket of standing.slice(0, 1)) {
      socket.send(JSON.stringify({ type: 'disconnect', reason }));
      left.add(socket);
      setTimeout(() => socket.close(1000), closesAfterMs);
    }
    refreshes += 1;
  };
  const timer = setInterval(refresh, refreshEveryMs);
  const clicking: Promise<void>[] = [];
  for (let click = 0; click < plan.clicks; click += 1) {
    clicking.push(
      press(slack, left, click).then((tookMs) => {
        if (tookMs === undefined) unacked.push(click);
        else slowestMs = Math.max(slowestMs, Math.round(tookMs));
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000 / plan.perSecond));
  }
  await Promise.all(clicking);
  clearInterval(timer);
  return { clicks: plan.clicks, refreshes, slowestMs, unacked };
}

/** One click, on any connection that takes one; how long its answer took, or undefined without one in Slack's time. */
async function press(
  slack: MiniSlack,
  left: ReadonlySet<WebSocket>,
  click: number,
): Promise<number | undefined> {
  const standing = [...slack.sockets].filter((one) => !left.has(one) && one.readyState === 1);
  const socket = standing[click % Math.max(1, standing.length)];
  if (socket === undefined) return undefined;
  const id = `click-${click}`;
  const sentAt = performance.now();
  socket.send(JSON.stringify({ envelope_id: id, type: 'interactive', payload: payloadOf(click) }));
  while (performance.now() - sentAt < ackWithinMs) {
    if (slack.acks.has(id)) return performance.now() - sentAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return undefined;
}

function payloadOf(click: number): object {
  const title = { value: { type: 'plain_text_input', value: `click ${click} of the storm` } };
  return {
    type: 'view_submission',
    team: { id: miniTeamId },
    user: { id: 'U0ONE' },
    trigger_id: `trigger.${click}`,
    view: {
      ...{ id: `V${click}`, type: 'modal', callback_id: 'decision.log-message' },
      private_metadata: JSON.stringify({ teamId, permalink: '' }),
      state: { values: { title } },
    },
  };
}

async function countEffects(databaseUrl: string, clicks: number, unacked: readonly number[]) {
  const database = await openDatabase(databaseUrl);
  const rows = await database.db
    .selectFrom('decision_text')
    .select('text')
    .where('field', '=', 'title')
    .execute();
  await database.close();
  const times = new Map<string, number>();
  for (const { text } of rows) times.set(text ?? '', (times.get(text ?? '') ?? 0) + 1);
  const numbers = Array.from({ length: clicks }, (_, click) => click);
  const effects = numbers.map((click) => times.get(`click ${click} of the storm`) ?? 0);
  return {
    lost: numbers.filter((click) => effects[click] === 0 || unacked.includes(click)).length,
    doubled: effects.filter((count) => count > 1).length,
  };
}
