import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { Bug } from '../../src/lib/invariant.ts';
import { changesOf, engineOf } from '../../src/platform/db/open.ts';
import { onCommit, transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace, takeNumber } from '../../src/platform/db/workspace.ts';
import { describeStores } from './engines.ts';

const now = new Date('2026-11-21T10:00:00.000Z');

describeStores('transact', ({ engine, open, openUrl, makeEmptyUrl }) => {
  it('lets ten racing read-then-write increments end at ten (P26)', async () => {
    const { db } = await open();
    await saveWorkspace(db, { id: 'T1', botUserId: 'U1', now });
    const increments = Array.from({ length: 10 }, () =>
      transact(db, async (tx) => {
        const row = await tx
          .selectFrom('workspace')
          .select('next_number')
          .where('id', '=', 'T1')
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setTimeout(resolve, 1));
        await tx
          .updateTable('workspace')
          .set({ next_number: row.next_number + 1 })
          .where('id', '=', 'T1')
          .execute();
      }),
    );
    await Promise.all(increments);
    const row = await db.selectFrom('workspace').selectAll().executeTakeFirstOrThrow();
    expect(row.next_number).toBe(11);
  });

  it('lets two who open the same thing at once, each without having seen the other, find one of it (P26)', async () => {
    // With a table that no other test knows.
    const { db } = await openUrl(await makeEmptyUrl());
    await sql`create table opened (id integer primary key, team integer)`.execute(db);
    await sql`create index opened_team on opened (team)`.execute(db);
    let looking = 2;
    let seen = (): void => {};
    const bothLooked = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const openOne = () =>
      transact(db, async (tx) => {
        const found = await sql`select id from opened where team = 7`.execute(tx);
        looking -= 1;
        // One writer at a time is all that SQLite has.
        if (looking <= 0 || engine === 'sqlite') seen();
        await bothLooked;
        if (found.rows.length > 0) return 'found';
        await sql`insert into opened (id, team) values (1, 7)`.execute(tx);
        return 'opened';
      });
    expect((await Promise.all([openOne(), openOne()])).toSorted()).toEqual(['found', 'opened']);
  });

  it('gives up what is there already, however often it is tried', async () => {
    const { db } = await open();
    let tries = 0;
    const again = () =>
      transact(db, (tx) => {
        tries += 1;
        return tx
          .insertInto('pace')
          .values({ ...lane, lane: 'channel:C1' })
          .execute();
      });
    await again();
    await expect(again()).rejects.toThrow(/unique/i);
    expect(tries).toBe(engine === 'sqlite' ? 2 : 4);
  });

  it('takes a collision for a race also after it has lost some others, and gives up the same one all the same', async () => {
    const { db } = await open();
    const failing = (codes: readonly string[]) => {
      const left = [...codes];
      return transact(db, async () => {
        const code = left.shift();
        if (code !== undefined) throw Object.assign(new Error(`failed: ${code}`), { code });
        return 'kept';
      });
    };
    const races = ['40001', '40P01', '40001'];
    expect(await failing([...races, '23505', ...races, '23505'])).toBe('kept');
    expect(await failing([...races, '26000'])).toBe('kept');
    await expect(failing([...races, '23505', '23505', '40001', '23505'])).rejects.toThrow('23505');
  });

  it('keeps nothing of a transaction that throws', async () => {
    const { db } = await open();
    const failing = transact(db, async (tx) => {
      await tx
        .insertInto('pace')
        .values({ ...lane, lane: 'channel:C1' })
        .execute();
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(await db.selectFrom('pace').selectAll().execute()).toEqual([]);
  });

  it('refuses the root handle inside a transaction at once', async () => {
    const { db } = await open();
    const wrong = transact(db, () => db.selectFrom('team').selectAll().execute());
    await expect(wrong).rejects.toThrow(/pass tx/);
    await expect(wrong).rejects.toBeInstanceOf(Bug);
    expect(await db.selectFrom('team').selectAll().execute()).toEqual([]);
  });

  it('refuses a transaction inside a transaction', async () => {
    const { db } = await open();
    await expect(transact(db, () => transact(db, async () => 1))).rejects.toThrow(/pass tx/);
    await expect(transact(db, (tx) => transact(tx, async () => 1))).rejects.toThrow(/pass tx/);
  });

  it('calls its listeners after each commit and never for a rollback', async () => {
    const { db } = await open();
    let calls = 0;
    const forget = onCommit(db, () => {
      calls += 1;
    });
    await transact(db, async () => 'kept');
    await transact(db, () => Promise.reject(new Error('no'))).catch(() => 'expected');
    expect(calls).toBe(1);
    forget();
    await transact(db, async () => 'kept');
    expect(calls).toBe(1);
  });

  it('lets a listener use the root handle', async () => {
    const { db } = await open();
    const seen: Promise<unknown>[] = [];
    onCommit(db, () => seen.push(db.selectFrom('team').selectAll().execute()));
    await transact(db, async () => 'kept');
    expect(await Promise.all(seen)).toEqual([[]]);
  });

  it('lets a listener go on by itself: what it asks is not asked by the work that committed', async () => {
    const { db } = await open();
    let goOn = (): void => {};
    const over = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const asking: Promise<unknown>[] = [];
    onCommit(db, () => asking.push(over.then(() => db.selectFrom('team').selectAll().execute())));
    let asked = 0;
    const work = () => transact(db, (tx) => tx.selectFrom('pace').selectAll().execute());
    await changesOf(db).follow(work, () => {
      asked += 1;
    });
    expect(asked).toBeGreaterThan(0);
    const ofWork = asked;
    goOn();
    expect(await Promise.all(asking)).toEqual([[]]);
    expect(asked).toBe(ofWork);
  });

  it('names its engine on handles and transactions alike', async () => {
    const { db } = await open();
    expect(engineOf(db)).toBe(engine);
    expect(await transact(db, async (tx) => engineOf(tx))).toBe(engine);
  });

  it('gives counts, sums and fractions as numbers (P25)', async () => {
    const { db } = await open();
    await transact(db, (tx) =>
      tx
        .insertInto('pace')
        .values([
          { ...lane, lane: 'a', tokens: 1_234_567.89 },
          { ...lane, lane: 'b', tokens: 0.1 },
        ])
        .execute(),
    );
    const row = await db
      .selectFrom('pace')
      .select((eb) => [
        eb.fn.countAll<number>().as('count'),
        eb.fn.max('tokens').as('most'),
        eb.fn.min('tokens').as('least'),
      ])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ count: 2, most: 1_234_567.89, least: 0.1 });
  });
});

const lane = {
  workspace_id: 'T1',
  lane: '',
  tokens: 1,
  refilled_at: now.toISOString(),
  closed_until: null,
};

describeStores('workspace', ({ open }) => {
  it('hands out numbers from one, each once, for each workspace', async () => {
    const { db } = await open();
    await saveWorkspace(db, { id: 'T1', botUserId: 'U1', now });
    await saveWorkspace(db, { id: 'T2', botUserId: 'U2', now });
    const taken = await Promise.all(
      Array.from({ length: 8 }, () => transact(db, (tx) => takeNumber(tx, 'T1'))),
    );
    expect(taken.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await transact(db, (tx) => takeNumber(tx, 'T2'))).toBe(1);
  });

  it('refuses a number for a workspace nobody recorded', async () => {
    const { db } = await open();
    await expect(transact(db, (tx) => takeNumber(tx, 'T9'))).rejects.toThrow(/T9/);
  });

  it('keeps the numbers when the workspace is saved again, and ends its parking', async () => {
    const { db } = await open();
    await saveWorkspace(db, { id: 'T1', botUserId: 'U1', now });
    await transact(db, async (tx) => {
      await takeNumber(tx, 'T1');
      await tx.updateTable('workspace').set({ parked_reason: 'token_revoked' }).execute();
    });
    await saveWorkspace(db, { id: 'T1', botUserId: 'U7', now: new Date('2027-01-01T00:00:00Z') });
    expect(await db.selectFrom('workspace').selectAll().execute()).toEqual([
      {
        id: 'T1',
        bot_user_id: 'U7',
        next_number: 2,
        parked_reason: null,
        created_at: now.toISOString(),
      },
    ]);
  });
});
