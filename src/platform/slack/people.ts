import type { Db } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';

/** Someone in the workspace, as we last heard from Slack. */
export interface Person {
  userId: string;
  /** Shown only where a mention cannot be; the person controls it, so it is escaped like any text. */
  name: string;
  /** IANA zone. */
  zone: string;
  /** A guest of either kind. */
  isGuest: boolean;
  isBot: boolean;
  isDeleted: boolean;
  /** Belongs to another organisation. */
  isExternal: boolean;
  /** Administers the workspace, as Slack says. */
  isAdmin: boolean;
}

/** A channel, as we last heard from Slack. */
export interface Channel {
  channelId: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  isExternal: boolean;
  /** Whether the bot is a member. */
  hasBot: boolean;
}

/** When a person, a channel and its members were read from Slack last, as the database keeps it; null: never. */
export interface ReadAt {
  person: string;
  channel: string;
  members: string | null;
}

/**
 * What we know of people and channels: answered from the database's cache, asked of Slack when not known yet.
 * Called before a transaction, never inside one. Throws `SlackFailure` when Slack must be asked and fails.
 */
export interface People {
  /** The person, or undefined when the workspace knows no such user. */
  find(workspaceId: string, userId: string): Promise<Person | undefined>;
  /**
   * The channel, or undefined when it does not exist or the bot may not see it. `now`: Slack is asked, however lately it was; what
   * is known of its members stays.
   */
  findChannel(workspaceId: string, channelId: string, asked?: 'now'): Promise<Channel | undefined>;
  /** Everyone in the channel, bots and guests included. */
  listMembers(workspaceId: string, channelId: string): Promise<Person[]>;
  /** Whether all of this was read so lately that nothing of it would be asked anew. For use inside transactions too. */
  isFresh(read: ReadAt): boolean;
  /** Forgets what was cached about a person, a channel or its members, so that the next question asks Slack. */
  refresh(workspaceId: string, what: { userId?: string; channelId?: string }): Promise<void>;
}

/** A full member takes part: no guest, no bot, nobody deactivated or from another organisation. */
export function isFullMember(person: Person): boolean {
  return !person.isGuest && !person.isBot && !person.isDeleted && !person.isExternal;
}

const membersOf = prepared<{ workspaceId: string; channelId: string }>()((db, at) =>
  db
    .selectFrom('channel_member')
    .innerJoin('person', (join) =>
      join
        .onRef('person.user_id', '=', 'channel_member.user_id')
        .onRef('person.workspace_id', '=', 'channel_member.workspace_id'),
    )
    .selectAll('person')
    .where('channel_member.workspace_id', '=', at('workspaceId'))
    .where('channel_member.channel_id', '=', at('channelId'))
    // Else each engine, and each plan of PostgreSQL's, has an order of its own.
    .orderBy('channel_member.user_id'),
);

/** Everyone in a channel from the cache alone, bots and guests included. */
export async function listCachedChannel(
  db: Db,
  workspaceId: string,
  channelId: string,
): Promise<Person[]> {
  return (await membersOf(db, { workspaceId, channelId })).map(toPerson);
}

/** The full members of a channel from the cache alone, by user id; for use inside transactions. */
export async function listCachedFullMembers(
  db: Db,
  workspaceId: string,
  channelId: string,
): Promise<Person[]> {
  return (await listCachedChannel(db, workspaceId, channelId)).filter(isFullMember);
}

/** What is cached of a channel, however old; none or one. */
export const channelOf = prepared<{ workspaceId: string; channelId: string }>()((db, at) =>
  db
    .selectFrom('channel')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('channel_id', '=', at('channelId')),
);

/** Whether another organisation reads a channel too, as Slack said last; from the cache alone. */
export async function isKnownShared(
  db: Db,
  workspaceId: string,
  channelId: string,
): Promise<boolean> {
  const [row] = await channelOf(db, { workspaceId, channelId });
  return row?.is_external === 1;
}

/**
 * Every member of every channel that we know, from the cache: for whoever must not ask for one of them by name, because a
 * question with a name in it can be kept by the database.
 */
export async function listCachedMembers(
  db: Db,
  workspaceId: string,
): Promise<(Person & { channelId: string })[]> {
  const rows = await db
    .selectFrom('channel_member')
    .innerJoin('person', (join) =>
      join
        .onRef('person.user_id', '=', 'channel_member.user_id')
        .onRef('person.workspace_id', '=', 'channel_member.workspace_id'),
    )
    .selectAll('person')
    .select('channel_member.channel_id')
    .where('channel_member.workspace_id', '=', workspaceId)
    .execute();
  return rows.map((row) => ({ ...toPerson(row), channelId: row.channel_id }));
}

/** Of these people those who take part no more: deactivated, or made a guest. Who was never looked up takes part. */
export async function listGonePeople(
  db: Db,
  workspaceId: string,
  userIds: readonly string[],
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .selectFrom('person')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('user_id', 'in', [...new Set(userIds)])
    .execute();
  return rows
    .map(toPerson)
    .filter((person) => !isFullMember(person))
    .map((person) => person.userId);
}

/** A person's row as a domain value. */
export function toPerson(row: {
  user_id: string;
  name: string;
  zone: string;
  is_guest: number;
  is_bot: number;
  is_deleted: number;
  is_external: number;
  is_admin: number;
}): Person {
  return {
    userId: row.user_id,
    name: row.name,
    zone: row.zone,
    isGuest: row.is_guest === 1,
    isBot: row.is_bot === 1,
    isDeleted: row.is_deleted === 1,
    isExternal: row.is_external === 1,
    isAdmin: row.is_admin === 1,
  };
}
