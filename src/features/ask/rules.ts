// A team can ask for something that nobody in it has: whom, or what, for which one-pager. Any full member of the team asks; the
// roll-up shows it, since when, with *I can help*, and goes on showing it until it is done or withdrawn. Whoever presses is told
// to the asker by direct message, once. Whoever asked, the owner of its one-pager or a leader says done or withdraws it. A private team's
// question leaves its channel only when whoever asks says so. (product.md *Roll-up*; ROLLUP, "help needed")

import type { AskId, OnePagerId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { tidyText } from '../signal/plain-text.ts';

/** Where a question stands. */
export type AskState = 'open' | 'done' | 'withdrawn';

/** Help that a team asks for outside of itself. */
export interface Ask {
  id: AskId;
  workspaceId: string;
  teamId: TeamId;
  /** The one-pager that it is for, if it is for one. */
  onepagerId?: OnePagerId;
  /** Who could help, in words: a team, a craft, a person. */
  whom: string;
  what: string;
  /** It may be told outside of a private channel. */
  isShared: boolean;
  byUserId: string;
  at: Date;
  state: AskState;
  settledAt?: Date;
}

/** An open question as one person sees it on Home. */
export type AskLook = Pick<Ask, 'id' | 'whom' | 'what'> & {
  sinceOn: LocalDate;
  helpers: readonly string[];
  /** The person may say done, or withdraw it. */
  mayEnd: boolean;
};

/** The longest that the two texts may be. */
export const askLimits = { whom: 80, what: 300 } as const;

/** Why a question is not asked as it was written. */
export type AskRefusal = { field: 'whom' | 'what'; refused: 'empty' | 'same' };

/** What stands in the way of asking; the same question is open once in a team. */
export function refuseNewAsk(
  typed: Pick<Ask, 'whom' | 'what'>,
  open: readonly Pick<Ask, 'whom' | 'what'>[],
): AskRefusal[] {
  const empty = (['whom', 'what'] as const).filter((field) => tidy(typed[field]) === '');
  if (empty.length > 0) return empty.map((field) => ({ field, refused: 'empty' }));
  const isSame = open.some(
    (one) => tidy(one.whom) === tidy(typed.whom) && tidy(one.what) === tidy(typed.what),
  );
  return isSame ? [{ field: 'what', refused: 'same' }] : [];
}

/** What becomes of *I can help*. */
export type HelpOutcome =
  | 'helps'
  | 'helped-already'
  | 'own'
  | 'closed'
  | 'not-full'
  | 'not-readable';

/** What a press on *I can help* comes to, for the person who pressed. */
export function offerHelp(
  ask: Pick<Ask, 'state' | 'byUserId' | 'isShared'>,
  helper: { userId: string; isFull: boolean; mayRead: boolean; helpedBefore: boolean },
): HelpOutcome {
  if (!helper.isFull) return 'not-full';
  if (!helper.mayRead && !ask.isShared) return 'not-readable';
  if (ask.byUserId === helper.userId) return 'own';
  if (ask.state !== 'open') return 'closed';
  return helper.helpedBefore ? 'helped-already' : 'helps';
}

function tidy(text: string): string {
  return tidyText(text).toLowerCase();
}
