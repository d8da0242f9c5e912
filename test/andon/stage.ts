import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { type BotProcess, startBot } from '../protocol/bot-process.ts';
import {
  type AtEnd,
  type MiniSlack,
  miniBotUserId,
  miniTeamId,
  startMiniSlack,
} from '../protocol/mini-slack.ts';
import { makeOnePager } from '../stores/fixture.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { type Caller, type Filled, shortcut, submission } from './payloads.ts';
import { evening, usual } from './room.ts';

const secret = 'a-signing-secret-of-a-test';

/** The beginning of everything that names a moment, and of every member's id: what the scans look for. */
export const stems = { moment: 'QZCANARY', member: 'QZMEMBER', command: 'QZCOMMAND' } as const;

/** How a stage is set. */
export interface StageOptions {
  transport: 'socket' | 'http';
  people: number;
  databaseUrl: string;
  level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  nodeWords?: readonly string[];
  environment?: Record<string, string>;
}

/** What may be other after a restart. */
type Surroundings = Pick<StageOptions, 'level' | 'environment'>;

/** The built bot as a process of its own, and a Slack in the hands of the test. */
export interface Stage {
  slack: MiniSlack;
  bot: BotProcess;
  options: StageOptions;
  /** The id of a member. */
  member(number: number): string;
  /** A member at a moment of their own. */
  caller(number: number): Caller;
  /** What the bot acknowledged with; undefined when it never did. */
  deliver(
    caller: Caller,
    body: Record<string, unknown>,
    mayDie?: boolean,
  ): Promise<Ack | undefined>;
  /** The window that was opened for this caller's newest moment. */
  opened(caller: Caller): ModalView | undefined;
  setClock(now: Date): void;
  /** The ritual's time. */
  readonly now: Date;
  /** Starts the bot again on what it left behind, as before or in other surroundings. */
  restart(over?: Surroundings): Promise<void>;
  health(): Promise<{ isQuiet: boolean; next: Record<string, string> }>;
}

const ackSchema = z.looseObject({
  response_action: z.string().optional(),
  view: z.custom<ModalView>().optional(),
  errors: z.record(z.string(), z.string()).optional(),
});
/** An acknowledgement. */
export type Ack = z.infer<typeof ackSchema>;

let moments = 0;

/** Sets the stage: a team in C1 whose members the bot reads from Slack by itself. */
export async function openStage(options: StageOptions, atEnd: AtEnd): Promise<Stage> {
  await prepare(options.databaseUrl);
  const slack = await startMiniSlack(atEnd);
  const member = (number: number) => `U0${stems.member}${number}Z`;
  slack.answers('conversations.members', {
    ok: true,
    members: Array.from({ length: options.people }, (_, index) => member(index)),
  });
  slack.answers('views.open', { ok: true, view: { id: 'V0', type: 'modal' } });
  const clock = await openClock(atEnd);
  const where = { apiUrl: slack.apiUrl, clockUrl: clock.url };
  const start = (over: Surroundings = {}) => startBuilt({ ...options, ...over }, where, atEnd);
  let bot = await start();
  const stage: Stage = {
    ...{ slack, options, member },
    get bot() {
      return bot;
    },
    get now() {
      return clock.now;
    },
    caller: (number) => {
      moments += 1;
      return { userId: member(number), mark: `${stems.moment}${moments}Q` };
    },
    deliver: (caller, body, mayDie = false) =>
      options.transport === 'socket'
        ? deliverFrame(slack, { caller, body, mayDie })
        : post(bot.port, body, mayDie),
    opened: ({ mark }) => {
      const call = slack.calls.findLast(
        ({ method, args }) => method === 'views.open' && args.trigger_id === `trigger.${mark}`,
      );
      return call === undefined ? undefined : JSON.parse(String(call.args.view));
    },
    setClock: (now) => {
      clock.now = now;
    },
    restart: async (over) => {
      bot = await start(over);
      await awaitSockets(slack, options);
    },
    health: async () => (await fetch(`http://127.0.0.1:${bot.port}/healthz`)).json(),
  };
  await awaitSockets(slack, options);
  await until('the roster', async () => {
    const asked = slack.calls.filter(({ method }) => method === 'users.info').length;
    return asked >= options.people;
  });
  await until('rest', async () => (await stage.health()).isQuiet);
  return stage;
}

function startBuilt(
  options: StageOptions,
  where: { apiUrl: string; clockUrl: string },
  atEnd: AtEnd,
): Promise<BotProcess> {
  const { databaseUrl, nodeWords } = options;
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-mini',
    SLACK_API_URL: where.apiUrl,
    LOG_LEVEL: options.level ?? 'debug',
    BARBELL_CLOCK_URL: where.clockUrl,
    ...options.environment,
    ...(options.transport === 'socket'
      ? { SLACK_APP_TOKEN: 'xapp-mini' }
      : { SLACK_SIGNING_SECRET: secret }),
  };
  const words = nodeWords === undefined ? {} : { nodeWords };
  return startBot({ environment, databaseUrl, ...words }, atEnd);
}

async function awaitSockets(slack: MiniSlack, { transport }: StageOptions): Promise<void> {
  if (transport === 'http') return;
  await slack.until('two connections', () => (slack.sockets.size === 2 ? true : undefined));
}

/** Opens the form for somebody. */
export async function pullOn(stage: Stage, caller: Caller): Promise<ModalView> {
  await stage.deliver(caller, shortcut(caller));
  await until('a form', async () => stage.opened(caller) !== undefined);
  const form = stage.opened(caller);
  if (form === undefined) throw new Error('the form is gone');
  return form;
}

/** Pulls the andon once, from the shortcut to the acknowledgement. */
export async function pullOnce(
  stage: Stage,
  caller: Caller,
  values: Filled = {},
): Promise<Ack | undefined> {
  const form = await pullOn(stage, caller);
  return stage.deliver(caller, submission(caller, form, { ...usual, ...values }));
}

/** Waits for something that has to be asked. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Lets time pass from one moment of the bags to the next, so often. */
export async function passMoments(stage: Stage, count: number): Promise<void> {
  for (let moment = 0; moment < count; moment += 1) {
    const { next } = await stage.health();
    const due = next.andon;
    // Nothing waits any more.
    if (due === undefined) return;
    stage.setClock(new Date(due));
    await until('the next moment', async () => {
      const health = await stage.health();
      return health.next.andon !== due && health.isQuiet;
    });
  }
}

/** Its reviews begin next year: a review keeps everybody who is expected, which is no andon's doing. */
const quietTeam = {
  workspaceId: miniTeamId,
  firstReviewWeekOn: '2027-02-01',
  firstRollupWeekOn: '2027-02-01',
};

async function prepare(databaseUrl: string): Promise<void> {
  const database = await openDatabase(databaseUrl);
  await migrate(database);
  const { db } = database;
  await saveWorkspace(db, { id: miniTeamId, botUserId: miniBotUserId, now: evening });
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam(quietTeam));
    await insertOnePager(tx, makeOnePager({ workspaceId: miniTeamId }));
    await tx
      .insertInto('channel')
      .values({
        ...{ workspace_id: miniTeamId, channel_id: 'C1', name: 'mini' },
        ...{ is_private: 0, is_archived: 0, is_external: 0, has_bot: 1 },
        ...{ refreshed_at: '1970-01-01T00:00:00.000Z', members_read_at: null },
      })
      .execute();
  });
  await database.close();
}

async function openClock(atEnd: AtEnd): Promise<{ url: string; now: Date }> {
  const clock = { url: '', now: evening };
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ now: clock.now.toISOString() }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  clock.url = `http://127.0.0.1:${port}/`;
  atEnd(async () => {
    server.close();
    server.closeAllConnections();
  });
  return clock;
}

let envelopes = 0;

async function deliverFrame(
  slack: MiniSlack,
  what: { caller: Caller; body: Record<string, unknown>; mayDie: boolean },
): Promise<Ack | undefined> {
  envelopes += 1;
  const id = `envelope.${what.caller.mark}.${envelopes}`;
  const type = 'command' in what.body ? 'slash_commands' : 'interactive';
  const frame = { envelope_id: id, type, payload: what.body, accepts_response_payload: true };
  slack.sends(JSON.stringify(frame));
  if (what.mayDie) {
    // Who is dead has no connection any more.
    await until('an acknowledgement or a death', async () => {
      return slack.acks.has(id) || slack.sockets.size === 0;
    });
    return slack.acks.has(id) ? ackSchema.parse(slack.acks.get(id) ?? {}) : undefined;
  }
  await until('an acknowledgement', async () => slack.acks.has(id));
  return ackSchema.parse(slack.acks.get(id) ?? {});
}

async function post(
  port: number,
  body: Record<string, unknown>,
  mayDie: boolean,
): Promise<Ack | undefined> {
  const fields = 'command' in body ? body : { payload: JSON.stringify(body) };
  const text = new URLSearchParams(
    Object.entries(fields).map(([name, value]) => [name, String(value)]),
  ).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${text}`).digest('hex');
  try {
    const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
      },
      body: text,
    });
    const said = await response.text();
    return ackSchema.parse(said === '' ? {} : JSON.parse(said));
  } catch (error) {
    if (mayDie) return undefined;
    throw error;
  }
}
