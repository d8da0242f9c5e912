import type { NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { isPut, putMessage } from '../../platform/outbox/store.ts';
import { listGonePeople } from '../../platform/slack/people.ts';
import { listOnePagers } from '../onepager/store.ts';
import type { Team } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import { findLeader } from '../team/store-place.ts';
import { vacancyNote } from './messages.ts';
import { isFilled, type Vacancy, vacancyOf } from './rules.ts';

/** What is without a person in this team because this one is gone; reads the cache of people. */
export async function readVacancy(db: Db, team: Team, userId: string): Promise<Vacancy> {
  const onepagers = await listOnePagers(db, team.id);
  return vacancyOf(userId, { onepagers, roles: await listRoles(db, team) });
}

/**
 * Puts what the leader should read about somebody who may be gone: nothing at all while that leaves no gap and nothing was said
 * before; to the team's channel when there is no leader left. The last word of a transaction that changed it.
 */
export async function putVacancyNote(
  tx: Tx,
  what: { newId: NewId; team: Team; userId: string },
): Promise<void> {
  const { newId, team, userId } = what;
  const { workspaceId } = team;
  const address = `vacancy:${team.id}:${userId}`;
  const isGone = (await listGonePeople(tx, workspaceId, [userId])).length > 0;
  const vacancy = await readVacancy(tx, team, userId);
  const isSaid = await isPut(tx, workspaceId, address);
  if (!isSaid && (!isGone || isFilled(vacancy))) return;
  const leader = await findLeader(tx, team, userId);
  await putMessage(tx, {
    workspaceId,
    newId,
    address,
    to: leader === undefined ? { channelId: team.channelId } : { userId: leader },
    content: vacancyNote({ team, userId, isBack: !isGone }, vacancy),
  });
}
