import type { InProcessSandbox } from '../../sandbox/server/in-process.ts';
import { openCore } from '../../src/app.ts';
import type { NewId } from '../../src/lib/ids.ts';
import type { Random } from '../../src/lib/random.ts';
import type { Changes, Watched } from '../../src/platform/db/changes.ts';
import { changesOf, type Db } from '../../src/platform/db/open.ts';
import { onCommit } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Log } from '../../src/platform/log.ts';
import type { Sender } from '../../src/platform/outbox/deliver.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { openTicker, type Ticker } from '../../src/platform/schedule/tick.ts';
import { type DirectListening, listenDirectly } from '../../src/platform/slack/bolt.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import type { Job } from '../../src/platform/slack/feature.ts';

const botToken = 'xoxb-sandbox';

/** What a bot of a simulation stands on: its database, its line to Slack and its clocks. */
export interface Ground {
  db: Db;
  sandbox: InProcessSandbox;
  fetch: typeof fetch;
  newId: NewId;
  random: Random;
  now: () => Date;
  machineNow: () => Date;
  /** What the database server's clock says, where several processes share it. */
  readServerTime?: () => Promise<Date>;
  log: Log;
  /** Mischief that a tick does after the real jobs. */
  plants: readonly Job[];
  /** Whether no job rests. */
  isRestless: boolean;
  /** Whether no other process works on this database. */
  isAlone: boolean;
  /** Called after each transaction that was kept. */
  onCommit: () => void;
}

/** The bot's process, as far as it forgets when it dies. */
export interface Bot {
  sender: Sender;
  ticker: Ticker;
  listening: DirectListening;
}

/** Starts the bot on what the database holds, as after a crash; it has not rung its bell yet. */
export async function openBot(ground: Ground): Promise<Bot> {
  const { sandbox, newId, db, now, machineNow, log, random } = ground;
  const slack = connectSlack({ botToken, apiUrl: sandbox.apiUrl, fetch: ground.fetch });
  const bot = await slack.authTest();
  await saveWorkspace(db, { id: bot.workspaceId, botUserId: bot.botUserId, now: machineNow() });
  const { deps, router, sender, door } = openCore({
    ...{ db, slack, log, newId, now, machineNow, random },
    ...(ground.readServerTime === undefined ? {} : { readServerTime: ground.readServerTime }),
    paces: slackPaces,
    isClockMoved: true,
    workspaceId: bot.workspaceId,
  });
  onCommit(db, ground.onCommit);
  await sender.recover(ground.isAlone);
  const listening = listenDirectly({
    ...{ bot, router, deps, door, slack, log, now, machineNow },
    apiUrl: sandbox.apiUrl,
    botToken,
    newRef: () => newId('ref').slice(4, 10),
    onRevoked: () => sender.checkToken(bot.workspaceId),
  });
  const jobs = [...router.jobs, ...ground.plants];
  return {
    sender,
    listening,
    ticker: openTicker({
      jobs,
      deps,
      log,
      now,
      ...(ground.isRestless ? {} : { changes: knowAll(changesOf(db)) }),
    }),
  };
}

/** Whoever writes here writes through this handle. What PostgreSQL says of others hangs on what other tests do meanwhile. */
function knowAll(changes: Changes): Watched {
  return {
    look: async () => {},
    watch: (work) => changes.watch(work),
    follow: (work, onAsk) => changes.follow(work, onAsk),
    hasChanged: (look) => changes.hasChanged(look),
  };
}
