import type { HomeView, ModalView } from '@slack/types';
import { z } from 'zod';
import type { MessageContent } from '../../src/platform/slack/feature.ts';

// Slack's sizes (slack.md *Sizes*), written down a second time on purpose: what the product cuts at must not be what
// the product is checked against. Slack counts code points.

const record = z.record(z.string(), z.unknown());
type Json = z.infer<typeof record>;

/**
 * Everything in a modal, a Home tab or a message that Slack would refuse, as `place: why`; empty when Slack takes it. Also
 * tells of pings (`<!channel>`) that nobody of us wrote.
 */
export function findLimitBreaks(shown: ModalView | HomeView | MessageContent): string[] {
  const breaks: string[] = [];
  const json = record.parse(JSON.parse(JSON.stringify(shown)));
  const blocks = list(json.blocks);
  if (json.type === 'modal' || json.type === 'home') {
    atMost(breaks, 'blocks', blocks.length, 100);
    atMost(breaks, 'view', Buffer.byteLength(JSON.stringify(json)), 250_000);
    atMost(breaks, 'private_metadata', lengthOf(json.private_metadata), 3000);
    atMost(breaks, 'callback_id', lengthOf(json.callback_id), 255);
    for (const name of ['title', 'submit', 'close']) checkText(breaks, name, json[name], 24);
    if (json.submit === undefined && blocks.some((block) => block.type === 'input')) {
      breaks.push('submit: a modal with inputs needs it');
    }
  } else {
    atMost(breaks, 'blocks', blocks.length, 50);
    atMost(breaks, 'text', lengthOf(json.text), 4000);
    if (lengthOf(json.text) === 0) breaks.push('text: empty');
    checkPings(breaks, 'text', String(json.text));
    atMost(breaks, 'all blocks', sumOfTexts(blocks), 10_000);
    if (blocks.some((block) => block.type === 'input')) breaks.push('blocks: input in a message');
  }
  checkUnique(breaks, 'block_id', blocks);
  for (const [index, block] of blocks.entries()) checkBlock(breaks, `blocks[${index}]`, block);
  return breaks;
}

function checkBlock(breaks: string[], place: string, block: Json): void {
  atMost(breaks, `${place}.block_id`, lengthOf(block.block_id), 255);
  const elements = list(block.elements);
  switch (block.type) {
    case 'section':
      if (block.text === undefined && block.fields === undefined) breaks.push(`${place}: no text`);
      checkText(breaks, `${place}.text`, block.text, 3000);
      atMost(breaks, `${place}.fields`, list(block.fields).length, 10);
      list(block.fields).forEach((field, index) => {
        checkText(breaks, `${place}.fields[${index}]`, field, 2000);
      });
      if (block.accessory !== undefined)
        checkElement(breaks, `${place}.accessory`, block.accessory);
      break;
    case 'header':
      checkText(breaks, `${place}.text`, block.text, 150);
      break;
    case 'context':
      between(breaks, `${place}.elements`, elements.length, [1, 10]);
      elements.forEach((element, index) => {
        checkText(breaks, `${place}.elements[${index}]`, element, 3000);
      });
      break;
    case 'actions':
      between(breaks, `${place}.elements`, elements.length, [1, 25]);
      checkUnique(breaks, `${place}: action_id`, elements, 'action_id');
      elements.forEach((element, index) => {
        checkElement(breaks, `${place}.elements[${index}]`, element);
      });
      break;
    case 'input':
      checkText(breaks, `${place}.label`, block.label, 2000);
      checkText(breaks, `${place}.hint`, block.hint, 2000);
      checkElement(breaks, `${place}.element`, block.element);
      break;
    case 'divider':
      break;
    default:
      breaks.push(`${place}: a block of type ${String(block.type)} is not checked here`);
  }
}

/** How many choices each element may have. */
const choices: Readonly<Record<string, readonly [number, number]>> = {
  static_select: [1, 100],
  multi_static_select: [1, 100],
  radio_buttons: [1, 10],
  checkboxes: [1, 10],
  overflow: [1, 5],
};

function checkElement(breaks: string[], place: string, value: unknown): void {
  const element = record.parse(value);
  between(breaks, `${place}.action_id`, lengthOf(element.action_id), [1, 255]);
  checkText(breaks, `${place}.placeholder`, element.placeholder, 150);
  checkConfirm(breaks, place, element.confirm);
  if (element.type === 'button') {
    checkText(breaks, `${place}.text`, element.text, 75);
    if (element.value !== undefined) {
      between(breaks, `${place}.value`, lengthOf(element.value), [1, 2000]);
    }
    atMost(breaks, `${place}.url`, lengthOf(element.url), 3000);
  }
  if (element.type === 'plain_text_input') {
    const most = typeof element.max_length === 'number' ? element.max_length : 3000;
    between(breaks, `${place}.max_length`, most, [1, 3000]);
    atMost(breaks, `${place}.initial_value`, lengthOf(element.initial_value), most);
  }
  if (element.type === 'datepicker' && element.initial_date !== undefined) {
    const date = String(element.initial_date);
    if (Number.isNaN(Date.parse(`${date}T00:00:00Z`))) breaks.push(`${place}: no date: ${date}`);
  }
  const span = choices[String(element.type)];
  if (span !== undefined) checkOptions(breaks, place, element, span);
}

function checkOptions(
  breaks: string[],
  place: string,
  element: Json,
  span: readonly [number, number],
): void {
  const options = list(element.options);
  between(breaks, `${place}.options`, options.length, span);
  const values = options.map((option) => String(option.value));
  if (new Set(values).size !== values.length) breaks.push(`${place}.options: a value twice`);
  options.forEach((option, index) => {
    checkText(breaks, `${place}.options[${index}].text`, option.text, 75);
    checkText(breaks, `${place}.options[${index}].description`, option.description, 75);
    between(breaks, `${place}.options[${index}].value`, lengthOf(option.value), [1, 75]);
  });
  const chosen = [
    ...(element.initial_option === undefined ? [] : [record.parse(element.initial_option)]),
    ...list(element.initial_options),
  ];
  const known = options.map((option) => JSON.stringify(option));
  if (chosen.some((option) => !known.includes(JSON.stringify(option)))) {
    breaks.push(`${place}: an initial option that is not offered`);
  }
}

function checkConfirm(breaks: string[], place: string, confirm: unknown): void {
  if (confirm === undefined) return;
  const dialog = record.parse(confirm);
  checkText(breaks, `${place}.confirm.title`, dialog.title, 100);
  checkText(breaks, `${place}.confirm.text`, dialog.text, 300);
  checkText(breaks, `${place}.confirm.confirm`, dialog.confirm, 30);
  checkText(breaks, `${place}.confirm.deny`, dialog.deny, 30);
}

function checkText(breaks: string[], place: string, value: unknown, max: number): void {
  if (value === undefined) return;
  const { text, type } = record.parse(value);
  between(breaks, place, lengthOf(text), [1, max]);
  const said = String(text);
  if (type === 'mrkdwn') checkPings(breaks, place, said);
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(said)) {
    breaks.push(`${place}: half a character`);
  }
}

/** The text of a message is formatted too: it is what notifications show. */
function checkPings(breaks: string[], place: string, said: string): void {
  if (/<(?!!date\^|@[UW]|#[CG]|https?:)/.test(said)) {
    breaks.push(`${place}: an unescaped < in ${JSON.stringify(said.slice(0, 80))}`);
  }
}

function checkUnique(breaks: string[], what: string, items: Json[], key = 'block_id'): void {
  const ids = items.flatMap((item) => (item[key] === undefined ? [] : [String(item[key])]));
  if (new Set(ids).size !== ids.length) breaks.push(`${what}: the same one twice`);
}

function sumOfTexts(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + sumOfTexts(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) =>
      sum + (key === 'text' && typeof one === 'string' ? lengthOf(one) : sumOfTexts(one)),
    0,
  );
}

function atMost(breaks: string[], place: string, size: number, max: number): void {
  between(breaks, place, size, [0, max]);
}

function between(
  breaks: string[],
  place: string,
  size: number,
  [min, max]: readonly [number, number],
): void {
  if (size < min) breaks.push(`${place}: ${size}, at least ${min}`);
  if (size > max) breaks.push(`${place}: ${size}, at most ${max}`);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((one) => record.parse(one)) : [];
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? Array.from(value).length : 0;
}
