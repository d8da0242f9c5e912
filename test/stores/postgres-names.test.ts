import { type Kysely, sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../src/platform/db/postgres.ts';
import { prepared, preparedWrite } from '../../src/platform/db/prepared.ts';
import type { Tables } from '../../src/platform/db/tables.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { createPostgres } from './engines.ts';

/** One connection, so that what is asked meets the statements that were asked before. */
async function openOne(): Promise<Kysely<Tables>> {
  const { db, close } = await openPostgres(await createPostgres(), { connections: 1 });
  onTestFinished(close);
  return db;
}

const laneOf = prepared<{ lane: string }>()((db, at) =>
  db.selectFrom('pace').selectAll().where('lane', '=', at('lane')),
);
const openLane = preparedWrite<{ lane: string }>()((db, at) =>
  db.insertInto('pace').values({
    workspace_id: 'T1',
    lane: at('lane'),
    tokens: 1,
    refilled_at: '2026-11-24T09:00:00.000Z',
  }),
);

async function listNamed(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements where name like 'barbell%'
  `.execute(db);
  return rows.map(({ statement }) => statement);
}

describe('a query that is written once', () => {
  it('is planned once on each connection of PostgreSQL; others are not kept there', async () => {
    const db = await openOne();
    for (const lane of ['a', 'b']) await transact(db, (tx) => openLane(tx, { lane }));
    for (const lane of ['a', 'b', 'c']) {
      expect((await laneOf(db, { lane })).map((row) => row.lane)).toEqual(
        lane === 'c' ? [] : [lane],
      );
    }
    await db.selectFrom('pace').selectAll().where('lane', '=', 'd').execute();
    const named = await listNamed(db);
    expect(named).toHaveLength(2);
    expect(named.toSorted()[0]).toMatch(/^insert into "pace"/);
  });

  it('has in its text what is the same each time, so that an index of some rows serves it', async () => {
    const db = await openOne();
    const constant = prepared<{ lane: string }>()((on, at) =>
      on
        .selectFrom('pace')
        .selectAll()
        .where('lane', '=', at('lane'))
        .where('workspace_id', '<>', "it's $1 and ?"),
    );
    await transact(db, (tx) => openLane(tx, { lane: 'a' }));
    expect(await constant(db, { lane: 'a' })).toHaveLength(1);
    expect(await listNamed(db)).toContainEqual(
      expect.stringMatching(/where "lane" = \$1 and "workspace_id" <> 'it''s \$1 and \?'$/),
    );
  });

  it('is answered when a pooler has lost its name, alone and inside of an act, and has none from then on (F-84)', async () => {
    for (const isInside of [false, true]) {
      const db = await openOne();
      const ask = () =>
        isInside ? transact(db, (tx) => laneOf(tx, { lane: 'a' })) : laneOf(db, { lane: 'a' });
      await transact(db, (tx) => openLane(tx, { lane: 'a' }));
      expect(await ask()).toHaveLength(1);
      await sql`deallocate all`.execute(db);
      expect(await ask()).toHaveLength(1);
      expect(await ask()).toHaveLength(1);
      expect(await listNamed(db)).toEqual([]);
    }
  });

  it('is planned anew when its table was altered meanwhile, as by the next version of the program', async () => {
    const db = await openOne();
    const ask = () => transact(db, (tx) => laneOf(tx, { lane: 'a' }));
    await transact(db, (tx) => openLane(tx, { lane: 'a' }));
    expect(await ask()).toHaveLength(1);
    await sql`alter table pace add column later text`.execute(db);
    expect((await ask())[0]).toHaveProperty('later', null);
    await sql`alter table pace add column latest text`.execute(db);
    expect((await laneOf(db, { lane: 'a' }))[0]).toHaveProperty('latest', null);
    expect(await ask()).toHaveLength(1);
    expect((await listNamed(db)).length).toBeGreaterThan(0);
  });
});
