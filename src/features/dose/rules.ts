// Each cycle asks for one small, bounded dose of disequilibrium, inside the guardrails: a deviation, or a case of the
// anthropologist hat. It is offered when the cycle opens, in the thread of the roll-up that closed the one before, so that
// the channel hears no more for it; either one fills it, and then the offer says so. While the alarm that nothing was dared
// stands beside it with the same two buttons, it is not offered twice. (DOSE, THRASH-FIX; product.md, core loop 6)

import type { TeamId } from '../../lib/ids.ts';

/** The dose of one cycle: what has been taken of it so far. */
export interface Dose {
  teamId: TeamId;
  /** The cycle's number. */
  number: number;
  deviations: number;
  hats: number;
}

/** Whether one of the two was done. */
export function isTaken({ deviations, hats }: Pick<Dose, 'deviations' | 'hats'>): boolean {
  return deviations + hats > 0;
}
