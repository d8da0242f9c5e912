import { z } from 'zod';
import type { ActionPlace, FormValues } from './feature.ts';

// What Slack sends, as far as we read it; everything else in a payload is ignored, so that new fields do no harm.
// https://docs.slack.dev/reference/interaction-payloads

const id = z.string().min(1).max(255);
const user = z.object({ id });

const elementState = z.looseObject({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_user: z.string().nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_channel: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
});
type ElementState = z.infer<typeof elementState>;

const stateValues = z.record(z.string(), z.record(z.string(), elementState));

const viewSchema = z.object({
  id,
  type: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  hash: z.string().default(''),
  state: z.object({ values: stateValues }).optional(),
  blocks: z.unknown().optional(),
});

/** `/onepager …`. */
export const commandSchema = z.object({
  user_id: id,
  channel_id: id,
  command: z.string(),
  text: z.string().default(''),
  trigger_id: id,
  response_url: z.string().nullish(),
});

/** A press or a change in a message, a modal or the Home tab. */
export const actionSchema = z.object({
  user,
  trigger_id: id,
  container: z.looseObject({
    type: z.string(),
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  response_url: z.string().nullish(),
  message: z
    .looseObject({ thread_ts: z.string().optional(), subtype: z.string().optional() })
    .optional(),
  view: viewSchema.optional(),
  actions: z
    .array(
      z.intersection(
        elementState,
        z.object({
          action_id: z.string(),
          block_id: z.string(),
          action_ts: z.string().default(''),
        }),
      ),
    )
    .min(1),
});

/** A submitted or closed modal. */
export const viewPayloadSchema = z.object({
  user,
  trigger_id: id.nullish(),
  view: viewSchema,
});

/** A global or message shortcut. */
export const shortcutSchema = z.object({
  user,
  callback_id: z.string(),
  trigger_id: id,
  channel: z.object({ id: z.string() }).optional(),
  message: z
    .object({ ts: z.string(), text: z.string().default(''), user: z.string().default('') })
    .optional(),
});

/** The outer part of an event. */
export const eventSchema = z.object({
  event_id: id,
  event: z.looseObject({ type: z.string() }),
});

/** Whose payload it is: the workspace it is for, under the names that Slack's kinds of payload use. */
const originSchema = z.object({
  team_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
});

const schemas = new Map<string, z.ZodType>([
  ['block_actions', actionSchema],
  ['view_submission', viewPayloadSchema],
  ['view_closed', viewPayloadSchema],
  ['shortcut', shortcutSchema],
  ['message_action', shortcutSchema],
  ['event_callback', eventSchema],
]);

const bodySchema = z.looseObject({ type: z.string().optional(), command: z.string().optional() });

/**
 * What a delivery's body is. `readable`: we know its kind, and what we read of it is there. `unknown`: a kind that nobody
 * here listens to. `malformed`: anything else. Never throws. (reliability.md B-06 to B-08, B-16)
 */
export function judgeBody(body: unknown): Judgement {
  if (typeof body !== 'object' || body === null) return 'malformed';
  const judgement = judged.get(body) ?? judge(body);
  judged.set(body, judgement);
  return judgement;
}

type Judgement = 'readable' | 'unknown' | 'malformed';

/** The door that it comes in by and the app behind it ask about the same object. */
const judged = new WeakMap<object, Judgement>();

function judge(body: object): Judgement {
  const known = bodySchema.safeParse(body);
  if (!known.success) return 'malformed';
  const { type, command } = known.data;
  if (command !== undefined) {
    return commandSchema.safeParse(body).success ? 'readable' : 'malformed';
  }
  if (type === undefined) return 'malformed';
  const schema = schemas.get(type);
  if (schema === undefined) return 'unknown';
  if (schema === actionSchema) return judgeAction(body);
  return schema.safeParse(body).success ? 'readable' : 'malformed';
}

type Action = z.infer<typeof actionSchema>;

/** A press that was read when it was judged is not read a second time: people press more than they do anything else. */
const actions = new WeakMap<object, Action>();

function judgeAction(body: object): Judgement {
  const read = actionSchema.safeParse(body);
  if (!read.success) return 'malformed';
  actions.set(body, read.data);
  return 'readable';
}

/** A press or a change, out of a body that was judged readable; throws for any other. */
export function readAction(body: unknown): Action {
  const known = typeof body === 'object' && body !== null ? actions.get(body) : undefined;
  return known ?? actionSchema.parse(body);
}

/**
 * Whether an event or a command is for this workspace. A person's press may come from another one: in a shared channel
 * people act under their own organisation's id. (reliability.md B-19, B-21)
 */
export function isForWorkspace(body: unknown, workspaceId: string): boolean {
  const origin = originSchema.safeParse(body);
  if (!origin.success) return false;
  const { team_id: teamId, context_team_id: contextTeamId, authorizations } = origin.data;
  const named = [teamId, contextTeamId, ...(authorizations ?? []).map((one) => one.team_id)];
  const ids = named.filter((one) => typeof one === 'string');
  return ids.length === 0 || ids.includes(workspaceId);
}

/** The plain value of a form element: text, id, date, time, an option's value, or a list of them. */
export function readElement(element: ElementState): string | readonly string[] | null {
  if (element.selected_options != null) return element.selected_options.map((one) => one.value);
  if (element.selected_users != null) return element.selected_users;
  return (
    element.value ??
    element.selected_option?.value ??
    element.selected_user ??
    element.selected_channel ??
    element.selected_conversation ??
    element.selected_date ??
    element.selected_time ??
    null
  );
}

/** A view's fields by block id. */
export function readValues(view: z.infer<typeof viewSchema>): FormValues {
  const values: Record<string, string | readonly string[] | null> = Object.create(null);
  for (const [blockId, elements] of Object.entries(view.state?.values ?? {})) {
    for (const element of Object.values(elements)) values[blockId] = readElement(element);
  }
  return values;
}

/** Where a press happened. */
export function readPlace(payload: z.infer<typeof actionSchema>): ActionPlace {
  const { view, container, message } = payload;
  if (view !== undefined && view.type === 'home') return { at: 'home', viewId: view.id };
  if (view !== undefined) {
    return {
      at: 'modal',
      viewId: view.id,
      callbackId: view.callback_id,
      metadata: view.private_metadata,
      values: readValues(view),
    };
  }
  const threadTs = container.thread_ts ?? message?.thread_ts;
  return {
    at: 'message',
    channelId: container.channel_id ?? '',
    ts: container.message_ts ?? '',
    // A message that has replies names itself; who pressed in the channel is answered in the channel.
    ...(threadTs === undefined || threadTs === container.message_ts ? {} : { threadTs }),
    ...(message?.subtype === 'thread_broadcast' ? { isAlsoInChannel: true } : {}),
  };
}
