import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, openBeside } from '../../src/platform/db/open.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import { startPostgres } from '../../test/stores/postgres-server.ts';
import { takeTurns } from '../measure/rounds.ts';
import { cache, makeFolder } from '../places.ts';
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
import { startClockedSlack } from '../rooms/slack.ts';
import { crowdOf, keepVoters, reviewNow } from '../rooms/voters.ts';
import type { AtEnd, Row } from '../row.ts';
import { connections, copyVoters } from './ack.ts';

/**
 * Where the presses of each process begin, as a part of all: the first is at work in every turn and the second in most, and nobody is
 * to come to what another one has pressed, because a repeated vote changes no card.
 */
const parts = [0, 0.55, 0.8, 0.9];
/** A database of its own, so that whoever watches the server is told apart from those who work. */
const databaseName = 'bench';

const overdueMs = 300;

interface Replica {
  bot: Measured;
  loader: Loader;
}

/** The votes of ACK with one, two and four processes on one PostgreSQL that is durable: what two of them add, and that nothing is lost. */
export const pgRow: Row = {
  id: 'PG',
  run: async (plan, atEnd) => {
    const { file, pressesFile } = await keepVoters(cache, crowdOf(plan));
    const fresh = await copyVoters(file, join(makeFolder(atEnd), 'voters.db'));
    const counts = plan.isQuick ? [1, 2] : [1, 2, 4];
    const server = await startPostgres(['fsync=on', 'synchronous_commit=on']);
    atEnd(() => server.stop());
    const watcher = await openBeside(`${server.url}postgres`);
    atEnd(watcher.close);
    await sql.raw(`create database ${databaseName}`).execute(watcher.db);
    const databaseUrl = `${server.url}${databaseName}`;
    await copyToPostgres(fresh, databaseUrl);
    const replicas = await startReplicas(
      { count: Math.max(...counts), databaseUrl, pressesFile },
      atEnd,
    );
    const rest = () => untilIdle(watcher.db);
    let acked = 0;
    const measure = (count: number, forMs: number) => async () => {
      const done = await loadSome(replicas, { count, forMs, rest });
      acked += done.acked;
      return done.perSecond;
    };
    // The second is to be compiled as the first is: together they share what is pressed.
    for (const count of counts) await measure(count, Math.min(count, 2) * plan.warmMs)();
    // For longer than other rows: two processes get into each other's way by chance, and what they gain on two cores is little.
    const [rounds, forMs] = plan.isQuick
      ? [plan.rounds, plan.loadMs * 1.5]
      : [plan.rounds * 2, plan.loadMs];
    const turn = (count: number) => measure(count, forMs);
    const [one = [], two = []] = await takeTurns(rounds, [turn(1), turn(2)]);
    const four = plan.isQuick ? [] : await takeTurns(plan.rounds, [turn(1), turn(4)]);
    await expectKept(databaseUrl, acked);
    const note = 'every acknowledged vote is there, once';
    return [
      { ...besideOne(2, [one, two]), bound: { atLeast: 1 }, note },
      ...(plan.isQuick ? [] : [besideOne(4, four)]),
    ];
  },
};

function besideOne(count: number, [one = [], some = []]: number[][]) {
  const what = `votes with ${count} processes on one PostgreSQL, beside 1`;
  return { id: 'PG', what, unit: '/s', ours: some, baseline: one };
}

/** As many processes as are measured at the most, each with whoever presses its buttons. */
async function startReplicas(
  what: { count: number; databaseUrl: string; pressesFile: string },
  atEnd: AtEnd,
): Promise<Replica[]> {
  const { count, databaseUrl, pressesFile } = what;
  const { slack, environment } = await startClockedSlack(reviewNow, atEnd);
  const start = async (_: unknown, index: number): Promise<Replica> => {
    const bot = await startBarbell({ databaseUrl, apiUrl: slack.apiUrl, environment }, atEnd);
    const part = String(parts[index] ?? 0);
    const words = [String(bot.port), pressesFile, miniTeamId, `pg-${index}`, part];
    const [loader] = await Promise.all([startLoader('load-http', words, atEnd), untilQuiet(bot)]);
    return { bot, loader };
  };
  return Promise.all(Array.from({ length: count }, start));
}

/** Resolves when none of them is inside a transaction. */
async function untilIdle(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where datname = ${databaseName} and (state = 'active' or state like 'idle in transaction%') limit 1
    `.execute(db);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The same 32 clicks under way, spread over the first `count`; the others stand still. */
async function loadSome(
  replicas: readonly Replica[],
  { count, forMs, rest }: { count: number; forMs: number; rest: () => Promise<void> },
): Promise<{ acked: number; perSecond: number }> {
  for (const { bot } of replicas) bot.thaw();
  // What should have rung while it stood still rings at once; of what rings every ten seconds a turn has its share.
  await new Promise((resolve) => setTimeout(resolve, overdueMs));
  // The server notes what everybody reads until the oldest transaction ends: one that stood still would be in all others' way.
  await rest();
  for (const { bot } of replicas.slice(count)) bot.freeze();
  const order = { forMs, connections: connections / count };
  const all: LoadDone[] = await Promise.all(
    replicas.slice(0, count).map(({ loader }) => loader.run(order)),
  );
  const failed = all.reduce((sum, done) => sum + done.failed, 0);
  if (failed > 0) throw new Error(`${failed} clicks were not acknowledged`);
  return {
    acked: all.reduce((sum, done) => sum + done.count, 0),
    perSecond: all.reduce((sum, done) => sum + done.perSecond, 0),
  };
}
