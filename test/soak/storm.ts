import { sql } from 'kysely';
import { openDatabase } from '../../src/platform/db/open.ts';
import { listSeeds, liveSeeds } from '../simulation/storm/seeds.ts';
import { quick, startPostgres } from '../stores/postgres-server.ts';
import type { Figures, SoakPart } from './part.ts';

/** Weeks of people in two teams through faults of every kind; a fifth of the seeds on PostgreSQL. (P45, I1 to I13) */
export const stormPart: SoakPart = {
  name: 'storm',
  run: async ({ seeds, weeks }) => {
    const onSqlite = await liveSeeds(listSeeds(1, seeds), { weeks });
    const server = await startPostgres(quick);
    try {
      const makeUrl = () => makeDatabase(server.url);
      const onPostgres = await liveSeeds(listSeeds(1, Math.ceil(seeds / 5)), { weeks, makeUrl });
      return { ...told('SQLite', onSqlite), ...told('PostgreSQL', onPostgres) };
    } finally {
      await server.stop();
    }
  },
};

function told(where: string, total: Awaited<ReturnType<typeof liveSeeds>>): Figures {
  const { faults, ...counts } = total;
  // Whatever is lost or doubled has ended the part before it comes to figures.
  const lines = Object.entries({ ...counts, lost: 0, doubled: 0, ...faults });
  return Object.fromEntries(lines.map(([what, figure]) => [`${where}: ${what}`, figure]));
}

let made = 0;

async function makeDatabase(server: string): Promise<string> {
  made += 1;
  const admin = await openDatabase(`${server}postgres`);
  await sql.raw(`create database storm_${made}`).execute(admin.db);
  await admin.close();
  return `${server}storm_${made}`;
}
