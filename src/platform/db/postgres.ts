import type { DatabaseConnection } from 'kysely';
import { Kysely, PostgresDialect, PostgresDriver } from 'kysely';
import type { Pool } from 'pg';
import { StartupError } from '../../lib/startup-error.ts';
import { isConnectionLost } from './connection-lost.ts';
import { refuseInside } from './guard.ts';
import type { Tables } from './tables.ts';

/** An open pool of connections: the handle, whether they answer, and what closes them. */
export interface PostgresHandle {
  db: Kysely<Tables>;
  close(): Promise<void>;
}

const maxConnections = 10;
const connectWithinMs = 5_000;
const statementWithinMs = 10_000;

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
    idle_in_transaction_session_timeout: statementWithinMs,
    application_name: 'barbell',
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

class BarbellPostgresDialect extends PostgresDialect {
  private readonly pool: Pool;

  constructor(pool: Pool) {
    super({ pool });
    this.pool = pool;
  }

  override createDriver(): PostgresDriver {
    return new BarbellPostgresDriver({ pool: this.pool });
  }
}

class BarbellPostgresDriver extends PostgresDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    refuseInside();
    return super.acquireConnection();
  }

  /** A broken connection has rolled back by itself; that it cannot be asked to would hide what really happened. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch((error: unknown) => {
      if (!isConnectionLost(error)) throw error;
    });
  }
}
