import { isDeepStrictEqual } from 'node:util';
import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';
import { transact } from '../db/transact.ts';
import type { Slack, SlackChannel } from './client.ts';
import { SlackFailure } from './failures.ts';
import {
  type Channel,
  channelOf,
  listCachedChannel,
  type People,
  type Person,
  toPerson,
} from './people.ts';

const freshMs = 24 * 60 * 60 * 1000;
const membersFreshMs = 60 * 60 * 1000;
const parallelReads = 5;

interface Parts {
  db: Db;
  slack: Slack;
  /** Transport time: how old an answer of Slack is. */
  machineNow: () => Date;
}

/**
 * People and channels as Slack tells them, kept in the database so that rules can read them inside a transaction. What is
 * older than a day is asked anew (members: an hour); events make it be asked sooner. When Slack fails, what is known is
 * used; only what was never known throws the `SlackFailure`.
 */
export function openPeople(parts: Parts): People {
  return {
    find: (workspaceId, userId) => findPerson(parts, workspaceId, userId),
    findChannel: (workspaceId, channelId, asked) =>
      findChannel(parts, { workspaceId, channelId, asked }),
    listMembers: (workspaceId, channelId) => listMembers(parts, workspaceId, channelId),
    isFresh: ({ person, channel, members }) =>
      members !== null &&
      !isOld(parts, person, freshMs) &&
      !isOld(parts, channel, membersFreshMs) &&
      !isOld(parts, members, membersFreshMs),
    refresh: (workspaceId, what) => forget(parts, workspaceId, what),
  };
}

const personOf = prepared<{ workspaceId: string; userId: string }>()((db, at) =>
  db
    .selectFrom('person')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('user_id', '=', at('userId')),
);

async function findPerson(
  parts: Parts,
  workspaceId: string,
  userId: string,
): Promise<Person | undefined> {
  const [row] = await personOf(parts.db, { workspaceId, userId });
  if (row !== undefined && !isOld(parts, row.refreshed_at, freshMs)) return toPerson(row);
  const known = row === undefined ? undefined : toPerson(row);
  const asked = await askSlack(() => parts.slack.readPerson(userId), 'user_not_found', known);
  if (asked === undefined || asked === known) return asked;
  await savePeople(parts, workspaceId, [asked]);
  return asked;
}

async function findChannel(
  parts: Parts,
  where: { workspaceId: string; channelId: string; asked?: 'now' | undefined },
): Promise<Channel | undefined> {
  const { workspaceId, channelId } = where;
  const [row] = await channelOf(parts.db, { workspaceId, channelId });
  const known: Channel | undefined =
    row === undefined
      ? undefined
      : {
          channelId,
          name: row.name,
          isPrivate: row.is_private === 1,
          isArchived: row.is_archived === 1,
          isExternal: row.is_external === 1,
          hasBot: row.has_bot === 1,
        };
  const isFresh = row !== undefined && !isOld(parts, row.refreshed_at, membersFreshMs);
  if (isFresh && where.asked !== 'now') return known;
  const read = () => parts.slack.readChannel(channelId);
  const asked = await askSlack<SlackChannel>(read, 'channel_not_found', known);
  if (asked === undefined || asked === known) return asked;
  if (isFresh && isDeepStrictEqual(asked, known)) return asked;
  await transact(parts.db, (tx) => saveChannel(tx, { ...asked, workspaceId }, parts.machineNow()));
  return asked;
}

async function listMembers(
  parts: Parts,
  workspaceId: string,
  channelId: string,
): Promise<Person[]> {
  await findChannel(parts, { workspaceId, channelId });
  const [row] = await channelOf(parts.db, { workspaceId, channelId });
  const readAt = row?.members_read_at ?? undefined;
  if (readAt === undefined || isOld(parts, readAt, membersFreshMs)) {
    await readMembers(parts, { workspaceId, channelId, areKnown: readAt !== undefined });
  }
  return listCachedChannel(parts.db, workspaceId, channelId);
}

async function readMembers(
  parts: Parts,
  channel: { workspaceId: string; channelId: string; areKnown: boolean },
): Promise<void> {
  const { workspaceId, channelId, areKnown } = channel;
  const none: string[] | undefined = areKnown ? [] : undefined;
  const ids = await askSlack(() => parts.slack.listMemberIds(channelId), 'channel_not_found', none);
  if (ids === undefined || ids === none) return;
  for (let start = 0; start < ids.length; start += parallelReads) {
    const some = ids.slice(start, start + parallelReads);
    await Promise.all(some.map((userId) => findPerson(parts, workspaceId, userId)));
  }
  await transact(parts.db, async (tx) => {
    await tx
      .deleteFrom('channel_member')
      .where('workspace_id', '=', workspaceId)
      .where('channel_id', '=', channelId)
      .execute();
    if (ids.length > 0) {
      await tx
        .insertInto('channel_member')
        .values(
          ids.map((userId) => ({
            workspace_id: workspaceId,
            channel_id: channelId,
            user_id: userId,
          })),
        )
        .execute();
    }
    await tx
      .updateTable('channel')
      .set({ members_read_at: toInstant(parts.machineNow()) })
      .where('workspace_id', '=', workspaceId)
      .where('channel_id', '=', channelId)
      .execute();
  });
}

/**
 * After a time in which nobody heard Slack's events: who is in a channel, and whether we are, is asked anew when it is needed next.
 * People are asked for once a day as ever: of all of them at once Slack would have too much. (reliability.md F-09)
 */
export async function doubtChannels(db: Db, workspaceId: string): Promise<void> {
  const longAgo = toInstant(new Date(0));
  await transact(db, async (tx) => {
    await tx
      .updateTable('channel')
      .set({ refreshed_at: longAgo })
      .where('workspace_id', '=', workspaceId)
      .execute();
    await tx
      .updateTable('channel')
      .set({ members_read_at: longAgo })
      .where('workspace_id', '=', workspaceId)
      .where('members_read_at', 'is not', null)
      .execute();
  });
}

async function forget(
  parts: Parts,
  workspaceId: string,
  what: { userId?: string; channelId?: string },
): Promise<void> {
  const { userId, channelId } = what;
  const longAgo = toInstant(new Date(0));
  await transact(parts.db, async (tx) => {
    if (userId !== undefined) {
      await tx
        .updateTable('person')
        .set({ refreshed_at: longAgo })
        .where('workspace_id', '=', workspaceId)
        .where('user_id', '=', userId)
        .execute();
    }
    if (channelId !== undefined) {
      await tx
        .updateTable('channel')
        .set({ refreshed_at: longAgo, members_read_at: null })
        .where('workspace_id', '=', workspaceId)
        .where('channel_id', '=', channelId)
        .execute();
    }
  });
}

/** Slack's answer; undefined when it says there is no such thing; what is known when it does not answer. */
async function askSlack<T>(
  ask: () => Promise<T>,
  notThere: string,
  known: T | undefined,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SlackFailure)) throw error;
    if (error.code === notThere) return undefined;
    if (known === undefined) throw error;
    return known;
  }
}

function isOld(parts: Parts, at: string, freshForMs: number): boolean {
  return parts.machineNow().getTime() - fromInstant(at).getTime() > freshForMs;
}

async function savePeople(parts: Parts, workspaceId: string, people: Person[]): Promise<void> {
  await transact(parts.db, async (tx) => {
    for (const person of people) {
      const columns = {
        name: person.name,
        zone: person.zone,
        is_guest: person.isGuest ? 1 : 0,
        is_bot: person.isBot ? 1 : 0,
        is_deleted: person.isDeleted ? 1 : 0,
        is_external: person.isExternal ? 1 : 0,
        is_admin: Number(person.isAdmin),
        refreshed_at: toInstant(parts.machineNow()),
      };
      await tx
        .insertInto('person')
        .values({ workspace_id: workspaceId, user_id: person.userId, ...columns })
        .onConflict((conflict) =>
          conflict.columns(['workspace_id', 'user_id']).doUpdateSet(columns),
        )
        .execute();
    }
  });
}

async function saveChannel(
  tx: Tx,
  channel: SlackChannel & { workspaceId: string },
  readAt: Date,
): Promise<void> {
  const columns = {
    name: channel.name,
    is_private: channel.isPrivate ? 1 : 0,
    is_archived: channel.isArchived ? 1 : 0,
    is_external: channel.isExternal ? 1 : 0,
    has_bot: channel.hasBot ? 1 : 0,
    refreshed_at: toInstant(readAt),
  };
  await tx
    .insertInto('channel')
    .values({
      workspace_id: channel.workspaceId,
      channel_id: channel.channelId,
      members_read_at: null,
      ...columns,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'channel_id']).doUpdateSet(columns))
    .execute();
}
