import type { z } from 'zod';
import { readJson } from '../../lib/json.ts';

/**
 * What a form wrote about itself (`private_metadata`, JSON), checked; undefined when it is missing, none of ours or from a
 * release that wrote other things. Never throws: sending such a form again can never help. (reliability.md B-27)
 */
export function readMetadata<T>(schema: z.ZodType<T>, text: string): T | undefined {
  return schema.safeParse(readJson(text)).data;
}

/** Said on top of a form whose metadata cannot be read, so that what was typed is still there underneath. */
export const oldFormText =
  'This form is from an older version, so nothing was saved. Please open it once more; what you typed is still in this one to copy.';
