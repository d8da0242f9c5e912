// The trend of a one-pager is how each of its signals went from review to review: where it started, every number that was
// brought, and where the rule wants it. A review without a new number leaves a gap and draws nothing. Each signal is told
// by itself, so that units are never mixed. The chart and its text say the same numbers. (product.md, *Roll-up*, *Home tab*)

import { formatDate, type LocalDate } from '../../lib/time.ts';
import type { Signal } from '../signal/rules.ts';
import { targetOf } from '../signal/rules.ts';

/** One number brought at a review; `reviewOn` is the team's local date on which that review opened. */
export interface ReviewReading {
  signalId: string;
  reviewOn: LocalDate;
  value?: number;
  denominator?: number;
}

/** One point of a signal; `label` is the review's date in words, `start` for the first. */
export interface TrendPoint {
  label: string;
  value: number;
  denominator?: number;
}

/** One signal over time, the oldest first; the first point is its baseline. */
export interface Trend {
  signal: Signal;
  points: readonly TrendPoint[];
  /** Where the rule wants it, when it is in the rule. */
  target?: number;
}

/** The most points that a chart of Slack takes. */
export const maxPoints = 20;

/** The trend of each signal, in their order. Older reviews than fit between the start and now are left out. */
export function trendsOf(signals: readonly Signal[], readings: readonly ReviewReading[]): Trend[] {
  return signals.map((signal) => {
    const target = targetOf(signal);
    return {
      signal,
      points: [{ label: 'start', value: signal.baseline.value }, ...pointsOf(signal, readings)],
      ...(target === undefined ? {} : { target }),
    };
  });
}

function pointsOf(signal: Signal, readings: readonly ReviewReading[]): TrendPoint[] {
  const points = readings
    .filter(({ signalId }) => signalId === signal.id)
    .toSorted((one, other) => one.reviewOn.localeCompare(other.reviewOn))
    .flatMap(({ value, denominator, reviewOn }) =>
      value === undefined
        ? []
        : [
            {
              label: formatDate(reviewOn),
              value,
              ...(denominator === undefined ? {} : { denominator }),
            },
          ],
    );
  return points.slice(-(maxPoints - 1));
}
