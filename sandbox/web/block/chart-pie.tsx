import type { VNode } from 'preact';
import { type Chart, figure } from './chart-read.ts';

const centre = 110;
const radius = 96;

/** A pie of up to six segments, clockwise from the top. */
export function PieChart({ chart }: { chart: Chart }): VNode {
  const values = (chart.series[0]?.values ?? []).map((value) => Math.max(0, value ?? 0));
  const total = values.reduce((sum, value) => sum + value, 0) || 1;
  let start = 0;
  const slices = values.map((value, index) => {
    const from = start;
    start += value / total;
    return { index, from, to: start, share: value / total };
  });
  return (
    <svg viewBox="0 0 220 220" class="chart-drawing chart-pie" aria-hidden="true">
      {slices.map(({ index, from, to, share }) => (
        <g>
          <path class={`slice fill-${index % 6}`} d={slicePath(from, to)}>
            <title>{`${chart.categories[index]}: ${figure(values[index])}`}</title>
          </path>
          {share >= 0.07 && (
            <text
              class="slice-text"
              {...pointAt((from + to) / 2, radius * 0.64)}
              text-anchor="middle"
            >
              {Math.round(share * 100)}%
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

function slicePath(from: number, to: number): string {
  if (to - from > 0.9999) {
    const top = centre - radius;
    return `M${centre} ${top} a${radius} ${radius} 0 1 1 -.01 0 Z`;
  }
  const start = pointAt(from, radius);
  const end = pointAt(to, radius);
  const isLarge = to - from > 0.5 ? 1 : 0;
  return `M${centre} ${centre} L${start.x} ${start.y} A${radius} ${radius} 0 ${isLarge} 1 ${end.x} ${end.y} Z`;
}

function pointAt(turn: number, distance: number): { x: number; y: number } {
  const angle = turn * 2 * Math.PI - Math.PI / 2;
  return { x: centre + distance * Math.cos(angle), y: centre + distance * Math.sin(angle) };
}
