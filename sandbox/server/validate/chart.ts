import { z } from 'zod';
import { id, string } from './text.ts';

// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
const maxParts = 6;
const maxPoints = 20;

const point = z.strictObject({ label: string(20), value: z.number() });

const series = z
  .array(z.strictObject({ name: string(20), data: z.array(point).min(1).max(maxPoints) }))
  .min(1)
  .max(maxParts)
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, {
    error: 'series names must be unique',
  });

const axis = z.strictObject({
  categories: z.array(string(20)).min(1).max(maxPoints),
  x_label: string(50).optional(),
  y_label: string(50).optional(),
});

function xy<T extends string>(type: T) {
  return z
    .strictObject({ type: z.literal(type), series, axis_config: axis })
    .refine(
      (chart) =>
        chart.series.every(
          (one) =>
            one.data.length === chart.axis_config.categories.length &&
            one.data.every((item) => chart.axis_config.categories.includes(item.label)),
        ),
      { error: 'series must have one point for each category' },
    );
}

/** A chart in a message. */
export const chartBlock = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: id,
  title: string(50),
  chart: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('pie'),
      segments: z
        .array(z.strictObject({ label: string(20), value: z.number().positive() }))
        .min(1)
        .max(maxParts),
    }),
    xy('bar'),
    xy('line'),
    xy('area'),
  ]),
});
