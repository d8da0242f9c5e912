import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, openBeside, openDatabase } from '../../src/platform/db/open.ts';
import { miniTeamId, startMiniSlack } from '../../test/protocol/mini-slack.ts';
import { startPostgres } from '../../test/stores/postgres-server.ts';
import { takeTurns } from '../measure/rounds.ts';
import { cache, makeFolder } from '../places.ts';
import { signingSecret } from '../programs/click.ts';
import type { LoadDone } from '../programs/load.ts';
import { copyToPostgres } from '../rooms/copy.ts';
import { expectKept } from '../rooms/kept.ts';
import {
  type Loader,
  type Measured,
  startBarbell,
  startLoader,
  untilQuiet,
} from '../rooms/processes.ts';
import { keepVoters, reviewNow } from '../rooms/voters.ts';
import type { AtEnd, Row } from '../row.ts';
import { connections, copyVoters } from './ack.ts';

const size = { teams: 40, cards: 4, people: 12 };

interface Replicas {
  databaseUrl: string;
  /** Resolves when none of them is inside a transaction. */
  rest(): Promise<void>;
  bots: readonly Measured[];
  loaders: Loader[];
  acked: number;
  freeze(): void;
  thaw(): void;
}

/** The votes of ACK with one, two and four processes on one PostgreSQL that is durable: what two of them add, and that nothing is lost. */
export const pgRow: Row = {
  id: 'PG',
  run: async (plan, atEnd) => {
    const { file, pressesFile } = await keepVoters(cache, size);
    const fresh = await copyVoters(file, join(makeFolder(atEnd), 'voters.db'));
    const counts = plan.isQuick ? [1, 2] : [1, 2, 4];
    const groups: Replicas[] = [];
    for (const count of counts) {
      const group = await startReplicas({ count, fresh, pressesFile }, atEnd);
      for (const bot of group.bots) await untilQuiet(bot);
      await group.rest();
      group.freeze();
      groups.push(group);
    }
    // Two turns' time, because what rings at its beginning is a part of each.
    const turnMs = plan.loadMs * 2;
    const measure = (group: Replicas, forMs: number) => () => loadAll(groups, { group, forMs });
    for (const group of groups) await measure(group, plan.warmMs)();
    const turns = groups.map((group) => measure(group, turnMs));
    const [one = [], two = [], four = []] = await takeTurns(plan.rounds, turns);
    for (const { databaseUrl, acked } of groups) await expectKept(databaseUrl, acked);
    const note = 'every acknowledged vote is there, once; the last is told only';
    return [
      {
        ...{ id: 'PG', what: 'votes with 2 processes on one PostgreSQL, beside 1', unit: '/s' },
        ...{ ours: two, baseline: one, bound: { atLeast: 1 }, note },
      },
      ...(plan.isQuick
        ? []
        : [
            {
              ...{
                id: 'PG',
                what: 'votes with 4 processes on one PostgreSQL, beside 1',
                unit: '/s',
              },
              ...{ ours: four, baseline: one },
            },
          ]),
    ];
  },
};

async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const admin = await openDatabase(`${serverUrl}postgres`);
  await sql.raw(`create database ${name}`).execute(admin.db);
  await admin.close();
}

async function startReplicas(
  what: { count: number; fresh: string; pressesFile: string },
  atEnd: AtEnd,
): Promise<Replicas> {
  const { count, fresh, pressesFile } = what;
  const name = `bench_${count}`;
  // Of their own: what is written elsewhere on a server looks like the work of others.
  const server = await startPostgres(['fsync=on', 'synchronous_commit=on']);
  atEnd(() => server.stop());
  await createDatabase(server.url, name);
  const databaseUrl = `${server.url}${name}`;
  await copyToPostgres(fresh, databaseUrl);
  const slack = await startMiniSlack(atEnd);
  slack.answers('/clock', { now: reviewNow.toISOString() });
  const environment = {
    SLACK_SIGNING_SECRET: signingSecret,
    BARBELL_CLOCK_URL: slack.apiUrl.replace('/api/', '/clock'),
  };
  const start = async (_: unknown, replica: number) => {
    const bot = await startBarbell({ databaseUrl, apiUrl: slack.apiUrl, environment }, atEnd);
    const part = String(replica / count);
    const words = [String(bot.port), pressesFile, miniTeamId, `${name}-${replica}`, part];
    return { bot, loader: await startLoader('load-http', words, atEnd) };
  };
  const replicas = await Promise.all(Array.from({ length: count }, start));
  const bots = replicas.map(({ bot }) => bot);
  const watcher = await openBeside(`${server.url}postgres`);
  atEnd(watcher.close);
  return {
    ...{ databaseUrl, bots, loaders: replicas.map(({ loader }) => loader), acked: 0 },
    rest: () => untilIdle(watcher.db, name),
    freeze: () => {
      for (const bot of bots) bot.freeze();
    },
    thaw: () => {
      for (const bot of bots) bot.thaw();
    },
  };
}

async function untilIdle(db: Db, name: string): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where datname = ${name} and (state = 'active' or state like 'idle in transaction%') limit 1
    `.execute(db);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The same 32 clicks under way, spread over the replicas; clicks a second of all of them. */
async function loadAll(
  groups: readonly Replicas[],
  { group, forMs }: { group: Replicas; forMs: number },
): Promise<number> {
  for (const other of groups) {
    if (other === group) continue;
    // The server notes what everybody reads until the oldest transaction ends: one that stood still would be in all others' way.
    await other.rest();
    other.freeze();
  }
  group.thaw();
  const share = connections / group.loaders.length;
  const all: LoadDone[] = await Promise.all(
    group.loaders.map((loader) => loader.run({ forMs, connections: share })),
  );
  const failed = all.reduce((sum, done) => sum + done.failed, 0);
  if (failed > 0) throw new Error(`${failed} clicks were not acknowledged`);
  group.acked += all.reduce((sum, done) => sum + done.count, 0);
  return all.reduce((sum, done) => sum + done.perSecond, 0);
}
