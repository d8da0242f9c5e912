import type { KnownBlock, ModalView } from '@slack/types';
import type { z } from 'zod';
import { isDiskFailure, whyNotWritten } from '../db/disk.ts';
import { errorCode } from '../db/error-code.ts';
import type { Log } from '../log.ts';
import { type Slack, settle } from './client.ts';
import { openEarly } from './early.ts';
import { SlackFailure } from './failures.ts';
import { type Deps, type Reply, type ShortcutAct, tell } from './feature.ts';
import { type FormTrouble, findTrouble } from './offered.ts';
import {
  commandSchema,
  eventSchema,
  readAction,
  readElement,
  readPlace,
  readValues,
  shortcutSchema,
  viewPayloadSchema,
} from './payload.ts';
import { refreshAfter } from './refresh.ts';
import { attempt, carryOut, isPlain, notice, sendFile, viewOf } from './reply.ts';
import { type Router, splitActionId } from './router.ts';

// Payloads become acts, replies become acknowledgements and calls. Bodies have been judged readable before.

/** What it takes to answer. `now` is the ritual's time, put into every act. */
export interface AnswerParts {
  bot: { workspaceId: string; botUserId: string };
  router: Router;
  deps: Deps;
  slack: Slack;
  log: Log;
  now: () => Date;
  newRef: () => string;
  /** Called when Slack says that the app was removed or its token ended. */
  onRevoked: () => Promise<void>;
  /** Called after each act that may have changed something, when it is answered. */
  onActed?: () => void;
}

/** Tells Slack that its payload has arrived, with an answer where the kind of payload takes one. */
export type Ack<Body = never> = (answer?: Body) => Promise<void>;

/** What a command's acknowledgement may say. */
export interface CommandAnswer {
  response_type: 'ephemeral';
  text: string;
  blocks?: KnownBlock[];
}

/** What a submission's acknowledgement may say. */
export type SubmissionAnswer =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update' | 'push'; view: ModalView }
  | { response_action: 'clear' };

/** Slack waits three seconds, and its clock started before ours. (reliability.md P01, F-03) */
const ackWithinMs = 2_000;
/** Slack takes at most so many. */
const maxErrors = 10;

/** `/onepager …` */
export async function answerCommand(
  parts: AnswerParts,
  body: unknown,
  ack: Ack<CommandAnswer>,
): Promise<void> {
  const payload = commandSchema.parse(body);
  const text = payload.text.trim();
  const [word = '', ...rest] = text.split(/\s+/);
  const handler = parts.router.command(word.toLowerCase());
  const answering = replyInTime(parts, ack, async () => {
    if (handler === undefined) return tell(words.unknown);
    return handler(parts.deps, {
      ...act(parts, payload.user_id, payload.trigger_id),
      channelId: payload.channel_id,
      word: word.toLowerCase(),
      rest: rest.join(' '),
      text,
    });
  });
  const openedViewId = parts.router.opens(word.toLowerCase())
    ? await openEarly(parts, payload.trigger_id, answering)
    : undefined;
  const { reply, isAcked } = await answering;
  if (reply.reply === 'tell' && isPlain(reply) && !isAcked && openedViewId === undefined) {
    const { text: said, blocks } = reply;
    const answer: CommandAnswer = { response_type: 'ephemeral', text: said };
    return safely(parts, ack(blocks === undefined ? answer : { ...answer, blocks }));
  }
  if (!isAcked) await safely(parts, ack());
  const { channel_id: channelId, user_id: userId, trigger_id: triggerId } = payload;
  const responseUrl = payload.response_url ?? undefined;
  const place = { at: 'command' as const, channelId };
  await carryOut(
    parts,
    {
      ...{ userId, triggerId, place, openedViewId },
      ...(responseUrl === undefined ? {} : { responseUrl }),
    },
    reply,
  );
}

/** A global or message shortcut; it only ever opens something, so it is acknowledged first. */
export async function answerShortcut(parts: AnswerParts, body: unknown, ack: Ack): Promise<void> {
  await safely(parts, ack());
  const payload = shortcutSchema.parse(body);
  const handler = parts.router.shortcut(payload.callback_id);
  const answering = guard(parts, async () => {
    if (handler === undefined) return tell(words.unknown);
    const message = await readMessage(parts, payload);
    return handler(parts.deps, {
      ...act(parts, payload.user.id, payload.trigger_id),
      ...(message === undefined ? {} : { message }),
    });
  });
  const viewId = await openEarly(parts, payload.trigger_id, answering);
  const view = viewOf((await answering).reply);
  if (view === undefined) return;
  const showing =
    viewId === undefined
      ? parts.slack.openView(payload.trigger_id, view)
      : parts.slack.updateView(viewId, view);
  await attempt(parts, showing);
}

/** The message that a shortcut was used on; without a link where Slack does not let us see it. */
async function readMessage(
  { slack }: AnswerParts,
  { message, channel }: z.infer<typeof shortcutSchema>,
): Promise<ShortcutAct['message']> {
  if (message === undefined || channel === undefined) return undefined;
  const { ts, text, user: userId } = message;
  const permalink = await settle(slack.readPermalink({ channelId: channel.id, ts }));
  const known = { channelId: channel.id, ts, text, userId };
  return permalink instanceof SlackFailure ? known : { ...known, permalink };
}

/** A press or a change in a message, a modal or the Home tab. */
export async function answerAction(parts: AnswerParts, body: unknown, ack: Ack): Promise<void> {
  const payload = readAction(body);
  const [action] = payload.actions;
  if (action === undefined) return safely(parts, ack());
  const { name, variant } = splitActionId(action.action_id);
  const handler = parts.router.action(name);
  const place = readPlace(payload);
  const value = readElement(action);
  const answering = replyInTime(parts, ack, async () => {
    // A link button needs no answer but the acknowledgement.
    if (handler === undefined && name.startsWith('link')) return { reply: 'done' };
    if (handler === undefined) return tell(words.oldButton);
    return handler(parts.deps, {
      ...act(parts, payload.user.id, payload.trigger_id),
      value: typeof value === 'string' ? value : (value ?? []).join(','),
      variant,
      place,
    });
  });
  // Inside a window the person has something to look at already.
  const isOpener = place.at !== 'modal' && parts.router.opens(action.action_id);
  const openedViewId = isOpener ? await openEarly(parts, payload.trigger_id, answering) : undefined;
  const { reply, isAcked, hasFailed } = await answering;
  if (!isAcked) await safely(parts, ack());
  const { response_url: responseUrl, container } = payload;
  // An answer that only this person saw is answered by its own address: it has no other, and the bot may be no member.
  const isOwn = container.is_ephemeral === true;
  const url = typeof responseUrl === 'string' ? responseUrl : undefined;
  await carryOut(
    parts,
    {
      userId: payload.user.id,
      triggerId: payload.trigger_id,
      place,
      openedViewId,
      ...(url === undefined ? {} : { [isOwn ? 'responseUrl' : 'spareUrl']: url }),
    },
    reply,
  );
  if (!hasFailed) await refreshAfter(parts, act(parts, payload.user.id, payload.trigger_id), reply);
}

/** A submitted modal. What was typed stays on the screen until this is acknowledged, so it is never early. */
export async function answerSubmission(
  parts: AnswerParts,
  body: unknown,
  ack: Ack<SubmissionAnswer>,
): Promise<void> {
  const payload = viewPayloadSchema.parse(body);
  const { view, user } = payload;
  const handler = parts.router.submit(view.callback_id);
  const { reply, hasFailed } = await guard(parts, async () => {
    if (handler === undefined) return tell(words.unknown);
    const values = readValues(view);
    return (
      refuseTrouble(findTrouble(view.blocks, values)) ??
      handler(parts.deps, {
        ...act(parts, user.id, payload.trigger_id ?? `${view.id}:${view.hash}`),
        viewId: view.id,
        metadata: view.private_metadata,
        values,
      })
    );
  });
  await safely(parts, ack(submissionAnswer(reply)));
  if (reply.reply === 'file') {
    const said = notice(await sendFile(parts, { userId: user.id }, reply));
    await attempt(parts, parts.slack.updateView(view.id, said));
  }
  if (reply.reply === 'home') await attempt(parts, parts.slack.publishHome(user.id, reply.view));
  if (!hasFailed) await refreshAfter(parts, act(parts, user.id, view.id), reply);
}

function refuseTrouble(trouble: FormTrouble | undefined): Reply | undefined {
  if (trouble === undefined) return undefined;
  if (trouble.as === 'empty') return tell(words.emptyForm);
  const errors = trouble.blockIds.map((id) => [id, words.notOffered] as const);
  return { reply: 'fix', errors: Object.fromEntries(errors) };
}

function submissionAnswer(reply: Reply): SubmissionAnswer | undefined {
  switch (reply.reply) {
    case 'fix': {
      const errors = Object.fromEntries(Object.entries(reply.errors).slice(0, maxErrors));
      return { response_action: 'errors', errors };
    }
    case 'show':
      return { response_action: 'push', view: reply.view };
    case 'replace':
      return { response_action: 'update', view: reply.view };
    case 'tell':
      // On top of the form, so that what was typed stays.
      return {
        response_action: 'push',
        view: notice(reply.text, reply.plainBlocks ?? reply.blocks),
      };
    case 'file':
      return { response_action: 'update', view: notice(words.sending) };
    case 'clear':
      return { response_action: 'clear' };
    default:
      return undefined;
  }
}

/** A closed modal. */
export async function answerClosing(parts: AnswerParts, body: unknown, ack: Ack): Promise<void> {
  const { view, user } = viewPayloadSchema.parse(body);
  const handler = parts.router.close(view.callback_id);
  const { reply, isAcked, hasFailed } = await replyInTime(parts, ack, async () => {
    if (handler === undefined) return { reply: 'done' };
    return handler(parts.deps, {
      ...act(parts, user.id, `closed:${view.id}:${view.hash}`),
      viewId: view.id,
      metadata: view.private_metadata,
    });
  });
  if (!isAcked) await safely(parts, ack());
  if (!hasFailed) await refreshAfter(parts, act(parts, user.id, view.id), reply);
}

/** What these tell has happened to the bot itself; of everything else that the bot did it knows already. (B-22) */
const ofBotItself: readonly string[] = ['member_joined_channel', 'member_left_channel'];
const revocations: readonly string[] = ['app_uninstalled', 'tokens_revoked'];

/**
 * An event, worked off by everybody who listens to its type, also when one of them fails. Answers whether all of it is done:
 * only then may it be acknowledged, so that Slack sends what is not done again. (reliability.md P02, F-04, F-08)
 */
export async function answerEvent(parts: AnswerParts, body: unknown): Promise<boolean> {
  const { event, event_id: key } = eventSchema.parse(body);
  const { type, user: userId } = event;
  if (userId === parts.bot.botUserId && !ofBotItself.includes(type)) return true;
  const works: (() => Promise<void>)[] = parts.router.event(type).map((handler) => async () => {
    const { workspaceId } = parts.bot;
    const reply = await handler(parts.deps, { workspaceId, key, now: parts.now(), event });
    if (reply?.reply === 'home' && typeof userId === 'string') {
      await attempt(parts, parts.slack.publishHome(userId, reply.view));
    }
  });
  if (revocations.includes(type)) works.push(() => parts.onRevoked());
  let isDone = true;
  for (const work of works) {
    await work().catch((error: unknown) => {
      isDone = false;
      explain(parts, error);
    });
  }
  return isDone;
}

/** Runs a handler; when it takes too long it is acknowledged empty-handed, and the reply comes another way. */
async function replyInTime<Body>(
  parts: AnswerParts,
  ack: Ack<Body>,
  work: () => Promise<Reply>,
): Promise<Worked & { isAcked: boolean }> {
  let isAcked = false;
  const timer = setTimeout(() => {
    isAcked = true;
    void safely(parts, ack());
  }, ackWithinMs);
  const worked = await guard(parts, work);
  clearTimeout(timer);
  return { ...worked, isAcked };
}

/** A handler's answer. `hasFailed`: nothing was saved, and why is in the log already. */
interface Worked {
  reply: Reply;
  hasFailed: boolean;
}

/** Runs a handler; what it did not foresee becomes a sentence with a reference, and nothing was saved. */
async function guard(parts: AnswerParts, work: () => Promise<Reply>): Promise<Worked> {
  return work().then(
    (reply) => ({ reply, hasFailed: false }),
    (error: unknown) => ({ reply: tell(explain(parts, error)), hasFailed: true }),
  );
}

/** What went wrong, into the log; answers the sentence for the person. */
function explain({ log, newRef }: AnswerParts, error: unknown): string {
  if (error instanceof SlackFailure) {
    log.warn({ code: error.code }, 'Slack failed while answering');
    return words.slackFailed;
  }
  const ref = newRef();
  const stack = error instanceof Error ? error.stack : String(error);
  log.error({ ref, stack }, 'a handler broke');
  if (isDiskFailure(error)) return words.disk;
  return whyNotWritten(errorCode(error)) === undefined ? words.broken(ref) : words.shut;
}

/** An acknowledgement whose connection is gone must not stop what follows from a saved act. (reliability.md F-15) */
export async function safely(
  parts: Pick<AnswerParts, 'log'>,
  acknowledging: Promise<void>,
): Promise<void> {
  await acknowledging.catch((error: unknown) => {
    parts.log.warn({ error: String(error) }, 'an acknowledgement could not be sent');
  });
}

/** Everybody acts in our one workspace, also those whose own is another. */
function act(
  parts: AnswerParts,
  userId: string,
  key: string,
): { workspaceId: string; userId: string; key: string; now: Date } {
  return { workspaceId: parts.bot.workspaceId, userId, key, now: parts.now() };
}

const words = {
  unknown: 'This is not something Barbell knows. `/onepager help` lists what there is.',
  emptyForm:
    'What you typed did not arrive here. Nothing was saved; please press the button of the form once more.',
  notOffered: 'Pick one of the choices.',
  oldButton: 'This button is from an older version. `/onepager` shows what is there now.',
  slackFailed: 'Slack did not answer in time. Nothing was saved; please try once more.',
  sending: 'One moment: the file is on its way to our direct messages.',
  disk: 'The disk under Barbell failed. Nothing was saved, as far as it can be told: Barbell starts anew and looks. In a minute, see whether it is there; if not, please try once more.',
  shut: 'Barbell cannot save anything at the moment. Nothing was saved; please try again in a few minutes.',
  broken: (ref: string) =>
    `Something broke on our side (ref ${ref}). Nothing was saved; please try once more.`,
};
