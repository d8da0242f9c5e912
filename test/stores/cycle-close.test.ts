import { expect, it } from 'vitest';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { findOpenCycle, listClosedCycles } from '../../src/features/cycle/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { openLog } from '../../src/platform/log.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { deviate, rollups } from './alarm-room.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { makeOnePager, writeOnePagers } from './fixture.ts';
import { makeTeam } from './team-fixture.ts';

const [firstAt, , secondAt] = rollups;
const before = (at: Date | undefined, minutes: number) =>
  new Date((at?.getTime() ?? 0) - minutes * 60_000);

/** Two that close on one database: two processes on PostgreSQL. Each has ids of its own. */
async function openTwo(engine: TestEngine): Promise<[Deps, Deps]> {
  const url = await engine.makeEmptyUrl();
  const one = await engine.openUrl(url);
  await migrate(one);
  // An SQLite file lets in one process; its two askers share the handle.
  const other = engine.engine === 'sqlite' ? one : await engine.openUrl(url);
  const setUpAt = new Date('2026-11-21T09:00:00.000Z');
  await saveWorkspace(one.db, { id: 'T1', botUserId: 'U0', now: setUpAt });
  await transact(one.db, (tx) => insertTeam(tx, makeTeam()));
  await writeOnePagers(one.db, makeOnePager());
  const deps = [toDeps(one.db, 'a'), toDeps(other.db, 'b')] as const;
  await openFirstCycles(deps[0]);
  return [deps[0], deps[1]];
}

function toDeps(db: Db, letter: string): Deps {
  let ids = 0;
  const people = {
    find: () => Promise.resolve(undefined),
    findChannel: () => Promise.resolve(undefined),
    listMembers: () => Promise.resolve([]),
    isFresh: () => true,
    refresh: () => Promise.resolve(),
  };
  const newId = makeNewId(() => {
    ids += 1;
    return `${letter}${ids.toString(36).padStart(8, '0')}`;
  });
  return { db, workspaceId: 'T1', newId, log: openLog('silent'), people };
}

async function listRollups(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('message').select('address').execute();
  return rows.map(({ address }) => address).filter((one) => /^rollup:[a-z]+_\w+$/.test(one));
}

describeStores('the close of a cycle', (engine) => {
  it('happens once, with its counts frozen, when two processes race for it', async () => {
    const [one, other] = await openTwo(engine);
    await deviate({ ...one, deps: one, shown: () => Promise.resolve('') }, before(firstAt, 60));
    for (const due of [firstAt, secondAt]) {
      if (due === undefined) throw new Error('two roll-ups');
      await Promise.all([one, other, one, other].map((deps) => postDueRollups(deps, due)));
    }
    const closed = await listClosedCycles(other.db, 'tm_1', 9);
    expect(closed.map(({ number, counts }) => [number, counts?.deviations])).toEqual([
      [2, 0],
      [1, 1],
    ]);
    expect(closed.map(({ closedAt }) => closedAt)).toEqual([secondAt, firstAt]);
    expect(await findOpenCycle(one.db, 'tm_1')).toMatchObject({ number: 3, startsAt: secondAt });
    // The roll-ups that closed them, and the one in between that was missed.
    expect(await listRollups(one.db)).toHaveLength(2);

    // What comes later changes no frozen count.
    await deviate({ ...one, deps: one, shown: () => Promise.resolve('') }, before(secondAt, 60));
    for (const deps of [one, other])
      await postDueRollups(deps, new Date((secondAt?.getTime() ?? 0) + 1));
    expect(await listClosedCycles(one.db, 'tm_1', 9)).toEqual(closed);
  });

  it('leaves nothing of itself behind when the process dies in the middle, and is done by the next', async () => {
    const [one, other] = await openTwo(engine);
    if (firstAt === undefined) throw new Error('a roll-up');
    let deaths = 0;
    for (let left = 0; ; left += 1) {
      let ids = 0;
      const dying: Deps = {
        ...one,
        newId: (prefix) => {
          ids += 1;
          if (ids > left) throw new Error('killed');
          return one.newId(prefix);
        },
      };
      const [end] = await Promise.allSettled([postDueRollups(dying, firstAt)]);
      if (end.status === 'fulfilled') break;
      deaths += 1;
      expect(await listClosedCycles(other.db, 'tm_1', 9)).toEqual([]);
      expect(await findOpenCycle(other.db, 'tm_1')).toMatchObject({ number: 1 });
      expect(await listRollups(other.db)).toEqual([]);
    }
    // A new cycle, the roll-up and its messages each take an id.
    expect(deaths).toBeGreaterThanOrEqual(4);
    await postDueRollups(other, firstAt);
    expect(await listClosedCycles(one.db, 'tm_1', 9)).toHaveLength(1);
    expect(await listRollups(one.db)).toHaveLength(1);
  });
});
