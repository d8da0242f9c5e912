import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { FormValues } from '../../src/platform/slack/feature.ts';

const option = z.object({ value: z.string() });
const elementSchema = z.looseObject({
  type: z.string(),
  initial_value: z.string().optional(),
  initial_option: option.optional(),
  initial_options: z.array(option).optional(),
  initial_user: z.string().optional(),
  initial_users: z.array(z.string()).optional(),
  initial_date: z.string().optional(),
  initial_time: z.string().optional(),
  initial_channel: z.string().optional(),
});
const blockSchema = z.looseObject({
  type: z.string(),
  block_id: z.string().default(''),
  element: elementSchema.optional(),
  accessory: elementSchema.optional(),
});

/** What Slack would send of a modal that a person submits without touching it: each field's initial value. */
export function readInitialValues(view: ModalView): FormValues {
  const values: Record<string, string | string[] | null> = {};
  for (const block of z.array(blockSchema).parse(JSON.parse(JSON.stringify(view.blocks)))) {
    const element = block.type === 'section' ? block.accessory : block.element;
    if (element === undefined || element.type === 'button') continue;
    values[block.block_id] =
      element.initial_options?.map((one) => one.value) ??
      element.initial_users ??
      element.initial_value ??
      element.initial_option?.value ??
      element.initial_user ??
      element.initial_date ??
      element.initial_time ??
      element.initial_channel ??
      null;
  }
  return values;
}

/** The block id of the field whose id, without a revision, is this name. */
export function findBlockId(view: ModalView, name: string): string {
  const ids = Object.keys(readInitialValues(view));
  return ids.find((id) => id.replace(/\.r\d+$/, '') === name) ?? name;
}
