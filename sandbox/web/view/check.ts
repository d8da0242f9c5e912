import type { Values } from '../../protocol.ts';
import { isEmptyState, listHolders } from '../element/values.ts';
import { asFields, asNumber, asString, type Fields } from '../state/read.ts';

/** What Slack itself would refuse before the app hears of it, by block id. */
export function checkForm(blocks: Fields[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, blockId, actionId } of listHolders(blocks)) {
    if (block.type !== 'input') continue;
    const state = asFields(values[blockId]?.[actionId]);
    const error = isEmptyState(state)
      ? block.optional !== true && 'Please complete this required field.'
      : checkValue(element, asString(state.value));
    if (error) errors[blockId] = error;
  }
  return errors;
}

function checkValue(element: Fields, value: string): string | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return checkLength(element, value);
    case 'number_input':
      return checkNumber(element, value);
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(value) ? undefined : 'Enter a valid email address.';
    case 'url_text_input':
      return /^https?:\/\/\S+\.?\S*$/i.test(value) ? undefined : 'Enter a valid URL.';
    default:
      return undefined;
  }
}

function checkLength(element: Fields, value: string): string | undefined {
  // Slack counts code points, and no text input holds more than 3000.
  const length = [...value].length;
  const max = asNumber(element.max_length) ?? 3000;
  const min = asNumber(element.min_length) ?? 0;
  if (length > max) return `This is ${length - max} characters too long (${max} at most).`;
  return length < min ? `Please write at least ${min} characters.` : undefined;
}

function checkNumber(element: Fields, value: string): string | undefined {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value.trim())) {
    return element.is_decimal_allowed ? 'Enter a number.' : 'Enter a whole number.';
  }
  const min = asNumber(element.min_value);
  const max = asNumber(element.max_value);
  if (min !== undefined && Number(value) < min) return `Enter a number no less than ${min}.`;
  return max !== undefined && Number(value) > max
    ? `Enter a number no more than ${max}.`
    : undefined;
}
