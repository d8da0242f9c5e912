import type { NewId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { isPut, putMessage } from '../../platform/outbox/store.ts';
import { readAwayOn } from '../away/access.ts';
import { findNewestWording } from '../decision/access.ts';
import { type Decision, tellingLine } from '../decision/rules.ts';
import { getDecision } from '../decision/store.ts';
import { knownAt } from '../evidence/rules.ts';
import { listEvidence } from '../evidence/store.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import { readKnown } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { readStopOwner, readStopWordThen } from '../onepager/stop-access.ts';
import type { StopWord } from '../onepager/stop-rules.ts';
import {
  type Amendment,
  findVersion,
  getOnePager,
  listAmendmentsSince,
} from '../onepager/store.ts';
import { findOpenFreeze, listOpenFreezes } from '../onepager/store-freeze.ts';
import { andonBlocks } from '../raised/messages.ts';
import { viewOpenAndons } from '../raised/project.ts';
import { countOpenAbout } from '../raised/store.ts';
import type { CardReading } from '../reading/rules.ts';
import { latestOf } from '../reading/rules.ts';
import { findNote, listReadings, listReadingsBefore } from '../reading/store.ts';
import { beforeNumber, formatValue } from '../signal/measure.ts';
import { type Reading, valueOf } from '../signal/rules.ts';
import type { Team } from '../team/rules.ts';
import { listGoneFrom } from '../team/store-place.ts';
import { GUARDRAIL_ID, type Verdict, verdictOf } from '../verdict/rules.ts';
import { cardMessage } from './message-card.ts';
import { type CardLine, closedMessage, isPausedLine, rootMessage } from './messages.ts';
import type { Attendance, Card, Review, Vote } from './rules.ts';
import { findOpenReview, findVersionBefore, listCards, listRoster } from './store.ts';
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
  readings: readonly CardReading[];
  /** The newest number of each signal from earlier reviews. */
  before: ReadonlyMap<string, CardReading>;
  /** Amendments up to the card's end, oldest first. */
  amendments: readonly Amendment[];
  /** When the card stopped being open. */
  endedAt?: Date;
  decision?: Decision;
}

/**
 * Reads a card with its verdict: while it is open, on the numbers and the version of now; afterwards on those in force
 * when it ended, so that neither the decision's own amendment nor a late reading changes what it rested on.
 */
export async function judgeCard(db: Db, placed: PlacedCard, now: Date): Promise<JudgedCard> {
  const { team, review, card } = placed;
  const decision =
    card.decisionId === undefined
      ? undefined
      : await getDecision(db, team.workspaceId, card.decisionId);
  const endedAt = decision?.at ?? (card.state === 'open' ? undefined : review.closedAt);
  const current = await getOnePager(db, team.workspaceId, card.onepagerId);
  const amendments = (await listAmendmentsSince(db, card.onepagerId, 1)).filter((amendment) =>
    isInForce(amendment, card, endedAt),
  );
  const onepager = await inForce(db, current, amendments);
  const readings = await listReadings(db, card.id);
  const before = latestOf(await listReadingsBefore(db, card.onepagerId, review.openedAt));
  const timely = readings.filter((reading) => !isAfter(reading, endedAt));
  const verdict = verdictOf(onepager.bet, bySignal(timely, team.zone), {
    today: toLocalDate(endedAt ?? now, team.zone),
    gateOn: onepager.bet.gateOn,
    before: bySignal([...before.values()], team.zone),
  });
  return {
    ...placed,
    onepager,
    verdict,
    readings,
    before,
    amendments,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(decision === undefined ? {} : { decision }),
  };
}

/** A review's cards as `judgeCard` reads them, in deciding order. */
export async function judgeCards(
  db: Db,
  { team, review }: { team: Team; review: Review },
  now: Date,
): Promise<JudgedCard[]> {
  const judged: JudgedCard[] = [];
  for (const card of await listCards(db, review.id)) {
    judged.push(await judgeCard(db, { team, review, card }, now));
  }
  return judged;
}

/** Who was expected at a review, and who of them is away on the day of `at`. */
export async function readAttendance(
  db: Db,
  where: { team: Team; review: Pick<Review, 'id'> },
  at: Date,
): Promise<Attendance> {
  const { team, review } = where;
  const roster = await listRoster(db, review.id);
  const date = toLocalDate(at, team.zone);
  return { roster, away: await readAwayOn(db, team, { userIds: roster, date }) };
}

/** Puts what a card should show now; the last word of a transaction that changed it. `votes`, `judged` when they are read already. */
export async function putCard(
  tx: Tx,
  what: PlacedCard & { newId: NewId; votes?: readonly Vote[]; judged?: JudgedCard },
  now: Date,
): Promise<void> {
  const { team, review, card } = what;
  // Of a review that is open ahead nothing is posted before its time.
  if (review.isAhead === true) return;
  const judged = what.judged ?? (await judgeCard(tx, { team, review, card }, now));
  const { onepager, decision } = judged;
  const seen = await findVersionBefore(tx, card.onepagerId, review.openedAt);
  const late = judged.readings.filter(
    (reading) => !reading.isMissing && isAfter(reading, judged.endedAt),
  );
  const note = await findNote(tx, card.id);
  const evidence = await listEvidence(tx, team.workspaceId, card.onepagerId);
  const freeze = await findOpenFreeze(tx, team.workspaceId, card.onepagerId);
  const today = toLocalDate(now, team.zone);
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
      attendance: await readAttendance(tx, what, judged.endedAt ?? now),
      isVoteOpen: team.isVoteOpen,
      hasEarlierReview: seen !== undefined,
      amendments: judged.amendments
        .filter(({ version }) => version > (seen ?? 1))
        .map(({ words }) => words),
      unchangedSinceOn: toLocalDate(judged.amendments.at(-1)?.at ?? onepager.startedAt, team.zone),
      lateNames: late.map((reading) => sayReading(onepager, reading)),
      evidence: knownAt(evidence, judged.endedAt ?? now),
      openAndons: card.state === 'open' ? await countOpenAbout(tx, card.onepagerId) : 0,
      ...(note === undefined ? {} : { note }),
      ...(freeze === undefined ? {} : { freeze }),
      ...(card.state === 'open' ? { known: await readKnown(tx, { onepager, today }) } : {}),
      ...(decision === undefined ? {} : { decision }),
      // What was true when the card ended stays.
      stopWord: await readStopWord(tx, onepager, { endedAt: judged.endedAt, now }),
    }),
  });
}

/** As it stands now, or stood when the card ended. */
async function readStopWord(
  tx: Tx,
  onepager: OnePager,
  { endedAt, now }: { endedAt: Date | undefined; now: Date },
): Promise<StopWord> {
  const { facts, word } = await readStopOwner(tx, onepager, now);
  if (endedAt === undefined) return word;
  return readStopWordThen(tx, { onepager, facts, at: endedAt }, now);
}

/** Puts the card of a one-pager in the review that is open, and the review's root; nothing when it has none. */
export async function putOpenCard(
  tx: Tx,
  what: { newId: NewId; team: Team; onepagerId: OnePager['id'] },
  now: Date,
): Promise<void> {
  const { newId, team, onepagerId } = what;
  const review = await findOpenReview(tx, team.id);
  if (review === undefined) return;
  const card = (await listCards(tx, review.id)).find((one) => one.onepagerId === onepagerId);
  if (card !== undefined) await putCard(tx, { newId, team, review, card }, now);
  await putRoot(tx, { newId, team, review }, now);
}

/** Puts what the review's root message should show now; `judged` when its cards are read already. */
export async function putRoot(
  tx: Tx,
  what: { newId: NewId; team: Team; review: Review; judged?: readonly JudgedCard[] },
  now: Date,
): Promise<void> {
  const { team, review } = what;
  if (review.isAhead === true) return;
  const { zone } = team;
  const on = { today: toLocalDate(now, zone), zone };
  const andons = review.state === 'open' ? andonBlocks(await viewOpenAndons(tx, team), on) : [];
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: what.newId,
    address: `review:${review.id}`,
    to: { channelId: team.channelId },
    content: rootMessage(review, { cards: await readLines(tx, what, now), andons }, now),
  });
}

/** Puts the one message that tells how a review ended: in its thread, and in the channel too when that is `isBroadcast`. */
export async function putClosed(
  tx: Tx,
  what: { newId: NewId; team: Team; review: Review; isBroadcast: boolean },
  now: Date,
): Promise<void> {
  const { team, review } = what;
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: what.newId,
    address: `review:${review.id}:closed`,
    to: { channelId: team.channelId },
    inThreadOf: `review:${review.id}`,
    isBroadcast: what.isBroadcast,
    content: closedMessage(await readLines(tx, what, now)),
  });
}

/** Makes the closing message of a review, where one was posted, and its root say what its decisions say now. */
export async function refreshClosed(
  tx: Tx,
  what: { newId: NewId; team: Team; review: Review },
  now: Date,
): Promise<void> {
  const { team, review } = what;
  if (!(await isPut(tx, team.workspaceId, `review:${review.id}:closed`))) return;
  await putRoot(tx, what, now);
  // It stays where it was posted: in the thread, and in the channel too if it was.
  await putClosed(tx, { ...what, isBroadcast: false }, now);
}

async function readLines(
  db: Db,
  where: { team: Team; review: Review; judged?: readonly JudgedCard[] },
  now: Date,
): Promise<CardLine[]> {
  const lines: CardLine[] = [];
  const freezes = await listOpenFreezes(db, where.team.id);
  for (const judged of where.judged ?? (await judgeCards(db, where, now))) {
    const { card, onepager, verdict } = judged;
    const decision = judged.decision && (await findNewestWording(db, judged.decision));
    lines.push({
      card,
      number: onepager.number,
      title: onepager.bet.title,
      ownerId: onepager.ownerId,
      isFrozen: onepager.state === 'frozen',
      verdict,
      ...(decision === undefined
        ? {}
        : { decision: { kind: decision.kind, line: tellingLine(decision) } }),
      ...reversedOf(onepager, decision),
      ...evidenceAtOf(freezes, onepager.id),
    });
  }
  const isOpen = where.review.state === 'open';
  if (isOpen) lines.push(...(await readFrozen(db, where.team, { freezes, shown: lines })));
  const ownerIds = lines.flatMap(({ ownerId }) => (ownerId === undefined ? [] : [ownerId]));
  const gone = await listGoneFrom(db, where.team, ownerIds);
  const named = lines.map(({ ownerId, ...line }) =>
    ownerId === undefined || gone.includes(ownerId) ? line : { ...line, ownerId },
  );
  // What is frozen stands first, whether it has a card in this review or not.
  return isOpen
    ? [...named.filter(isPausedLine), ...named.filter((line) => !isPausedLine(line))]
    : named;
}

/** What is frozen without a card in this review: its line says when its evidence review is. */
async function readFrozen(
  db: Db,
  team: Team,
  what: { freezes: readonly Freeze[]; shown: readonly CardLine[] },
): Promise<CardLine[]> {
  const lines: CardLine[] = [];
  for (const { onepagerId, reviewAt } of what.freezes) {
    const onepager = await getOnePager(db, team.workspaceId, onepagerId);
    const { number, bet } = onepager;
    if (what.shown.some((line) => line.number === number)) continue;
    const today = toLocalDate(reviewAt, team.zone);
    const verdict = verdictOf(bet, new Map(), { today, gateOn: bet.gateOn });
    const line = { number, title: bet.title, isFrozen: true, evidenceAt: reviewAt, verdict };
    lines.push({ ...line, card: { state: 'open' } });
  }
  return lines;
}

function evidenceAtOf(freezes: readonly Freeze[], id: OnePager['id']): { evidenceAt?: Date } {
  const freeze = freezes.find(({ onepagerId }) => onepagerId === id);
  return freeze === undefined ? {} : { evidenceAt: freeze.reviewAt };
}

function reversedOf(
  { state }: OnePager,
  decision: Decision | undefined,
): Pick<CardLine, 'reversed'> {
  if (decision?.isReversed !== true || decision.supersededByNumber === undefined) return {};
  const runsAgain = decision.kind === 'stop' && (state === 'running' || state === 'frozen');
  return { reversed: { byNumber: decision.supersededByNumber, runsAgain } };
}

async function inForce(
  db: Db,
  current: OnePager,
  amendments: readonly Amendment[],
): Promise<OnePager> {
  const version = amendments.at(-1)?.version ?? 1;
  if (version === current.version) return current;
  const bet = await findVersion(db, current.id, version);
  invariant(bet !== undefined, `one-pager ${current.id} has version ${version}`);
  return { ...current, version, bet };
}

/** Whether an amendment was there when the card ended; told by its version, because two instants may be one. */
function isInForce(
  { version, at }: Amendment,
  card: Pick<Card, 'endedVersion'>,
  endedAt: Date | undefined,
): boolean {
  if (endedAt === undefined) return true;
  return card.endedVersion === undefined ? at < endedAt : version <= card.endedVersion;
}

function isAfter(reading: CardReading, endedAt: Date | undefined): boolean {
  return endedAt !== undefined && reading.at > endedAt;
}

function bySignal(readings: readonly CardReading[], zone: string): Map<string, Reading> {
  return new Map(
    readings.map((reading) => [
      reading.signalId,
      { ...reading, takenOn: toLocalDate(reading.at, zone) },
    ]),
  );
}

/** `Action X in 24 h 44%`: a signal with its number. */
function sayReading({ bet }: OnePager, reading: CardReading): string {
  const { guardrail } = bet;
  const measured =
    reading.signalId === GUARDRAIL_ID
      ? { name: guardrail.indicator, baseline: guardrail.limit.limit }
      : bet.signals.find((signal) => signal.id === reading.signalId);
  if (measured === undefined) return 'a former signal';
  const value = valueOf(reading, measured.baseline);
  return value === undefined
    ? measured.name
    : `${beforeNumber(measured.name)} ${formatValue(value, measured.baseline)}`;
}
