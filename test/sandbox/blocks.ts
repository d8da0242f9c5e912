import { plain } from './fixture.ts';

type Json = Record<string, unknown>;

/** A piece of Block Kit for the tests of sizes. */
export function actions(...elements: Json[]): Json {
  return { type: 'actions', elements };
}

/** A piece of Block Kit for the tests of sizes. */
export function option(n: number | string, more: Json = {}): Json {
  return { text: plain(`Option ${n}`), value: `v${n}`, ...more };
}

/** A piece of Block Kit for the tests of sizes. */
export function options(count: number): Json[] {
  return Array.from({ length: count }, (_, n) => option(n));
}

/** A piece of Block Kit for the tests of sizes. */
export function select(more: Json = {}): Json {
  return { type: 'static_select', action_id: 'pick', options: options(2), ...more };
}

/** A piece of Block Kit for the tests of sizes. */
export function chart(chart: Json, title = 'Chart'): Json {
  return { type: 'data_visualization', title, chart };
}

/** A piece of Block Kit for the tests of sizes. */
export function bars(series: Json[], axis: Json = {}): Json {
  return { type: 'bar', series, axis_config: { categories: ['a', 'b'], ...axis } };
}

/** A piece of Block Kit for the tests of sizes. */
export const data = [
  { label: 'a', value: 1 },
  { label: 'b', value: 2 },
];
const cell = { type: 'raw_text', text: 'x' };
/** A piece of Block Kit for the tests of sizes. */
export const rows = (count: number, columns = 2) =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => cell));
/** A piece of Block Kit for the tests of sizes. */
export const table = (count: number, more: Json = {}) => ({
  type: 'data_table',
  caption: 'Table',
  rows: rows(count),
  ...more,
});
/** A piece of Block Kit for the tests of sizes. */
export const confirm = (more: Json) => ({ title: plain('Sure?'), text: plain('Really?'), ...more });
