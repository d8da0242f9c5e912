import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, type Db, openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { miniBotUserId, miniTeamId } from '../../test/protocol/mini-slack.ts';
import { beginFixture, make } from '../measure/fixtures.ts';
import { cache, makeFolder } from '../places.ts';
import type { AtEnd } from '../row.ts';
import { refreshPeople, settleAt, writeTeams } from './voters.ts';

/** Sunday: everybody is set up, nobody's review is due before Tuesday, 10:00. */
export const quietNow = new Date('2026-11-22T12:00:00.000Z');
/** The minute in which everybody's review is due. */
export const dueNow = new Date('2026-11-24T09:00:00.000Z');

/**
 * A database of so many teams with one running one-pager and five people each; a copy of a file that is made once. `isSettled`: what was
 * due from the first day is done, as in a bot that has been running.
 */
export async function openTown(
  teams: number,
  atEnd: AtEnd,
  { isSettled = false } = {},
): Promise<Database & { file: string }> {
  const kept = join(cache, `${isSettled ? 'settled' : 'town'}-${teams}.db`);
  if (!existsSync(kept)) {
    await make(`a town of ${teams}`, () => writeTown(kept, { teams, isSettled }));
  }
  const file = join(makeFolder(atEnd), 'town.db');
  copyFileSync(kept, file);
  const database = await openDatabase(file);
  atEnd(() => database.close());
  await refreshPeople(database.db, quietNow);
  return { ...database, file };
}

async function writeTown(
  file: string,
  { teams, isSettled }: { teams: number; isSettled: boolean },
): Promise<void> {
  const unfinished = beginFixture(file);
  const database = await openDatabase(unfinished);
  await migrate(database);
  const { db } = database;
  await saveWorkspace(db, { id: miniTeamId, botUserId: miniBotUserId, now: quietNow });
  await transact(db, (tx) => writeTeams(tx, { teams, cards: 1, people: 5 }));
  if (isSettled) await settle(db);
  await database.close();
  renameSync(unfinished, file);
}

async function settle(db: Db): Promise<void> {
  await refreshPeople(db, quietNow);
  await settleAt(db, quietNow);
}
