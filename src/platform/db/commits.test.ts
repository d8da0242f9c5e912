import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from './migrate.ts';
import { type Database, openDatabase, type Tx } from './open.ts';
import { transact } from './transact.ts';
import { saveWorkspace } from './workspace.ts';

const now = new Date('2026-11-21T10:00:00.000Z');

interface Room extends Database {
  /** The keys as another process sees them: what is committed. */
  listKeys(): string[];
}

async function openRoom(): Promise<Room> {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-commits-'));
  const file = join(folder, 'barbell.db');
  const database = await openDatabase(file);
  await migrate(database);
  await saveWorkspace(database.db, { id: 'T1', botUserId: 'U1', now });
  const beside = new SqliteFile(file, { readonly: true });
  const query = beside.prepare<[], string>('select key from action_key order by rowid').pluck();
  onTestFinished(async () => {
    beside.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...database, listKeys: () => query.all() };
}

function write(tx: Tx, key: string, reply = ''): Promise<unknown> {
  const row = { workspace_id: 'T1', key, reply, at: now.toISOString() };
  return tx.insertInto('action_key').values(row).execute();
}

describe('works that wait at the same time', () => {
  it('are committed together, and nobody is answered before that (P02)', async () => {
    const { db, listKeys } = await openRoom();
    const seenInside: string[][] = [];
    const seenAnswered: string[][] = [];
    const works = ['a', 'b', 'c'].map(async (key) => {
      await transact(db, async (tx) => {
        await write(tx, key);
        seenInside.push(listKeys());
      });
      seenAnswered.push(listKeys());
    });
    await Promise.all(works);
    expect(seenInside).toEqual([[], [], []]);
    expect(seenAnswered).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  it('keep their order, and what one throws takes back its own writes and no other', async () => {
    const { db, listKeys } = await openRoom();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 2, maxLength: 100 }), async (plan) => {
        run += 1;
        await transact(db, (tx) => tx.deleteFrom('action_key').execute());
        const works = plan.map((isGood, index) =>
          transact(db, async (tx) => {
            await write(tx, `${run}-${index}-first`);
            if (!isGood) throw new Error(`not ${index}`);
            await write(tx, `${run}-${index}-last`);
            return index;
          }),
        );
        const settled = await Promise.allSettled(works);
        const good = plan.flatMap((isGood, index) => (isGood ? [index] : []));
        expect(listKeys()).toEqual(
          good.flatMap((index) => [`${run}-${index}-first`, `${run}-${index}-last`]),
        );
        for (const [index, one] of settled.entries()) {
          if (plan[index] === true) expect(one).toEqual({ status: 'fulfilled', value: index });
          else expect(one).toMatchObject({ reason: { message: `not ${index}` } });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are done again one by one when their commit is refused: only the one that cannot be kept is told so', async () => {
    const { db, listKeys } = await openRoom();
    const orphan = (tx: Tx) =>
      sql`insert into team_role (team_id, user_id, role) values ('tm_none', 'U1', 'leader')`.execute(
        tx,
      );
    const works = [
      transact(db, (tx) => write(tx, 'a')),
      transact(db, async (tx) => {
        await write(tx, 'b');
        // Checked at the commit only.
        await sql`pragma defer_foreign_keys = on`.execute(tx);
        await orphan(tx);
      }),
      transact(db, (tx) => write(tx, 'c')),
    ];
    const settled = await Promise.allSettled(works);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(listKeys()).toEqual(['a', 'c']);
  });

  it('on a disk that is full: what was answered well is there, what was not is not (F-70)', async () => {
    const { db, listKeys } = await openRoom();
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${(pages.rows[0]?.page_count ?? 0) + 3}`).execute(db);
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const works = keys.map((key, index) =>
      transact(db, (tx) => write(tx, key, index % 4 === 3 ? `{${'x'.repeat(9_000)}` : '')),
    );
    const settled = await Promise.allSettled(works);
    const kept = keys.filter((_, index) => settled[index]?.status === 'fulfilled');
    expect(kept).not.toEqual(keys);
    expect(kept.length).toBeGreaterThan(0);
    expect(listKeys().toSorted()).toEqual(kept.toSorted());
  });

  it('are refused the root handle, one alone and several together, instead of waiting for themselves for ever', async () => {
    const { db, listKeys } = await openRoom();
    const wrong = () => transact(db, () => db.selectFrom('action_key').selectAll().execute());
    await expect(wrong()).rejects.toThrow(/pass tx/);
    const together = [wrong(), transact(db, (tx) => write(tx, 'a')), wrong()];
    const settled = await Promise.allSettled(together);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(listKeys()).toEqual(['a']);
  });

  it('do not wait for more than a few others', async () => {
    const { db, listKeys } = await openRoom();
    let seen: string[] = [];
    const works = Array.from({ length: 65 }, (_, index) =>
      transact(db, async (tx) => {
        if (index === 64) seen = listKeys();
        await write(tx, `k${index}`);
      }),
    );
    await Promise.all(works);
    expect(seen).toHaveLength(64);
  });
});
