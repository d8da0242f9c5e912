import type { VNode } from 'preact';
import { useMedia } from '../shell/use-media.ts';
import { type Chart, figure, ticksFor } from './chart-read.ts';

// The drawing is scaled to its place; on a phone it is drawn smaller so that its labels stay readable.
const wide = { width: 560, height: 240 };
const narrow = { width: 320, height: 210 };
const edge = { top: 12, right: 14, bottom: 44, left: 52 };

interface Scale {
  size: typeof wide;
  x(index: number): number;
  y(value: number): number;
  band: number;
  ticks: number[];
}

/** A line, bar or area chart. Its numbers stand in the table beside it, so it is hidden from screen readers. */
export function AxisChart({ chart }: { chart: Chart }): VNode {
  const size = useMedia('(max-width: 560px)') ? narrow : wide;
  const scale = scaleOf(chart, size);
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true" class="chart-drawing">
      <Grid chart={chart} scale={scale} />
      {chart.series.map((_, index) =>
        chart.type === 'bar' ? (
          <Bars chart={chart} scale={scale} index={index} />
        ) : (
          <Line chart={chart} scale={scale} index={index} />
        ),
      )}
    </svg>
  );
}

function scaleOf(chart: Chart, size: typeof wide): Scale {
  const values = chart.series.flatMap((one) => one.values).filter((value) => value !== undefined);
  const ticks = ticksFor(values);
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const inner = size.width - edge.left - edge.right;
  const band = inner / Math.max(1, chart.categories.length);
  const drop = size.height - edge.top - edge.bottom;
  return {
    size,
    band,
    ticks,
    x: (index) => edge.left + band * (index + 0.5),
    y: (value) => edge.top + drop * (1 - (value - low) / (high - low || 1)),
  };
}

function Grid({ chart, scale }: { chart: Chart; scale: Scale }): VNode {
  const { size } = scale;
  // Labels that would touch are left out; every category stays in the table.
  const longest = Math.max(1, ...chart.categories.map((category) => category.length));
  const every = Math.max(1, Math.ceil((longest * 6.6 + 8) / scale.band));
  return (
    <g>
      {scale.ticks.map((tick) => (
        <g>
          <line
            class={tick === 0 ? 'axis-line' : 'grid-line'}
            x1={edge.left}
            x2={size.width - edge.right}
            y1={scale.y(tick)}
            y2={scale.y(tick)}
          />
          <text class="axis-text" x={edge.left - 8} y={scale.y(tick) + 4} text-anchor="end">
            {figure(tick)}
          </text>
        </g>
      ))}
      {chart.categories.map(
        (category, index) =>
          index % every === 0 && (
            <text
              class="axis-text"
              x={scale.x(index)}
              y={size.height - edge.bottom + 18}
              text-anchor="middle"
            >
              {category}
            </text>
          ),
      )}
      <text class="axis-label" x={size.width / 2} y={size.height - 6} text-anchor="middle">
        {chart.xLabel}
      </text>
      <text
        class="axis-label"
        transform={`translate(12 ${(size.height - edge.bottom) / 2}) rotate(-90)`}
        text-anchor="middle"
      >
        {chart.yLabel}
      </text>
    </g>
  );
}

interface Part {
  chart: Chart;
  scale: Scale;
  index: number;
}

function Bars({ chart, scale, index }: Part): VNode {
  const series = chart.series[index];
  const group = Math.min(scale.band * 0.72, 44 * chart.series.length);
  const width = group / chart.series.length;
  return (
    <g class={`fill-${index % 6}`}>
      {series?.values.map((value, at) => {
        if (value === undefined) return null;
        const top = Math.min(scale.y(value), scale.y(0));
        const height = Math.abs(scale.y(value) - scale.y(0));
        const x = scale.x(at) - group / 2 + width * index;
        return (
          <rect x={x + 1} y={top} width={Math.max(1, width - 2)} height={height} rx="2">
            <title>{titleOf(chart, index, at)}</title>
          </rect>
        );
      })}
    </g>
  );
}

function Line({ chart, scale, index }: Part): VNode {
  const points = (chart.series[index]?.values ?? []).flatMap((value, at) =>
    value === undefined ? [] : [{ at, x: scale.x(at), y: scale.y(value) }],
  );
  const path = points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
  const [first] = points;
  const last = points.at(-1);
  const floor = scale.y(0);
  return (
    <g>
      {chart.type === 'area' && first && last && (
        <path
          class={`area fill-${index % 6}`}
          d={`${path} L${last.x} ${floor} L${first.x} ${floor} Z`}
        />
      )}
      <path class={`line stroke-${index % 6}`} d={path} />
      {points.map(({ at, x, y }) => (
        <circle class={`dot fill-${index % 6}`} cx={x} cy={y} r="4">
          <title>{titleOf(chart, index, at)}</title>
        </circle>
      ))}
    </g>
  );
}

function titleOf(chart: Chart, index: number, at: number): string {
  const series = chart.series[index];
  return `${series?.name}, ${chart.categories[at]}: ${figure(series?.values[at])}`;
}
