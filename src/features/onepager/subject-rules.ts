// What of a one-pager can be doubted without naming anybody: the because of its mechanism, each assumption that is not
// falsified yet, and the one-pager as a whole. No owner, author or stop-owner is in it, because the sealed room reads it.
// (ANDON-LEVEL, LOG-ASSUMPTIONS)

import type { OnePagerId } from '../../lib/ids.ts';

/** Something of a one-pager that can be doubted. */
export interface Subject {
  onepagerId: OnePagerId;
  number: number;
  title: string;
  /** The because of its mechanism, and what it takes for granted; each by an id that stays. */
  assumptions: { id: string; text: string }[];
}
