import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, inject, onTestFinished } from 'vitest';
import { type Database, type Engine, openDatabase } from '../../src/platform/db/open.ts';
import { openFresh } from '../harness/fresh.ts';
import { templateName } from './postgres-server.ts';

/** One of the two engines, handing out databases that end with the test that asked for them. */
export interface TestEngine {
  engine: Engine;
  /** A fresh database with the schema: SQLite in memory, or a PostgreSQL database of its own. */
  open(): Promise<Database>;
  /** The address of a fresh database without any schema, which several handles may open. */
  makeEmptyUrl(): Promise<string>;
  /** Opens an address for this test; call it again for a second handle. */
  openUrl(url: string): Promise<Database>;
}

/** Runs the same cases on SQLite and on a real PostgreSQL. */
export function describeStores(name: string, cases: (engine: TestEngine) => void): void {
  describe(`${name} on SQLite`, () => cases(sqlite));
  // The mutation run asks thousands of times, and one engine answers.
  if (process.env.BARBELL_TEST_ENGINE === 'sqlite') return;
  describe(`${name} on PostgreSQL`, () => cases(postgres));
}

const sqlite: TestEngine = {
  engine: 'sqlite',
  open: async () => {
    const database = await openFresh();
    onTestFinished(() => database.close());
    return database;
  },
  makeEmptyUrl: async () => join(makeFolder(), 'data', 'barbell.db'),
  openUrl: openForTest,
};

const postgres: TestEngine = {
  engine: 'postgres',
  open: openCleanPostgres,
  makeEmptyUrl: () => createPostgres('template0'),
  openUrl: openForTest,
};

/** A folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openForTest(url: string): Promise<Database> {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

let reused: string | undefined;

/** A test file's tests run one after another, so they share one database, emptied before each. */
async function openCleanPostgres(): Promise<Database> {
  if (reused === undefined) {
    reused = await createPostgres(templateName);
    return openForTest(reused);
  }
  const database = await openForTest(reused);
  await sql`do $$
    declare name text;
    begin
      set local session_replication_role = replica;
      for name in select tablename from pg_tables where schemaname = 'public'
        and tablename <> 'schema_migration'
      loop
        execute format('delete from %I', name);
      end loop;
    end
  $$`.execute(database.db);
  return database;
}

let count = 0;

/** An address of a fresh PostgreSQL database of its own: migrated, unless another template is named. */
export async function createPostgres(template = templateName): Promise<string> {
  const server = inject('postgresUrl');
  count += 1;
  const name = `test_${process.pid}_${count}`;
  const admin = await openDatabase(`${server}postgres`);
  await sql.raw(`create database ${name} template ${template}`).execute(admin.db);
  await admin.close();
  return `${server}${name}`;
}

/** As `createPostgres`, reached by the server's socket: the network of this computer costs as much as the questions do. */
export async function createNearPostgres(): Promise<string> {
  return `${await createPostgres()}?host=${inject('postgresSocket')}`;
}
