import type { Values } from '../../protocol.ts';
import {
  asFields,
  asFieldsList,
  asString,
  asStrings,
  type Fields,
  isFields,
} from '../state/read.ts';

/** An element that holds a value, with the block it stands in. */
interface Holder {
  block: Fields;
  element: Fields;
  blockId: string;
  actionId: string;
}

/** The id of a block; Slack gives one to blocks that came without. */
export function blockIdOf(block: Fields, index: number): string {
  return asString(block.block_id) || `block-${index}`;
}

/** The id of an element's action; Slack gives one to elements that came without. */
export function actionIdOf(element: Fields, index: number): string {
  return asString(element.action_id) || `action-${index}`;
}

/**
 * The state of every element that holds a value. What was typed wins over what the server knows, and that over
 * the app's initial value, as long as block id, action id and type are the same: so Slack keeps it on an update.
 */
export function valuesOf(
  blocks: Fields[],
  from: { typed: Values; known?: unknown; channel: string },
): Values {
  const known = asFields(from.known);
  const values: Values = {};
  for (const { element, blockId, actionId } of listHolders(blocks)) {
    const candidates = [from.typed[blockId]?.[actionId], asFields(known[blockId])[actionId]];
    const kept = candidates.map(asFields).find((state) => state.type === element.type);
    const state = kept ?? initialState(element, from.channel);
    values[blockId] = { ...values[blockId], [actionId]: withoutGoneOptions(state, element) };
  }
  return values;
}

/** Every element that holds a value, in reading order, also inside containers. */
export function listHolders(blocks: Fields[]): Holder[] {
  return blocks.flatMap((block, blockIndex) => {
    if (block.type === 'container') return listHolders(asFieldsList(block.child_blocks));
    const elements =
      block.type === 'actions'
        ? asFieldsList(block.elements)
        : [block.element, block.accessory].filter(isFields);
    return elements.flatMap((element, index) =>
      asString(element.type) in emptyStates
        ? [
            {
              block,
              element,
              blockId: blockIdOf(block, blockIndex),
              actionId: actionIdOf(element, index),
            },
          ]
        : [],
    );
  });
}

/** The options of a select, also those inside groups. */
export function optionsOf(element: Fields): Fields[] {
  const groups = asFieldsList(element.option_groups);
  return groups.length > 0
    ? groups.flatMap((group) => asFieldsList(group.options))
    : asFieldsList(element.options);
}

/** Whether a state holds nothing. */
export function isEmptyState(state: Fields): boolean {
  return Object.entries(state).every(
    ([field, value]) =>
      field === 'type' ||
      value === null ||
      value === undefined ||
      (typeof value === 'string' && value.trim() === '') ||
      (Array.isArray(value) && value.length === 0),
  );
}

// For each element: the field of its state, and the field of the block that sets it at first.
const emptyStates: Record<string, [field: string, initial: string, isList?: true]> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  users_select: ['selected_user', 'initial_user'],
  channels_select: ['selected_channel', 'initial_channel'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  checkboxes: ['selected_options', 'initial_options', true],
  multi_static_select: ['selected_options', 'initial_options', true],
  multi_users_select: ['selected_users', 'initial_users', true],
  multi_channels_select: ['selected_channels', 'initial_channels', true],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', true],
};

function initialState(element: Fields, channel: string): Fields {
  const type = asString(element.type);
  const [field, initialField, isList] = emptyStates[type] ?? ['value', 'initial_value'];
  const initial = element[initialField];
  if (initial === undefined && element.default_to_current_conversation && channel) {
    return { type, [field]: isList ? [channel] : channel };
  }
  return { type, [field]: initial ?? (isList ? [] : null) };
}

/** An option that the app has taken away since is no longer chosen. */
function withoutGoneOptions(state: Fields, element: Fields): Fields {
  if (!element.options && !element.option_groups) return state;
  const offered = new Set(optionsOf(element).map((option) => asString(option.value)));
  if (isFields(state.selected_option) && !offered.has(asString(state.selected_option.value))) {
    return { ...state, selected_option: null };
  }
  if (!Array.isArray(state.selected_options)) return state;
  const kept = asFieldsList(state.selected_options).filter((option) =>
    offered.has(asString(option.value)),
  );
  return { ...state, selected_options: kept };
}

/** The chosen ids of a multi-select, whatever it selects. */
export function chosenOf(state: Fields): string[] {
  if (state.selected_options) {
    return asFieldsList(state.selected_options).map((option) => asString(option.value));
  }
  return asStrings(
    state.selected_users ?? state.selected_channels ?? state.selected_conversations ?? [],
  );
}
