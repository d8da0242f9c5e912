// A one-pager that departs from a habit is this cycle's deviation: its row is made from fields that are there already, and
// follows them as long as it is open. Whoever takes the habit out again has not dared: then the row ends and says so. A
// departure without a one-pager is typed into a form of its own, with the same fields. The same departure (same default,
// same words) is written once while it is open. (NOVELTY, DEV-LOG, T4; product.md *Write*)

import type { BetFields } from '../quality/rules.ts';
import { isEmptyText, tidyText } from '../signal/plain-text.ts';
import type { DeviationDraft } from './rules.ts';

/** What a departure says: the columns that a person fills in. (DEV-LOG) */
export type DeviationWords = Pick<
  DeviationDraft,
  'area' | 'deviation' | 'because' | 'benefit' | 'risk' | 'isReversible'
>;

/**
 * The deviation that a habit other than none makes, from the fields of its one-pager; undefined without one. `habitLabel` is
 * what the habit is called.
 */
export function deviationOf(fields: BetFields, habitLabel: string): DeviationWords | undefined {
  if (fields.habit === '' || fields.habit === 'none') return undefined;
  const own = tidyText(fields.habitOther);
  return {
    area: fields.habit === 'other' && own !== '' ? own : habitLabel,
    deviation: fields.change,
    because: fields.because,
    benefit: [fields.moves, fields.target].filter((text) => !isEmptyText(text)).join(': '),
    risk: [fields.guardrail, fields.rollback].filter((text) => !isEmptyText(text)).join('; '),
    isReversible: fields.isReversible !== 'no',
  };
}

/** Whether two departures are the same to a reader: the same default and the same words, whatever their case and stops. */
export function isSameDeviation(
  one: Pick<DeviationWords, 'area' | 'deviation'>,
  other: Pick<DeviationWords, 'area' | 'deviation'>,
): boolean {
  return keyOf(one.area) === keyOf(other.area) && keyOf(one.deviation) === keyOf(other.deviation);
}

/** Whether nothing of a departure was changed, so that what was agreed to one is agreed to the other. */
export function isSameWords(one: DeviationWords, other: DeviationWords): boolean {
  const texts = ['area', 'deviation', 'because', 'benefit', 'risk'] as const;
  return (
    one.isReversible === other.isReversible &&
    texts.every((name) => tidyText(one[name]) === tidyText(other[name]))
  );
}

/** What becomes of a one-pager's deviation when the page is changed. */
export type Following = 'write' | 'follow' | 'end' | 'leave';

/**
 * What a changed page means for its deviation: `write` a first one, let the open one `follow` the new words, `end` it because
 * the habit was taken out, or `leave` things as they are. What is a candidate waits for its proof and keeps its words.
 */
export function followHabit(
  standing: (DeviationWords & { state: string }) | undefined,
  words: DeviationWords | undefined,
): Following {
  if (standing === undefined) return words === undefined ? 'leave' : 'write';
  if (standing.state !== 'open') return 'leave';
  if (words === undefined) return 'end';
  return isSameWords(standing, words) ? 'leave' : 'follow';
}

/** Without letters and digits at all, what is there is compared as it is. */
function keyOf(text: string): string {
  const tidy = tidyText(text.normalize('NFKC').toLowerCase());
  const words = tidy.match(/[\p{L}\p{N}\p{M}]+/gu);
  return words === null ? tidy : words.join(' ');
}
