import { z } from 'zod';
import type { FormValues } from './feature.ts';

const optionSchema = z.object({ value: z.string() });
const fieldSchema = z.object({
  type: z.literal('input'),
  block_id: z.string(),
  element: z.object({
    options: z.array(optionSchema).optional(),
    option_groups: z.array(z.object({ options: z.array(optionSchema) })).optional(),
  }),
});

/** What is wrong with a form as it came, before anybody reads what was typed. */
export type FormTrouble = { as: 'empty' } | { as: 'not offered'; blockIds: string[] };

/**
 * Holds what a form carries against the fields that it was drawn with, as Slack sends them along: `empty` when it has fields and
 * nothing of any of them came, `not offered` for choices that were not among those of the field. Fields without fixed choices
 * are their form's business. (reliability.md B-31, B-32; https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload)
 */
export function findTrouble(blocks: unknown, values: FormValues): FormTrouble | undefined {
  const fields = (Array.isArray(blocks) ? blocks : []).flatMap((block: unknown) => {
    const field = fieldSchema.safeParse(block);
    return field.success ? [field.data] : [];
  });
  const isEmpty = fields.every((field) => !Object.hasOwn(values, field.block_id));
  if (fields.length > 0 && isEmpty) return { as: 'empty' };
  const blockIds = fields.flatMap(({ block_id: id, element }) => {
    const { options = [], option_groups: groups = [] } = element;
    const offered = [...options, ...groups.flatMap((group) => group.options)];
    const chosen = [values[id] ?? []].flat();
    const isOffered = chosen.every((value) => offered.some((option) => option.value === value));
    return offered.length === 0 || isOffered ? [] : [id];
  });
  return blockIds.length === 0 ? undefined : { as: 'not offered', blockIds };
}
