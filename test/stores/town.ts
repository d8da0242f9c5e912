import { toInstant } from '../../src/platform/db/instant.ts';
import type { Db } from '../../src/platform/db/open.ts';
import type { Channel, People, Person } from '../../src/platform/slack/people.ts';

const now = new Date('2026-11-21T09:00:00.000Z');

/** Who and what is there; a test may change it. */
export interface Town {
  people: Map<string, Person>;
  channels: Map<string, Channel & { members: string[] }>;
}

/** A small workspace: Ana and Ben full members, Gus a guest, Bot the bot; #growth and #company public, #secret private. */
export function makeTown(): Town {
  const person = (userId: string, over: Partial<Person> = {}): [string, Person] => [
    userId,
    {
      ...{ userId, name: userId, zone: 'Europe/Berlin' },
      ...{
        isGuest: false,
        isBot: false,
        isDeleted: false,
        isExternal: false,
        isAdmin: false,
        ...over,
      },
    },
  ];
  const channel = (channelId: string, name: string, over: Partial<Channel> = {}) => ({
    ...{ channelId, name, isPrivate: false, isArchived: false, isExternal: false, hasBot: true },
    ...over,
    members: ['UANA', 'UBEN', 'UGUS', 'UBOT'],
  });
  return {
    people: new Map([
      person('UANA'),
      person('UBEN', { zone: 'America/New_York' }),
      person('UGUS', { isGuest: true }),
      person('UBOT', { isBot: true }),
      person('UOUT'),
    ]),
    channels: new Map([
      ['CGROWTH', channel('CGROWTH', 'growth')],
      ['CCOMPANY', channel('CCOMPANY', 'company', { hasBot: false })],
      ['CSECRET', channel('CSECRET', 'secret', { isPrivate: true })],
    ]),
  };
}

/** Answers from the town and keeps the cache, as the real one does. */
export function makePeople(db: Db, town: Town): People {
  const seen = toInstant(now);
  async function find(workspaceId: string, userId: string): Promise<Person | undefined> {
    const person = town.people.get(userId);
    if (person === undefined) return undefined;
    const columns = {
      ...{ name: person.name, zone: person.zone, refreshed_at: seen },
      ...{ is_guest: Number(person.isGuest), is_bot: Number(person.isBot) },
      ...{ is_deleted: Number(person.isDeleted), is_external: Number(person.isExternal) },
      is_admin: Number(person.isAdmin),
    };
    await db
      .insertInto('person')
      .values({ workspace_id: workspaceId, user_id: userId, ...columns })
      .onConflict((on) => on.columns(['workspace_id', 'user_id']).doUpdateSet(columns))
      .execute();
    return person;
  }
  async function findChannel(workspaceId: string, id: string): Promise<Channel | undefined> {
    const channel = town.channels.get(id);
    if (channel === undefined) return undefined;
    const columns = {
      ...{ name: channel.name, refreshed_at: seen, members_read_at: seen },
      ...{ is_private: Number(channel.isPrivate), is_archived: Number(channel.isArchived) },
      ...{ is_external: Number(channel.isExternal), has_bot: Number(channel.hasBot) },
    };
    await db
      .insertInto('channel')
      .values({ workspace_id: workspaceId, channel_id: id, ...columns })
      .onConflict((on) => on.columns(['workspace_id', 'channel_id']).doUpdateSet(columns))
      .execute();
    return channel;
  }
  async function listMembers(workspaceId: string, channelId: string): Promise<Person[]> {
    await findChannel(workspaceId, channelId);
    const members = town.channels.get(channelId)?.members ?? [];
    await db.deleteFrom('channel_member').where('channel_id', '=', channelId).execute();
    const found: Person[] = [];
    for (const userId of members) {
      const person = await find(workspaceId, userId);
      if (person !== undefined) found.push(person);
      const row = { workspace_id: workspaceId, channel_id: channelId, user_id: userId };
      await db.insertInto('channel_member').values(row).execute();
    }
    return found;
  }
  return { find, findChannel, listMembers, isFresh: () => true, refresh: async () => {} };
}
