import type { WebSocket } from 'ws';
import { insertTeam } from '../../src/features/team/store.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { makeFolder, startBot } from './bot-process.ts';
import { type MiniSlack, miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

/**
 * What became of the clicks: `undelivered` found no connection of ours, `unheard` left nothing and got no answer, `unacked` left
 * their thing and got no answer in time; those three are `lost`. `doubled` left more than one thing. `late` are connections that
 * Slack closed before another one was asked for.
 */
export interface StormFigures {
  clicks: number;
  refreshes: number;
  late: number;
  lost: number;
  undelivered: number;
  unheard: number;
  unacked: number;
  doubled: number;
  slowestMs: number;
}

/** How it storms. Slack says ten seconds before it closes a connection that it will. */
export interface StormPlan {
  clicks: number;
  /** What takes longer counts as no answer; Slack waits three seconds. */
  ackWithinMs: number;
  perSecond: number;
  refreshEveryMs: number;
  closesAfterMs: number;
}

type Fate = number | 'undelivered' | 'unanswered';

const teamId = 'tm_storm';
/** Nobody presses twenty times a second alone. */
const people = Array.from({ length: 20 }, (_, index) => `U0PRESS${index}`);

/**
 * So many people log a decision each, so many a second, while Slack renews one connection after the other, and every third time
 * both at once. Slack delivers on whatever is open, to the last moment. The bot is a process of its own. (reliability.md P04, F-12)
 */
export async function refreshStorm(plan: StormPlan): Promise<StormFigures> {
  const ends: (() => Promise<void>)[] = [];
  const atEnd = (end: () => Promise<void>): void => void ends.push(end);
  try {
    const slack = await startMiniSlack(atEnd);
    slack.answers('conversations.members', { ok: true, members: [...people, miniBotUserId] });
    const databaseUrl = `${await makeFolder(atEnd)}/barbell.db`;
    await foundTeam(databaseUrl);
    const environment = {
      ...{ SLACK_BOT_TOKEN: 'xoxb-mini', SLACK_APP_TOKEN: 'xapp-mini' },
      SLACK_API_URL: slack.apiUrl,
    };
    const bot = await startBot({ environment, databaseUrl }, atEnd);
    await slack.until('two connections', () => (slack.sockets.size >= 2 ? true : undefined));
    // The first of each looks them up; that is no part of the storm.
    for (const [index] of people.entries()) {
      while (typeof (await press(slack, 1_000_000 + index, plan)) === 'string');
    }
    const { refreshes, late, fates } = await blow(slack, plan);
    bot.kill('SIGTERM');
    await bot.ended;
    const times = await countEffects(databaseUrl);
    return { clicks: plan.clicks, refreshes, late, ...judge(fates, times) };
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

async function blow(slack: MiniSlack, plan: StormPlan) {
  const asked = new Set<WebSocket>();
  const countOpened = (): number =>
    slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
  const openedBefore = countOpened();
  let refreshes = 0;
  let late = 0;
  const refresh = (): void => {
    const standing = [...slack.sockets].filter((socket) => !asked.has(socket));
    // Slack renews after hours: what it renewed last has long been replaced.
    if (standing.length < 2) return;
    const isBoth = refreshes % 3 === 2;
    for (const socket of isBoth ? standing : standing.slice(0, 1)) {
      const reason = isBoth ? 'warning' : 'refresh_requested';
      socket.send(JSON.stringify({ type: 'disconnect', reason }));
      asked.add(socket);
      const next = openedBefore + asked.size;
      setTimeout(() => {
        if (countOpened() < next) late += 1;
        socket.close(1000);
      }, plan.closesAfterMs);
    }
    refreshes += 1;
  };
  const timer = setInterval(refresh, plan.refreshEveryMs);
  const clicking: Promise<Fate>[] = [];
  for (let click = 0; click < plan.clicks; click += 1) {
    clicking.push(press(slack, click, plan));
    await new Promise((resolve) => setTimeout(resolve, 1000 / plan.perSecond));
  }
  const fates = await Promise.all(clicking);
  clearInterval(timer);
  return { refreshes, late, fates };
}

/** One click, on any connection that is open; how long its answer took. */
async function press(slack: MiniSlack, click: number, { ackWithinMs }: StormPlan): Promise<Fate> {
  const standing = [...slack.sockets].filter((one) => one.readyState === one.OPEN);
  const socket = standing[click % Math.max(1, standing.length)];
  if (socket === undefined) return 'undelivered';
  const id = `click-${click}`;
  const sentAt = performance.now();
  socket.send(JSON.stringify({ envelope_id: id, type: 'interactive', payload: payloadOf(click) }));
  while (performance.now() - sentAt < ackWithinMs) {
    if (slack.acks.has(id)) return performance.now() - sentAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return 'unanswered';
}

const titleOf = (click: number): string => `click ${click} of the storm`;

function payloadOf(click: number): object {
  const title = { value: { type: 'plain_text_input', value: titleOf(click) } };
  return {
    type: 'view_submission',
    team: { id: miniTeamId },
    user: { id: people[click % people.length] },
    trigger_id: `trigger.${click}`,
    view: {
      ...{ id: `V${click}`, type: 'modal', callback_id: 'decision.log-message' },
      private_metadata: JSON.stringify({ teamId, permalink: '' }),
      state: { values: { title } },
    },
  };
}

/** How often each click left its decision. */
async function countEffects(databaseUrl: string): Promise<Map<string, number>> {
  const database = await openDatabase(databaseUrl);
  const rows = await database.db
    .selectFrom('decision_text')
    .select('text')
    .where('field', '=', 'title')
    .execute();
  await database.close();
  const times = new Map<string, number>();
  for (const { text } of rows) times.set(text ?? '', (times.get(text ?? '') ?? 0) + 1);
  return times;
}

function judge(fates: readonly Fate[], times: ReadonlyMap<string, number>) {
  const figures = { lost: 0, undelivered: 0, unheard: 0, unacked: 0, doubled: 0, slowestMs: 0 };
  for (const [click, fate] of fates.entries()) {
    const effects = times.get(titleOf(click)) ?? 0;
    if (typeof fate === 'number') figures.slowestMs = Math.max(figures.slowestMs, Math.round(fate));
    if (effects > 1) figures.doubled += 1;
    if (typeof fate === 'number' && effects > 0) continue;
    figures.lost += 1;
    if (fate === 'undelivered') figures.undelivered += 1;
    else if (effects > 0) figures.unacked += 1;
    else figures.unheard += 1;
  }
  return figures;
}
