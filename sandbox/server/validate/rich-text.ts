import { z } from 'zod';
import { id } from './text.ts';

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
    underline: z.boolean().optional(),
    highlight: z.boolean().optional(),
    client_highlight: z.boolean().optional(),
    unlink: z.boolean().optional(),
  })
  .optional();

function one<T extends string>(type: T, rest: z.ZodRawShape) {
  return z.strictObject({ type: z.literal(type), style, ...rest });
}

const piece = z.discriminatedUnion('type', [
  one('text', { text: z.string() }),
  one('link', {
    url: z.string(),
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
  }),
  one('user', { user_id: z.string() }),
  one('usergroup', { usergroup_id: z.string() }),
  one('channel', { channel_id: z.string() }),
  one('emoji', {
    name: z.string(),
    unicode: z.string().optional(),
    url: z.string().optional(),
  }),
  one('broadcast', { range: z.enum(['here', 'channel', 'everyone']) }),
  one('color', { value: z.string() }),
  one('team', { team_id: z.string() }),
  one('date', {
    timestamp: z.int(),
    format: z.string(),
    url: z.string().optional(),
    fallback: z.string().optional(),
  }),
]);

const border = { border: z.int().min(0).max(1).optional() };
const section = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(piece),
});

/** Formatted text, as Slack's own composer makes it. */
export const richTextBlock = z.strictObject({
  type: z.literal('rich_text'),
  block_id: id,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        section,
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          elements: z.array(section).min(1),
          ...border,
        }),
        z.strictObject({
          type: z.literal('rich_text_quote'),
          elements: z.array(piece),
          ...border,
        }),
        z.strictObject({
          type: z.literal('rich_text_preformatted'),
          elements: z.array(piece),
          language: z.string().optional(),
          ...border,
        }),
      ]),
    )
    .min(1),
});
