import { features } from '../../src/app.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId, type OnePagerId, type TeamId } from '../../src/lib/ids.ts';
import { addDays, toInstantIn } from '../../src/lib/time.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { silentDeps } from '../harness/silent-deps.ts';
import { makeSceneBet } from '../stores/bet-fixture.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { Dice } from './dice.ts';

const replicas = 5;
const skewMs = 120_000;
const workspaceId = 'T1';

/** How many due things the processes shared, and how many of those there are. */
export interface Shared {
  due: number;
  occurrences: number;
  reviews: number;
  rollups: number;
  /** What a process threw. */
  failures: readonly unknown[];
}

/** The Monday of the first review of the fixture's team. */
const firstOn = '2026-11-23';
const jobs = features
  .flatMap((feature) => feature.jobs ?? [])
  .filter(({ name }) => /^(cycle|review|rollup)\./.test(name));

/** A process of the bot as far as time moves it: connections and ids of its own. */
async function openReplica(database: Database, replica: number): Promise<Deps> {
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `r${replica}x${ids.toString(36).padStart(6, '0')}`;
  });
  return silentDeps({ db: database.db, workspaceId, newId });
}

async function found({ db }: Deps, teams: number): Promise<void> {
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

/**
 * Five processes on one PostgreSQL ring at once, each with a clock of its own, two minutes off at the most, whenever something
 * is due: a review and a roll-up for each team and week. (reliability.md P16)
 */
export async function shareDue(
  url: string,
  { teams, weeks }: { teams: number; weeks: number },
): Promise<Shared> {
  const databases: Database[] = [];
  try {
    for (let replica = 1; replica <= replicas; replica += 1)
      databases.push(await openDatabase(url, { connections: 2 }));
    const [database] = databases;
    if (database === undefined) throw new Error('no process');
    await migrate(database);
    const all = await Promise.all(databases.map((one, index) => openReplica(one, index + 1)));
    await saveWorkspace(database.db, { id: workspaceId, botUserId: 'U0', now: new Date(0) });
    const [first] = all;
    if (first === undefined) throw new Error('no process');
    await found(first, teams);
    const failures = await ring(all, weeks);
    const count = async (table: 'occurrence' | 'review' | 'rollup') =>
      (await first.db.selectFrom(table).select('team_id').execute()).length;
    return {
      ...{ due: teams * weeks * 2, failures, occurrences: await count('occurrence') },
      ...{ reviews: await count('review'), rollups: await count('rollup') },
    };
  } finally {
    for (const { close } of databases) await close();
  }
}

/** Lets all of them do what is due, week by week; answers what they threw. */
async function ring(all: readonly Deps[], weeks: number): Promise<unknown[]> {
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
  return failures;
}
