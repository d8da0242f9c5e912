// A lens is a role from which a one-pager is looked at: what it watches first, what must move for people, what it might
// hurt, and what it looks at in the 15 minutes. It suggests and never overwrites: a pair of signals fills only fields that
// are empty or that another pair had filled. (ROLE-LENSES, PROXY-OUTCOME, REVIEW-SCRIPT)

import { type BetFields, LENSES, type LensId } from '../quality/rules.ts';
import { isEmptyText } from '../signal/plain-text.ts';

/** What one role brings along. */
export interface Lens {
  id: LensId;
  /** The pair that fits each other: what moves first, and what must move (PROXY-OUTCOME). */
  pair: { proxyName: string; outcomeName: string };
  /** How this role writes a bet, a few words each. */
  prompts: readonly string[];
  /** Examples for the two signals that *Sharpen* asks for. */
  leading: string;
  counter: string;
  /** What it looks at in a review. */
  review: string;
}

/** All lenses, in the order of the picker. */
export function listLenses(): readonly Lens[] {
  return LENSES.map((id) => ({ id, ...LENS[id] }));
}

/** One lens by its id; undefined for any other text. */
export function findLens(id: string): Lens | undefined {
  return listLenses().find((lens) => lens.id === id);
}

/** The fields with a lens chosen and its pair in place, and the names that stayed because they are a person's own. */
export function pickPair(
  fields: BetFields,
  lens: Lens,
): { fields: BetFields; kept: readonly string[] } {
  const picked = { ...fields, lens: lens.id };
  const kept: string[] = [];
  for (const name of ['proxyName', 'outcomeName'] as const) {
    const isPairs = listLenses().some(({ pair }) => pair[name] === fields[name]);
    if (isEmptyText(fields[name]) || isPairs) picked[name] = lens.pair[name];
    else kept.push(fields[name]);
  }
  return { fields: picked, kept };
}

const LENS: Readonly<Record<LensId, Omit<Lens, 'id'>>> = {
  product: {
    pair: { proxyName: 'Action X on first use', outcomeName: '14-day retention' },
    prompts: [
      'Write the because before the feature',
      'One test inside the product each week',
      'Judge it by what people do',
    ],
    leading: 'Median time to Action X',
    counter: 'Unsubscribe rate',
    review: 'promote it only if what must move has moved',
  },
  recruiting: {
    pair: { proxyName: 'Qualified screens per 100 messages', outcomeName: 'Offers accepted' },
    prompts: ['Reason first: why them, why now', 'Count screens per 100 messages'],
    leading: 'Reply rate',
    counter: 'People who ask not to be written to',
    review: 'read five of the messages together',
  },
  sales: {
    pair: {
      proxyName: 'First calls with the questions answered',
      outcomeName: 'Qualified opportunities',
    },
    prompts: ['No fit, no demo', 'Discovery first, then conversion'],
    leading: 'Demos of ten minutes or less',
    counter: 'Follow-ups without a named problem',
    review: 'hear two calls of each person',
  },
  platform: {
    pair: { proxyName: 'p95 of the hot path', outcomeName: 'Tasks done at the first try' },
    prompts: [
      'Change one thing, measure, then the next',
      'Watch p95 and p99 beside the error budget',
    ],
    leading: 'Cache hit rate',
    counter: 'Error budget spent',
    review: 'look at p95 and p99, hit rate, timeouts and tickets',
  },
  support: {
    pair: { proxyName: 'Tickets with a root cause tagged', outcomeName: 'Time to resolution' },
    prompts: ['Tag the root cause before the answer', 'Count what comes back'],
    leading: 'Tickets solved by the first reply',
    counter: 'Satisfaction after contact',
    review: 'read five tickets that came back',
  },
};
