import { userPayload } from '../payload.ts';
import { appId, botId, botUserId, teamDomain, teamId, teamName } from '../workspace/workspace.ts';
import type { Method } from './method.ts';
import { nextCursor, pageOf } from './paging.ts';
import { SlackError } from './slack-error.ts';

/** `api.test`: says back what it was given. */
export const apiTest: Method = {
  token: 'none',
  args: { foo: 'string', error: 'string' },
  run(_world, args) {
    if (args.has('error')) throw new SlackError(args.string('error'));
    return { args: args.has('foo') ? { foo: args.string('foo') } : {} };
  },
};

/** `auth.test`: whose token this is. */
export const authTest: Method = {
  token: 'bot',
  run(world) {
    return {
      url: `${world.url}/`,
      team: teamName,
      user: world.workspace.people.find(botUserId)?.name ?? '',
      team_id: teamId,
      user_id: botUserId,
      bot_id: botId,
      app_id: appId,
      is_enterprise_install: false,
    };
  },
};

/** `apps.connections.open`: an address for one socket. */
export const openConnection: Method = {
  token: 'app',
  run(world) {
    if (!world.openSocketUrl) throw new SlackError('socket_mode_not_enabled');
    return { url: world.openSocketUrl() };
  },
};

/** `users.info`. */
export const userInfo: Method = {
  token: 'bot',
  scope: 'users:read',
  required: ['user'],
  args: { user: 'string', include_locale: 'boolean' },
  run(world, args) {
    const person = world.workspace.people.find(args.string('user'));
    if (!person) throw new SlackError('user_not_found');
    return { user: userPayload(person) };
  },
};

/** `users.list`. */
export const userList: Method = {
  token: 'bot',
  scope: 'users:read',
  args: { cursor: 'string', limit: 'number', include_locale: 'boolean' },
  run(world, args) {
    const people = world.workspace.people.list().sort((a, b) => (a.id < b.id ? -1 : 1));
    const { page, next } = pageOf(people, args, { usual: 200, most: 1000 });
    return {
      members: page.map(userPayload),
      cache_ts: world.workspace.nowSeconds,
      ...nextCursor(next),
    };
  },
};

/** `team.info`. */
export const teamInfo: Method = {
  token: 'bot',
  scope: 'team:read',
  args: { team: 'string', domain: 'string' },
  run(world) {
    return { team: { id: teamId, name: teamName, domain: teamDomain, url: `${world.url}/` } };
  },
};

/** `bots.info`. */
export const botInfo: Method = {
  token: 'bot',
  scope: 'users:read',
  args: { bot: 'string' },
  run(world, args) {
    if (args.string('bot') !== botId) throw new SlackError('bot_not_found');
    const name = world.manifest.botName;
    return { bot: { id: botId, deleted: false, name, app_id: appId, user_id: botUserId } };
  },
};
