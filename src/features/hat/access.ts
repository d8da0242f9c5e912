import { isId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { isFullPerson, listTeamsOfPerson } from '../team/store.ts';
import { type CaseViewer, type HatCase, mayReadCase } from './rules.ts';
import { findCase, listCasesNear } from './store.ts';

interface Who {
  workspaceId: string;
  userId: string;
}

/** The saved cases that this person may read, and their own drafts, the newest first; from the cache of people and members. */
export async function listReadableCases(db: Db, who: Who): Promise<HatCase[]> {
  const viewer = await viewerOf(db, who);
  const near = await listCasesNear(db, who);
  return near.filter((one) => mayReadCase(one, viewer(one)));
}

/** The case that a button or a form names; undefined when there is none, and just the same when this person may not read it. */
export async function findReadableCase(
  db: Db,
  who: Who,
  value: string,
): Promise<HatCase | undefined> {
  if (!isId('ht', value)) return undefined;
  const found = await findCase(db, who.workspaceId, value);
  if (found === undefined) return undefined;
  const viewer = await viewerOf(db, who);
  return mayReadCase(found, viewer(found)) ? found : undefined;
}

async function viewerOf(db: Db, who: Who): Promise<(one: HatCase) => CaseViewer> {
  const isFull = await isFullPerson(db, who);
  const teams = await listTeamsOfPerson(db, who.workspaceId, who.userId);
  const own = new Set(teams.map((team) => team.id));
  return ({ teamId }) => ({ userId: who.userId, isFull, isInTeam: own.has(teamId) });
}
