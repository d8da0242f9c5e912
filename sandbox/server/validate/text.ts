import { z } from 'zod';
import { countCharacters } from '../json.ts';

/** A string of `min` to `max` code points. */
export function string(max: number, min = 1): z.ZodType {
  return z
    .string()
    .refine((text) => countCharacters(text) <= max, {
      error: `must be less than ${max + 1} characters`,
    })
    .refine((text) => countCharacters(text) >= min, {
      error: `must be more than ${min - 1} characters`,
    });
}

/** A `plain_text` object. */
export function plainText(max: number): z.ZodObject {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: string(max),
    emoji: z.boolean().optional(),
  });
}

/** A `mrkdwn` object. */
export function mrkdwnText(max: number): z.ZodObject {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: string(max),
    verbatim: z.boolean().optional(),
  });
}

/** A `plain_text` or `mrkdwn` object. */
export function anyText(max: number): z.ZodType {
  return z.discriminatedUnion('type', [
    plainText(max).extend({ type: z.literal('plain_text') }),
    mrkdwnText(max).extend({ type: z.literal('mrkdwn') }),
  ]);
}

/** An identifier such as `block_id` or `action_id`. */
export const id = string(255).optional();
