import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { attend } from '../../src/platform/attendance.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { changesOf, type Database, openBeside } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores, type TestEngine } from './engines.ts';

/** One process that looks, and another that writes to the same database by a handle of its own. */
async function openTwo({ engine, openUrl, makeEmptyUrl }: TestEngine) {
  const url = await makeEmptyUrl();
  const mine = await openUrl(url);
  await migrate(mine);
  const other = engine === 'postgres' ? await openUrl(url) : await openBeside(url);
  await sql`create table tally (id integer primary key, times integer not null)`.execute(mine.db);
  await sql`create table elsewhere (id integer primary key)`.execute(mine.db);
  for (const id of rows) {
    await sql`insert into tally (id, times) values (${id}, 0)`.execute(mine.db);
  }
  const changes = changesOf(mine.db);
  await changes.look();
  return { mine, other, changes };
}

const rows = [1, 2, 3];

const write = ({ db }: Database, id: number, wait?: Promise<void>) =>
  transact(db, async (tx) => {
    await sql`update tally set times = times + 1 where id = ${id}`.execute(tx);
    await wait;
  });

async function read({ db }: Pick<Database, 'db'>): Promise<number> {
  const told = await sql<{ times: number }>`select sum(times) as times from tally`.execute(db);
  return Number(told.rows[0]?.times);
}

class TakenBack extends Error {}

/** What happens in between: who writes, keeps a write open, or takes one back. */
const events = ['mine', 'other', 'taken back', 'begin', 'end', 'look', 'nothing'] as const;

describeStores('what has changed', (engine) => {
  it('no commit is missed, mine or another process’s, however writes that take long lie over the looks', {
    timeout: 60_000,
  }, async () => {
    const { mine, other, changes } = await openTwo(engine);
    // One file has one writer; there a write that is held would only keep out the others.
    const possible =
      engine.engine === 'postgres' ? events : events.filter((one) => one !== 'begin');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...possible), { maxLength: 12 }), async (list) => {
        let end = (): void => {};
        let held: Promise<void> | undefined;
        const finish = async () => {
          end();
          await held;
          held = undefined;
        };
        const { result: before, look } = await changes.watch(() => read(mine));
        for (const event of list) {
          if (event === 'mine') await write(mine, 1);
          if (event === 'other') await write(other, 2);
          if (event === 'look') await changes.look();
          if (event === 'end') await finish();
          if (event === 'begin' && held === undefined) {
            const wait = new Promise<void>((resolve) => {
              end = resolve;
            });
            held = write(other, 3, wait);
          }
          if (event === 'taken back') {
            const undone = transact(mine.db, async (tx) => {
              await sql`update tally set times = times + 1 where id = 1`.execute(tx);
              throw new TakenBack();
            });
            await expect(undone).rejects.toThrow(TakenBack);
          }
          const now = await read(mine);
          await changes.look();
          if (now !== before) expect(changes.hasChanged(look)).toBe(true);
        }
        await finish();
        const now = await read(mine);
        await changes.look();
        if (now !== before) expect(changes.hasChanged(look)).toBe(true);
      }),
      { numRuns: 25 },
    );
    await other.close();
  });

  it('no commit is missed while both write at the same time', {
    timeout: 60_000,
  }, async () => {
    const { mine, other, changes } = await openTwo(engine);
    let writing = 2;
    const writeOften = async (who: Database, id: number) => {
      for (let times = 0; times < 60; times += 1) {
        await write(who, id);
        if (times % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      writing -= 1;
    };
    const watchAll = async () => {
      const seen = { changes: 0, looks: 0 };
      let watched = await changes.watch(() => read(mine));
      while (writing > 0 || seen.looks < 20) {
        // SQLite answers within the turn; the writers need turns of their own.
        await new Promise((resolve) => setImmediate(resolve));
        const now = await read(mine);
        await changes.look();
        const hasChanged = changes.hasChanged(watched.look);
        if (now !== watched.result) expect(hasChanged).toBe(true);
        seen.looks += 1;
        if (!hasChanged) continue;
        seen.changes += 1;
        watched = await changes.watch(() => read(mine));
      }
      return seen;
    };
    const [seen] = await Promise.all([watchAll(), writeOften(mine, 1), writeOften(other, 2)]);
    expect(await read(mine)).toBe(120);
    expect(seen.changes).toBeGreaterThan(0);
    await other.close();
  });

  it('what I write elsewhere is nothing that others did, and wakes nobody who did not read it', async () => {
    const { mine, other, changes } = await openTwo(engine);
    let hasRested = false;
    // Other databases of the same server count as others; some moment is quiet.
    for (let id = 1; id <= 300 && !hasRested; id += 1) {
      await changes.look();
      const { look } = await changes.watch(() => read(mine));
      await transact(mine.db, (tx) => sql`insert into elsewhere (id) values (${id})`.execute(tx));
      await changes.look();
      hasRested = !changes.hasChanged(look);
    }
    expect(hasRested).toBe(true);
    const { look } = await changes.watch(() => read(mine));
    await write(mine, 1);
    expect(changes.hasChanged(look)).toBe(true);
    await other.close();
  });

  // With SQLite there is no other process.
  const atWork = engine.engine === 'postgres' ? (['mine', 'other'] as const) : (['mine'] as const);
  it.each(atWork)('that a process is at work wakes no job: %s', async (who) => {
    const { changes, ...both } = await openTwo(engine);
    const { mine } = both;
    const process = { id: 'pr_1', workspaceId: 'T1', links: 2 };
    let hasRested = false;
    // Each ten seconds. Other databases of the same server count as others; some moment is quiet.
    for (let second = 0; second < 3_000 && !hasRested; second += 10) {
      await changes.look();
      const { look } = await changes.watch(() => read(mine));
      await attend(both[who].db, process, new Date(Date.UTC(2026, 10, 23, 9, 0, second)));
      await changes.look();
      hasRested = !changes.hasChanged(look);
    }
    expect(hasRested).toBe(true);
  });

  // With SQLite there is no other process.
  it.runIf(engine.engine === 'postgres')(
    'what a process at work has written is its own to follow up, until it is gone',
    async () => {
      const { mine, other, changes } = await openTwo(engine);
      const say = (id: string, secondsAgo: number) =>
        attend(
          mine.db,
          { id, workspaceId: 'T1', links: 1 },
          new Date(Date.now() - secondsAgo * 1000),
        );
      const isTold = async () => {
        const { look } = await changes.watch(() => read(mine));
        await write(other, 2);
        await changes.look();
        return changes.hasChanged(look);
      };
      await say('pr_1', 0);
      await say('pr_2', 60);
      expect(await isTold()).toBe(true);
      await say('pr_2', 0);
      expect(await isTold()).toBe(false);
      await mine.db
        .updateTable('attendance')
        .set({ at: new Date(Date.now() - 60_000).toISOString() })
        .where('id', '=', 'pr_2')
        .execute();
      expect(await isTold()).toBe(true);
      expect(await isTold()).toBe(true);
      await other.close();
    },
  );

  it('what somebody else reads meanwhile is not theirs; what they read in a transaction is, whoever commits it', async () => {
    const { mine, other, changes } = await openTwo(engine);
    const insert = (id: number) =>
      transact(mine.db, (tx) => sql`insert into elsewhere (id) values (${id})`.execute(tx));
    let goOn = (): void => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const watching = changes.watch(async () => {
      await wait;
      return read(mine);
    });
    await sql`select id from elsewhere`.execute(mine.db);
    goOn();
    const { look } = await watching;
    await insert(1);
    expect(changes.hasChanged(look)).toBe(false);
    // On SQLite they share a commit, in the turn of whoever asked first.
    const [, watched] = await Promise.all([
      insert(2),
      changes.watch(() => transact(mine.db, (tx) => read({ db: tx }))),
    ]);
    await write(mine, 1);
    expect(changes.hasChanged(watched.look)).toBe(true);
    await other.close();
  });
});
