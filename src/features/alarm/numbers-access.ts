import { justAfter } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findVersion, listAmendmentsSince, listRunning } from '../onepager/store.ts';
import { judgeCard } from '../review/project.ts';
import { findCard, listClosedCards } from '../review/store.ts';
import { readingsLine } from '../verdict/messages.ts';
import type { Gatherer, Look } from './gather.ts';
import {
  findNumbersMove,
  isOnlyNumbersIn,
  type NumbersFacts,
  progressOf,
  type ReadReview,
} from './numbers-rules.ts';
import { type Finding, spokenUntil } from './rules.ts';

/** Numbers move, users do not: from the verdicts of closed reviews, as they were when their cards ended. */
export const numbersGatherer: Gatherer = { kinds: ['numbers-move'], find: findIn };

async function findIn(db: Db, { team, known, now }: Look): Promise<Finding[]> {
  const running = (await listRunning(db, team.id)).filter(({ state }) => state === 'running');
  const starts = running.map(({ startedAt }) => startedAt.getTime());
  if (starts.length === 0) return [];
  const to = justAfter(now);
  const from = new Date(Math.min(...starts));
  const cards = await listClosedCards(db, { teamId: team.id, from, to });
  const found: Finding[] = [];
  for (const onepager of running) {
    const after = spokenUntil(known, { kind: 'numbers-move', subject: onepager.id });
    const facts: NumbersFacts = {
      id: onepager.id,
      number: onepager.number,
      title: onepager.bet.title,
      because: onepager.bet.mechanism.because,
      mechanismAt: await findMechanismAt(db, onepager),
      reviews: [],
      ...(after === undefined ? {} : { after }),
    };
    const own = cards.filter(({ onepagerId }) => onepagerId === onepager.id).toReversed();
    const reviews = await readReviews(db, { team, now }, own);
    const finding = findNumbersMove({ ...facts, reviews });
    if (finding !== undefined) found.push(finding);
  }
  return found;
}

/** The newest reviews of a one-pager back to the first that ends any streak; what is older changes nothing. */
async function readReviews(
  db: Db,
  { team, now }: Pick<Look, 'team' | 'now'>,
  newestFirst: Awaited<ReturnType<typeof listClosedCards>>,
): Promise<ReadReview[]> {
  const reviews: ReadReview[] = [];
  for (const { id, closedAt } of newestFirst) {
    const placed = await findCard(db, team.workspaceId, id);
    if (placed === undefined) continue;
    const { verdict, onepager } = await judgeCard(db, { team, ...placed }, now);
    const proxy = progressOf(verdict, 'proxy');
    const outcome = progressOf(verdict, 'outcome');
    reviews.push({ closedAt, proxy, outcome, numbers: readingsLine(verdict, onepager.bet) });
    const isRead = proxy !== 'unread' && outcome !== 'unread';
    if (isRead && !isOnlyNumbersIn({ proxy, outcome })) break;
  }
  return reviews;
}

/** When the mechanism in force was written: the first of the newest versions that say the same. */
async function findMechanismAt(db: Db, onepager: OnePager): Promise<Date> {
  const wordsOf = ({ change, moves, because }: OnePager['bet']['mechanism']) =>
    [change, moves, because].join('\n');
  const now = wordsOf(onepager.bet.mechanism);
  let since = onepager.startedAt;
  for (const { version, at } of (await listAmendmentsSince(db, onepager.id, 1)).toReversed()) {
    const before = await findVersion(db, onepager.id, version - 1);
    if (before === undefined || wordsOf(before.mechanism) === now) continue;
    since = at;
    break;
  }
  return since;
}
