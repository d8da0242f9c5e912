import {
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { StartupError } from '../../lib/startup-error.ts';
import { Changes } from './changes.ts';
import { isConnectionLost } from './connection-lost.ts';
import { refuseInside } from './guard.ts';
import { Others } from './others.ts';
import { type Noted, NotedConnection } from './postgres-connection.ts';
import { StatementNames } from './statement-names.ts';
import type { Tables } from './tables.ts';

/** An open pool of connections: the handle, whether they answer, and what closes them. */
export interface PostgresHandle {
  db: Kysely<Tables>;
  close(): Promise<void>;
}

/** As many acts at once as two cores and a disk do; more of them would only be in each other's way. (performance.md PG) */
const maxConnections = 6;
const connectWithinMs = 5_000;
const statementWithinMs = 10_000;
/**
 * A transaction of ours waits for nothing but its own statements, so one that is idle belongs to a process that stands still. What
 * everybody has read meanwhile is noted until it ends, in a room that holds some hundred acts: then nobody could do anything.
 */
const idleWithinMs = 2_000;

/**
 * A transaction that reads a table from end to end counts on the whole of it, and is in the way of everybody who writes there; so
 * does a plan that starts from all teams to find one card. A server likes to read small tables like that; with us it goes by an index
 * wherever there is one.
 * (https://www.postgresql.org/docs/current/transaction-iso.html, *Serializable Isolation Level*; performance.md PG)
 */
const planByIndex = 'set enable_seqscan = off; set random_page_cost = 1';

/**
 * Of one moment: which transactions have ended, which of them said no more than that a process is at work (`attend`), and which processes
 * said so lately: they say it every ten seconds.
 */
const tell = `select pg_current_snapshot()::text as snapshot,
  array(select xmin::text::bigint::float8 from attendance) as greetings,
  array(
    select id from attendance
    where at::timestamptz between clock_timestamp() - interval '25 seconds' and clock_timestamp() + interval '25 seconds'
  ) as present,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as at_ms`;
const toldSchema = z
  .object({
    snapshot: z.string(),
    greetings: z.array(z.number()),
    present: z.array(z.string()),
    at_ms: z.number(),
  })
  .transform(({ at_ms: atMs, ...told }) => ({ ...told, atMs }));

/** PostgreSQL's type numbers of what node-postgres gives back as text: int8 and numeric. */
const textNumberTypes = [20, 1700];

/** Connects to PostgreSQL; the driver is loaded only here. Throws a `StartupError` when the server does not let us in. */
export async function openPostgres(
  url: string,
  options: { connections?: number } = {},
): Promise<PostgresHandle> {
  const { default: pg } = await import('pg');
  for (const type of textNumberTypes) pg.types.setTypeParser(type, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? maxConnections,
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: statementWithinMs,
    idle_in_transaction_session_timeout: idleWithinMs,
    application_name: 'barbell',
    // What nobody waits for goes on its way all the same. (postgres-connection.ts)
    pipeline: true,
    onConnect: async (client) => {
      await client.query(planByIndex);
    },
  });
  // An idle connection that dies would end the process. The pool replaces it; `isHealthy` asks a fresh one.
  pool.on('error', () => {});
  // So would one that dies inside a transaction: there the statement fails, and `transact` begins anew (F-82).
  pool.on('connect', (client) => client.on('error', () => {}));
  await pool.query('select 1').catch((error: unknown) => {
    throw toStartupError(error, url);
  });
  const db = new Kysely<Tables>({ dialect: new BarbellPostgresDialect(pool) });
  return {
    db,
    close: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

function toStartupError(error: unknown, url: string): StartupError {
  const { host, pathname } = new URL(url);
  const why = error instanceof Error ? error.message || error.name : String(error);
  return new StartupError(
    `DATABASE_URL: PostgreSQL at ${host}${pathname} does not let us in (${why}): look whether it runs there, and at name and password.`,
  );
}

/** The engine's marker on a handle; it also knows what changed. */
export class WatchedPostgresAdapter extends PostgresAdapter {
  readonly changes: Changes;

  constructor(changes: Changes) {
    super();
    this.changes = changes;
  }
}

class BarbellPostgresDialect extends PostgresDialect {
  private readonly pool: Pool;
  private readonly others: Others;
  private readonly changes: Changes;

  constructor(pool: Pool) {
    super({ pool });
    this.pool = pool;
    this.others = new Others(async () => toldSchema.parse((await pool.query(tell)).rows[0]));
    this.changes = new Changes(() => this.others.haveWritten());
  }

  override createDriver(): Driver {
    const { changes, others } = this;
    return new BarbellPostgresDriver(this.pool, { changes, others, names: new StatementNames() });
  }

  override createAdapter(): PostgresAdapter {
    return new WatchedPostgresAdapter(this.changes);
  }
}

class BarbellPostgresDriver implements Driver {
  private readonly pool: Pool;
  private readonly parts: Noted;
  private readonly known = new WeakMap<PoolClient, NotedConnection>();

  constructor(pool: Pool, parts: Noted) {
    this.pool = pool;
    this.parts = parts;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<NotedConnection> {
    refuseInside();
    const client = await this.pool.connect();
    const connection = this.known.get(client) ?? new NotedConnection(client, this.parts);
    this.known.set(client, connection);
    return connection;
  }

  beginTransaction(connection: NotedConnection, settings: TransactionSettings): Promise<void> {
    return connection.begin(settings.isolationLevel ?? 'serializable');
  }

  commitTransaction(connection: NotedConnection): Promise<void> {
    return connection.commit();
  }

  /** A broken connection has rolled back by itself; that it cannot be asked to would hide what really happened. */
  async rollbackTransaction(connection: NotedConnection): Promise<void> {
    await connection.rollback().catch((error: unknown) => {
      if (!isConnectionLost(error)) throw error;
    });
  }

  async releaseConnection(connection: NotedConnection): Promise<void> {
    connection.release();
  }

  destroy(): Promise<void> {
    return this.pool.end();
  }
}
