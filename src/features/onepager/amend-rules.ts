// A decision may amend a bet while it runs: a new gate, another mechanism, another smallest test.
// The amendment says in words what is different; what the decision does not name stays as it was.
// (DEF-LOCK; product.md *Log decision*)

import type { LocalDate } from '../../lib/time.ts';
import { describeAmendment } from './amendment-rules.ts';
import type { Bet } from './rules.ts';

/** What a decision changes in a bet. */
export interface Amends {
  gateOn?: LocalDate;
  change?: string;
  because?: string;
  /** The smallest test this week. */
  test?: string;
}

/** The amended bet, and what is different in words; no words when nothing is. */
export function amendBet(bet: Bet, amends: Amends): { bet: Bet; amendment: string } {
  const { gateOn = bet.gateOn, test = bet.smallestTest } = amends;
  const { change = bet.mechanism.change, because = bet.mechanism.because } = amends;
  const fields = {
    ...bet.fields,
    gateOn,
    ...(amends.change === undefined ? {} : { change }),
    ...(amends.because === undefined ? {} : { because }),
    ...(amends.test === undefined ? {} : { smallestTest: test }),
  };
  const mechanism = { ...bet.mechanism, change, because };
  const amended: Bet = { ...bet, gateOn, smallestTest: test, mechanism, fields };
  return { bet: amended, amendment: describeAmendment(bet.fields, fields).join('\n') };
}
