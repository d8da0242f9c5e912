import { sql } from 'kysely';
import { openDatabase } from '../../src/platform/db/open.ts';
import { type KillFigures, sweepKills } from '../crash/kill-sweep.ts';
import { startPostgres } from '../stores/postgres-server.ts';
import type { SoakPart } from './part.ts';

/** The real process, killed at one named point after the other; every fourth time it works on PostgreSQL. (P02, P21) */
export const killsPart: SoakPart = {
  name: 'kills',
  run: async ({ kills }) => {
    const onPostgres = Math.floor(kills / 4);
    const sqlite = await sweepKills({ kills: kills - onPostgres });
    const postgres = await sweepOnPostgres(onPostgres);
    const { lost, doubled, acked, unanswered, worstAckMs, points } = sum(sqlite, postgres);
    return {
      ...{ kills, 'on PostgreSQL': onPostgres, 'named points': points, acked, unanswered },
      ...{ lost, doubled, 'worst ack, ms': worstAckMs },
    };
  },
};

async function sweepOnPostgres(kills: number): Promise<KillFigures> {
  const server = await startPostgres();
  const admin = await openDatabase(`${server.url}postgres`);
  let count = 0;
  const openUrl = async (): Promise<string> => {
    count += 1;
    const name = `killed_${count}`;
    await sql.raw(`create database ${name}`).execute(admin.db);
    return `${server.url}${name}`;
  };
  try {
    return await sweepKills({ kills, openUrl });
  } finally {
    await admin.close();
    await server.stop();
  }
}

function sum(one: KillFigures, other: KillFigures): KillFigures {
  return {
    kills: one.kills + other.kills,
    points: Math.max(one.points, other.points),
    acked: one.acked + other.acked,
    unanswered: one.unanswered + other.unanswered,
    lost: one.lost + other.lost,
    doubled: one.doubled + other.doubled,
    worstAckMs: Math.max(one.worstAckMs, other.worstAckMs),
  };
}
