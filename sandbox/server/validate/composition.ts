import { z } from 'zod';
import { anyText, plainText, string } from './text.ts';

/** The dialog before a button acts. */
export const confirm = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

/** An option of a select menu: plain text only. */
export const plainOption = z.strictObject({
  text: plainText(75),
  value: string(150, 0),
  description: plainText(75).optional(),
  url: string(3000).optional(),
});

/** An option of radio buttons or checkboxes: formatted text allowed. */
export const richOption = z.strictObject({
  text: anyText(75),
  value: string(150, 0),
  description: anyText(75).optional(),
});

/** Up to 100 groups of options. */
export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(plainOption).min(1).max(100),
});

const imageSource = {
  image_url: string(3000).optional(),
  slack_file: z.object({ id: z.string().optional(), url: z.string().optional() }).optional(),
};

/** An image inside another block. */
export const imageElement = z
  .strictObject({ type: z.literal('image'), alt_text: string(2000), ...imageSource })
  .refine((image) => image.image_url !== undefined || image.slack_file !== undefined, {
    error: 'missing required field: image_url',
  });

/** An image as a block of its own. */
export const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    block_id: string(255).optional(),
    alt_text: string(2000),
    title: plainText(2000).optional(),
    ...imageSource,
  })
  .refine((image) => image.image_url !== undefined || image.slack_file !== undefined, {
    error: 'missing required field: image_url',
  });
