import { isId, type NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Trouble } from '../../platform/outbox/parts.ts';
import { putMessage, resendDead } from '../../platform/outbox/store.ts';
import type { ActionAct, Deps, Reply } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { listRoles, listTeams } from '../team/store.ts';
import { deliveryWords, troubleNote } from './messages.ts';

/**
 * Tells a leader of the team whose channel it is, once a message, that it could not be delivered. A note that cannot be
 * delivered itself is not reported again. (reliability.md P09, P14)
 */
export async function reportTrouble(tx: Tx, newId: NewId, trouble: Trouble): Promise<void> {
  const { message } = trouble;
  if (message.address.startsWith('trouble:')) return;
  const teams = await listTeams(tx, message.workspaceId);
  const team = teams.find(
    (one) => one.channelId === message.channelId || one.rollupChannelId === message.channelId,
  );
  if (team === undefined) return;
  const roles = await listRoles(tx, team.id);
  const leader = roles.find((role) => role.role === 'leader' && role.isAccepted);
  await putMessage(tx, {
    workspaceId: message.workspaceId,
    newId,
    address: `trouble:${message.id}`,
    to: { userId: leader?.userId ?? team.setUpBy },
    content: troubleNote({ ...trouble, id: message.id, channelId: message.channelId }),
  });
}

/** *Post again*: the message waits for the sender once more. */
export async function postAgain(deps: Deps, act: ActionAct): Promise<Reply> {
  const id = act.value;
  if (!isId('ms', id)) return { reply: 'tell', text: deliveryWords.settled };
  return once(deps, act, async (tx) => {
    const isWaiting = await resendDead(tx, act.workspaceId, id);
    return { reply: 'tell', text: isWaiting ? deliveryWords.again : deliveryWords.settled };
  });
}

/** *It is there*: the message stays as it is. */
export async function leaveAsIs(_deps: Deps, _act: ActionAct): Promise<Reply> {
  return { reply: 'tell', text: deliveryWords.there };
}
