import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, type Engine, openDatabase } from '../../src/platform/db/open.ts';
import { printFigure } from '../harness/figure.ts';
import { createPostgres } from '../stores/engines.ts';
import { FaultPlan, lasting, passing } from './fault-plan.ts';
import { countDamage, openFaultRoom } from './fault-room.ts';
import { Sweeper } from './sweep.ts';
import { liveThroughFailures } from './swept-weeks.ts';

const plan = new FaultPlan();
const startAt = new Date('2026-11-20T08:00:00.000Z');

async function openFresh(engine: Engine): Promise<Database> {
  if (engine === 'sqlite') {
    const database = await openDatabase(':memory:');
    onTestFinished(() => database.close());
    await migrate(database);
    return database;
  }
  const database = await openDatabase(await createPostgres());
  onTestFinished(() => database.close());
  return database;
}

async function sweepAll(engine: Engine, pace: 'quick' | 'thorough'): Promise<void> {
  const database = await openFresh(engine);
  const room = await openFaultRoom({ database, seed: 7, startAt });
  const before = plan.shots;
  plan.written.clear();
  plan.failed.clear();
  const sweep = new Sweeper({
    ...{ room, database, plan },
    ...{ lasting: lasting[engine], passing: passing[engine] },
  });
  await liveThroughFailures(room, sweep, pace);
  const damage = await countDamage(room);
  printFigure(`every write in turn, ${engine}`, {
    'acts and jobs': sweep.swept.size,
    ...{ injected: sweep.writes, ...damage },
  });
  // Every act ends with a try on which nothing was left to fail; each of its writes was reached before.
  expect(plan.shots - before).toBe(sweep.writes);
  expect([...plan.written].filter((site) => !plan.failed.has(site))).toEqual([]);
  expect(plan.keptBroken).toBe(0);
  expect(damage).toEqual({ lost: 0, doubled: 0, labelled: 0 });
}

describe('a write that fails, each in its turn', () => {
  it('leaves all of an act or nothing and says which, on SQLite (P24, F-68)', () =>
    sweepAll('sqlite', 'thorough'));

  it('leaves all of an act or nothing and says which, on PostgreSQL (F-83)', () =>
    sweepAll('postgres', 'quick'));
});
