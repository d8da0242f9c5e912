import { isRecord, type Json, recordsOf, textOf } from '../json.ts';
import { elementsOf, flatten } from '../validate/blocks.ts';

/** A label to look for: exact words, or a pattern. */
export type Label = string | RegExp;

/** Something a person can press or fill, with the words on it. */
export interface Found {
  blockId: string;
  actionId: string;
  label: string;
  block: Json;
  element: Json;
}

/** Whether words match a label: a string must be all of them, case apart. */
export function matches(words: string, label: Label): boolean {
  if (label instanceof RegExp) return label.test(words);
  return words.trim().toLowerCase() === label.trim().toLowerCase();
}

/** All words of blocks, in reading order, for `sees`. */
export function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join('\n');
  if (!isRecord(value)) return '';
  return Object.entries(value)
    .flatMap(([key, one]) => (typeof one === 'string' ? readable.has(key) && one : wordsOf(one)))
    .filter(Boolean)
    .join('\n');
}

/** Every element with the words a person sees on it: a button's text, an input's label. */
export function elementsWithLabels(blocks: unknown): Found[] {
  return flatten(blocks).flatMap((block) =>
    elementsOf(block).map((element) => ({
      blockId: textOf(block.block_id),
      actionId: textOf(element.action_id),
      label: labelOf(block, element),
      block,
      element,
    })),
  );
}

/** The element's new state for a plain value: text, an option's words, a date, an id, or lists. */
export function stateFor(element: Json, value: string | string[], idOf: IdOf): Json {
  const type = textOf(element.type);
  const one = Array.isArray(value) ? (value[0] ?? '') : value;
  const many = Array.isArray(value) ? value : [value];
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: one === '' ? null : optionNamed(element, one) };
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: many.map((name) => optionNamed(element, name)) };
    case 'users_select':
      return { type, selected_user: idOf(one) };
    case 'multi_users_select':
      return { type, selected_users: many.map(idOf) };
    case 'conversations_select':
      return { type, selected_conversation: idOf(one) };
    case 'multi_conversations_select':
      return { type, selected_conversations: many.map(idOf) };
    case 'channels_select':
      return { type, selected_channel: idOf(one) };
    case 'multi_channels_select':
      return { type, selected_channels: many.map(idOf) };
    case 'datepicker':
      return { type, selected_date: one };
    case 'timepicker':
      return { type, selected_time: one };
    case 'datetimepicker':
      return { type, selected_date_time: Number(one) };
    default:
      return { type, value: one };
  }
}

/** Turns a person's or channel's name into its id; ids stay as they are. */
export type IdOf = (name: string) => string;

const readable = new Set(['text', 'alt_text', 'title', 'label', 'name', 'caption', 'fallback']);

function labelOf(block: Json, element: Json): string {
  const own = recordsOf([element.text])[0];
  if (own) return textOf(own.text);
  const label = recordsOf([block.label])[0];
  if (label) return textOf(label.text);
  const placeholder = recordsOf([element.placeholder])[0];
  const beside = recordsOf([block.text])[0];
  return [beside, placeholder]
    .map((one) => textOf(one?.text))
    .join(' ')
    .trim();
}

function optionNamed(element: Json, name: string): Json {
  const options = [
    ...recordsOf(element.options),
    ...recordsOf(element.option_groups).flatMap((group) => recordsOf(group.options)),
  ];
  const words = (option: Json) => textOf(recordsOf([option.text])[0]?.text);
  const found =
    options.find((option) => matches(words(option), name)) ??
    options.find((option) => option.value === name) ??
    options.find((option) => words(option).toLowerCase().includes(name.toLowerCase()));
  if (!found) throw new Error(`no option "${name}" among ${options.map(words).join(', ')}`);
  return found;
}
