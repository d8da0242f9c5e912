import { type Bet, toBet } from '../../src/features/onepager/rules.ts';
import { type BetFields, EMPTY_FIELDS } from '../../src/features/quality/rules.ts';
import { findScene } from '../../src/features/scene/rules.ts';
import { makeNewId } from '../../src/lib/ids.ts';

/** The bet of the product scene as it would be written on a day, with ids that count from `s1`. */
export function makeSceneBet(onDay: string, over: Partial<BetFields> = {}): Bet {
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `s${ids}`;
  });
  const fields = { ...EMPTY_FIELDS, ...findScene('product')?.fields(onDay), ...over };
  const bet = toBet(fields, newId);
  if ('refused' in bet) throw new Error(`the scene is no bet: ${bet.field}`);
  return bet;
}
