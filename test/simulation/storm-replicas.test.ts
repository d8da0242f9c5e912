import { expect, it, onTestFinished } from 'vitest';
import { features } from '../../src/app.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId, type OnePagerId, type TeamId } from '../../src/lib/ids.ts';
import { addDays, toInstantIn } from '../../src/lib/time.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { silentDeps } from '../harness/silent-deps.ts';
import { makeSceneBet } from '../stores/bet-fixture.ts';
import { createPostgres } from '../stores/engines.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { Dice } from './dice.ts';

const replicas = 5;
const teams = 4;
const weeks = 4;
const skewMs = 120_000;
const workspaceId = 'T1';
/** The Monday of the first review of the fixture's team. */
const firstOn = '2026-11-23';
const jobs = features
  .flatMap((feature) => feature.jobs ?? [])
  .filter(({ name }) => /^(cycle|review|rollup)\./.test(name));

/** A process of the bot as far as time moves it: connections and ids of its own. */
async function openReplica(url: string, replica: number): Promise<Deps> {
  const { db, close } = await openDatabase(url, { connections: 2 });
  onTestFinished(close);
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `r${replica}x${ids.toString(36).padStart(6, '0')}`;
  });
  return silentDeps({ db, workspaceId, newId });
}

async function found({ db }: Deps): Promise<void> {
  for (let number = 1; number <= teams; number += 1) {
    const id: TeamId = `tm_${number}`;
    const channels = { channelId: `C${number}`, rollupChannelId: `C${number}` };
    const team = makeTeam({ id, ...channels });
    const onepagerId: OnePagerId = `op_${number}`;
    const bet = makeSceneBet('2026-11-21', { gateOn: '2028-11-23', stopOwnerId: 'U1' });
    await transact(db, async (tx) => {
      await insertTeam(tx, team);
      await insertOnePager(tx, {
        ...{ id: onepagerId, number, bet, startedAt: team.setUpAt, version: 1 },
        ...{ workspaceId, teamId: id, kind: 'probe', ownerId: 'U1', state: 'running' },
      });
    });
  }
}

it('five processes with clocks two minutes apart do each due thing once', {
  timeout: 600_000,
}, async () => {
  const url = await createPostgres();
  const all: Deps[] = [];
  for (let replica = 1; replica <= replicas; replica += 1) {
    const deps = await openReplica(url, replica);
    if (replica === 1) await migrate(await openForMigration(url));
    all.push(deps);
  }
  const [first] = all;
  if (first === undefined) throw new Error('no process');
  await saveWorkspace(first.db, { id: workspaceId, botUserId: 'U0', now: new Date(0) });
  await found(first);
  const dice = new Dice(16);
  const failures: unknown[] = [];
  for (let week = 0; week < weeks; week += 1) {
    const monday = addDays(firstOn, 7 * week);
    for (const [day, time] of [
      [1, '10:00'],
      [2, '17:00'],
      [3, '15:00'],
    ] as const) {
      const at = toInstantIn(addDays(monday, day), time, 'Europe/Berlin').getTime();
      // Twice: whose clock is slow finds it due at the second ring only.
      for (const after of [0, 2 * skewMs]) {
        const ringing = all.map(async (deps) => {
          const now = new Date(at + after + dice.between(-skewMs, skewMs));
          for (const job of jobs) await job.run(deps, now);
        });
        for (const rung of await Promise.allSettled(ringing))
          if (rung.status === 'rejected') failures.push(rung.reason);
      }
    }
  }
  expect(failures).toEqual([]);
  const count = async (table: 'occurrence' | 'review' | 'rollup') =>
    (await first.db.selectFrom(table).select('team_id').execute()).length;
  expect(await count('occurrence')).toBe(teams * weeks * 2);
  expect(await count('review')).toBe(teams * weeks);
  expect(await count('rollup')).toBe(teams * weeks);
});

async function openForMigration(url: string) {
  const database = await openDatabase(url, { connections: 1 });
  onTestFinished(() => database.close());
  return database;
}
