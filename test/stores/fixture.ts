import { type Bet, type OnePager, toBet } from '../../src/features/onepager/rules.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { EMPTY_FIELDS } from '../../src/features/quality/rules.ts';
import { findScene } from '../../src/features/scene/rules.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId, type NewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';

/** When everything in the fixture began. */
export const start = new Date('2026-11-21T09:00:00.000Z');

/** An instant some minutes after `start`. */
export function later(minutes: number): Date {
  return new Date(start.getTime() + minutes * 60_000);
}

/** Two workspaces that share every Slack id, so that a query that forgets its workspace shows. */
export interface Pair {
  db: Db;
  newId: NewId;
}

/** Opens a database with workspaces T1 and T2: teams tm_1 and tm_2, both at home in C1. */
export async function openPair(engine: TestEngine): Promise<Pair> {
  const { db } = await engine.open();
  const newId = countingIds();
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: start });
  await saveWorkspace(db, { id: 'T2', botUserId: 'U0', now: start });
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam());
    await insertTeam(tx, makeTeam({ id: 'tm_2', workspaceId: 'T2' }));
  });
  return { db, newId };
}

function countingIds(): NewId {
  let count = 0;
  return makeNewId(() => {
    count += 1;
    return count.toString(36).padStart(6, '0');
  });
}

/** A bet as the product scene gives it, with words that a database may trip over. */
export function makeBet(over: Partial<Bet> = {}): Bet {
  const fields = {
    ...EMPTY_FIELDS,
    ...findScene('product')?.fields('2026-11-21'),
    gateOn: '2026-12-05',
    maturesOn: '2026-11-28',
    stopOwnerId: 'U3',
    rollback: `flag off; '); drop table team; -- "%_\\ 😀 مرحبا`,
  };
  const bet = toBet(fields, countingIds());
  if ('refused' in bet) throw new Error(`the scene is no bet: ${bet.field}`);
  return { ...bet, ...over };
}

/** A running one-pager of tm_1. */
export function makeOnePager(over: Partial<OnePager> = {}): OnePager {
  return {
    id: 'op_1',
    workspaceId: 'T1',
    teamId: 'tm_1',
    number: 12,
    state: 'running',
    kind: 'probe',
    ownerId: 'U1',
    version: 1,
    bet: makeBet(),
    startedAt: start,
    ...over,
  };
}

/** Writes one-pagers in one transaction. */
export async function writeOnePagers(db: Db, ...onepagers: OnePager[]): Promise<void> {
  await transact(db, async (tx) => {
    for (const onepager of onepagers) await insertOnePager(tx, onepager);
  });
}
