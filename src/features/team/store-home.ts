import type { TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';

/** A team as a place: its channel, its zone, and nobody in it. */
export interface Home {
  teamId: TeamId;
  workspaceId: string;
  channelId: string;
  /** The channel's name without `#`, or its id while the name is not known. */
  name: string;
  zone: string;
}

/** The homes of the teams of a workspace that are not paused. */
export async function listHomes(db: Db, workspaceId: string): Promise<Home[]> {
  const rows = await db
    .selectFrom('team')
    .leftJoin('channel', (join) =>
      join
        .onRef('channel.workspace_id', '=', 'team.workspace_id')
        .onRef('channel.channel_id', '=', 'team.channel_id'),
    )
    .select(['team.id', 'team.workspace_id', 'team.channel_id', 'team.zone', 'channel.name'])
    .where('team.workspace_id', '=', workspaceId)
    .where('team.paused_at', 'is', null)
    .orderBy('team.set_up_at')
    .orderBy('team.id')
    .execute();
  return rows.map((row) => ({
    teamId: row.id,
    workspaceId: row.workspace_id,
    channelId: row.channel_id,
    name: row.name ?? row.channel_id,
    zone: row.zone,
  }));
}

/** Homes that the bot is in and whose list of members must be read again. */
export async function listUnreadHomes(
  db: Db,
  workspaceId: string,
): Promise<{ workspaceId: string; channelId: string }[]> {
  const rows = await db
    .selectFrom('team')
    .innerJoin('channel', (join) =>
      join
        .onRef('channel.workspace_id', '=', 'team.workspace_id')
        .onRef('channel.channel_id', '=', 'team.channel_id'),
    )
    .select(['team.workspace_id', 'team.channel_id'])
    .where('team.workspace_id', '=', workspaceId)
    .where('team.paused_at', 'is', null)
    .where('channel.has_bot', '=', 1)
    .where('channel.members_read_at', 'is', null)
    .execute();
  return rows.map((row) => ({ workspaceId: row.workspace_id, channelId: row.channel_id }));
}
