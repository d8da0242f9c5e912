import { z } from 'zod';
import { isRecord, recordsOf } from '../json.ts';
import { confirm, optionGroup, plainOption, richOption } from './composition.ts';
import { id, plainText, string } from './text.ts';

const placeholder = plainText(150).optional();
const focus = { focus_on_load: z.boolean().optional() };
const base = { action_id: id, confirm: confirm.optional() };
const select = { ...base, ...focus, placeholder };
const many = { max_selected_items: z.int().min(1).optional() };
const options = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const dispatch = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .optional(),
    })
    .optional(),
};
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date (YYYY-MM-DD)' });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time (HH:mm)' });
const filter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();
const typed = { action_id: id, ...focus, ...dispatch, placeholder };

function one<T extends string>(type: T, rest: z.ZodRawShape) {
  return z.strictObject({ type: z.literal(type), ...rest });
}

const button = one('button', {
  ...base,
  text: plainText(75),
  value: string(2000, 0).optional(),
  url: string(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: string(75).optional(),
});

const choices = [
  one('checkboxes', {
    ...base,
    ...focus,
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).min(1).optional(),
  }).superRefine(initialIsOffered),
  one('radio_buttons', {
    ...base,
    ...focus,
    options: z.array(richOption).min(1).max(10),
    initial_option: richOption.optional(),
  }).superRefine(initialIsOffered),
  one('datepicker', { ...select, initial_date: date.optional() }),
  one('timepicker', { ...select, initial_time: time.optional(), timezone: z.string().optional() }),
  one('datetimepicker', { ...base, ...focus, initial_date_time: z.int().optional() }),
  one('static_select', {
    ...select,
    ...options,
    initial_option: plainOption.optional(),
  }).superRefine(initialIsOffered),
  one('multi_static_select', {
    ...select,
    ...many,
    ...options,
    initial_options: z.array(plainOption).min(1).optional(),
  }).superRefine(initialIsOffered),
  one('users_select', { ...select, initial_user: z.string().optional() }),
  one('multi_users_select', {
    ...select,
    ...many,
    initial_users: z.array(z.string()).optional(),
  }),
  one('conversations_select', {
    ...select,
    filter,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  one('multi_conversations_select', {
    ...select,
    ...many,
    filter,
    initial_conversations: z.array(z.string()).optional(),
    default_to_current_conversation: z.boolean().optional(),
  }),
  one('channels_select', {
    ...select,
    initial_channel: z.string().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  one('multi_channels_select', {
    ...select,
    ...many,
    initial_channels: z.array(z.string()).optional(),
  }),
] as const;

const overflow = one('overflow', { ...base, options: z.array(plainOption).min(1).max(5) });

/** What an actions block may hold. */
export const actionsElement = z.discriminatedUnion('type', [button, overflow, ...choices]);

/** What may stand beside a section's text, pictures apart. */
export const accessoryElements = [button, overflow, ...choices] as const;

/** What an input block may hold. */
export const inputElement = z.discriminatedUnion('type', [
  ...choices,
  one('plain_text_input', {
    ...typed,
    initial_value: string(3000, 0).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  }),
  one('number_input', {
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  one('email_text_input', { ...typed, initial_value: z.string().optional() }),
  one('url_text_input', { ...typed, initial_value: z.string().optional() }),
  one('rich_text_input', { ...typed, initial_value: z.looseObject({}).optional() }),
  one('file_input', {
    action_id: id,
    filetypes: z.array(z.string()).optional(),
    max_files: z.int().min(1).max(10).optional(),
  }),
]);

/** The only element of a button list that is a button and nothing else. */
export const buttonElement = button;

/** What a context_actions block may hold. */
export const contextAction = z.discriminatedUnion('type', [
  one('feedback_buttons', {
    action_id: id,
    positive_button: z.looseObject({ text: plainText(75), value: string(2000) }),
    negative_button: z.looseObject({ text: plainText(75), value: string(2000) }),
  }),
  one('icon_button', {
    ...base,
    icon: z.string(),
    text: plainText(75),
    value: string(2000).optional(),
    accessibility_label: string(75).optional(),
    visible_to_user_ids: z.array(z.string()).optional(),
  }),
]);

/** Slack refuses an initial option that is not among the options. */
function initialIsOffered(value: unknown, context: z.RefinementCtx): void {
  if (!isRecord(value)) return;
  if (value.options === undefined && value.option_groups === undefined) {
    context.addIssue({ code: 'custom', message: 'missing required field: options' });
    return;
  }
  const offered = [
    ...recordsOf(value.options),
    ...recordsOf(value.option_groups).flatMap((group) => recordsOf(group.options)),
  ].map((option) => option.value);
  if (new Set(offered).size !== offered.length) {
    context.addIssue({ code: 'custom', message: 'option values must be unique' });
  }
  const initial = [...recordsOf([value.initial_option]), ...recordsOf(value.initial_options)];
  if (initial.some((option) => !offered.includes(option.value))) {
    context.addIssue({ code: 'custom', message: 'initial option must be one of the options' });
  }
}
