import { type Plan, plans } from './measure/rounds.ts';

/** What a run was asked for. */
export interface Asked {
  /** The ids of the rows, in the order of the table; all of them when none was named. */
  ids: string[];
  plan: Plan;
}

/** Reads `[id …] [--quick]`; answers a sentence when something else stands there. */
export function readArguments(
  words: readonly string[],
  known: readonly string[],
): Asked | { wrong: string } {
  const flags = words.filter((word) => word.startsWith('--'));
  const named = words.filter((word) => !word.startsWith('--')).map((word) => word.toUpperCase());
  const strange = [
    ...flags.filter((flag) => flag !== '--quick'),
    ...named.filter((id) => !known.includes(id)),
  ];
  if (strange.length > 0) {
    return {
      wrong: `There is no ${strange.join(', ')}. npm run bench -- [${known.join('|')}] [--quick]`,
    };
  }
  return {
    ids: named.length === 0 ? [...known] : known.filter((id) => named.includes(id)),
    plan: flags.length > 0 ? plans.quick : plans.whole,
  };
}
