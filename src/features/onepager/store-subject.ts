import type { OnePagerId, TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { listRunning } from './store.ts';
import type { Subject } from './subject-rules.ts';

/** What is on a team's table, for those who doubt it: no owner, no author, no stop-owner. */
export async function listSubjects(db: Db, teamId: TeamId): Promise<Subject[]> {
  const onepagers = await listRunning(db, teamId);
  return onepagers.map(({ id, number, bet }) => ({
    onepagerId: id,
    number,
    title: bet.title,
    assumptions: [
      { id: 'because', text: bet.mechanism.because },
      ...bet.assumptions
        .filter((one) => !one.isFalsified)
        .map(({ id: key, text }) => ({ id: key, text })),
    ],
  }));
}

/** The number and title of one-pagers that ever were, by id. */
export async function findSubjectName(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<{ number: number; title: string } | undefined> {
  return db
    .selectFrom('onepager')
    .select(['number', 'title'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', onepagerId)
    .executeTakeFirst();
}
