import { z } from 'zod';
import { richTextBlock } from './rich-text.ts';
import { id, string } from './text.ts';

const maxColumns = 20;

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: string(3000, 0) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: string(3000) }),
  richTextBlock,
]);

const row = z.array(cell).min(1).max(maxColumns);

/** A table with paging and a header row. */
export const dataTableBlock = z.strictObject({
  type: z.literal('data_table'),
  block_id: id,
  rows: z.array(row).min(2).max(101),
  caption: string(255),
  page_size: z.int().min(1).max(100).optional(),
  row_header_column_index: z
    .int()
    .min(0)
    .max(maxColumns - 1)
    .optional(),
});

/** A plain table. */
export const tableBlock = z.strictObject({
  type: z.literal('table'),
  block_id: id,
  rows: z.array(row).min(1).max(100),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(maxColumns)
    .optional(),
});
