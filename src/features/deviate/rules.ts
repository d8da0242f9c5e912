// The form for a departure that no one-pager has asks what the deviation log keeps: which habit, what instead, because of
// what, what it may bring and cost, and whether it can be undone. Without a because it is a task and no test, and a because
// that says the departure again is none. What cannot be undone is too big for it: a spike or a slice comes first, or the
// team decides it as a major decision with two keys. (DEV-LOG, NOVELTY-SIZE, FIT-CHECK, REFLEX-LIST)

import type { DeviationWords } from '../deviation/habit-rules.ts';
import { areaKey, PROTECTED_AREAS } from '../deviation/protect-rules.ts';
import type { FloorDefault } from '../floor/rules.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import { shareRepeated } from '../quality/words.ts';
import { isEmptyText } from '../signal/plain-text.ts';

/** What stands in the form. `area` is a choice: `habit:rewrite`, `floor:df_1`, `protected:user data`, `other`, or empty. */
export interface TypedDeviation {
  area: string;
  areaOther: string;
  deviation: string;
  because: string;
  benefit: string;
  risk: string;
  /** `yes`, `no`, or empty. */
  isReversible: string;
}

/** The reflexes that teams fall back on. (REFLEX-LIST) */
export const REFLEXES = ['send-more', 'template-first', 'demo-first', 'rewrite'] as const;

/** A form with nothing in it. */
export const nothingTyped: TypedDeviation = {
  ...{ area: '', areaOther: '', deviation: '', because: '', benefit: '', risk: '' },
  isReversible: '',
};

/** What is short of a deviation, by field. */
export type DeviationErrors = Partial<
  Record<keyof TypedDeviation, 'missing' | 'gone' | 'repeats' | 'irreversible'>
>;

/** From this share of repeated words on, *because* says the departure again. */
const repeatsFrom = 0.75;

/**
 * The departure that was typed, or what is short of one. A line of the floor that was retired meanwhile, or an area that was
 * taken off the list, is `gone` at its field.
 */
export function readDeviation(
  typed: TypedDeviation,
  team: {
    floor: readonly Pick<FloorDefault, 'id' | 'area'>[];
    ownAreas: readonly string[];
  },
): { words: DeviationWords } | { errors: DeviationErrors } {
  const errors: DeviationErrors = {};
  const area = areaOf(typed, team);
  if (area === undefined)
    errors[typed.area === 'other' ? 'areaOther' : 'area'] = missingOrGone(typed);
  for (const name of ['deviation', 'because', 'benefit', 'risk'] as const) {
    if (isEmptyText(typed[name])) errors[name] = 'missing';
  }
  if (
    errors.because === undefined &&
    shareRepeated(typed.because, typed.deviation) >= repeatsFrom
  ) {
    errors.because = 'repeats';
  }
  if (typed.isReversible === 'no') errors.isReversible = 'irreversible';
  else if (typed.isReversible !== 'yes') errors.isReversible = 'missing';
  if (area === undefined || Object.keys(errors).length > 0) return { errors };
  const { deviation, because, benefit, risk } = typed;
  return { words: { area, deviation, because, benefit, risk, isReversible: true } };
}

/** The form as it would stand with a departure in it, to be written differently. */
export function typedFrom(words: DeviationWords, ownAreas: readonly string[]): TypedDeviation {
  const { deviation, because, benefit, risk, isReversible } = words;
  const key = areaKey(words.area);
  const isListed = [...PROTECTED_AREAS, ...ownAreas].some((name) => areaKey(name) === key);
  return {
    area: isListed ? `protected:${key}` : 'other',
    areaOther: isListed ? '' : words.area,
    ...{ deviation, because, benefit, risk },
    isReversible: isReversible ? 'yes' : 'no',
  };
}

function missingOrGone(typed: TypedDeviation): 'missing' | 'gone' {
  return typed.area === '' || typed.area === 'other' ? 'missing' : 'gone';
}

function areaOf(
  { area, areaOther }: TypedDeviation,
  team: Parameters<typeof readDeviation>[1],
): string | undefined {
  const [kind = '', ...rest] = area.split(':');
  const value = rest.join(':');
  if (area === 'other') return isEmptyText(areaOther) ? undefined : areaOther;
  if (kind === 'habit') {
    const habit = REFLEXES.find((one) => one === value);
    return habit === undefined ? undefined : HABIT_LABELS[habit];
  }
  if (kind === 'floor') return team.floor.find((line) => line.id === value)?.area;
  if (kind !== 'protected') return undefined;
  return [...PROTECTED_AREAS, ...team.ownAreas].find((name) => areaKey(name) === value);
}
