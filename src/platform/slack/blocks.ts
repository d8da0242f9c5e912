import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ChannelsSelect,
  Checkboxes,
  ConfirmationDialog,
  ContextBlock,
  Datepicker,
  DividerBlock,
  HeaderBlock,
  HomeView,
  InputBlock,
  InputBlockElement,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  MultiUsersSelect,
  Overflow,
  PlainTextElement,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
  SectionBlock,
  SectionBlockAccessory,
  StaticSelect,
  Timepicker,
  UsersSelect,
} from '@slack/types';
import { cut, cutMarkdown, limits } from './text.ts';

// Block Kit as plain objects (https://docs.slack.dev/reference/block-kit). Each function cuts at Slack's limit with a
// visible `…`, so that no words of a person can make Slack refuse a message. mrkdwn arguments are already escaped.

function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: cut(text === '' ? ' ' : text, max), emoji: false };
}

function mrkdwn(text: string, max: number): MrkdwnElement {
  return { type: 'mrkdwn', text: cutMarkdown(text === '' ? ' ' : text, max) };
}

/** A paragraph, with an element beside it or up to ten fields in two columns. */
export function section(
  markdown: string,
  extra: { accessory?: SectionBlockAccessory; blockId?: string; fields?: string[] } = {},
): SectionBlock {
  return {
    type: 'section',
    text: mrkdwn(markdown, limits.sectionText),
    ...(extra.blockId === undefined ? {} : { block_id: extra.blockId }),
    ...(extra.accessory === undefined ? {} : { accessory: extra.accessory }),
    ...(extra.fields === undefined || extra.fields.length === 0
      ? {}
      : { fields: extra.fields.slice(0, 10).map((field) => mrkdwn(field, limits.field)) }),
  };
}

/** Small grey lines; at most ten. */
export function context(...lines: string[]): ContextBlock {
  return {
    type: 'context',
    elements: lines.slice(0, 10).map((line) => mrkdwn(line, limits.sectionText)),
  };
}

/** A row of buttons and menus; at most 25. */
export function actions(blockId: string, ...elements: ActionsBlockElement[]): ActionsBlock {
  return { type: 'actions', block_id: blockId, elements: elements.slice(0, 25) };
}

/** A large line of plain text. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, limits.header) };
}

/** A thin line. */
export function divider(): DividerBlock {
  return { type: 'divider' };
}

/** A button. Its value carries ids only: authority is checked at the click. */
export function button(options: {
  label: string;
  actionId: string;
  value?: string;
  style?: 'primary' | 'danger';
  url?: string;
  confirm?: ConfirmationDialog;
}): Button {
  return {
    type: 'button',
    text: plain(options.label, limits.buttonText),
    action_id: options.actionId,
    ...(options.value === undefined ? {} : { value: options.value }),
    ...(options.style === undefined ? {} : { style: options.style }),
    ...(options.url === undefined ? {} : { url: options.url }),
    ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
  };
}

/** *Are you sure?* before a button does its work. */
export function confirmation(options: {
  title: string;
  text: string;
  yes: string;
  no: string;
}): ConfirmationDialog {
  return {
    title: plain(options.title, limits.confirmTitle),
    text: plain(options.text, limits.confirmText),
    confirm: plain(options.yes, 30),
    deny: plain(options.no, 30),
  };
}

/** One choice of a menu. `value` is at most 75 characters. */
export interface Choice {
  value: string;
  label: string;
  description?: string;
}

function option(choice: Choice): PlainTextOption {
  return {
    text: plain(choice.label, limits.optionText),
    value: choice.value,
    ...(choice.description === undefined
      ? {}
      : { description: plain(choice.description, limits.optionDescription) }),
  };
}

function initialOption(
  choices: readonly Choice[],
  initial: string | undefined,
): { initial_option?: PlainTextOption } {
  const chosen = choices.find((choice) => choice.value === initial);
  return chosen === undefined ? {} : { initial_option: option(chosen) };
}

/** The action id that elements of forms carry: a form's fields are told apart by block id. */
const fieldActionId = 'value';

/** A labelled field of a form. `dispatches`: every change is told to the element's action. */
export function input(options: {
  blockId: string;
  label: string;
  element: InputBlockElement;
  hint?: string;
  isOptional?: boolean;
  dispatches?: boolean;
}): InputBlock {
  return {
    type: 'input',
    block_id: options.blockId,
    label: plain(options.label, limits.label),
    element: options.element,
    optional: options.isOptional === true,
    ...(options.hint === undefined ? {} : { hint: plain(options.hint, limits.hint) }),
    ...(options.dispatches === true ? { dispatch_action: true } : {}),
  };
}

/** A text field. `dispatchOn` sends its text as it changes (the input needs `dispatches` too). */
export function textInput(
  options: {
    initial?: string;
    placeholder?: string;
    isMultiline?: boolean;
    maxLength?: number;
    actionId?: string;
    dispatchOn?: 'typing' | 'enter';
  } = {},
): PlainTextInput {
  const { initial, placeholder, dispatchOn } = options;
  const maxLength = Math.min(options.maxLength ?? limits.input, limits.input);
  return {
    type: 'plain_text_input',
    action_id: options.actionId ?? fieldActionId,
    multiline: options.isMultiline === true,
    max_length: maxLength,
    ...(initial === undefined || initial === '' ? {} : { initial_value: cut(initial, maxLength) }),
    ...(placeholder === undefined ? {} : { placeholder: plain(placeholder, limits.placeholder) }),
    ...(dispatchOn === undefined
      ? {}
      : {
          dispatch_action_config: {
            trigger_actions_on: [
              dispatchOn === 'typing' ? 'on_character_entered' : 'on_enter_pressed',
            ],
          },
        }),
  };
}

/** A menu of up to 100 choices; choices past that are left out, so callers page before. */
export function select(options: {
  choices: readonly Choice[];
  initial?: string;
  placeholder?: string;
  actionId?: string;
}): StaticSelect {
  const choices = options.choices.slice(0, limits.options);
  return {
    type: 'static_select',
    action_id: options.actionId ?? fieldActionId,
    options: choices.map(option),
    ...initialOption(choices, options.initial),
    ...(options.placeholder === undefined
      ? {}
      : { placeholder: plain(options.placeholder, limits.placeholder) }),
  };
}

/** Picks a person. */
export function userSelect(options: { initial?: string; actionId?: string } = {}): UsersSelect {
  return {
    type: 'users_select',
    action_id: options.actionId ?? fieldActionId,
    ...(options.initial === undefined || options.initial === ''
      ? {}
      : { initial_user: options.initial }),
  };
}

/** Picks several people. */
export function usersSelect(options: {
  initial?: readonly string[];
  max: number;
}): MultiUsersSelect {
  const initial = options.initial ?? [];
  return {
    type: 'multi_users_select',
    action_id: fieldActionId,
    max_selected_items: options.max,
    ...(initial.length === 0 ? {} : { initial_users: initial.slice(0, options.max) }),
  };
}

/** Picks a public channel. */
export function channelSelect(
  options: { initial?: string; actionId?: string } = {},
): ChannelsSelect {
  return {
    type: 'channels_select',
    action_id: options.actionId ?? fieldActionId,
    ...(options.initial === undefined ? {} : { initial_channel: options.initial }),
  };
}

/** Picks a local date, `YYYY-MM-DD`. */
export function dateInput(options: { initial?: string; actionId?: string } = {}): Datepicker {
  return {
    type: 'datepicker',
    action_id: options.actionId ?? fieldActionId,
    ...(options.initial === undefined || options.initial === ''
      ? {}
      : { initial_date: options.initial }),
  };
}

/** Picks a local time, `HH:MM`. */
export function timeInput(options: { initial?: string; actionId?: string } = {}): Timepicker {
  return {
    type: 'timepicker',
    action_id: options.actionId ?? fieldActionId,
    ...(options.initial === undefined || options.initial === ''
      ? {}
      : { initial_time: options.initial }),
  };
}

/** One of a few choices, all visible; at most ten. */
export function radio(options: {
  choices: readonly Choice[];
  initial?: string;
  actionId?: string;
}): RadioButtons {
  const choices = options.choices.slice(0, 10);
  return {
    type: 'radio_buttons',
    action_id: options.actionId ?? fieldActionId,
    options: choices.map(option),
    ...initialOption(choices, options.initial),
  };
}

/** Any of a few choices, all visible; at most ten. */
export function checkboxes(options: {
  choices: readonly Choice[];
  initial?: readonly string[];
  actionId?: string;
}): Checkboxes {
  const choices = options.choices.slice(0, 10);
  const chosen = choices.filter((choice) => options.initial?.includes(choice.value) === true);
  return {
    type: 'checkboxes',
    action_id: options.actionId ?? fieldActionId,
    options: choices.map(option),
    ...(chosen.length === 0 ? {} : { initial_options: chosen.map(option) }),
  };
}

/** The small `…` menu; at most five choices. */
export function overflow(options: { actionId: string; choices: readonly Choice[] }): Overflow {
  return {
    type: 'overflow',
    action_id: options.actionId,
    options: options.choices.slice(0, 5).map(option),
  };
}

/** A form in a window. Input blocks need `submit`. `metadata` comes back with every press in it. */
export function modal(options: {
  callbackId: string;
  title: string;
  submit?: string;
  close?: string;
  metadata?: string;
  blocks: KnownBlock[];
  notifyOnClose?: boolean;
}): ModalView {
  return {
    type: 'modal',
    callback_id: options.callbackId,
    title: plain(options.title, limits.title),
    close: plain(options.close ?? 'Cancel', limits.title),
    blocks: options.blocks.slice(0, limits.viewBlocks),
    private_metadata: options.metadata ?? '',
    notify_on_close: options.notifyOnClose === true,
    ...(options.submit === undefined ? {} : { submit: plain(options.submit, limits.title) }),
  };
}

/** The app's Home tab. */
export function home(blocks: KnownBlock[]): HomeView {
  return { type: 'home', blocks: blocks.slice(0, limits.viewBlocks) };
}
