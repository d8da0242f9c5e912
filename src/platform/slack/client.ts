import type { KnownBlock, View } from '@slack/types';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { ChartBlock } from './chart.ts';
import { SlackFailure, toSlackFailure } from './failures.ts';
import type { MessageContent, TextFile } from './feature.ts';
import {
  findPosted,
  type HalfRead,
  listPosted,
  type PostedSince,
  type Unfinished,
} from './posted.ts';
import { silentLogger } from './sdk-logger.ts';
import { isOfSlack, postAnswer, uploadFile } from './upload.ts';

/** Our row's id rides in the message's metadata, so that an uncertain post can be found again (P10). */
const metadataType = 'barbell_message';

/** A message to post: where, what, and the key that finds it again. */
export interface Post {
  channelId: string;
  threadTs?: string;
  isBroadcast: boolean;
  content: MessageContent;
  key: string;
  /** What it is for; a database that forgot the key finds it by this. */
  purpose: string;
}

/** The calls to Slack that Barbell makes, each either done or thrown as a `SlackFailure`. */
export interface Slack {
  authTest(): Promise<{
    workspaceId: string;
    botUserId: string;
    botId: string;
    workspaceName: string;
  }>;
  post(post: Post): Promise<{ channelId: string; ts: string }>;
  update(message: { channelId: string; ts: string; content: MessageContent }): Promise<void>;
  /** The direct-message channel with a person. */
  openDirect(userId: string): Promise<string>;
  /** The timestamp of a post of ours with this key, if it is there; `since` is when it was sent at the earliest. */
  findPosted(place: {
    channelId: string;
    threadTs?: string;
    key: string;
    since?: Date;
  }): Promise<string | undefined>;
  /** Our posts of a channel or thread since an instant, the newest first; at most a few hundred. */
  listPosted(place: { channelId: string; threadTs?: string; since: Date }): Promise<PostedSince>;
  tellPrivately(note: {
    channelId: string;
    userId: string;
    threadTs?: string;
    text: string;
    blocks?: (KnownBlock | ChartBlock)[];
  }): Promise<void>;
  /** Answers one person at the address that came with what they did; `isInPlace` changes what was answered before. */
  respond(
    responseUrl: string,
    answer: { text: string; blocks?: (KnownBlock | ChartBlock)[]; isInPlace?: boolean },
  ): Promise<void>;
  /** Sends a text file to a person's direct message. Needs the optional scope `files:write`. */
  sendFile(what: { userId: string; file: TextFile }): Promise<void>;
  /** Resolves to the id of the window that opened. */
  openView(triggerId: string, view: View): Promise<string>;
  pushView(triggerId: string, view: View): Promise<void>;
  updateView(viewId: string, view: View): Promise<void>;
  publishHome(userId: string, view: View): Promise<void>;
  /** A message's lasting address; fails with `channel_not_found` where the bot may not look. */
  readPermalink(message: { channelId: string; ts: string }): Promise<string>;
  readPerson(userId: string): Promise<SlackPerson>;
  readChannel(channelId: string): Promise<SlackChannel>;
  listMemberIds(channelId: string): Promise<string[]>;
}

/** A person as `users.info` tells it. */
export interface SlackPerson {
  userId: string;
  name: string;
  zone: string;
  isGuest: boolean;
  isBot: boolean;
  isDeleted: boolean;
  isExternal: boolean;
  /** An owner of the workspace counts as one. */
  isAdmin: boolean;
}

/** A channel as `conversations.info` tells it. */
export interface SlackChannel {
  channelId: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  isExternal: boolean;
  hasBot: boolean;
}

/**
 * Clients for Slack's Web API, one a lane, so that a rate limit on posts never delays a form. The SDK repeats nothing
 * for us and gives up in time: 10 s for posts, 2 s for forms, whose trigger lives 3 s. (slack.md *Sending*)
 */
export function connectSlack(options: {
  botToken: string;
  apiUrl: string;
  /** How Slack is reached; a simulation brings its own. */
  fetch?: typeof fetch;
}): Slack {
  const fetchFrom = options.fetch ?? fetch;
  const makeClient = (timeout: number): WebClient =>
    new WebClient(options.botToken, {
      ...clientOptions(options.apiUrl),
      timeout,
      fetch: fetchFrom,
    });
  const posts = makeClient(10_000);
  const forms = makeClient(2_000);
  const uploads = makeClient(20_000);
  const lookups = makeClient(5_000);

  return {
    ...postCalls(posts),
    ...formCalls(forms),
    respond: (url, answer) =>
      call(async () => {
        if (!isOfSlack(url, options.apiUrl)) throw new SlackFailure('foreign_address', 'dead');
        await postAnswer(fetchFrom, url, answer);
      }),
    sendFile: (what) => call(() => uploadFile(fetchFrom, uploads, what)),
    readPermalink: (message) => call(() => readPermalink(forms, message)),
    ...lookupCalls(lookups),
  };
}

/** Fresh options for one client; Bolt and the SDK change the object they are given. */
export function clientOptions(apiUrl: string): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silentLogger,
  };
}

type Calls<Name extends keyof Slack> = Pick<Slack, Name>;

function postCalls(
  client: WebClient,
): Calls<'post' | 'update' | 'openDirect' | 'findPosted' | 'listPosted'> {
  const plain = {
    unfurl_links: false,
    unfurl_media: false,
    parse: 'none',
    link_names: false,
  } as const;
  const unfinished: Unfinished = new Map();
  const halfRead: HalfRead = new Map();
  return {
    post: (post) =>
      call(async () => {
        const thread =
          post.threadTs === undefined
            ? {}
            : { thread_ts: post.threadTs, reply_broadcast: post.isBroadcast };
        const answer = await client.apiCall('chat.postMessage', {
          channel: post.channelId,
          text: post.content.text,
          blocks: blocksOf(post.content),
          metadata: { event_type: metadataType, event_payload: { k: post.key, a: post.purpose } },
          ...plain,
          ...thread,
        });
        return { channelId: text(answer, 'channel'), ts: text(answer, 'ts') };
      }),
    update: ({ channelId, ts, content }) =>
      call(async () => {
        await client.apiCall('chat.update', {
          channel: channelId,
          ts,
          text: content.text,
          blocks: blocksOf(content),
          parse: 'none',
          link_names: false,
        });
      }),
    openDirect: (userId) =>
      call(async () => {
        const answer = await client.conversations.open({ users: userId });
        return answer.channel?.id ?? userId;
      }),
    findPosted: (place) => call(() => findPosted(client, place, unfinished)),
    listPosted: (place) => call(() => listPosted(client, place, halfRead)),
  };
}

function blocksOf({ blocks, charts = [] }: MessageContent): (KnownBlock | ChartBlock)[] {
  return [...blocks, ...charts];
}

function formCalls(
  client: WebClient,
): Calls<'tellPrivately' | 'openView' | 'pushView' | 'updateView' | 'publishHome'> {
  return {
    tellPrivately: (note) =>
      call(async () => {
        await client.apiCall('chat.postEphemeral', {
          channel: note.channelId,
          user: note.userId,
          text: note.text,
          ...(note.blocks === undefined ? {} : { blocks: note.blocks }),
          ...(note.threadTs === undefined ? {} : { thread_ts: note.threadTs }),
        });
      }),
    openView: (triggerId, view) =>
      call(async () => {
        const opened = await client.views.open({ trigger_id: triggerId, view });
        return opened.view?.id ?? '';
      }),
    pushView: (triggerId, view) =>
      call(async () => {
        await client.views.push({ trigger_id: triggerId, view });
      }),
    updateView: (viewId, view) =>
      call(async () => {
        await client.views.update({ view_id: viewId, view });
      }),
    publishHome: (userId, view) =>
      call(async () => {
        await client.apiCall('views.publish', { user_id: userId, view });
      }),
  };
}

function lookupCalls(
  client: WebClient,
): Calls<'authTest' | 'readPerson' | 'readChannel' | 'listMemberIds'> {
  /** Ours, once Slack has said it. */
  let workspaceId: string | undefined;
  return {
    authTest: () =>
      call(async () => {
        const answer = await client.auth.test();
        workspaceId = answer.team_id;
        return {
          workspaceId: answer.team_id ?? '',
          workspaceName: answer.team ?? '',
          botUserId: answer.user_id ?? '',
          botId: answer.bot_id ?? '',
        };
      }),
    readPerson: (userId) =>
      call(async () => {
        const { user } = await client.users.info({ user: userId });
        return {
          userId,
          name: user?.profile?.display_name || user?.real_name || user?.name || userId,
          zone: user?.tz ?? 'UTC',
          isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
          isBot: user?.is_bot === true || userId === 'USLACKBOT',
          isDeleted: user?.deleted === true,
          isExternal: user !== undefined && isExternal(user, workspaceId),
          isAdmin: user?.is_admin === true || user?.is_owner === true,
        };
      }),
    readChannel: (channelId) =>
      call(async () => {
        const { channel } = await client.conversations.info({ channel: channelId });
        return {
          channelId: channel?.id ?? channelId,
          name: channel?.name ?? '',
          isPrivate: channel?.is_private === true,
          isArchived: channel?.is_archived === true,
          isExternal: channel?.is_ext_shared === true || channel?.is_org_shared === true,
          hasBot: channel?.is_member === true,
        };
      }),
    listMemberIds: (channelId) => call(() => listMemberIds(client, channelId)),
  };
}

/**
 * People of another organisation keep their own workspace's id, and are strangers only until we share a channel; people of
 * our own organisation's other workspaces name ours among theirs. https://docs.slack.dev/reference/objects/user-object
 */
function isExternal(
  user: { team_id?: string; enterprise_user?: { teams?: string[] } },
  workspaceId: string | undefined,
): boolean {
  if ('is_stranger' in user && user.is_stranger === true) return true;
  if (workspaceId === undefined || user.team_id === undefined) return false;
  return (
    user.team_id !== workspaceId && user.enterprise_user?.teams?.includes(workspaceId) !== true
  );
}

async function readPermalink(
  client: WebClient,
  { channelId, ts }: { channelId: string; ts: string },
): Promise<string> {
  const { permalink } = await client.chat.getPermalink({ channel: channelId, message_ts: ts });
  return permalink ?? '';
}

/** A hundred thousand people; a Slack that always knows one page more is not asked for ever. */
const mostPages = 500;

async function listMemberIds(client: WebClient, channelId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    pages += 1;
    if (pages > mostPages) throw new SlackFailure('too_many_pages', 'retry');
    const page = await client.conversations.members({
      channel: channelId,
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...(page.members ?? []));
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return ids;
}

/** What a call answered, or how it failed; every other error is thrown on. */
export async function settle<T>(calling: Promise<T>): Promise<T | SlackFailure> {
  try {
    return await calling;
  } catch (error) {
    if (error instanceof SlackFailure) return error;
    throw error;
  }
}

async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toSlackFailure(error);
  }
}

function text(answer: object, name: string): string {
  const value: unknown = Reflect.get(answer, name);
  return typeof value === 'string' ? value : '';
}
