import type { NotNull } from 'kysely';
import type { TeamId } from '../../lib/ids.ts';
import { fromInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import { listGonePeople } from '../../platform/slack/people.ts';
import type { Team } from './rules.ts';
import { listRoles } from './store.ts';

/** Who the bot is in this workspace. */
export async function findBotUserId(db: Db, workspaceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('workspace')
    .select('bot_user_id')
    .where('id', '=', workspaceId)
    .executeTakeFirst();
  return row?.bot_user_id;
}

const membersOfPrivate = prepared<{ workspaceId: string; channelId: string }>()((db, at) =>
  db
    .selectFrom('channel')
    .innerJoin('channel_member', (join) =>
      join
        .onRef('channel_member.workspace_id', '=', 'channel.workspace_id')
        .onRef('channel_member.channel_id', '=', 'channel.channel_id'),
    )
    .select('channel_member.user_id')
    .where('channel.workspace_id', '=', at('workspaceId'))
    .where('channel.channel_id', '=', at('channelId'))
    .where('channel.is_private', '=', 1)
    .orderBy('channel_member.user_id'),
);

/**
 * Those of `userIds` who take part no more: no full members of the workspace, or outside of a home channel that is private. Who
 * was never looked up counts as here, and so does everybody while we do not know who is in the channel.
 */
export async function listGoneFrom(
  db: Db,
  team: Pick<Team, 'workspaceId' | 'channelId'>,
  userIds: readonly string[],
): Promise<string[]> {
  const { workspaceId, channelId } = team;
  const gone = await listGonePeople(db, workspaceId, userIds);
  const rows = await membersOfPrivate(db, { workspaceId, channelId });
  if (rows.length === 0) return gone;
  const here = new Set(rows.map((row) => row.user_id));
  return [...new Set(userIds)].filter((userId) => gone.includes(userId) || !here.has(userId));
}

/**
 * Who is written to about a team: its first leader who is still here, otherwise whoever set it up; never `except`, and
 * undefined when nobody is left. Who was never looked up counts as here.
 */
export async function findLeader(db: Db, team: Team, except?: string): Promise<string | undefined> {
  const roles = await listRoles(db, team);
  const leaders = roles.filter((held) => held.role === 'leader' && held.isAccepted);
  const wanted = [...leaders.map((held) => held.userId), team.setUpBy];
  const gone = await listGoneFrom(db, team, wanted);
  return wanted.find((userId) => userId !== except && !gone.includes(userId));
}

/** The homes of the teams of a workspace that are paused, and since when. */
export async function listPausedHomes(
  db: Db,
  workspaceId: string,
): Promise<{ teamId: TeamId; channelId: string; pausedAt: Date }[]> {
  const rows = await db
    .selectFrom('team')
    .select(['id', 'channel_id', 'paused_at'])
    .where('workspace_id', '=', workspaceId)
    .where('paused_at', 'is not', null)
    .$narrowType<{ paused_at: NotNull }>()
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...{ teamId: row.id, channelId: row.channel_id },
    pausedAt: fromInstant(row.paused_at),
  }));
}

/** Whether we keep anything about this person. */
export async function isKnownPerson(db: Db, workspaceId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('user_id')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Follows a channel that got another id: teams and their roll-ups. What was cached under the old id is forgotten and asked of
 * Slack again. (https://docs.slack.dev/reference/events/channel_id_changed)
 */
export async function moveChannel(
  tx: Tx,
  workspaceId: string,
  move: { from: string; to: string },
): Promise<void> {
  const { from, to } = move;
  await tx
    .updateTable('team')
    .set({ channel_id: to })
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', from)
    .execute();
  await tx
    .updateTable('team')
    .set({ rollup_channel_id: to })
    .where('workspace_id', '=', workspaceId)
    .where('rollup_channel_id', '=', from)
    .execute();
  for (const table of ['channel_member', 'channel'] as const) {
    await tx
      .deleteFrom(table)
      .where('workspace_id', '=', workspaceId)
      .where('channel_id', '=', from)
      .execute();
  }
}
