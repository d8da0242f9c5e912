import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { findOnePager } from '../onepager/store.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import type { Ask, AskLook } from './rules.ts';
import { listHelpers, listOpenAsks } from './store.ts';

/** Whether this person may end a question: whoever asked, the owner of its one-pager, a leader. */
export async function mayEndAsk(db: Db, ask: Ask, userId: string): Promise<boolean> {
  const { workspaceId, teamId, onepagerId } = ask;
  const onepager = onepagerId && (await findOnePager(db, workspaceId, onepagerId));
  const ownerId = ask.byUserId === userId ? userId : (onepager?.ownerId ?? '');
  return may(await findStanding(db, { workspaceId, teamId, userId, ownerId }), 'end-ask');
}

/** The team's open questions, the oldest first, for somebody who may read the team. */
export async function listAsksFor(db: Db, team: Team, userId: string): Promise<AskLook[]> {
  const lines: AskLook[] = [];
  for (const ask of await listOpenAsks(db, team.id)) {
    const { id, whom, what } = ask;
    lines.push({
      ...{ id, whom, what, sinceOn: toLocalDate(ask.at, team.zone) },
      helpers: await listHelpers(db, id),
      mayEnd: await mayEndAsk(db, ask, userId),
    });
  }
  return lines;
}
