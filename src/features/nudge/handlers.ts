import { isId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import {
  type ActionAct,
  type Deps,
  type MessageContent,
  type Reply,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import type { Team } from '../team/rules.ts';
import { findTeam } from '../team/store.ts';
import { mutedMessage, nudgeWords, settledMessage } from './messages.ts';
import { isReminder, type Nudge } from './rules.ts';
import { deleteMute, findNudge, listMuted, saveMute, settleNudge } from './store.ts';

/** *Not this time*: the reminder loses its buttons and nothing else happens; one that is settled or muted stays as it is. */
export async function dismissNudge(deps: Deps, act: ActionAct): Promise<Reply> {
  return once(deps, act, async (tx) => {
    const found = await findOwn(tx, act);
    if ('refused' in found) return found.refused;
    const { nudge, team } = found;
    const isFirst = await settleNudge(tx, { id: nudge.id, isDismissed: true }, act.now);
    if (!isFirst) return tell(await readStanding(tx, nudge, team));
    if (!isReminder(nudge)) return { reply: 'done' };
    const about = { kind: nudge.kind, channelId: team.channelId };
    await redraw(tx, { deps, nudge }, settledMessage('dismissed', about));
    return { reply: 'done' };
  });
}

/** *Mute for this team*: no reminders of its reviews any more, until the person takes it back. */
export async function muteTeam(deps: Deps, act: ActionAct): Promise<Reply> {
  return once(deps, act, async (tx) => {
    const found = await findOwn(tx, act);
    if ('refused' in found) return found.refused;
    const { nudge, team } = found;
    const isSettled = nudge.settledAt !== undefined;
    if (isSettled && (await isMuted(tx, nudge))) return tell(nudgeWords.muted(team.channelId));
    await saveMute(tx, { teamId: team.id, userId: act.userId }, act.now);
    await settleNudge(tx, { id: nudge.id }, act.now);
    await redraw(
      tx,
      { deps, nudge },
      mutedMessage({ nudgeId: nudge.id, channelId: team.channelId }),
    );
    return { reply: 'done' };
  });
}

/** *Remind me again*, on the reminder that was muted (its id) or on Home (the team's). */
export async function unmuteTeam(deps: Deps, act: ActionAct): Promise<Reply> {
  return once(deps, act, async (tx) => {
    const found = isId('tm', act.value)
      ? { nudge: undefined, team: await findTeam(tx, act.workspaceId, act.value) }
      : await findOwn(tx, act);
    if ('refused' in found) return found.refused;
    const { nudge, team } = found;
    if (team === undefined) return tell(nudgeWords.gone);
    const wasMuted = (await listMuted(tx, team.id)).includes(act.userId);
    await deleteMute(tx, { teamId: team.id, userId: act.userId });
    const said = settledMessage('unmuted', { kind: 'votes', channelId: team.channelId });
    // On the reminder a second press would change nothing that can be seen.
    if (nudge === undefined || !wasMuted) return tell(said.text);
    await redraw(tx, { deps, nudge }, said);
    return { reply: 'done' };
  });
}

/** What is true of a reminder about which nothing is left to do. */
async function readStanding(tx: Tx, nudge: Nudge, team: Team): Promise<string> {
  if (isReminder(nudge) && (await isMuted(tx, nudge))) {
    return nudgeWords.muted(team.channelId);
  }
  return nudge.isDismissed ? nudgeWords.dismissed : nudgeWords.settled;
}

async function isMuted(tx: Tx, nudge: Nudge): Promise<boolean> {
  return (await listMuted(tx, nudge.teamId)).includes(nudge.userId);
}

async function findOwn(
  tx: Tx,
  act: ActionAct,
): Promise<{ nudge: Nudge; team: Team } | { refused: Reply }> {
  const nudge = isId('nu', act.value) ? await findNudge(tx, act.workspaceId, act.value) : undefined;
  const team = nudge && (await findTeam(tx, act.workspaceId, nudge.teamId));
  if (nudge === undefined || team === undefined) {
    return { refused: tell(nudgeWords.gone) };
  }
  if (nudge.userId !== act.userId) {
    return { refused: tell(nudgeWords.notYours) };
  }
  return { nudge, team };
}

async function redraw(
  tx: Tx,
  what: { deps: Deps; nudge: Nudge },
  content: MessageContent,
): Promise<void> {
  const { deps, nudge } = what;
  await putMessage(tx, {
    workspaceId: nudge.workspaceId,
    newId: deps.newId,
    address: `nudge:${nudge.id}`,
    to: { userId: nudge.userId },
    content,
  });
}
