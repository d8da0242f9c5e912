import type { z } from 'zod';
import type { Person, Refusal } from '../../protocol.ts';
import type { Json } from '../json.ts';
import {
  joinChannel,
  leaveChannel,
  reidentifyChannel,
  renameChannel,
  saveChannel,
  setArchived,
  setShared,
} from '../membership.ts';
import { userPayload } from '../payload.ts';
import { dropMessage } from '../post.ts';
import type { ChannelRecord, PersonRecord } from '../workspace/record.ts';
import { addChannel, addPerson } from '../workspace/seed.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { worldSchema } from './schema.ts';
import { readShape } from './shape.ts';

type Change = z.output<typeof worldSchema>;
type Answer = ({ ok: true } & Json) | Refusal;

class ChangeRefused extends Error {}

/** Changes the workspace as its administrators and members would; events follow. */
export async function changeWorld(world: World, body: Json): Promise<Answer> {
  const change = readShape(worldSchema, body);
  try {
    return { ok: true, ...(await apply(world, change)) };
  } catch (error) {
    if (error instanceof ChangeRefused) return { ok: false, error: error.message };
    throw error;
  }
}

async function apply(world: World, change: Change): Promise<Json> {
  switch (change.change) {
    case 'addPerson':
      return newPerson(world, change.person);
    case 'editPerson':
      return editPerson(world, change.userId, change.person);
    case 'addChannel':
      return newChannel(world, change);
    case 'join':
      findPerson(world, change.userId);
      await joinChannel(world, openChannel(world, change.channel), change);
      return {};
    case 'leave':
      await leaveChannel(world, findChannel(world, change.channel), change.userId);
      return {};
    case 'archive':
    case 'unarchive':
      await setArchived(world, findChannel(world, change.channel), change.change === 'archive');
      return {};
    case 'rename':
      await renameChannel(world, findChannel(world, change.channel), change.name);
      return {};
    case 'convert':
      saveChannel(world, { ...findChannel(world, change.channel), kind: change.kind });
      return {};
    case 'reidentify':
      if (world.workspace.channels.find(change.to)) throw new ChangeRefused('channel_exists');
      await reidentifyChannel(world, findChannel(world, change.channel), change.to);
      return {};
    case 'deleteMessage':
      return deleteMessage(world, change);
    case 'restrict':
      saveChannel(world, {
        ...findChannel(world, change.channel),
        isRestricted: change.isRestricted,
      });
      return {};
    case 'share':
      await setShared(world, findChannel(world, change.channel), change);
      return {};
    default:
      return changeAccess(world, change);
  }
}

type AccessChange = Extract<
  Change,
  { change: 'revokeScopes' | 'grantScopes' | 'revokeToken' | 'uninstall' | 'reinstall' }
>;

async function changeAccess(world: World, change: AccessChange): Promise<Json> {
  const { workspace } = world;
  const revokedTokens = { tokens: { oauth: [], bot: [botUserId] } };
  switch (change.change) {
    case 'revokeScopes':
      workspace.setRevokedScopes([...new Set([...workspace.revokedScopes, ...change.scopes])]);
      break;
    case 'grantScopes':
      workspace.setRevokedScopes(
        workspace.revokedScopes.filter((scope) => !change.scopes.includes(scope)),
      );
      break;
    case 'revokeToken':
      workspace.setTokenError('token_revoked');
      await world.events.emit({ type: 'tokens_revoked', ...revokedTokens });
      break;
    case 'uninstall':
      workspace.setTokenError('account_inactive');
      await world.events.emit({ type: 'tokens_revoked', ...revokedTokens });
      await world.events.emit({ type: 'app_uninstalled' });
      break;
    case 'reinstall':
      workspace.setTokenError('');
      break;
  }
  world.stream.send({ type: 'state' });
  return {};
}

function newPerson(world: World, person: Partial<Person> & { name: string }): Json {
  const id = person.id ?? world.workspace.nextId('U');
  if (world.workspace.people.find(id)) throw new ChangeRefused('user_exists');
  addPerson(world.workspace, { ...person, id });
  world.stream.send({ type: 'state' });
  return { userId: id };
}

async function editPerson(world: World, userId: string, change: Partial<Person>): Promise<Json> {
  const edited: PersonRecord = {
    ...findPerson(world, userId),
    ...change,
    updatedAt: world.workspace.nowSeconds,
  };
  world.workspace.people.put(userId, edited);
  world.stream.send({ type: 'state' });
  await world.events.emit({
    type: 'user_change',
    user: userPayload(edited),
    cache_ts: world.workspace.nowSeconds,
  });
  return {};
}

async function newChannel(
  world: World,
  change: Extract<Change, { change: 'addChannel' }>,
): Promise<Json> {
  const { workspace } = world;
  for (const userId of change.memberIds) findPerson(world, userId);
  if (workspace.channels.list().some((one) => one.name === change.name && one.kind !== 'im')) {
    throw new ChangeRefused('name_taken');
  }
  const hasBot = change.memberIds.includes(botUserId);
  const channel = addChannel(workspace, {
    id: change.id ?? workspace.nextId('C'),
    name: change.name,
    kind: change.kind,
    memberIds: change.memberIds.filter((id) => id !== botUserId),
    isExternal: change.isExternal ?? false,
  });
  world.stream.send({ type: 'state' });
  if (hasBot) await joinChannel(world, channel, inviterOf(channel));
  return { channel: channel.id };
}

function deleteMessage(world: World, change: { channel: string; ts: string }): Json {
  const message = world.workspace.findMessage(change.channel, change.ts);
  if (!message) throw new ChangeRefused('message_not_found');
  dropMessage(world, message);
  return {};
}

function findPerson(world: World, userId: string): PersonRecord {
  const person = world.workspace.people.find(userId);
  if (!person) throw new ChangeRefused('user_not_found');
  return person;
}

function findChannel(world: World, id: string): ChannelRecord {
  const channel = world.workspace.channels.find(id);
  if (!channel || channel.kind === 'im') throw new ChangeRefused('channel_not_found');
  return channel;
}

function openChannel(world: World, id: string): ChannelRecord {
  const channel = findChannel(world, id);
  if (channel.isArchived) throw new ChangeRefused('is_archived');
  return channel;
}

function inviterOf(channel: ChannelRecord): { userId: string; inviterId?: string } {
  const inviterId = channel.memberIds[0];
  return inviterId ? { userId: botUserId, inviterId } : { userId: botUserId };
}
