import type { KnownBlock, ModalView } from '@slack/types';
import type { Log } from '../log.ts';
import { modal, section } from './blocks.ts';
import { type ChartBlock, unknownBlockCodes } from './chart.ts';
import { type Slack, settle } from './client.ts';
import { SlackFailure } from './failures.ts';
import type { ActionPlace, Reply } from './feature.ts';

// What a handler answered becomes calls to Slack, at the place where the person is.

/** What it takes to carry a reply out. */
export interface ReplyParts {
  slack: Slack;
  log: Log;
}

/** Who did something, and where. */
export interface Origin {
  userId: string;
  triggerId: string;
  place: ActionPlace | { at: 'command'; channelId: string };
  /** Where an answer that only this person sees can be sent or replaced, also where the bot is no member. */
  responseUrl?: string;
  /** The same of a press in a message: what Slack does not let the bot say in its own name may still be said there. */
  spareUrl?: string;
  /** A window that was opened for this answer before it was known. */
  openedViewId?: string | undefined;
}

type Tell = Extract<Reply, { reply: 'tell' }>;
type FileReply = Extract<Reply, { reply: 'file' }>;

/** Does what the reply says. Never throws for Slack: what was saved stays saved, and the person hears of it if possible. */
export async function carryOut(parts: ReplyParts, origin: Origin, reply: Reply): Promise<void> {
  const { slack } = parts;
  if (origin.openedViewId !== undefined) return fill(parts, origin, reply);
  switch (reply.reply) {
    case 'home':
      return attempt(parts, slack.publishHome(origin.userId, reply.view));
    case 'tell':
      return tellAt(parts, origin, reply);
    case 'file':
      return tellAt(parts, origin, { reply: 'tell', text: await sendFile(parts, origin, reply) });
    case 'show':
    case 'replace':
      return showAt(parts, origin, reply);
    default:
      return;
  }
}

/** The answer takes the place of the window that was opened for it. */
async function fill(parts: ReplyParts, origin: Origin, reply: Reply): Promise<void> {
  const { openedViewId = '' } = origin;
  const said =
    reply.reply === 'file' ? notice(await sendFile(parts, origin, reply)) : viewOf(reply);
  await attempt(parts, parts.slack.updateView(openedViewId, said ?? notice(words.done)));
}

/** Sends a file to the person's direct message; answers the sentence that says how that went. */
export async function sendFile(
  parts: ReplyParts,
  { userId }: Pick<Origin, 'userId'>,
  reply: FileReply,
): Promise<string> {
  const outcome = await settle(parts.slack.sendFile({ userId, file: reply.file }));
  if (!(outcome instanceof SlackFailure)) return reply.sent;
  parts.log.warn({ code: outcome.code }, 'a file could not be sent');
  return outcome.code === 'missing_scope' ? reply.missingScope : reply.failed;
}

/** Whether an acknowledgement can carry all of it: what Slack may refuse needs an answer that can be repeated. */
export function isPlain(reply: Tell): boolean {
  return reply.plainBlocks === undefined && (reply.charts ?? []).length === 0;
}

/** A sentence in a window of its own. */
export function notice(text: string, blocks?: KnownBlock[]): ModalView {
  return modal({
    callbackId: 'notice',
    title: 'Barbell',
    close: 'OK',
    blocks: blocks ?? [section(text)],
  });
}

/** The window that a reply becomes, for places that only have windows. */
export function viewOf(reply: Reply): ModalView | undefined {
  if (reply.reply === 'show' || reply.reply === 'replace') return reply.view;
  if (reply.reply === 'tell') return notice(reply.text, reply.plainBlocks ?? reply.blocks);
  return undefined;
}

/** A call whose failure must not undo what is already saved: the person hears of it where that is possible. */
export async function attempt(
  parts: ReplyParts,
  calling: Promise<unknown>,
  otherwise?: (text: string) => Promise<void>,
): Promise<void> {
  const failure = await settle(calling);
  if (!(failure instanceof SlackFailure)) return;
  // A second delivery finds the trigger used: the first one has shown the form. A window that was closed wants nothing. (F-44)
  const isGone = failure.code === 'not_found';
  if (isGone || failure.code === 'exchanged_trigger_id') return;
  parts.log.warn({ code: failure.code }, 'an answer could not be shown');
  if (otherwise !== undefined) await attempt(parts, otherwise(words.late));
}

const words = {
  done: 'Done.',
  late: 'The form could not be opened in time. Please press once more.',
};

async function showAt(
  parts: ReplyParts,
  origin: Origin,
  reply: Extract<Reply, { view: ModalView }>,
): Promise<void> {
  const { slack } = parts;
  const { place, triggerId } = origin;
  if (place.at === 'modal') {
    const isNew = reply.reply === 'show';
    const showing = isNew
      ? slack.pushView(triggerId, reply.view)
      : slack.updateView(place.viewId, reply.view);
    return attempt(parts, showing);
  }
  const opening = slack.openView(triggerId, reply.view);
  if (place.at === 'home') return attempt(parts, opening);
  return attempt(parts, opening, (late) => say(parts, origin, { text: late }));
}

async function tellAt(parts: ReplyParts, origin: Origin, reply: Tell): Promise<void> {
  const { slack } = parts;
  const { place, triggerId } = origin;
  const view = notice(reply.text, reply.plainBlocks ?? reply.blocks);
  if (place.at === 'home') return attempt(parts, slack.openView(triggerId, view));
  if (place.at === 'modal') return attempt(parts, slack.pushView(triggerId, view));
  const isInBoth = place.at === 'message' && place.isAlsoInChannel === true;
  // Said in the thread, nobody would read it who pressed in the channel, and the other way round; a window is seen from both.
  if (isInBoth && !((await settle(slack.openView(triggerId, view))) instanceof SlackFailure))
    return;
  const { text, isInPlace = false } = reply;
  const versions = listVersions(reply);
  for (const [index, blocks] of versions.entries()) {
    const failure = await settle(say(parts, origin, { text, isInPlace, ...withBlocks(blocks) }));
    if (!(failure instanceof SlackFailure)) return;
    if (index + 1 < versions.length && unknownBlockCodes.has(failure.code)) continue;
    const { spareUrl } = origin;
    const spare =
      spareUrl === undefined ? failure : await settle(slack.respond(spareUrl, { text }));
    if (spare instanceof SlackFailure)
      parts.log.warn({ code: failure.code }, 'an answer could not be shown');
    return;
  }
}

type Blocks = (KnownBlock | ChartBlock)[] | undefined;

/** What is tried one after another, the richest first. */
function listVersions({ blocks, charts = [], plainBlocks }: Tell): Blocks[] {
  const drawn = charts.length === 0 ? [] : [[...(blocks ?? []), ...charts]];
  return [...drawn, blocks, ...(plainBlocks === undefined ? [] : [plainBlocks])];
}

function withBlocks(blocks: Blocks): { blocks?: (KnownBlock | ChartBlock)[] } {
  return blocks === undefined ? {} : { blocks };
}

/** To this person alone, in the channel or thread where they are. */
function say(
  { slack }: ReplyParts,
  { place, userId, responseUrl }: Origin,
  what: { text: string; blocks?: (KnownBlock | ChartBlock)[]; isInPlace?: boolean },
): Promise<void> {
  if (responseUrl !== undefined) return slack.respond(responseUrl, what);
  const { text } = what;
  const channelId = 'channelId' in place ? place.channelId : '';
  const threadTs = 'threadTs' in place ? place.threadTs : undefined;
  return slack.tellPrivately({
    ...{ channelId, userId, text },
    ...withBlocks(what.blocks),
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}
