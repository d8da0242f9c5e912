import type { ModalView } from '@slack/types';

/** Who does something, with every name that Slack gives to the person and to the moment. */
export interface Caller {
  userId: string;
  /** What else identifies the person or the moment: names, trigger, view, hash, response address. */
  mark: string;
}

/** What somebody fills in, by block id. */
export type Filled = Readonly<Record<string, string | readonly string[]>>;

let moments = 0;

/** A caller whose marks are nobody else's. */
export function callerOf(userId: string): Caller {
  moments += 1;
  return { userId, mark: `${userId}m${moments}x` };
}

function common({ userId, mark }: Caller) {
  return {
    team: { id: 'T1', domain: `domain${mark}` },
    user: { id: userId, username: `user.${mark}`, name: `name.${mark}`, team_id: 'T1' },
    api_app_id: 'A1',
    token: 'verification',
    is_enterprise_install: false,
  };
}

/** The global shortcut, or with a channel the one on a message. */
export function shortcut(caller: Caller, channelId?: string): Record<string, unknown> {
  const { mark } = caller;
  const body = { ...common(caller), trigger_id: `trigger.${mark}`, action_ts: `ts.${mark}` };
  if (channelId === undefined) return { ...body, type: 'shortcut', callback_id: 'andon.pull' };
  return {
    ...body,
    type: 'message_action',
    callback_id: 'andon.doubt',
    channel: { id: channelId, name: 'channel' },
    message_ts: `message.${mark}`,
    message: { ts: `message.${mark}`, text: `said.${mark}`, user: 'U2', type: 'message' },
    response_url: `https://hooks.example.com/${mark}`,
  };
}

/** `/onepager …` */
export function command(caller: Caller, text: string): Record<string, unknown> {
  return {
    command: '/onepager',
    text,
    user_id: caller.userId,
    user_name: `user.${caller.mark}`,
    channel_id: 'C1',
    trigger_id: `trigger.${caller.mark}`,
    response_url: `https://hooks.example.com/${caller.mark}`,
  };
}

/** A press or choice in an open window. */
export function press(
  caller: Caller,
  view: ModalView,
  action: { id: string; value: string; values?: Filled },
): Record<string, unknown> {
  const { mark } = caller;
  return {
    ...common(caller),
    type: 'block_actions',
    trigger_id: `trigger.${mark}`,
    container: { type: 'view', view_id: `V${mark}` },
    view: viewOf(caller, view, action.values ?? {}),
    actions: [
      {
        type: 'button',
        action_id: action.id,
        block_id: 'b',
        value: action.value,
        action_ts: `ts.${mark}`,
      },
    ],
  };
}

/** A press on a button under a message of the channel. */
export function pressInChannel(caller: Caller, channelId: string): Record<string, unknown> {
  const { mark } = caller;
  return {
    ...common(caller),
    type: 'block_actions',
    trigger_id: `trigger.${mark}`,
    response_url: `https://hooks.example.com/${mark}`,
    container: { type: 'message', channel_id: channelId, message_ts: '1.1' },
    actions: [
      {
        type: 'button',
        action_id: 'andon.open',
        block_id: 'b',
        value: 'andon',
        action_ts: `ts.${mark}`,
      },
    ],
  };
}

/** A submitted window. */
export function submission(
  caller: Caller,
  view: ModalView,
  values: Filled,
): Record<string, unknown> {
  return {
    ...common(caller),
    type: 'view_submission',
    trigger_id: `trigger.${caller.mark}`,
    view: viewOf(caller, view, values),
    response_urls: [],
  };
}

function viewOf({ mark }: Caller, view: ModalView, values: Filled) {
  return {
    id: `V${mark}`,
    type: 'modal',
    callback_id: view.callback_id,
    private_metadata: view.private_metadata ?? '',
    hash: `hash.${mark}`,
    root_view_id: `V${mark}`,
    state: { values: Object.fromEntries(Object.entries(values).map(stateOf)) },
  };
}

function stateOf([blockId, value]: [string, string | readonly string[]]) {
  if (typeof value !== 'string') {
    const selected = value.map((one) => ({ value: one }));
    return [blockId, { value: { type: 'checkboxes', selected_options: selected } }] as const;
  }
  const isChoice = /^(about|reason|pause|what|team)/.test(blockId);
  const element = isChoice
    ? { type: 'static_select', selected_option: { value } }
    : { type: 'plain_text_input', value };
  return [blockId, { value: element }] as const;
}

/** Everything that can be read in a window. */
export function wordsIn(view: ModalView): string {
  return JSON.stringify([view.title, view.submit, view.blocks, view.close]);
}

/** The choices of a menu or a row of radio buttons. */
export function choicesIn(view: ModalView, blockId: string): { value: string; label: string }[] {
  const block = view.blocks.find((one) => one.block_id === blockId);
  if (block?.type !== 'input' || !('element' in block)) return [];
  const { element } = block;
  if (!('options' in element) || element.options === undefined) return [];
  return element.options.map((option) => ({
    value: option.value ?? '',
    label: option.text.text,
  }));
}

/** The code that a window shows; empty when it shows none. */
export function codeIn(view: ModalView | undefined): string {
  const words = view === undefined ? '' : wordsIn(view);
  return /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}-[0-9A-Z]{2}/.exec(words)?.[0] ?? '';
}
