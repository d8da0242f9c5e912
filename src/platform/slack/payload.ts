import { z } from 'zod';
import type { ActionPlace, FormValues } from './feature.ts';

// What Slack sends, as far as we read it; everything else in a payload is ignored, so that new fields do no harm.
// https://docs.slack.dev/reference/interaction-payloads

const team = z.object({ id: z.string() });
const user = z.object({ id: z.string() });

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
  id: z.string(),
  type: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  hash: z.string().default(''),
  state: z.object({ values: stateValues }).optional(),
});

/** `/onepager …`. */
export const commandSchema = z.object({
  team_id: z.string(),
  user_id: z.string(),
  channel_id: z.string(),
  command: z.string(),
  text: z.string().default(''),
  trigger_id: z.string(),
  response_url: z.string().optional(),
});

/** A press or a change in a message, a modal or the Home tab. */
export const actionSchema = z.object({
  team,
  user,
  trigger_id: z.string(),
  container: z.looseObject({
    type: z.string(),
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
  message: z.looseObject({ thread_ts: z.string().optional() }).optional(),
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
  team,
  user,
  trigger_id: z.string().optional(),
  view: viewSchema,
});

/** A global or message shortcut. */
export const shortcutSchema = z.object({
  team,
  user,
  callback_id: z.string(),
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  message: z
    .object({ ts: z.string(), text: z.string().default(''), user: z.string().default('') })
    .optional(),
});

/** The outer part of an event. */
export const eventSchema = z.object({
  team_id: z.string(),
  event_id: z.string(),
  event: z.looseObject({ type: z.string() }),
});

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
    ...(threadTs === undefined ? {} : { threadTs }),
  };
}
