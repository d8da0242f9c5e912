import type { Values } from '../protocol.ts';
import { copyOf, countCharacters, isRecord, type Json, listOf, recordsOf, textOf } from './json.ts';
import { elementsOf, flatten } from './validate/blocks.ts';

/** The element types that have a state, and the state key that says it is empty. */
const stateKeys: Record<string, string> = {
  plain_text_input: 'value',
  number_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  rich_text_input: 'rich_text_value',
  static_select: 'selected_option',
  radio_buttons: 'selected_option',
  checkboxes: 'selected_options',
  multi_static_select: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  multi_conversations_select: 'selected_conversations',
  channels_select: 'selected_channel',
  multi_channels_select: 'selected_channels',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
};

/** The state key of an element type, or undefined when the element has no state (a button). */
export function stateKeyOf(type: unknown): string | undefined {
  return stateKeys[textOf(type)];
}

/** `state.values` of blocks: what the person set, and the initial value of what they left alone. */
export function stateOf(blocks: unknown, typed: Values): Values {
  const values: Values = {};
  for (const block of flatten(blocks)) {
    for (const element of elementsOf(block)) {
      if (!stateKeyOf(element.type)) continue;
      const blockId = textOf(block.block_id);
      const actionId = textOf(element.action_id);
      const given = typed[blockId]?.[actionId];
      const state = given ? normalize(element, given) : initialState(element);
      values[blockId] = { ...values[blockId], [actionId]: state };
    }
  }
  return values;
}

/** The parts of `typed` that still fit an input of the same ids in these blocks. */
export function keepTyped(blocks: unknown, typed: Values): Values {
  const kept: Values = {};
  for (const { blockId, actionId, element } of inputsOf(blocks)) {
    const state = typed[blockId]?.[actionId];
    if (state && isOffered(element, state)) {
      kept[blockId] = { ...kept[blockId], [actionId]: copyOf(state) };
    }
  }
  return kept;
}

/** A block or action id in `typed` that these blocks do not have. */
export function findUnknownInput(blocks: unknown, typed: Values): string | undefined {
  const known = new Set(inputsOf(blocks).map((one) => `${one.blockId}/${one.actionId}`));
  return Object.entries(typed)
    .flatMap(([blockId, actions]) => Object.keys(actions).map((id) => `${blockId}/${id}`))
    .find((path) => !known.has(path));
}

/** What Slack itself refuses before it sends a submission: red text, by block id. */
export function checkSubmission(blocks: unknown, values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of flatten(blocks)) {
    if (block.type !== 'input' || !isRecord(block.element)) continue;
    const blockId = textOf(block.block_id);
    const state = values[blockId]?.[textOf(block.element.action_id)];
    const error = checkInput(block, block.element, state);
    if (error) errors[blockId] = error;
  }
  return errors;
}

function checkInput(block: Json, element: Json, state: Json | undefined): string | undefined {
  const value = state?.[stateKeyOf(element.type) ?? ''];
  const isEmpty = value === null || value === undefined || listIsEmpty(value);
  if (isEmpty) return block.optional === true ? undefined : 'Please complete this required field.';
  if (typeof value === 'string' && element.type === 'number_input') {
    return checkNumber(element, value);
  }
  if (typeof value === 'string' && stateKeyOf(element.type) === 'value') {
    const length = countCharacters(value);
    const most = typeof element.max_length === 'number' ? element.max_length : 3000;
    const least = typeof element.min_length === 'number' ? element.min_length : 0;
    if (length > most) return `Please use at most ${most} characters.`;
    if (length < least) return `Please use at least ${least} characters.`;
  }
  const most = element.max_selected_items;
  if (typeof most === 'number' && listOf(value).length > most) {
    return `Please choose at most ${most}.`;
  }
  return undefined;
}

function checkNumber(element: Json, value: string): string | undefined {
  const number = Number(value);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) {
    return 'Please enter a whole number.';
  }
  if (typeof element.min_value === 'string' && number < Number(element.min_value)) {
    return `Please enter a number of at least ${element.min_value}.`;
  }
  if (typeof element.max_value === 'string' && number > Number(element.max_value)) {
    return `Please enter a number of at most ${element.max_value}.`;
  }
  return undefined;
}

function listIsEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function inputsOf(blocks: unknown): { blockId: string; actionId: string; element: Json }[] {
  return flatten(blocks).flatMap((block) =>
    elementsOf(block)
      .filter((element) => stateKeyOf(element.type))
      .map((element) => ({
        blockId: textOf(block.block_id),
        actionId: textOf(element.action_id),
        element,
      })),
  );
}

/** An update may have taken away the option that was chosen. */
function isOffered(element: Json, state: Json): boolean {
  try {
    normalize(element, state);
    return true;
  } catch (error) {
    if (error instanceof NotOffered) return false;
    throw error;
  }
}

function initialState(element: Json): Json {
  const key = stateKeyOf(element.type) ?? 'value';
  const initialKey = key === 'value' ? 'initial_value' : key.replace('selected_', 'initial_');
  const initial = element[key === 'rich_text_value' ? 'initial_value' : initialKey];
  return { type: element.type, [key]: initial ?? (key.endsWith('s') ? [] : null) };
}

/** What the page sent, as Slack would say it: empty text is null, options in full. */
export function normalize(element: Json, given: Json): Json {
  const key = stateKeyOf(element.type) ?? 'value';
  const value = given[key];
  if (key === 'selected_option') {
    return { type: element.type, [key]: isRecord(value) ? findOption(element, value) : null };
  }
  if (key === 'selected_options') {
    const options = recordsOf(value).map((one) => findOption(element, one));
    return { type: element.type, [key]: options };
  }
  const isBlank = value === undefined || value === '';
  return { type: element.type, [key]: isBlank ? (key.endsWith('s') ? [] : null) : value };
}

/** The offered option of the same value; undefined in `state` would hide a mistake, so it throws. */
export function findOption(element: Json, chosen: Json): Json {
  const offered = [
    ...recordsOf(element.options),
    ...recordsOf(element.option_groups).flatMap((group) => recordsOf(group.options)),
  ];
  const found = offered.find((option) => option.value === chosen.value);
  if (!found) throw new NotOffered(`no option with value ${textOf(chosen.value)}`);
  return found;
}

/** Someone chose what was not offered. */
export class NotOffered extends Error {}
