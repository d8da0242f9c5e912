import { z } from 'zod';
import type { Json } from '../json.ts';
import { chartBlock } from './chart.ts';
import { imageBlock, imageElement } from './composition.ts';
import {
  accessoryElements,
  actionsElement,
  buttonElement,
  contextAction,
  inputElement,
} from './element.ts';
import { richTextBlock } from './rich-text.ts';
import { dataTableBlock, tableBlock } from './table.ts';
import { anyText, id, mrkdwnText, plainText, string } from './text.ts';

function one<T extends string>(type: T, rest: z.ZodRawShape) {
  return z.strictObject({ type: z.literal(type), block_id: id, ...rest });
}

const section = one('section', {
  text: anyText(3000).optional(),
  fields: z.array(anyText(2000)).min(1).max(10).optional(),
  accessory: z.discriminatedUnion('type', [...accessoryElements, imageElement]).optional(),
  expand: z.boolean().optional(),
}).refine((block: Json) => block.text !== undefined || block.fields !== undefined, {
  error: 'missing required field: text or fields',
});

const contextElement = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('plain_text'),
    text: string(3000),
    emoji: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: string(3000),
    verbatim: z.boolean().optional(),
  }),
  imageElement,
]);

const card = one('card', {
  hero_image: imageElement.optional(),
  icon: imageElement.optional(),
  title: mrkdwnText(150).optional(),
  subtitle: mrkdwnText(150).optional(),
  body: mrkdwnText(200).optional(),
  actions: z.array(buttonElement).min(1).max(5).optional(),
});

const simple = [
  section,
  one('header', { text: plainText(150) }),
  one('divider', {}),
  imageBlock,
  one('context', { elements: z.array(contextElement).min(1).max(10) }),
  one('actions', { elements: z.array(actionsElement).min(1).max(25) }),
  one('input', {
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  }),
  richTextBlock,
  tableBlock,
] as const;

const container = one('container', {
  title: plainText(150).optional(),
  rich_text_title: richTextBlock.optional(),
  subtitle: anyText(150).optional(),
  child_blocks: z
    .array(z.discriminatedUnion('type', [...simple]))
    .min(1)
    .max(10),
  width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
  icon: imageElement.optional(),
  is_collapsible: z.boolean().optional(),
  default_collapsed: z.boolean().optional(),
  has_header_divider: z.boolean().optional(),
}).refine((block: Json) => block.default_collapsed !== true || block.is_collapsible === true, {
  error: 'default_collapsed requires is_collapsible',
});

/** Every block the sandbox knows. Which surface takes which is checked beside it. */
export const anyBlock = z.discriminatedUnion('type', [
  ...simple,
  container,
  one('markdown', { text: string(12_000) }),
  one('alert', {
    text: anyText(200),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  one('context_actions', { elements: z.array(contextAction).min(1).max(5) }),
  card,
  one('carousel', { elements: z.array(card).min(1).max(10) }),
  chartBlock,
  dataTableBlock,
]);
