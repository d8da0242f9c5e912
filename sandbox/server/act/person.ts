import { isMember } from '../api/access.ts';
import type { Json } from '../json.ts';
import type { ChannelRecord, MessageRecord, PersonRecord } from '../workspace/record.ts';
import { appId, teamDomain, teamId, userOf } from '../workspace/workspace.ts';
import type { World } from '../world.ts';

/** Slack would not let the person do this. */
export class ActRefused extends Error {}

/** A person who can act, or a refusal. */
export function actingPerson(world: World, userId: string): PersonRecord {
  const person = world.workspace.people.find(userId);
  if (!person || person.isBot) throw new ActRefused('user_not_found');
  if (person.isDeleted) throw new ActRefused('user_disabled');
  return person;
}

/** A channel the person is in, or a refusal. */
export function joinedChannel(world: World, id: string, userId: string): ChannelRecord {
  const channel = world.workspace.channels.find(id);
  const isHidden = channel && channel.kind !== 'public' && !isMember(channel, userId);
  if (!channel || isHidden) throw new ActRefused('channel_not_found');
  if (!isMember(channel, userId)) throw new ActRefused('not_in_channel');
  return channel;
}

/** A message the person can see, or a refusal. */
export function seenMessage(
  world: World,
  place: { channel: string; ts: string },
  userId: string,
): { channel: ChannelRecord; message: MessageRecord } {
  const channel = joinedChannel(world, place.channel, userId);
  const message = world.workspace.findMessage(channel.id, place.ts);
  if (!message || (message.ephemeralFor && message.ephemeralFor !== userId)) {
    throw new ActRefused('message_not_found');
  }
  return { channel, message };
}

/** The parts every interactive payload has. */
export function basePayload(type: string, person: PersonRecord): Json {
  return {
    type,
    user: userOf(person),
    api_app_id: appId,
    token: 'sandbox-verification-token',
    team: { id: teamId, domain: teamDomain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A channel's name as payloads say it: only public channels are named. */
export function payloadChannel(channel: ChannelRecord): { id: string; name: string } {
  const name = { public: channel.name, private: 'privategroup', im: 'directmessage' };
  return { id: channel.id, name: name[channel.kind] };
}

/** Where a message's buttons answer to. */
export function responseUrlFor(world: World, message: MessageRecord, userId: string): string {
  return (
    world.url +
    world.responseUrls.issue({
      channel: message.channel,
      userId,
      messageTs: message.ts,
      threadTs: message.threadTs,
    })
  );
}
