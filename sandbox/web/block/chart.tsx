import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { textOf } from '../state/read.ts';
import type { BlockProps } from './block.tsx';
import { AxisChart } from './chart-axis.tsx';
import { PieChart } from './chart-pie.tsx';
import { type Chart, figure, readChart } from './chart-read.ts';

/** A chart, with the same numbers as a table for whoever does not see it or wants them exactly. */
export function ChartBlock({ block }: BlockProps): VNode {
  const titleId = useId();
  const [isTable, setIsTable] = useState(false);
  const chart = readChart(block);
  if (!chart) return <div class="unsupported">Unsupported chart</div>;
  const names = chart.type === 'pie' ? chart.categories : chart.series.map(({ name }) => name);
  return (
    <figure class="chart" aria-labelledby={titleId}>
      <figcaption id={titleId}>{textOf(block.title)}</figcaption>
      {!isTable &&
        (chart.type === 'pie' ? <PieChart chart={chart} /> : <AxisChart chart={chart} />)}
      {!isTable && names.length > 1 && (
        <ul class="legend">
          {names.map((name, index) => (
            <li>
              <span class={`swatch series-${index % 6}`} aria-hidden="true" />
              {name}
              {chart.type === 'pie' && ` · ${figure(chart.series[0]?.values[index])}`}
            </li>
          ))}
        </ul>
      )}
      <div class={isTable ? 'table-scroll' : 'sr-only'}>
        <ChartTable chart={chart} title={textOf(block.title)} />
      </div>
      <button
        type="button"
        class="link-button chart-toggle"
        aria-pressed={isTable}
        onClick={() => setIsTable(!isTable)}
      >
        {isTable ? 'Show chart' : 'Show as table'}
      </button>
    </figure>
  );
}

function ChartTable({ chart, title }: { chart: Chart; title: string }): VNode {
  return (
    <table class="table">
      <caption class="sr-only">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{chart.xLabel || 'Category'}</th>
          {chart.series.map(({ name }) => (
            <th scope="col" class="align-right">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {chart.categories.map((category, index) => (
          <tr>
            <th scope="row">{category}</th>
            {chart.series.map(({ values }) => (
              <td class="align-right">{figure(values[index])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
