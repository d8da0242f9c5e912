// Once a cycle a team departs from one of its own habits on purpose, and says so: what it normally does, what it does
// instead, why, and what it hopes and risks. A deviation starts open. When its one-pager is decided it is settled, once:
// promoted becomes a default for its segment, retired ends with a lesson, candidate waits until it is proven. A
// default is one line of the team's floor: how we normally do this. (practices NOVELTY, DEV-LOG, PROMOTE-RETIRE)

import type { DeviationId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { isEmptyText } from '../signal/plain-text.ts';

/** Where a deviation stands. */
export type DeviationState = 'open' | 'candidate' | 'promoted' | 'retired';

/** How a deviation can be settled. */
export type Settlement = 'candidate' | 'promoted' | 'retired';

/** A deviation as it is written, before it has an id. */
export interface DeviationDraft {
  workspaceId: string;
  teamId: TeamId;
  /** The one-pager whose habit it is; missing for a loose one. */
  onepagerId?: OnePagerId;
  /** The default it departs from, in the team's words. */
  area: string;
  deviation: string;
  because: string;
  benefit: string;
  risk: string;
  isReversible: boolean;
  byUserId: string;
  at: Date;
}

/** One labelled departure from a default. */
export interface Deviation extends DeviationDraft {
  id: DeviationId;
  state: DeviationState;
  settledAt?: Date;
  outcome: string;
  lesson: string;
}

const moves: Readonly<Record<DeviationState, readonly Settlement[]>> = {
  open: ['candidate', 'promoted', 'retired'],
  candidate: ['promoted', 'retired'],
  promoted: [],
  retired: [],
};

/**
 * Whether a deviation may go to this state, and what is missing. Promoted and retired are final; retiring asks one lesson
 * (PROMOTE-RETIRE). Refuses `already-settled` and `no-lesson`.
 */
export function settle(
  state: DeviationState,
  to: { state: Settlement; lesson: string },
): { state: Settlement } | { refused: 'already-settled' | 'no-lesson' } {
  if (!moves[state].includes(to.state)) return { refused: 'already-settled' };
  if (to.state !== 'candidate' && isEmptyText(to.lesson)) return { refused: 'no-lesson' };
  return { state: to.state };
}

/** The states from which a deviation may go to this one; for the conditional write that settles it. */
export function listStatesBefore(to: Settlement): DeviationState[] {
  const states: DeviationState[] = ['open', 'candidate', 'promoted', 'retired'];
  return states.filter((state) => moves[state].includes(to));
}
