import { isId, type NewId, type TeamId } from '../../lib/ids.ts';
import { type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Trouble as Undelivered } from '../../platform/outbox/parts.ts';
import { isShut, sharedOutside } from '../../platform/outbox/rules.ts';
import { putMessage, resendDead } from '../../platform/outbox/store.ts';
import { type ActionAct, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { warmPeople } from '../team/access.ts';
import { pauseShared } from '../team/pause-project.ts';
import { may, type Team } from '../team/rules.ts';
import {
  findStanding,
  findTeam,
  findTeamByChannel,
  listTeams,
  listTeamsOfPerson,
} from '../team/store.ts';
import { findLeader } from '../team/store-place.ts';
import { deliveryWords, restoredNote, troubleNote } from './messages.ts';
import { findGroup, groupTroubles, readGroupName, type TroubleGroup } from './rules.ts';
import {
  deleteDelivered,
  deleteTrouble,
  listTroubles,
  type NotedDay,
  saveTrouble,
} from './store.ts';

/**
 * Tells the leader of the team that a message could not be delivered, in one note a day. A note that cannot be delivered
 * itself is not reported again; neither is what waits for the home channel of a paused team to be open: its leader knows, and
 * it goes out then. What is kept back from another organisation pauses its team, which says why. (reliability.md P09, P14, F-37, F-39)
 */
export async function reportTrouble(
  tx: Tx,
  what: { newId: NewId; trouble: Undelivered; now: Date },
): Promise<void> {
  const { message, error, isPerhapsPosted } = what.trouble;
  const { channelId, userId } = message;
  if (message.address.startsWith('trouble:')) return;
  const team = await findTeamOf(tx, message);
  if (team === undefined) return;
  if (error === sharedOutside && channelId === team.channelId) {
    return pauseShared(tx, { newId: what.newId, team, now: what.now });
  }
  if (team.pausedAt !== undefined && channelId === team.channelId && isShut(error)) return;
  // Whoever cannot be written to is not told so there; where only the answer was lost they can.
  const leader = await findLeader(tx, team, isPerhapsPosted ? undefined : userId);
  if (leader === undefined) return;
  const notedOn = toLocalDate(what.now, team.zone);
  await saveTrouble(tx, {
    messageId: message.id,
    teamId: team.id,
    notedOn,
    to: channelId === undefined ? { userId: userId ?? '' } : { channelId },
    error,
    isPerhapsPosted,
    at: what.now,
  });
  await putNote(tx, { newId: what.newId, team, notedOn, leader });
}

/** Tells every team, once, that its log ends where a backup does. (reliability.md F-81) */
export async function reportRestored(
  tx: Tx,
  what: { newId: NewId; workspaceId: string; backupAt: Date },
): Promise<void> {
  const { newId, workspaceId, backupAt } = what;
  for (const team of await listTeams(tx, workspaceId)) {
    await putMessage(tx, {
      ...{ workspaceId, newId, address: `restored:${team.id}:${backupAt.toISOString()}` },
      to: { channelId: team.channelId },
      content: restoredNote(backupAt),
    });
  }
}

/** *Post again*: these messages wait for the sender once more. */
export async function postAgain(deps: Deps, act: ActionAct): Promise<Reply> {
  return settleGroup(deps, act, async (tx, { messageIds }) => {
    let waiting = 0;
    for (const id of messageIds) {
      if (await resendDead(tx, act.workspaceId, id)) waiting += 1;
    }
    return waiting > 0 ? deliveryWords.again : deliveryWords.settled;
  });
}

/** *It is there*: these messages stay as they are. */
export async function leaveAsIs(deps: Deps, act: ActionAct): Promise<Reply> {
  return settleGroup(deps, act, async () => deliveryWords.there);
}

async function settleGroup(
  deps: Deps,
  act: ActionAct,
  settle: (tx: Tx, group: TroubleGroup) => Promise<string>,
): Promise<Reply> {
  const name = readGroupName(act.value);
  if (name === undefined) return tell(deliveryWords.settled);
  const { workspaceId, userId } = act;
  const known = await findTeam(deps.db, workspaceId, name.teamId);
  if (known === undefined) return tell(deliveryWords.settled);
  await warmPeople(deps, act, known);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, workspaceId, name.teamId);
    const standing = await findStanding(tx, { workspaceId, userId, teamId: name.teamId });
    if (team === undefined || !may(standing, 'post-again')) {
      return tell(deliveryWords.notYours);
    }
    const group = findGroup(await listTroubles(tx, team.id, name.notedOn), name);
    if (group === undefined) return tell(deliveryWords.settled);
    const text = await settle(tx, group);
    for (const id of group.messageIds) await deleteTrouble(tx, id);
    await putNote(tx, { newId: deps.newId, team, notedOn: name.notedOn, leader: userId });
    return tell(text);
  });
}

/**
 * A channel's message is its team's; elsewhere it is of the team that it names, otherwise of the first that its reader is in. What
 * is no team's, as the company's post, is told to the oldest one: somebody has to hear of it. (P09)
 */
async function findTeamOf(db: Db, message: Undelivered['message']): Promise<Team | undefined> {
  const { workspaceId, channelId, userId, address } = message;
  const teams = await listTeams(db, workspaceId);
  if (channelId !== undefined) {
    const own =
      teams.find((team) => team.channelId === channelId) ??
      teams.find((team) => team.rollupChannelId === channelId) ??
      (await findTeamByChannel(db, workspaceId, channelId));
    if (own !== undefined) return own;
  }
  const id = address.split(':').find((part) => isId('tm', part));
  const named = id === undefined ? undefined : await findTeam(db, workspaceId, id);
  if (named !== undefined) return named;
  const [first] = userId === undefined ? teams : await listTeamsOfPerson(db, workspaceId, userId);
  return first ?? teams[0];
}

/** Takes out of one note what was delivered after all; when nothing is left, it says so. */
export async function dropDelivered(
  tx: Tx,
  { newId, day }: { newId: NewId; day: NotedDay & { workspaceId: string } },
): Promise<void> {
  const { workspaceId, teamId, notedOn } = day;
  const team = await findTeam(tx, workspaceId, teamId);
  if (team === undefined) return;
  await deleteDelivered(tx, workspaceId, day);
  const leader = (await findLeader(tx, team)) ?? team.setUpBy;
  await putNote(tx, { newId, team, notedOn, leader });
}

async function putNote(
  tx: Tx,
  note: { newId: NewId; team: Team; notedOn: LocalDate; leader: string },
): Promise<void> {
  const { newId, team, notedOn, leader } = note;
  const { workspaceId, channelId } = team;
  const day: { teamId: TeamId; notedOn: LocalDate; channelId: string } = {
    teamId: team.id,
    notedOn,
    channelId,
  };
  await putMessage(tx, {
    workspaceId,
    newId,
    address: `trouble:${team.id}:${notedOn}`,
    to: { userId: leader },
    content: troubleNote(day, groupTroubles(await listTroubles(tx, team.id, notedOn))),
  });
}
