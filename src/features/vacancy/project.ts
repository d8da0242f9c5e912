import type { NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { isPut, putMessage } from '../../platform/outbox/store.ts';
import { listGonePeople } from '../../platform/slack/people.ts';
import { listOnePagers } from '../onepager/store.ts';
import type { Team } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import { findLeader, listGoneFrom } from '../team/store-place.ts';
import { vacancyNote } from './messages.ts';
import { isFilled, type Presence, type Vacancy, vacancyOf } from './rules.ts';

/** What is without a person in this team because this one is gone; reads the cache of people. */
export async function readVacancy(db: Db, team: Team, userId: string): Promise<Vacancy> {
  const onepagers = await listOnePagers(db, team.id);
  const roles = await listRoles(db, team);
  const gone = await listGoneFrom(
    db,
    team,
    roles.map((held) => held.userId),
  );
  return vacancyOf(userId, { onepagers, roles, gone });
}

/** Whether this person takes part in the team now; reads the cache of people and members. */
async function readPresence(db: Db, team: Team, userId: string): Promise<Presence> {
  if ((await listGonePeople(db, team.workspaceId, [userId])).length > 0) return 'off';
  return (await listGoneFrom(db, team, [userId])).length > 0 ? 'left' : 'here';
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
  const presence = await readPresence(tx, team, userId);
  const vacancy = await readVacancy(tx, team, userId);
  const isSaid = await isPut(tx, workspaceId, address);
  if (!isSaid && (presence === 'here' || isFilled(vacancy))) return;
  const leader = await findLeader(tx, team, userId);
  await putMessage(tx, {
    workspaceId,
    newId,
    address,
    to: leader === undefined ? { channelId: team.channelId } : { userId: leader },
    content: vacancyNote({ team, userId, presence }, vacancy),
  });
}
