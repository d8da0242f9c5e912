import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { appendDecision } from '../../../src/features/decision/store.ts';
import { insertOnePager } from '../../../src/features/onepager/store.ts';
import { insertReview } from '../../../src/features/review/store.ts';
import { insertTeam } from '../../../src/features/team/store.ts';
import { makeNewId } from '../../../src/lib/ids.ts';
import { type Db, engineOf } from '../../../src/platform/db/open.ts';
import { transact } from '../../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../../src/platform/db/workspace.ts';
import { putMessage } from '../../../src/platform/outbox/store.ts';
import { makeOnePager } from '../../stores/fixture.ts';
import { makeTeam } from '../../stores/team-fixture.ts';

/** The other workspace's id; its rows lie in the same database, and no bot of ours may read or write one. */
export const otherId = 'T0ELSEWHERE';
/** Words that only the other workspace has. */
export const otherWords = 'a canary that lives elsewhere';

/** Our ids, and the other workspace's that a forger puts in their places. */
export const forged: ReadonlyMap<RegExp, string> = new Map([
  [/\btm_\w+/g, 'tm_elsewhere'],
  [/\bop_\w+/g, 'op_elsewhere'],
  [/\brv_\w+/g, 'rv_elsewhere1'],
  [/\bcd_\w+/g, 'cd_elsewhere2'],
  [/\bdec_\w+/g, 'dec_elsewhere3'],
]);

/**
 * Writes a team with a one-pager, a review that is over, a decision and a message that waits into the database: all of it is due, and
 * no bot of ours may do it.
 */
export async function settleElsewhere(db: Db, now: Date): Promise<void> {
  await saveWorkspace(db, { id: otherId, botUserId: 'U0ELSEBOT', now });
  const where = { workspaceId: otherId, teamId: 'tm_elsewhere' } as const;
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `elsewhere${ids}`;
  });
  await transact(db, async (tx) => {
    const { workspaceId, teamId: id } = where;
    const places = { channelId: 'C0ELSEWHERE', rollupChannelId: 'C0ELSEWHERE', setUpBy: 'U0ELSE' };
    await insertTeam(tx, makeTeam({ id, workspaceId, ...places, setUpAt: now }));
    const { bet } = makeOnePager();
    const own = { ...bet, title: otherWords };
    await insertOnePager(
      tx,
      makeOnePager({ id: 'op_elsewhere', ...where, number: 1, ownerId: 'U0ELSE', bet: own }),
    );
    await insertReview(tx, newId, {
      ...where,
      ...{ weekOn: '2026-01-05', dueAt: now, openedAt: now, closesAt: now, isLate: false },
      ...{ roster: ['U0ELSE'], onepagers: [{ id: 'op_elsewhere', version: 1 }] },
    });
    await appendDecision(tx, newId, {
      ...where,
      ...{ kind: 'stop', at: now, decidedByUserId: 'U0ELSE', onepagerId: 'op_elsewhere' },
      ...{ title: otherWords, texts: { because: otherWords } },
      ...{ isAgainstRule: false, isAgainstMajority: false },
    });
    await putMessage(tx, {
      ...{ workspaceId: otherId, newId, address: 'elsewhere', to: { channelId: 'C0ELSEWHERE' } },
      content: { text: otherWords, blocks: [] },
    });
  });
}

/** The tables of the database by name; search's own are left out. */
export async function listTables(db: Db): Promise<string[]> {
  const names =
    engineOf(db) === 'postgres'
      ? sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`
      : sql<{ name: string }>`select name from sqlite_master where type = 'table'`;
  const { rows } = await names.execute(db);
  return rows.map(({ name }) => name).filter((name) => !/^(sqlite_|decision_search_)/.test(name));
}

/** Those of the tables that say which workspace a row belongs to. */
export async function listShared(db: Db, tables: readonly string[]): Promise<string[]> {
  const shared: string[] = [];
  for (const table of tables) {
    const asking = sql`select workspace_id from ${sql.table(table)} limit 1`.execute(db);
    const [asked] = await Promise.allSettled([asking]);
    if (asked.status === 'fulfilled') shared.push(table);
  }
  return shared;
}

/** A digest of every row of a table that belongs to the other workspace; it is a table that says so. */
export async function digestElsewhere(db: Db, table: string): Promise<string> {
  const { rows } = await sql<object>`
    select * from ${sql.table(table)} where workspace_id = ${otherId}
  `.execute(db);
  const lines = rows.map((row) => JSON.stringify(row)).toSorted();
  return createHash('sha256').update(lines.join(' ')).digest('hex');
}
