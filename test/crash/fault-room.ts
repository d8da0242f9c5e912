import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect } from 'vitest';
import {
  type Hear,
  type InProcessSandbox,
  openInProcess,
} from '../../sandbox/server/in-process.ts';
import { Actor } from '../../sandbox/server/play/actor.ts';
import { DirectClient } from '../../sandbox/server/play/direct-client.ts';
import { type Core, openCore } from '../../src/app.ts';
import { verifyChain } from '../../src/features/decision/store.ts';
import type { Database, Db } from '../../src/platform/db/open.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Log } from '../../src/platform/log.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { listenDirectly } from '../../src/platform/slack/bolt.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import { Dice } from '../simulation/dice.ts';

const manifestPath = fileURLToPath(new URL('../../manifest.yml', import.meta.url));
const botToken = 'xoxb-sandbox';
const bot = 'U0BARBELL';
const workspaceId = 'T0NORTHWIND';
const drainWithinMs = 60 * 60_000;
const drainStepMs = 500;
const restMs = 2_000;
const mostRedeliveries = 3;

/** The whole bot and its Slack in this process, with the two places where faults come in: the drivers and `fetch`. */
export interface FaultRoom {
  db: Db;
  core: Core;
  sandbox: InProcessSandbox;
  client: DirectClient;
  at(name: string): Actor;
  /** What the bot complained about at level *error*. */
  errors: string[];
  now(): Date;
  /** Called when people have been answered, before the outbox is worked off. */
  onAnswered: () => void;
  /** The transport’s time goes on by a few seconds, so that Slack takes one more answer. */
  rest(): void;
  /** Moves the ritual’s clock; nothing happens by that. */
  setClock(to: Date): void;
  /** Lets the outbox do its work until everything wanted is shown; a pass that fails is asked again, as the process does. */
  drain(): Promise<void>;
}

/** The clock of leases, pace and limits. */
export interface Transport {
  nowMs(): number;
  wait(ms: number): void;
}

/** Opens a room on an empty, migrated database. `fetchThrough` stands between the bot and Slack. */
export async function openFaultRoom(options: {
  database: Database;
  seed: number;
  startAt: Date;
  fetchThrough?: (real: typeof fetch, transport: Transport) => typeof fetch;
}): Promise<FaultRoom> {
  const { db } = options.database;
  let transportMs = options.startAt.getTime();
  const transport: Transport = {
    nowMs: () => transportMs,
    wait: (ms) => {
      transportMs += ms;
    },
  };
  const errors: string[] = [];
  const log = keepErrors(errors);
  const sandbox = openInProcess({
    ...{ manifestPath, startAt: options.startAt, seed: 'people' },
    transportMs: () => transportMs,
  });
  const { workspace } = sandbox.world;
  const dice = new Dice(options.seed);
  const newId = dice.newId();
  const machineNow = () => new Date(transportMs);
  const now = () => workspace.now;
  const through = options.fetchThrough ?? ((real) => real);
  const slack = connectSlack({
    botToken,
    apiUrl: sandbox.apiUrl,
    fetch: through(sandbox.fetch, transport),
  });
  await saveWorkspace(db, { id: workspaceId, botUserId: bot, now: machineNow() });
  const core = openCore({
    ...{ db, slack, log, newId, now, machineNow, workspaceId },
    ...{ paces: slackPaces, random: dice.random(), isClockMoved: true },
  });
  const listening = listenDirectly({
    bot: { workspaceId, botUserId: bot, botId: 'B0BARBELL' },
    ...{ router: core.router, deps: core.deps, door: core.door },
    ...{ slack, log, now, machineNow, botToken, apiUrl: sandbox.apiUrl },
    newRef: () => newId('ref').slice(4, 10),
    onRevoked: () => core.sender.checkToken(workspaceId),
  });
  sandbox.connect(deliverAgain(listening.hear));
  const drain = () => drainRoom({ sandbox, core, transport });
  const room: FaultRoom = {
    ...{ db, core, sandbox, errors, now, drain },
    client: new DirectClient(sandbox.world, async () => {
      await sandbox.settle();
      room.onAnswered();
      await drain();
    }),
    at: (name) => new Actor(room.client, `U0${name}`),
    onAnswered: () => {},
    rest: () => transport.wait(restMs),
    setClock: (to) => {
      transportMs += Math.max(0, to.getTime() - workspace.now.getTime());
      workspace.setClock(to);
    },
  };
  return room;
}

async function drainRoom(parts: {
  sandbox: InProcessSandbox;
  core: Core;
  transport: Transport;
}): Promise<void> {
  const { sandbox, core, transport } = parts;
  await sandbox.settle();
  for (const latest = transport.nowMs() + drainWithinMs; transport.nowMs() < latest; ) {
    if ((await core.sender.pass().catch(() => 0)) > 0) continue;
    if (await core.sender.isQuiet()) return;
    transport.wait(drainStepMs);
  }
  throw new Error('the outbox does not drain');
}

/** As Slack does it: an event that nobody acknowledged is delivered again, up to three times. */
function deliverAgain(hear: Hear): Hear {
  return async (body, ack) => {
    if (body.type !== 'event_callback') return hear(body, ack);
    let isAcked = false;
    for (let count = 0; count <= mostRedeliveries && !isAcked; count += 1) {
      const hearing = hear(body, (answer) => {
        isAcked = true;
        ack(answer);
      });
      await Promise.allSettled([hearing]);
    }
  };
}

function keepErrors(errors: string[]): Log {
  const quiet = () => {};
  return {
    ...{ debug: quiet, info: quiet, warn: quiet },
    error: (facts, message) => {
      errors.push(`${message}: ${JSON.stringify(facts)}`);
    },
  };
}

/** Tables of what the bot may look up again, and of how fast it may write: not what people did. */
const apart = new Set(['schema_migration', 'pace', 'person', 'channel', 'channel_member']);
let tables: string[] | undefined;

/** Everything that is kept, by table: two that are equal are the same state. */
export async function takeDump({ db, engine }: Database): Promise<Map<string, string>> {
  tables ??= (await db.introspection.getTables())
    .map(({ name }) => name)
    .filter((name) => !apart.has(name) && !name.startsWith('decision_search'))
    .toSorted();
  if (engine === 'postgres') {
    const each = tables.map(
      (name) =>
        sql`select ${name} as name, coalesce(string_agg(t::text, ',' order by t::text), '') as held from ${sql.table(name)} t`,
    );
    const asked = sql<{ name: string; held: string }>`${sql.join(each, sql` union all `)}`;
    const { rows } = await asked.execute(db);
    return new Map(rows.map(({ name, held }) => [name, held]));
  }
  const held = new Map<string, string>();
  for (const name of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    held.set(
      name,
      rows
        .map((row) => JSON.stringify(row))
        .toSorted()
        .join('\n'),
    );
  }
  return held;
}

/** The tables in which two dumps differ. */
export function differing(one: Map<string, string>, other: Map<string, string>): string[] {
  return [...one.keys()].filter((name) => one.get(name) !== other.get(name));
}

/** What must hold when the faults are over: nothing waits, each message is in Slack once with its words, the chain is whole. */
export async function countDamage(
  room: FaultRoom,
): Promise<{ lost: number; doubled: number; labelled: number }> {
  const { db, sandbox } = room;
  const rows = await db.selectFrom('message').select(['id', 'state', 'wanted']).execute();
  const shown = sandbox.world.workspace.messages
    .list()
    .filter(({ isByApp, ephemeralFor, files }) => isByApp && !ephemeralFor && files.length === 0);
  let lost = 0;
  let doubled = 0;
  let labelled = 0;
  for (const { id, state, wanted } of rows) {
    const copies = shown.filter(({ metadata }) => metadata?.event_payload.k === id);
    const { text }: { text: string } = JSON.parse(wanted);
    if (state !== 'sent' || !copies.some((copy) => copy.text === text)) lost += 1;
    // Where Slack lets nobody look, a second copy says that it is one. (P08, I1)
    const second = copies.filter(({ blocks }) =>
      /may be the second copy/.test(JSON.stringify(blocks)),
    );
    labelled += second.length;
    doubled += Math.max(0, copies.length - second.length - 1);
  }
  expect(await verifyChain(db, workspaceId)).toMatchObject({ ok: true });
  return { lost, doubled, labelled };
}
