import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { mondayOf, toLocalDate } from '../../lib/time.ts';
import type { Ack, CommandAnswer, SubmissionAnswer } from './answer.ts';
import { type Slack, settle } from './client.ts';
import {
  actionSchema,
  commandSchema,
  readElement,
  readPlace,
  readValues,
  shortcutSchema,
  viewPayloadSchema,
} from './payload.ts';
import { isFullMember, listCachedMembers } from './people.ts';
import { notice } from './reply.ts';
import { splitActionId } from './router.ts';
import type { SealedAct, SealedDeps, SealedFeature, SealedReply } from './sealed.ts';
import { type Limited, SealedLimiter } from './sealed-limiter.ts';

// The second entry. What belongs to the sealed room comes in here, before Bolt sees it: no listener, no idempotency row, no
// log line, no redrawing of Home. It ends in the acknowledgement, or in opening a window. (architecture.md *The sealed door*)

/** What the door needs; `machineNow` is transport time and only tells the hour of a try. */
export interface SealedDoorParts {
  feature: SealedFeature;
  deps: SealedDeps;
  slack: Pick<Slack, 'openView' | 'pushView' | 'updateView'>;
  workspaceId: string;
  /** The ritual's time: only its week goes in. */
  now: () => Date;
  machineNow: () => Date;
}

type SealedAnswer = CommandAnswer | SubmissionAnswer;
type SealedAck = Ack<SealedAnswer>;

/** The door of the sealed room. */
export interface SealedDoor {
  /** Whether a payload belongs in there. */
  isSealed(body: unknown): boolean;
  /** Resolves when it is worked off. Never throws, and says nothing to anybody but the person. */
  take(body: unknown, ack: SealedAck): Promise<void>;
  /** Forgets the tags of the past. */
  forget(): void;
}

const kindSchema = z.looseObject({
  type: z.string().optional(),
  command: z.string().optional(),
  text: z.string().optional(),
  callback_id: z.string().optional(),
  view: z.looseObject({ callback_id: z.string().optional() }).nullish(),
  actions: z.array(z.looseObject({ action_id: z.string() })).optional(),
});

/** Opens the door of a room. */
export function openSealedDoor(parts: SealedDoorParts): SealedDoor {
  const limiter = new SealedLimiter(parts.deps.random);
  return {
    isSealed: (body) => isSealed(parts.feature, body),
    // Whatever goes wrong: the person is told by Slack that it did not work, and nobody else hears of it.
    take: (body, ack) => settleAny(work(parts, limiter, { body, ack })),
    forget: () => {
      limiter.forgetBefore('reports', periodOf(parts, 'reports'));
      limiter.forgetBefore('tries', periodOf(parts, 'tries'));
    },
  };
}

function isSealed(feature: SealedFeature, body: unknown): boolean {
  const kind = kindSchema.safeParse(body).data;
  if (kind === undefined) return false;
  if (kind.command !== undefined) return has(feature.commands, wordOf(kind.text ?? '').word);
  switch (kind.type) {
    case 'shortcut':
    case 'message_action':
      return has(feature.shortcuts, kind.callback_id);
    case 'block_actions':
      return has(feature.actions, splitActionId(kind.actions?.[0]?.action_id ?? '').name);
    case 'view_submission':
    case 'view_closed':
      return has(feature.submits, kind.view?.callback_id);
    default:
      return false;
  }
}

function has(table: Readonly<Record<string, unknown>>, name = ''): boolean {
  return Object.hasOwn(table, name);
}

interface Delivery {
  body: unknown;
  ack: SealedAck;
}

async function work(
  parts: SealedDoorParts,
  limiter: SealedLimiter,
  delivery: Delivery,
): Promise<void> {
  const { type, command } = kindSchema.parse(delivery.body);
  if (command !== undefined) return takeCommand(parts, delivery);
  if (type === 'view_submission') return takeSubmit(parts, limiter, delivery);
  if (type === 'block_actions') return takePress(parts, delivery);
  if (type === 'view_closed') return delivery.ack();
  return takeShortcut(parts, delivery);
}

async function takeShortcut(parts: SealedDoorParts, { body, ack }: Delivery): Promise<void> {
  await settleAny(ack());
  const { user, channel, callback_id: name, trigger_id: trigger } = shortcutSchema.parse(body);
  const handler = parts.feature.shortcuts[name];
  if (handler === undefined) return;
  const reply = await answer(async () =>
    handler(parts.deps, await readAct(parts, user.id, channel?.id)),
  );
  await open(parts, trigger, reply);
}

async function takeCommand(parts: SealedDoorParts, { body, ack }: Delivery): Promise<void> {
  const payload = commandSchema.parse(body);
  const { word, rest } = wordOf(payload.text);
  const handler = parts.feature.commands[word];
  if (handler === undefined) return ack();
  const reply = await answer(async () =>
    handler(parts.deps, {
      ...(await readAct(parts, payload.user_id, payload.channel_id)),
      rest,
    }),
  );
  if (reply.reply === 'tell') return ack({ response_type: 'ephemeral', text: reply.text });
  await settleAny(ack());
  await open(parts, payload.trigger_id, reply);
}

async function takePress(parts: SealedDoorParts, { body, ack }: Delivery): Promise<void> {
  await settleAny(ack());
  const payload = actionSchema.parse(body);
  const [action] = payload.actions;
  const handler = parts.feature.actions[splitActionId(action?.action_id ?? '').name];
  if (action === undefined || handler === undefined) return;
  const place = readPlace(payload);
  const value = readElement(action);
  const isInside = place.at === 'modal';
  const near = place.at === 'message' ? place.channelId : '';
  const reply = await answer(async () =>
    handler(parts.deps, {
      ...(await readAct(parts, payload.user.id, near)),
      value: typeof value === 'string' ? value : '',
      metadata: isInside ? place.metadata : '',
      values: isInside ? place.values : {},
    }),
  );
  if (!isInside) return open(parts, payload.trigger_id, reply);
  if (reply.reply === 'replace') {
    await settle(parts.slack.updateView(place.viewId, reply.view));
    return;
  }
  await settle(parts.slack.pushView(payload.trigger_id, viewOf(reply)));
}

async function takeSubmit(
  parts: SealedDoorParts,
  limiter: SealedLimiter,
  { body, ack }: Delivery,
): Promise<void> {
  const { user, view } = viewPayloadSchema.parse(body);
  const submit = parts.feature.submits[view.callback_id];
  if (submit === undefined) return ack();
  const period = periodOf(parts, submit.counts);
  const mayGo = limiter.take(submit.counts, user.id, period);
  const reply = await answer(async () =>
    submit.handler(parts.deps, {
      ...(await readAct(parts, user.id)),
      metadata: view.private_metadata,
      values: readValues(view),
      mayGo,
    }),
  );
  const isCounted = 'isCounted' in reply && reply.isCounted === true;
  if (mayGo && !isCounted) limiter.giveBack(submit.counts, user.id, period);
  // The answer rides in the acknowledgement: no call of ours marks the moment.
  await ack(submissionOf(reply));
}

function submissionOf(reply: SealedReply): SubmissionAnswer {
  switch (reply.reply) {
    case 'fix':
      return { response_action: 'errors', errors: reply.errors };
    case 'replace':
      return { response_action: 'update', view: reply.view };
    default:
      return { response_action: 'push', view: viewOf(reply) };
  }
}

/** What the room is told of a person: where they may take part. The whole roster is read, so that nobody is asked for by name. */
async function readAct(parts: SealedDoorParts, userId: string, near = ''): Promise<SealedAct> {
  const { workspaceId } = parts;
  const roster = await listCachedMembers(parts.deps.db, workspaceId);
  const own = roster.filter((member) => member.userId === userId);
  const places = own.filter(isFullMember).map(({ channelId }) => ({
    channelId,
    people: roster.filter((one) => one.channelId === channelId && isFullMember(one)).length,
  }));
  const isGuest = own.length > 0 && places.length === 0;
  return { workspaceId, weekOn: weekOf(parts.now()), places, isGuest, near };
}

async function open(parts: SealedDoorParts, trigger: string, reply: SealedReply): Promise<void> {
  await settle(parts.slack.openView(trigger, viewOf(reply)));
}

function viewOf(reply: SealedReply): ModalView {
  if (reply.reply === 'show' || reply.reply === 'replace') return reply.view;
  return notice(reply.reply === 'tell' ? reply.text : Object.values(reply.errors).join(' '));
}

/** A room that breaks says so to the person, and leaves no trace of when. */
function answer(handling: () => Promise<SealedReply>): Promise<SealedReply> {
  return handling().catch((): SealedReply => ({ reply: 'tell', text: words.broken }));
}

async function settleAny(working: Promise<unknown>): Promise<void> {
  await Promise.allSettled([working]);
}

function weekOf(now: Date): string {
  return mondayOf(toLocalDate(now, 'UTC'));
}

function periodOf(parts: SealedDoorParts, what: Limited): string {
  if (what === 'reports') return weekOf(parts.now());
  return parts.machineNow().toISOString().slice(0, 13);
}

function wordOf(text: string): { word: string; rest: string } {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  return { word: word.toLowerCase(), rest: rest.join(' ') };
}

const words = {
  broken:
    'Something broke on our side. Nothing was saved, and nothing was noted. Please try once more.',
};
