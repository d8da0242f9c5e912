import {
  asFields,
  asFieldsList,
  asNumber,
  asString,
  asStrings,
  type Fields,
} from '../state/read.ts';

/** What a `data_visualization` block draws. */
export interface Chart {
  type: 'line' | 'bar' | 'area' | 'pie';
  categories: string[];
  series: { name: string; values: (number | undefined)[] }[];
  xLabel: string;
  yLabel: string;
}

/** Reads the chart of a block; undefined when it is of no known type. */
export function readChart(block: Fields): Chart | undefined {
  const chart = asFields(block.chart);
  const type = asString(chart.type);
  if (type === 'pie') return readPie(chart);
  if (type !== 'line' && type !== 'bar' && type !== 'area') return undefined;
  const axis = asFields(chart.axis_config);
  const series = asFieldsList(chart.series).map((one) => ({
    name: asString(one.name),
    points: asFieldsList(one.data),
  }));
  const named = asStrings(axis.categories);
  const categories =
    named.length > 0 ? named : (series[0]?.points.map((point) => asString(point.label)) ?? []);
  return {
    type,
    categories,
    series: series.map(({ name, points }) => ({
      name,
      values: categories.map((category, index) => {
        const point = points.find(({ label }) => label === category) ?? points[index];
        return asNumber(point?.value);
      }),
    })),
    xLabel: asString(axis.x_label),
    yLabel: asString(axis.y_label),
  };
}

/** Round steps for an axis that holds these values, from lowest to highest. */
export function ticksFor(values: number[]): number[] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 1;
  const ticks: number[] = [];
  for (let tick = Math.floor(low / step); tick <= Math.ceil(high / step); tick++) {
    ticks.push(Number((tick * step).toPrecision(10)));
  }
  return ticks;
}

/** A figure as people write it. */
export function figure(value: number | undefined): string {
  return value === undefined ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function readPie(chart: Fields): Chart {
  const segments = asFieldsList(chart.segments ?? chart.data);
  return {
    type: 'pie',
    categories: segments.map((segment) => asString(segment.label)),
    series: [{ name: 'Value', values: segments.map((segment) => asNumber(segment.value)) }],
    xLabel: '',
    yLabel: '',
  };
}
