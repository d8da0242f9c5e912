import { z } from 'zod';
import {
  moveAddress,
  moveMessages,
  putMessage,
  reviveMessages,
} from '../../platform/outbox/store.ts';
import type { Deps, EventAct, Reply } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import type { Channel } from '../../platform/slack/people.ts';
import { pauseIfShared } from './access.ts';
import { pausedNote, setupCard } from './messages.ts';
import { goOn } from './pause-project.ts';
import { putTeamCard, setupAddress } from './project.ts';
import { canBeHome } from './setup-rules.ts';
import { findTeamByChannel, listTeams, saveTeam } from './store.ts';
import { findBotUserId, findLeader, isKnownPerson, moveChannel } from './store-place.ts';

// https://docs.slack.dev/reference/events: only the parts that are read. What lacks them tells us nothing. (B-16)
const memberEvent = z.object({ user: z.string(), channel: z.string() });
const channelEvent = z.object({ channel: z.string() });
const renameEvent = z.object({ channel: z.object({ id: z.string() }) });
const movedEvent = z.object({ old_channel_id: z.string(), new_channel_id: z.string() });
const userEvent = z.object({ user: z.object({ id: z.string() }) });

/** Somebody joined a channel. When it is the bot, the channel gets the set-up card, or its team goes on with what failed there. */
export async function onMemberJoined(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = memberEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  await readAgain(deps, act, event.channel);
  if (event.user !== (await findBotUserId(deps.db, act.workspaceId))) return undefined;
  return welcome(deps, act, event.channel);
}

/** Somebody left a channel. */
export async function onMemberLeft(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = memberEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const isBot = event.user === (await findBotUserId(deps.db, act.workspaceId));
  if (isBot) return pause(deps, act, { channelId: event.channel, why: 'removed' });
  await readAgain(deps, act, event.channel);
  return undefined;
}

/** The bot was taken out of a channel: its team is paused and the lead told once. */
export async function onBotLeft(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = channelEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { channel } = event;
  return pause(deps, act, { channelId: channel, why: 'removed' });
}

/** A channel was archived: its team is paused and the lead told once. */
export async function onArchived(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = channelEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { channel } = event;
  return pause(deps, act, { channelId: channel, why: 'archived' });
}

/** A channel is shared with another organisation, or perhaps: where Slack says so when it is asked, its team is paused. (F-39) */
export async function onShared(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = channelEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  await askForHome(deps, act, event.channel);
  return undefined;
}

/** A channel is open again, or shared no more: what failed there is sent and its team goes on, when nothing else stands in the way. */
export async function onOpened(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = channelEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { channel } = event;
  await askForHome(deps, act, channel);
  const found = await deps.people.findChannel(act.workspaceId, channel);
  const team = await findTeamByChannel(deps.db, act.workspaceId, channel);
  if (!canBeHome(found)) return undefined;
  return team === undefined ? revive(deps, act, channel) : welcome(deps, act, channel);
}

/** A channel has a new name: teams are called after their channel. */
export async function onRenamed(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = renameEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { channel } = event;
  await readAgain(deps, act, channel.id);
  return undefined;
}

/** Slack gave a channel another id: everything that named the old one names the new one. */
export async function onChannelMoved(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = movedEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { old_channel_id: from, new_channel_id: to } = event;
  await once(deps, act, async (tx) => {
    // A channel is home to one team: where somebody has set one up meanwhile, neither takes the other's place.
    const isTaken = (await findTeamByChannel(tx, act.workspaceId, to)) !== undefined;
    if (from === to || isTaken) return { reply: 'done' };
    await moveChannel(tx, act.workspaceId, { from, to });
    await moveMessages(tx, act.workspaceId, { from, to });
    // What went to the old id before we heard of the new one.
    await reviveMessages(tx, act.workspaceId, to);
    // The card of set-up is addressed by its channel; without this it would be posted a second time.
    const card = { from: setupAddress(from), to: setupAddress(to) };
    await moveAddress(tx, act.workspaceId, card);
    // Cards name channels by their id.
    for (const team of await listTeams(tx, act.workspaceId)) {
      if (team.channelId === to || team.rollupChannelId === to) await putTeamCard(tx, deps, team);
    }
    return { reply: 'done' };
  });
  await readAgain(deps, act, to);
  return undefined;
}

/** Somebody's profile changed; only people we have met are asked about again. */
export async function onUserChanged(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = userEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { user } = event;
  if (!(await isKnownPerson(deps.db, act.workspaceId, user.id))) return undefined;
  await deps.people.refresh(act.workspaceId, { userId: user.id });
  await deps.people.find(act.workspaceId, user.id);
  return undefined;
}

async function welcome(deps: Deps, act: EventAct, channelId: string): Promise<Reply> {
  const channel = await deps.people.findChannel(act.workspaceId, channelId);
  return once(deps, act, async (tx) => {
    // Also where no team lives, as where its roll-up goes, and where nothing is paused: Slack may never have said that we were
    // out. (reliability.md F-38)
    await reviveMessages(tx, act.workspaceId, channelId);
    const team = await findTeamByChannel(tx, act.workspaceId, channelId);
    if (team === undefined) {
      await putMessage(tx, {
        workspaceId: act.workspaceId,
        newId: deps.newId,
        address: setupAddress(channelId),
        to: { channelId },
        content: setupCard(channelId, channel?.isExternal === true),
      });
    } else if (team.pausedAt !== undefined && channel?.isExternal !== true) {
      await goOn(tx, { newId: deps.newId, team, ...act });
    }
    return { reply: 'done' };
  });
}

async function revive(deps: Deps, act: EventAct, channelId: string): Promise<Reply> {
  return once(deps, act, async (tx) => {
    await reviveMessages(tx, act.workspaceId, channelId);
    return { reply: 'done' };
  });
}

async function pause(
  deps: Deps,
  act: EventAct,
  lost: { channelId: string; why: 'removed' | 'archived' },
): Promise<Reply> {
  await deps.people.refresh(act.workspaceId, { channelId: lost.channelId });
  return once(deps, act, async (tx) => {
    const team = await findTeamByChannel(tx, act.workspaceId, lost.channelId);
    if (team === undefined || team.pausedAt !== undefined) return { reply: 'done' };
    await saveTeam(tx, { ...team, pausedAt: act.now });
    const userId = await findLeader(tx, team);
    if (userId === undefined) return { reply: 'done' };
    await putMessage(tx, {
      workspaceId: act.workspaceId,
      newId: deps.newId,
      address: `paused:${team.id}:${act.key}`,
      to: { userId },
      content: pausedNote(team, lost.why),
    });
    return { reply: 'done' };
  });
}

/** Rules read members and names from the cache, so it is filled again where a team lives; elsewhere when it is asked. */
async function readAgain(deps: Deps, act: EventAct, channelId: string): Promise<void> {
  const home = await askForHome(deps, act, channelId);
  if (home !== undefined) await deps.people.listMembers(act.workspaceId, channelId);
}

/**
 * A team's home as Slack tells it at this moment; undefined where none lives. Whatever has happened in a home that another
 * organisation reads, its team is paused: the event that said so may have been lost, or have come before the channel's new id. (F-39)
 */
async function askForHome(
  deps: Deps,
  act: EventAct,
  channelId: string,
): Promise<Channel | undefined> {
  const { workspaceId, now } = act;
  await deps.people.refresh(workspaceId, { channelId });
  const team = await findTeamByChannel(deps.db, workspaceId, channelId);
  if (team === undefined) return undefined;
  const home = await deps.people.findChannel(workspaceId, channelId);
  await pauseIfShared(deps, { team, home }, now);
  return home;
}
