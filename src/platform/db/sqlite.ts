import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import SqliteFile, { type Statement } from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import { invariant } from '../../lib/invariant.ts';
import { StartupError } from '../../lib/startup-error.ts';
import { Changes, openVersion } from './changes.ts';
import { Disk, DiskConnection } from './disk.ts';
import { refuseInside } from './guard.ts';
import { refuseUnsafe } from './place.ts';
import { PlannedOnce } from './sqlite-compiler.ts';
import type { Tables } from './tables.ts';
import { Turns } from './turns.ts';

/**
 * The engine's marker on a handle; it also runs scripts of several statements, which Kysely cannot, knows what changed, and sees
 * the disk fail.
 */
export class SqliteScriptAdapter extends SqliteAdapter {
  readonly runScript: (script: string) => void;
  readonly changes: Changes;
  readonly disk: Disk;

  constructor(runScript: (script: string) => void, seen: { changes: Changes; disk: Disk }) {
    super();
    this.runScript = runScript;
    this.changes = seen.changes;
    this.disk = seen.disk;
  }
}

/** An open SQLite file: the handle, and what closes it and lets the next process in. */
export interface SqliteHandle {
  db: Kysely<Tables>;
  close(): Promise<void>;
}

const memory = ':memory:';
/** So long does a held write lock stop the event loop before the transaction is tried again (reliability.md F-79). */
const busyTimeoutMs = 500;
/** More than the program has different queries; a search with many words makes new ones. */
const maxStatements = 500;

/**
 * Opens the file, creating it and its folder. Throws a `StartupError` when another process has it open, when it is not a
 * database or when it cannot be written.
 */
export function openSqlite(file: string): SqliteHandle {
  if (file !== memory) refuseUnsafe(file);
  const lock = file === memory ? undefined : takeLock(file);
  try {
    return toHandle(openFile(file), () => lock?.close());
  } catch (error) {
    lock?.close();
    throw toStartupError(error, file);
  }
}

/**
 * Opens the file for a short act beside whoever has it open: without the lock that keeps a second Barbell out, and without
 * making anything. Throws a `StartupError` as `openSqlite` does.
 */
export function openSqliteBeside(file: string): SqliteHandle {
  try {
    return toHandle(openFile(file));
  } catch (error) {
    throw toStartupError(error, file);
  }
}

/** Holds the place of the one process that may write to this file; throws a `StartupError` when another one has it. */
export function holdSqlite(file: string): { release(): void } {
  const lock = takeLock(file);
  return { release: () => lock.close() };
}

/** Opens the file for looking only, beside whoever has it open: it is changed by nothing that is done with the handle. */
export function openSqliteToRead(file: string): SqliteHandle {
  try {
    const database = new SqliteFile(file, { readonly: true, timeout: busyTimeoutMs });
    refuseForeign(database, file);
    database.pragma('trusted_schema = OFF');
    return toHandle(database);
  } catch (error) {
    throw toStartupError(error, file);
  }
}

/** Opens in memory what the file holds at this moment; the file and whoever has it open are left alone. */
export function openSqliteCopy(file: string): SqliteHandle {
  try {
    const database = new SqliteFile(readImage(file));
    refuseForeign(database, file);
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    return toHandle(database);
  } catch (error) {
    throw toStartupError(error, file);
  }
}

function toHandle(database: SqliteFile.Database, onClose?: () => void): SqliteHandle {
  const db = new Kysely<Tables>({ dialect: makeDialect(database) });
  return {
    db,
    close: async () => {
      await db.destroy();
      // Kysely closes only what it has used.
      database.close();
      onClose?.();
    },
  };
}

function readImage(file: string): Buffer {
  const source = new SqliteFile(file, { readonly: true, timeout: busyTimeoutMs });
  // Of what is no database taking the image would say that there is no memory.
  source.pragma('schema_version');
  const image = source.serialize();
  source.close();
  // These two bytes say whether a file has a write-ahead log, which memory has not. (https://sqlite.org/fileformat.html 1.3)
  if (image.length > 0) image.fill(1, 18, 20);
  return image;
}

/**
 * Keeps a second process out of the file by an exclusive transaction on a file beside it. The operating system lets go of
 * it when the process ends, however it ends. (reliability.md F-77)
 */
function takeLock(name: string): SqliteFile.Database {
  let lock: SqliteFile.Database | undefined;
  let file = name;
  try {
    mkdirSync(dirname(name), { recursive: true });
    // Whatever link leads to it, one file has one lock.
    file = existsSync(name)
      ? realpathSync(name)
      : join(realpathSync(dirname(name)), basename(name));
    lock = new SqliteFile(`${file}.lock`, { timeout: 0 });
    lock.exec('begin exclusive');
    writeFileSync(`${file}.holder`, `process ${process.pid} on ${hostname()}`);
    return lock;
  } catch (error) {
    lock?.close();
    throw toStartupError(error, file);
  }
}

function openFile(file: string): SqliteFile.Database {
  const database = new SqliteFile(file, { timeout: busyTimeoutMs });
  refuseForeign(database, file);
  for (const pragma of pragmas) database.pragma(pragma);
  // better-sqlite3 falls back to NORMAL at the first write after WAL unless FULL was asked for: write, then look.
  database.exec(`begin immediate; pragma user_version = ${schemaMark}; commit`);
  database.pragma('synchronous = FULL');
  if (database.pragma('synchronous', { simple: true }) !== 2) {
    throw new StartupError(`The database ${file} does not take synchronous = FULL.`);
  }
  return database;
}

/** A mistyped path must not put our tables among another program's, nor change how its file is kept. */
function refuseForeign(database: SqliteFile.Database, file: string): void {
  const named = "select name from sqlite_schema where type = 'table' and name not glob 'sqlite_*'";
  const tables = database.prepare(named).pluck().all();
  if (tables.length === 0 || tables.includes('schema_migration')) return;
  database.close();
  throw new StartupError(
    `The file ${file} is the SQLite database of another program and is left alone: name one of Barbell’s.`,
  );
}

/** Marks the file as ours for whoever looks into it; the schema's version is in its own table. */
const schemaMark = 1;

const pragmas = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  // What is deleted is overwritten, so that erasing a person reaches the file.
  'secure_delete = ON',
  // A doctored schema cannot call functions.
  'trusted_schema = OFF',
  'cell_size_check = ON',
];

const remedy =
  'Look whether the disk has room, and whether this user may write to the file and its folder.';

function toStartupError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof StartupError) return error;
  const code = error instanceof SqliteFile.SqliteError ? error.code : '';
  if (code === 'SQLITE_BUSY') {
    return new StartupError(
      `The database ${file} is in use by another Barbell${readHolder(file)}. Stop that one first; for two at a time set DATABASE_URL=postgres://….`,
    );
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StartupError(
      `The file ${file} is not a sound SQLite database. Move it away or restore a backup.`,
    );
  }
  return new StartupError(`The database ${file} cannot be opened: ${error.message}. ${remedy}`);
}

/** Who said last that it holds the file: the process that has it now, where it could write that down. */
function readHolder(file: string): string {
  const holder = `${file}.holder`;
  return existsSync(holder) ? ` (${readFileSync(holder, 'utf8').slice(0, 100)})` : '';
}

function makeDialect(database: SqliteFile.Database): SqliteDialect {
  const version = database.prepare('pragma data_version').pluck();
  // An operator's tool writes to the same file by a connection of its own.
  const changes = new Changes(openVersion(() => Number(version.get())));
  const prepare = makeStatementCache(database);
  const cached = {
    // Kysely prepares each statement right before it runs it.
    prepare: (text: string) => {
      changes.note(text);
      return prepare(text);
    },
    close: () => {},
  };
  return new BarbellSqliteDialect(database, cached, changes);
}

type CachedDatabase = { prepare: (text: string) => Statement; close: () => void };

class BarbellSqliteDialect extends SqliteDialect {
  private readonly database: SqliteFile.Database;
  private readonly cached: CachedDatabase;
  private readonly changes: Changes;
  private readonly disk = new Disk();

  constructor(database: SqliteFile.Database, cached: CachedDatabase, changes: Changes) {
    super({ database: cached });
    this.database = database;
    this.cached = cached;
    this.changes = changes;
  }

  override createDriver(): SqliteDriver {
    return new BarbellSqliteDriver(this.database, { cached: this.cached, disk: this.disk });
  }

  override createQueryCompiler(): PlannedOnce {
    return new PlannedOnce();
  }

  override createAdapter(): SqliteAdapter {
    const { changes, disk } = this;
    const runScript = (script: string): void => {
      changes.forget();
      disk.ask(() => this.database.exec(script));
    };
    return new SqliteScriptAdapter(runScript, { changes, disk });
  }
}

class BarbellSqliteDriver extends SqliteDriver {
  private readonly database: SqliteFile.Database;
  private readonly turns = new Turns();
  private readonly disk: Disk;
  private connection: DatabaseConnection | undefined;

  constructor(database: SqliteFile.Database, parts: { cached: CachedDatabase; disk: Disk }) {
    super({ database: parts.cached });
    this.database = database;
    this.disk = parts.disk;
  }

  override async init(): Promise<void> {
    await super.init();
    this.connection = new DiskConnection(await super.acquireConnection(), this.disk);
  }

  /** Whoever waits gets it in the order of asking; Kysely's own lock would wake all of them for each one that goes. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    refuseInside();
    await this.turns.take();
    invariant(this.connection !== undefined, 'the driver was not opened');
    return this.connection;
  }

  override async releaseConnection(): Promise<void> {
    this.turns.pass();
  }

  /** A deferred `begin` that reads and then writes can fail at once, whatever the busy timeout (reliability.md row 11). */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk ends the transaction by itself; a second rollback would hide what really happened. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Prepares each text once; the oldest unused one goes when there are too many. */
function makeStatementCache(database: SqliteFile.Database): (text: string) => Statement {
  const statements = new Map<string, Statement>();
  return (text) => {
    const known = statements.get(text);
    if (known !== undefined) {
      statements.delete(text);
      statements.set(text, known);
      return known;
    }
    const statement = database.prepare(text);
    statements.set(text, statement);
    const [oldest] = statements.keys();
    if (statements.size > maxStatements && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
}
