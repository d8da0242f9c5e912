import { z } from 'zod';
import { isRecord, type Json, recordsOf, textOf } from '../json.ts';
import { checkBlocks, flatten } from './blocks.ts';
import { type Problem, problemsOf } from './problem.ts';
import { plainText, string } from './text.ts';

/** Slack refuses a view of more bytes than this (`view_too_large`). */
export const maxViewBytes = 250_000;

const common = {
  blocks: z.array(z.unknown()),
  private_metadata: string(3000, 0).optional(),
  callback_id: string(255, 0).optional(),
  external_id: string(255, 0).optional(),
};

const modal = z.strictObject({
  ...common,
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});

const home = z.strictObject({ ...common, type: z.literal('home') });

/** Every problem of a view, each with its JSON pointer below `/view`. */
export function checkView(view: unknown, wanted: 'modal' | 'home'): Problem[] {
  if (!isRecord(view)) return [{ message: 'must provide an object', pointer: '/view' }];
  if (view.type !== wanted) {
    return [{ message: `unsupported type: ${textOf(view.type)}`, pointer: '/view/type' }];
  }
  return [
    ...problemsOf(wanted === 'modal' ? modal : home, view, '/view'),
    ...checkBlocks(view.blocks, wanted, '/view/blocks'),
    ...checkSubmit(view),
  ];
}

function checkSubmit(view: Json): Problem[] {
  if (view.type !== 'modal' || view.submit !== undefined) return [];
  const hasInput = flatten(recordsOf(view.blocks)).some((block) => block.type === 'input');
  return hasInput
    ? [{ message: 'submit is required when an input block is within the blocks', pointer: '/view' }]
    : [];
}
