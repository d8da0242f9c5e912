import { cut } from './text.ts';

/** A line chart in a message. @slack/types does not know it yet, and not every workspace's Slack does. */
export interface ChartBlock {
  type: 'data_visualization';
  title: string;
  chart: {
    type: 'line';
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; x_label?: string; y_label?: string };
  };
}

/** How many charts Slack takes in one message. */
export const maxCharts = 2;

/** Workspaces get new blocks at different times; until then Slack refuses them with one of these. */
export const unknownBlockCodes: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
]);

const maxPoints = 20;

/**
 * Lines over the same categories, oldest first: at most 20 points and 6 lines, whose names must differ; a message with one
 * always carries its numbers as text too. https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export function lineChart(options: {
  title: string;
  categories: readonly string[];
  lines: readonly { name: string; values: readonly number[] }[];
}): ChartBlock {
  const categories = options.categories.slice(0, maxPoints).map((text) => cut(text, 20));
  const series = options.lines.slice(0, 6).map(({ name, values }) => ({
    name: cut(name, 20),
    data: categories.map((label, index) => ({ label, value: values[index] ?? 0 })),
  }));
  return {
    type: 'data_visualization',
    title: options.title === '' ? 'Trend' : cut(options.title, 50),
    chart: { type: 'line', series, axis_config: { categories } },
  };
}
