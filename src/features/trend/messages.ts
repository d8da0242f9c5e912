import type { KnownBlock } from '@slack/types';
import { section } from '../../platform/slack/blocks.ts';
import { type ChartBlock, lineChart, maxCharts } from '../../platform/slack/chart.ts';
import { cut, escape, oneLine } from '../../platform/slack/text.ts';
import { formatValue } from '../signal/measure.ts';
import type { Trend } from './rules.ts';

/** A trend for one person: the numbers as text, and charts of those that have moved at least once. */
export interface TrendAnswer {
  text: string;
  blocks: KnownBlock[];
  charts: ChartBlock[];
}

/** The trend of one one-pager; `heading` is its name, escaped. */
export function trendAnswer(heading: string, trends: readonly Trend[]): TrendAnswer {
  const charted = trends.filter(({ points }) => points.length > 1).slice(0, maxCharts);
  return {
    text: `Trend of ${heading}`,
    blocks: [
      section(`Trend of ${heading}`),
      ...trends.map((trend) => section(trendLine(trend, 200))),
    ],
    charts: charted.map(chartOf),
  };
}

/** The same numbers in a few lines, for a place that says much else: the start and the newest. */
export function trendLines(trends: readonly Trend[]): string[] {
  return trends.map(({ points, ...trend }) => {
    const few =
      points.length <= fewPoints ? points : [...points.slice(0, 1), ...points.slice(1 - fewPoints)];
    return trendLine({ ...trend, points: few }, 30, points.length - few.length);
  });
}

const fewPoints = 3;

function trendLine({ signal, points, target }: Trend, nameLength: number, leftOut = 0): string {
  const name = `*${cut(escape(oneLine(signal.name)).replaceAll('*', '∗'), nameLength)}*`;
  const values = points.map(
    ({ label, value, denominator }) =>
      `${escape(formatValue(value, signal.baseline))} (${label}${
        denominator === undefined ? '' : `, n ${denominator}`
      })`,
  );
  // What is left out between the start and the newest is seen to be left out.
  if (leftOut > 0) values.splice(1, 0, '…');
  const wanted =
    target === undefined ? '' : ` · wanted ${escape(formatValue(target, signal.baseline))}`;
  const none = points.length > 1 ? '' : ' · no readings yet';
  return `${name}\n${values.join(' → ')}${wanted}${none}`;
}

function chartOf({ signal, points, target }: Trend): ChartBlock {
  return lineChart({
    title: oneLine(signal.name),
    // Slack tells points apart by their label: a date that comes again gets a number.
    categories: distinct(points.map(({ label }) => label)),
    lines: [
      { name: 'reading', values: points.map(({ value }) => value) },
      ...(target === undefined ? [] : [{ name: 'wanted', values: points.map(() => target) }]),
    ],
  });
}

function distinct(labels: readonly string[]): string[] {
  return labels.map((label, index) => {
    const earlier = labels.slice(0, index).filter((other) => other === label).length;
    return earlier === 0 ? label : `${label} (${earlier + 1})`;
  });
}
