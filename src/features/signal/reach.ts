// Where a number can be at all. A share (`41%`) stands between 0% and 100%; a count or a length of time is never below
// zero. A growth rate may be under zero or over 100%: a percent is one when its name says so, or when its start, its
// target or its limit stands outside. Points, money and bare numbers go everywhere. A number that cannot be is asked
// back at its field, because it would move the verdict. (DENOM-WATCH; product.md *Review*)
import { formatMeasure, type Measure, perOf } from './measure.ts';

/** The least and the most that a number can be, both in the baseline's unit; infinite where it goes everywhere. */
export interface Reach {
  least: number;
  most: number;
  /** Parts of a whole, of which more than all cannot be. */
  isShare: boolean;
}

/**
 * Where a number with this baseline (or limit) can be. `standing` are other values that it is asked or known to have, in
 * the baseline's unit, `name` is what it is called.
 */
export function reachOf(
  baseline: Measure,
  about: { name?: string; standing?: readonly number[] } = {},
): Reach {
  const standing = [baseline.value, ...(about.standing ?? [])];
  const isBelow = standing.some((value) => value < 0) || GROWTH.test(about.name ?? '');
  const whole = perOf(baseline);
  const isShare = whole !== 1 && !isBelow && standing.every((value) => value <= whole);
  const isFloored = isShare || baseline.unit === 'count' || baseline.unit === 'duration';
  return {
    least: isFloored && !isBelow ? 0 : Number.NEGATIVE_INFINITY,
    // `120 per 100 users` is a pace that can be; `120%` of the users is not.
    most: isShare && baseline.unit === 'percent' ? whole : Number.POSITIVE_INFINITY,
    isShare,
  };
}

/** Tells whether a number can be there. */
export function isWithin(reach: Reach, value: number): boolean {
  return value >= reach.least && value <= reach.most;
}

/** Why a number cannot be, and what to write, in a plain sentence for its field; `typed` is the text as it was written. */
export function outsideWords(
  reach: Reach,
  found: { value: number; typed: string },
  baseline: Measure,
): string {
  const shown = formatMeasure({ ...baseline, value: found.value });
  const meant = found.value / 1000;
  if (/^\D*\d{1,3},\d{3}\D*$/.test(found.typed) && isWithin(reach, meant)) {
    const asDecimal = formatMeasure({ ...baseline, value: meant });
    return `This reads as ${shown}, which no share can be. Write ${asDecimal} with a dot if that is meant.`;
  }
  const example = `for example ${formatMeasure(baseline)}`;
  if (baseline.unit !== 'percent') return `${shown} is below zero; write 0 or more, ${example}.`;
  return `${shown} is no share; write one from 0% to 100%, ${example}. A rate that can be outside has the word growth or change in its name.`;
}

/** What a number is called that can be under zero, or over all. */
const GROWTH =
  /\b(?:growth|grow[sn]?|change|increase|decrease|difference|delta|deviation|variance|uplift|lift|margin|roi|net)\b/i;
