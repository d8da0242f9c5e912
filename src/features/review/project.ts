import type { NewId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import { fromInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { Decision } from '../decision/rules.ts';
import { getDecision } from '../decision/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { getOnePager, listAmendmentsSince } from '../onepager/store.ts';
import type { CardReading } from '../reading/rules.ts';
import { latestOf } from '../reading/rules.ts';
import { findNote, listReadings, listReadingsBefore } from '../reading/store.ts';
import type { Team } from '../team/rules.ts';
import { GUARDRAIL_ID, type Verdict, verdictOf } from '../verdict/rules.ts';
import { cardMessage } from './message-card.ts';
import { type CardLine, closedMessage, rootMessage } from './messages.ts';
import type { Card, Review, Vote } from './rules.ts';
import { findVersionBefore, listCards, listRoster } from './store.ts';
import { listVotes } from './store-vote.ts';

/** A card where it stands. */
export interface PlacedCard {
  team: Team;
  review: Review;
  card: Card;
}

/** A card's one-pager, what its rule says, and the decision when there is one. */
export interface JudgedCard extends PlacedCard {
  onepager: OnePager;
  verdict: Verdict;
  /** Readings that came after the card was closed; they are not in the verdict. */
  late: readonly CardReading[];
  decision?: Decision;
}

/** Reads a card with its verdict: on the readings in time, as of the closing when it is closed, else as of `now`. */
export async function judgeCard(db: Db, placed: PlacedCard, now: Date): Promise<JudgedCard> {
  const { team, review, card } = placed;
  const onepager = await getOnePager(db, team.workspaceId, card.onepagerId);
  const decision =
    card.decisionId === undefined
      ? undefined
      : await getDecision(db, team.workspaceId, card.decisionId);
  const endedAt = decision?.at ?? (card.state === 'open' ? undefined : review.closedAt);
  const readings = await listReadings(db, card.id);
  const before = await listReadingsBefore(db, card.onepagerId, review.openedAt);
  const isLate = (reading: CardReading) => endedAt !== undefined && reading.at > endedAt;
  const verdict = verdictOf(
    onepager.bet,
    byslgnal(
      readings.filter((reading) => !isLate(reading)),
      team,
    ),
    {
      today: toLocalDate(endedAt ?? now, team.zone),
      gateOn: onepager.bet.gateOn,
      before: latestOf(before),
    },
  );
  return {
    ...placed,
    onepager,
    verdict,
    late: readings.filter((reading) => isLate(reading) && !reading.isMissing),
    ...(decision === undefined ? {} : { decision }),
  };
}

/** Puts what a card should show now; the last word of a transaction that changed it. `votes` when they are read already. */
export async function putCard(
  tx: Tx,
  what: PlacedCard & { newId: NewId; votes?: readonly Vote[] },
  now: Date,
): Promise<void> {
  const { team, review, card } = what;
  const judged = await judgeCard(tx, { team, review, card }, now);
  const { onepager, decision } = judged;
  const history = await readHistory(tx, judged);
  const note = await findNote(tx, card.id);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: what.newId,
    address: `card:${card.id}`,
    to: { channelId: team.channelId },
    inThreadOf: `review:${review.id}`,
    content: cardMessage({
      review,
      card,
      onepager,
      verdict: judged.verdict,
      votes: what.votes ?? (await listVotes(tx, card.id)),
      roster: await listRoster(tx, review.id),
      isVoteOpen: team.isVoteOpen,
      lateNames: judged.late.map((reading) => nameOf(onepager, reading.signalId)),
      ...history,
      ...(note === undefined ? {} : { note }),
      ...(decision === undefined ? {} : { decision }),
    }),
  });
}

/** Puts what the review's root message should show now. */
export async function putRoot(
  tx: Tx,
  what: { newId: NewId; team: Team; review: Review },
  now: Date,
): Promise<void> {
  const { team, review } = what;
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: what.newId,
    address: `review:${review.id}`,
    to: { channelId: team.channelId },
    content: rootMessage(review, await readLines(tx, what, now), now),
  });
}

/** Puts the one message that tells the channel how a review ended. */
export async function putClosed(
  tx: Tx,
  what: { newId: NewId; team: Team; review: Review },
  now: Date,
): Promise<void> {
  const { team, review } = what;
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: what.newId,
    address: `review:${review.id}:closed`,
    to: { channelId: team.channelId },
    inThreadOf: `review:${review.id}`,
    isBroadcast: true,
    content: closedMessage(await readLines(tx, what, now)),
  });
}

async function readLines(
  db: Db,
  where: { team: Team; review: Review },
  now: Date,
): Promise<CardLine[]> {
  const lines: CardLine[] = [];
  for (const card of await listCards(db, where.review.id)) {
    const judged = await judgeCard(db, { ...where, card }, now);
    const { onepager, verdict, decision } = judged;
    lines.push({
      card,
      number: onepager.number,
      title: onepager.bet.title,
      ownerId: onepager.ownerId,
      isFrozen: onepager.state === 'frozen',
      verdict,
      ...(decision === undefined
        ? {}
        : { decision: { kind: decision.kind, line: decision.texts.line ?? '' } }),
    });
  }
  return lines;
}
