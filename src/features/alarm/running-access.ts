import type { CardId } from '../../lib/ids.ts';
import { justAfter, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listRunning } from '../onepager/store.ts';
import { latestOf } from '../reading/rules.ts';
import { listReadingsBefore } from '../reading/store.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import type { Team } from '../team/rules.ts';
import { type Verdict, verdictOf } from '../verdict/rules.ts';

/** A one-pager that runs, with what its rule says on the newest numbers, and its card if that can be decided now. */
export interface RunningNow {
  onepager: OnePager;
  number: number;
  verdict: Verdict;
  cardId?: CardId;
}

/** What runs in a team now, the nearest gate first. */
export async function readRunningNow(db: Db, team: Team, now: Date): Promise<RunningNow[]> {
  const review = await findOpenReview(db, team.id);
  const cards = review === undefined ? [] : await listCards(db, review.id);
  const today = toLocalDate(now, team.zone);
  const running: RunningNow[] = [];
  for (const onepager of await listRunning(db, team.id)) {
    const readings = latestOf(await listReadingsBefore(db, onepager.id, justAfter(now)));
    const { gateOn } = onepager.bet;
    const card = cards.find(
      ({ onepagerId, state }) => onepagerId === onepager.id && state === 'open',
    );
    running.push({
      onepager,
      number: onepager.number,
      verdict: verdictOf(onepager.bet, readings, { today, gateOn }),
      ...(card === undefined ? {} : { cardId: card.id }),
    });
  }
  return running.toSorted(
    (one, other) => one.verdict.daysToGate - other.verdict.daysToGate || one.number - other.number,
  );
}
