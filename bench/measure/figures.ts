// The arithmetic of the bench, and nothing else: what a row of rounds says, and whether a bound holds. Nothing in here takes
// time from a clock, so that it can be tested. (performance.md)

/** What a ratio must be: at least or at most so much. */
export type Bound = { atLeast: number } | { atMost: number };

/** What was measured in one row, a figure a round; `ratios` where it was measured against a baseline in the same rounds. */
export interface Measured {
  id: string;
  what: string;
  /** What the figures count: `/s`, `ms`, `MB`. */
  unit: string;
  ours: readonly number[];
  baseline?: readonly number[];
  /** Missing: the row is only told. */
  bound?: Bound;
  /** What one should know beside it. */
  note?: string;
}

/** One line of the table. */
export interface Line {
  id: string;
  what: string;
  unit: string;
  ours: number;
  baseline?: number;
  ratio?: number;
  /** How far apart the rounds' ratios lie, or the figures where there is no ratio: (largest − smallest) ÷ median. */
  spread: number;
  bound?: Bound;
  verdict: Verdict;
  note?: string;
}

/** Whether the bound holds; `by` is the part of it that is missing: 0.1 means a tenth too little, or too much. */
export type Verdict = { says: 'holds' } | { says: 'told' } | { says: 'broken'; by: number };

/** The middle of some figures; of an even number of them the mean of the two in the middle. Throws without any. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('there is no median of nothing');
  return (upper + lower) / 2;
}

/** The figure below which a part of them lies, by nearest rank: `part` 0.99 is the 99th percentile. Throws without any. */
export function quantile(figures: readonly number[], part: number): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (found === undefined) throw new Error('there is no quantile of nothing');
  return found;
}

/** How far apart figures lie, as a part of their median; 0 for one figure. */
export function spreadOf(figures: readonly number[]): number {
  const middle = median(figures);
  const width = Math.max(...figures) - Math.min(...figures);
  if (width === 0) return 0;
  return width / Math.abs(middle);
}

/** Whether a ratio keeps its bound, and by which part of the bound it does not. */
export function judge(ratio: number, bound: Bound | undefined): Verdict {
  if (bound === undefined) return { says: 'told' };
  const limit = 'atLeast' in bound ? bound.atLeast : bound.atMost;
  const holds = 'atLeast' in bound ? ratio >= limit : ratio <= limit;
  // A ratio that is no number keeps nothing.
  return holds ? { says: 'holds' } : { says: 'broken', by: Math.abs(ratio - limit) / limit };
}

/**
 * A line of what was measured. With a baseline its ratio is the median of the rounds' own ratios: what the machine did in a
 * round it did to both of its halves. Without one the bound is on the figure itself.
 */
export function toLine(measured: Measured): Line {
  const { id, what, unit, ours, baseline, bound, note } = measured;
  if (baseline !== undefined && baseline.length !== ours.length) {
    throw new Error(`${id}: each round has both halves`);
  }
  const ratios = baseline?.map((figure, round) => (ours[round] ?? Number.NaN) / figure);
  const judged = median(ratios ?? ours);
  return {
    ...{ id, what, unit, ours: median(ours) },
    ...(baseline === undefined ? {} : { baseline: median(baseline) }),
    ...(ratios === undefined ? {} : { ratio: judged }),
    spread: spreadOf(ratios ?? ours),
    ...(bound === undefined ? {} : { bound }),
    verdict: judge(judged, bound),
    ...(note === undefined ? {} : { note }),
  };
}
