import type { RequestListener } from 'node:http';
import bolt, { type ViewSubmitAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Log } from '../log.ts';
import type { Transport } from '../settings.ts';
import { modal, section } from './blocks.ts';
import { clientOptions, type Slack } from './client.ts';
import { SlackFailure } from './failures.ts';
import type { Deps, Reply } from './feature.ts';
import {
  actionSchema,
  commandSchema,
  eventSchema,
  readElement,
  readPlace,
  readValues,
  shortcutSchema,
  viewPayloadSchema,
} from './payload.ts';
import { type Router, splitActionId } from './router.ts';
import { sdkLogger } from './sdk-logger.ts';

// The only file that knows Bolt: payloads become acts, replies become acknowledgements and calls.

/** What is needed to listen to Slack. `now` is the ritual's time, put into every act. */
export interface Parts {
  transport: Transport;
  apiUrl: string;
  botToken: string;
  bot: { botUserId: string; botId: string };
  router: Router;
  deps: Deps;
  slack: Slack;
  log: Log;
  now: () => Date;
  newRef: () => string;
  /** Called when the socket ends for good; the process should end too, so that it is started anew. */
  onDeaf: (why: string) => void;
}

/** The open ear: over HTTP a listener for `/slack/events`, over Socket Mode a connection of its own. */
export interface Listening {
  requestListener?: RequestListener;
  stop(): Promise<void>;
}

/** Starts to listen. Resolves once Slack can reach us (Socket Mode) or the listener is ready (HTTP). */
export async function listenToSlack(parts: Parts): Promise<Listening> {
  const logger = sdkLogger(parts.log);
  const receiver =
    parts.transport.by === 'http'
      ? new bolt.HTTPReceiver({
          signingSecret: parts.transport.signingSecret,
          endpoints: '/slack/events',
          bodyLimit: '1mb',
          logger,
        })
      : new bolt.SocketModeReceiver({
          appToken: parts.transport.appToken,
          logger,
          installerOptions: {
            clientOptions: {
              ...clientOptions(parts.apiUrl),
              retryConfig: { forever: true, factor: 1.5, minTimeout: 500, maxTimeout: 30_000 },
            },
          },
        });
  const app = new bolt.App({
    receiver,
    logger,
    convoStore: false,
    clientOptions: clientOptions(parts.apiUrl),
    authorize: () => Promise.resolve({ botToken: parts.botToken, ...parts.bot }),
  });
  register(app, parts);
  app.error((error) => {
    parts.log.error({ error: String(error) }, 'Bolt could not process a request');
    return Promise.resolve();
  });

  if (receiver instanceof bolt.HTTPReceiver) {
    return { requestListener: receiver.requestListener, stop: () => Promise.resolve() };
  }
  await receiver.start();
  return { stop: () => receiver.stop() };
}

function register(app: InstanceType<typeof bolt.App>, parts: Parts): void {
  app.command(/.*/, async ({ body, ack }) => answerCommand(parts, body, ack));
  app.shortcut(/.*/, async ({ body, ack }) => {
    await ack();
    await answerShortcut(parts, body);
  });
  app.action({ type: 'block_actions' }, async ({ body, ack }) => {
    await answerAction(parts, body, () => ack());
  });
  app.view<ViewSubmitAction>(
    { type: 'view_submission', callback_id: /.*/ },
    async ({ body, ack }) => {
      const payload = viewPayloadSchema.parse(body);
      const handler = parts.router.submit(payload.view.callback_id);
      const reply = await guard(parts, async () => {
        if (handler === undefined) return tell(words.unknown);
        return handler(parts.deps, {
          ...person(
            parts,
            payload,
            payload.trigger_id ?? `${payload.view.id}:${payload.view.hash}`,
          ),
          viewId: payload.view.id,
          metadata: payload.view.private_metadata,
          values: readValues(payload.view),
        });
      });
      await ackSubmission(parts, payload.user.id, reply, ack);
    },
  );
  app.view({ type: 'view_closed', callback_id: /.*/ }, async ({ body, ack }) => {
    const payload = viewPayloadSchema.parse(body);
    const handler = parts.router.close(payload.view.callback_id);
    await guard(parts, async () => {
      if (handler === undefined) return { reply: 'done' };
      return handler(parts.deps, {
        ...person(parts, payload, `closed:${payload.view.id}:${payload.view.hash}`),
        viewId: payload.view.id,
        metadata: payload.view.private_metadata,
      });
    });
    await ack();
  });
  for (const type of parts.router.eventTypes) {
    app.event(type, async ({ body }) => answerEvent(parts, body));
  }
}

type Ack<Body> = (response?: Body) => Promise<void>;

async function answerCommand(
  parts: Parts,
  body: unknown,
  ack: Ack<{ response_type: 'ephemeral'; text: string; blocks?: KnownBlock[] }>,
): Promise<void> {
  const payload = commandSchema.parse(body);
  const text = payload.text.trim();
  const [word = '', ...rest] = text.split(/\s+/);
  const handler = parts.router.command(word.toLowerCase());
  const reply = await guard(parts, async () => {
    if (handler === undefined) return tell(words.unknown);
    return handler(parts.deps, {
      workspaceId: payload.team_id,
      userId: payload.user_id,
      key: payload.trigger_id,
      now: parts.now(),
      channelId: payload.channel_id,
      word: word.toLowerCase(),
      rest: rest.join(' '),
      text,
    });
  });
  if (reply.reply === 'tell') {
    await ack({
      response_type: 'ephemeral',
      text: reply.text,
      ...(reply.blocks === undefined ? {} : { blocks: reply.blocks }),
    });
    return;
  }
  await ack();
  if (reply.reply === 'show' || reply.reply === 'replace') {
    await attempt(parts, () => parts.slack.openView(payload.trigger_id, reply.view), {
      otherwise: (text) =>
        parts.slack.tellPrivately({
          channelId: payload.channel_id,
          userId: payload.user_id,
          text,
        }),
    });
  }
}

async function answerShortcut(parts: Parts, body: unknown): Promise<void> {
  const payload = shortcutSchema.parse(body);
  const handler = parts.router.shortcut(payload.callback_id);
  const reply = await guard(parts, async () => {
    if (handler === undefined) return tell(words.unknown);
    const { message, channel } = payload;
    return handler(parts.deps, {
      ...person(parts, payload, payload.trigger_id),
      ...(message === undefined || channel === undefined
        ? {}
        : {
            message: {
              channelId: channel.id,
              ts: message.ts,
              text: message.text,
              userId: message.user,
            },
          }),
    });
  });
  const view = viewOf(reply);
  if (view !== undefined) {
    await attempt(parts, () => parts.slack.openView(payload.trigger_id, view), {});
  }
}

async function answerAction(parts: Parts, body: unknown, ack: Ack<void>): Promise<void> {
  const payload = actionSchema.parse(body);
  const [action] = payload.actions;
  if (action === undefined) return ack();
  const { name, variant } = splitActionId(action.action_id);
  const handler = parts.router.action(name);
  const place = readPlace(payload);
  const value = readElement(action);
  const reply = await guard(parts, async () => {
    // A link button needs no answer but the acknowledgement.
    if (handler === undefined && name.startsWith('link')) return { reply: 'done' };
    if (handler === undefined) return tell(words.oldButton);
    return handler(parts.deps, {
      ...person(parts, payload, payload.trigger_id),
      value: typeof value === 'string' ? value : (value ?? []).join(','),
      variant,
      place,
    });
  });
  await ack();
  await carryOut(parts, payload, place, reply);
}

async function carryOut(
  parts: Parts,
  payload: { user: { id: string }; trigger_id: string },
  place: ReturnType<typeof readPlace>,
  reply: Reply,
): Promise<void> {
  const { slack } = parts;
  if (reply.reply === 'home') {
    await attempt(parts, () => slack.publishHome(payload.user.id, reply.view), {});
    return;
  }
  if (place.at === 'message') {
    const otherwise = (text: string, blocks?: KnownBlock[]): Promise<void> =>
      slack.tellPrivately({
        channelId: place.channelId,
        userId: payload.user.id,
        text,
        ...(blocks === undefined ? {} : { blocks }),
        ...(place.threadTs === undefined ? {} : { threadTs: place.threadTs }),
      });
    if (reply.reply === 'tell') {
      await attempt(parts, () => otherwise(reply.text, reply.blocks), {});
    } else if (reply.reply === 'show' || reply.reply === 'replace') {
      await attempt(parts, () => slack.openView(payload.trigger_id, reply.view), { otherwise });
    }
    return;
  }
  const view = viewOf(reply);
  if (view === undefined) return;
  if (place.at === 'home') {
    await attempt(parts, () => slack.openView(payload.trigger_id, view), {});
  } else if (reply.reply === 'replace') {
    await attempt(parts, () => slack.updateView(place.viewId, view), {});
  } else {
    await attempt(parts, () => slack.pushView(payload.trigger_id, view), {});
  }
}

async function answerEvent(parts: Parts, body: unknown): Promise<void> {
  const payload = eventSchema.parse(body);
  for (const handler of parts.router.event(payload.event.type)) {
    const reply = await guard(parts, async () => {
      const answer = await handler(parts.deps, {
        workspaceId: payload.team_id,
        key: payload.event_id,
        now: parts.now(),
        event: payload.event,
      });
      return answer ?? { reply: 'done' };
    });
    const userId = payload.event.user;
    if (reply.reply === 'home' && typeof userId === 'string') {
      await attempt(parts, () => parts.slack.publishHome(userId, reply.view), {});
    }
  }
}

async function ackSubmission(
  parts: Parts,
  userId: string,
  reply: Reply,
  ack: Ack<
    | { response_action: 'errors'; errors: Record<string, string> }
    | { response_action: 'update' | 'push'; view: ModalView }
    | { response_action: 'clear' }
  >,
): Promise<void> {
  switch (reply.reply) {
    case 'fix':
      // Slack takes at most ten.
      return ack({
        response_action: 'errors',
        errors: Object.fromEntries(Object.entries(reply.errors).slice(0, 10)),
      });
    case 'show':
      return ack({ response_action: 'push', view: reply.view });
    case 'replace':
      return ack({ response_action: 'update', view: reply.view });
    case 'tell':
      // On top of the form, so that what was typed stays.
      return ack({ response_action: 'push', view: notice(reply.text, reply.blocks) });
    case 'clear':
      return ack({ response_action: 'clear' });
    case 'home':
      await ack();
      return attempt(parts, () => parts.slack.publishHome(userId, reply.view), {});
    case 'done':
      return ack();
  }
}

/** Runs a handler; what it did not foresee becomes a sentence with a reference, and nothing was saved. */
async function guard(parts: Parts, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SlackFailure) {
      parts.log.warn({ code: error.code }, 'Slack failed while answering');
      return tell(words.slackFailed);
    }
    const ref = parts.newRef();
    const stack = error instanceof Error ? error.stack : String(error);
    parts.log.error({ ref, stack }, 'a handler broke');
    return tell(words.broken(ref));
  }
}

/** A call whose failure must not undo what is already saved: the person hears of it where that is possible. */
async function attempt(
  parts: Parts,
  work: () => Promise<void>,
  { otherwise }: { otherwise?: (text: string) => Promise<void> },
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SlackFailure)) throw error;
    parts.log.warn({ code: error.code }, 'an answer could not be shown');
    if (otherwise !== undefined) await attempt(parts, () => otherwise(words.late), {});
  }
}

function person(
  parts: Parts,
  payload: { team: { id: string }; user: { id: string } },
  key: string,
): { workspaceId: string; userId: string; key: string; now: Date } {
  return { workspaceId: payload.team.id, userId: payload.user.id, key, now: parts.now() };
}

function viewOf(reply: Reply): ModalView | undefined {
  if (reply.reply === 'show' || reply.reply === 'replace') return reply.view;
  if (reply.reply === 'tell') return notice(reply.text, reply.blocks);
  return undefined;
}

function notice(text: string, blocks: KnownBlock[] | undefined): ModalView {
  return modal({
    callbackId: 'notice',
    title: 'Barbell',
    close: 'OK',
    blocks: blocks ?? [section(text)],
  });
}

function tell(text: string): Reply {
  return { reply: 'tell', text };
}

const words = {
  unknown: 'This is not something Barbell knows. `/onepager help` lists what there is.',
  oldButton: 'This button is from an older version. `/onepager` shows what is there now.',
  slackFailed: 'Slack did not answer in time. Nothing was saved; please try once more.',
  late: 'The form could not be opened in time. Please press once more.',
  broken: (ref: string) =>
    `Something broke on our side (ref ${ref}). Nothing was saved; please try once more.`,
};
