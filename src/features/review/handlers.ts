import { justAfter } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import {
  type AskedCard,
  cardsPerPage,
  isFormOutdated,
  parseReadings,
  parseReadingsMetadata,
  type ReadCard,
  type ReadingsMetadata,
  readingsForm,
} from '../reading/form.ts';
import { appendNote, type CardReading } from '../reading/rules.ts';
import { findNote, saveNote, saveReadings } from '../reading/store.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { findPlacedCard, findPlacedReview } from './access.ts';
import { clockRunsText, lateReadingsView, refusals } from './messages.ts';
import { type JudgedCard, judgeCard, type PlacedCard, putCard, putRoot } from './project.ts';
import type { Review } from './rules.ts';
import { listCards, startReviewClock } from './store.ts';

/** *Start 15 minutes*: the root message counts from now on; a second press hears that it runs. */
export async function startClock(deps: Deps, act: ActionAct): Promise<Reply> {
  const placed = await findPlacedReview(deps.db, act.workspaceId, act.value);
  if (placed === undefined) return tell(refusals['no-such-review']);
  await warmPeople(deps, act, placed.team);
  return once(deps, act, async (tx) => {
    const now = await findPlacedReview(tx, act.workspaceId, act.value);
    if (now === undefined) return tell(refusals['no-such-review']);
    const { team, review } = now;
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'start-clock')) return tell(refusals['not-a-member']);
    if (review.state === 'closed') return tell(refusals['review-closed']);
    if (review.clockStartedAt !== undefined) {
      return tell(clockRunsText(review.clockStartedAt, act.now));
    }
    await startReviewClock(tx, review.id, act.now);
    const started = { ...review, clockStartedAt: act.now };
    await putRoot(tx, { newId: deps.newId, team, review: started }, act.now);
    return { reply: 'done' };
  });
}

/** *Add my readings*: all open cards of the person who presses, in one form. */
export async function openMyReadings(deps: Deps, act: ActionAct): Promise<Reply> {
  const placed = await findPlacedReview(deps.db, act.workspaceId, act.value);
  if (placed === undefined) return tell(refusals['no-such-review']);
  if (placed.review.state === 'closed') return tell(refusals['review-closed']);
  await warmPeople(deps, act, placed.team);
  const standing = await findStanding(deps.db, { ...act, teamId: placed.team.id });
  if (!may(standing, 'add-readings')) return tell(refusals['not-a-member']);
  const page = await readPage(deps.db, placed, { userId: act.userId, after: 0, now: act.now });
  if (page.cards.length === 0) return tell(refusals['no-cards-of-mine']);
  return { reply: 'show', view: readingsForm(page.cards, page.where) };
}

/** *Readings* on a card: the same form for one card, whoever owns it, open or closed. */
export async function openCardReadings(deps: Deps, act: ActionAct): Promise<Reply> {
  const placed = await findPlacedCard(deps.db, act.workspaceId, act.value);
  if (placed === undefined) return tell(refusals['no-such-card']);
  await warmPeople(deps, act, placed.team);
  const standing = await findStanding(deps.db, { ...act, teamId: placed.team.id });
  if (!may(standing, 'add-readings')) return tell(refusals['not-a-member']);
  const asked = await readAsked(deps.db, placed, act.now);
  return { reply: 'show', view: readingsForm([asked], { reviewId: placed.review.id }) };
}

/** Keeps what the readings form holds; on a closed card as late, without touching what stood there. */
export async function submitReadings(deps: Deps, act: SubmitAct): Promise<Reply> {
  const metadata = parseReadingsMetadata(act.metadata);
  if (metadata === undefined) return tell(oldFormText);
  const placed = await findPlacedReview(deps.db, act.workspaceId, metadata.reviewId);
  if (placed === undefined) return tell(refusals['no-such-review']);
  await warmPeople(deps, act, placed.team);
  return once(deps, act, async (tx) => {
    const standing = await findStanding(tx, { ...act, teamId: placed.team.id });
    if (!may(standing, 'add-readings')) return tell(refusals['not-a-member']);
    const cards: PlacedCard[] = [];
    for (const cardId of metadata.cardIds) {
      const card = await findPlacedCard(tx, act.workspaceId, cardId);
      if (card?.review.id === metadata.reviewId) cards.push(card);
    }
    const asked: AskedCard[] = [];
    for (const card of cards) asked.push(await readAsked(tx, card, act.now));
    if (isFormOutdated(act.values, asked)) {
      return {
        reply: 'replace',
        view: readingsForm(asked, { ...metadata, isChanged: true }),
      };
    }
    const read = parseReadings(act.values, asked);
    if ('errors' in read) return { reply: 'fix', errors: read.errors };
    return keepReadings(tx, { deps, act, metadata, cards, asked, read: read.cards });
  });
}

interface Kept {
  deps: Deps;
  act: SubmitAct;
  metadata: ReadingsMetadata;
  cards: readonly PlacedCard[];
  asked: readonly AskedCard[];
  read: readonly ReadCard[];
}

async function keepReadings(tx: Tx, kept: Kept): Promise<Reply> {
  const { deps, act, metadata, cards, asked } = kept;
  for (const read of kept.read) {
    const card = asked.find((other) => other.cardId === read.cardId);
    if (card !== undefined) await keepCard(tx, { act, card, read });
  }
  for (const card of cards) await putCard(tx, { ...card, newId: deps.newId }, act.now);
  const [first] = cards;
  if (first === undefined) return tell(refusals['no-such-card']);
  if (first.review.state === 'open') await putRoot(tx, { ...first, newId: deps.newId }, act.now);
  if (metadata.next !== undefined) {
    const next = { userId: act.userId, after: metadata.next, now: act.now };
    const page = await readPage(tx, first, next);
    if (page.cards.length > 0)
      return { reply: 'replace', view: readingsForm(page.cards, page.where) };
  }
  const late = asked.filter((card) => card.isLate).map((card) => card.number);
  if (late.length === 0) return { reply: 'done' };
  // In the form's place: behind it the form would look as if nothing had been saved.
  return { reply: 'replace', view: lateReadingsView(late) };
}

async function keepCard(
  tx: Tx,
  kept: { act: SubmitAct; card: AskedCard; read: ReadCard },
): Promise<void> {
  const { act, card, read } = kept;
  const by = { byUserId: act.userId, at: dateOf(card, act.now) };
  const readings: CardReading[] = read.readings.map(({ signalId, reading }) => ({
    ...reading,
    signalId,
    ...by,
  }));
  const isGiven = (signalId: string) =>
    card.given.some((given) => given.signalId === signalId && !given.isMissing);
  const wanted = card.isLate
    ? readings.filter((reading) => !reading.isMissing && !isGiven(reading.signalId))
    : readings;
  await saveReadings(tx, card.cardId, wanted);
  const note = { ...read.note, ...by };
  await saveNote(tx, card.cardId, card.isLate ? appendNote(card.note, note) : note);
}

/** What comes late is dated after the card's end also on a clock that stands still, so that it stays told apart. */
function dateOf(card: AskedCard, now: Date): Date {
  if (card.endedAt === undefined || now > card.endedAt) return now;
  return justAfter(card.endedAt);
}

/** A page of a person's open cards, and where the form goes on after it. */
async function readPage(
  db: Db,
  where: { team: Team; review: Review },
  who: { userId: string; after: number; now: Date },
): Promise<{ cards: AskedCard[]; where: { reviewId: Review['id']; next?: number } }> {
  const mine: JudgedCard[] = [];
  for (const card of await listCards(db, where.review.id)) {
    if (card.state !== 'open' || card.position <= who.after) continue;
    const judged = await judgeCard(db, { ...where, card }, who.now);
    const isAsked = judged.onepager.state !== 'frozen';
    if (isAsked && judged.onepager.ownerId === who.userId) mine.push(judged);
  }
  const page = mine.slice(0, cardsPerPage);
  const cards: AskedCard[] = [];
  for (const judged of page) cards.push(await toAsked(db, judged));
  const last = page.at(-1);
  const next = mine.length > page.length && last !== undefined ? { next: last.card.position } : {};
  return { cards, where: { reviewId: where.review.id, ...next } };
}

async function readAsked(db: Db, placed: PlacedCard, now: Date): Promise<AskedCard> {
  return toAsked(db, await judgeCard(db, placed, now));
}

async function toAsked(db: Db, judged: JudgedCard): Promise<AskedCard> {
  const { card, onepager } = judged;
  const note = await findNote(db, card.id);
  return {
    cardId: card.id,
    number: onepager.number,
    title: onepager.bet.title,
    signals: onepager.bet.signals,
    guardrail: onepager.bet.guardrail,
    given: judged.readings,
    before: judged.before,
    isLate: card.state !== 'open',
    ...(judged.endedAt === undefined ? {} : { endedAt: judged.endedAt }),
    ...(note === undefined ? {} : { note }),
  };
}
