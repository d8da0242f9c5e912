import { toLocalDate, toLocalTime } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import {
  type ActionAct,
  type Deps,
  type MessageContent,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { readWorkDays } from '../away/access.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { warmPeople } from '../team/access.ts';
import { meetingLinks, reviewTitle } from '../team/calendar-rules.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { recordMove, recordSkip } from '../team/store-occurrence.ts';
import { findPlacedReview } from './access.ts';
import { calledOffNote, movedNote } from './message-time.ts';
import { refusals } from './messages.ts';
import {
  movedMeanwhileText,
  moveErrors,
  moveForm,
  parseMove,
  parseMoveMetadata,
  skipTooLateText,
} from './move-form.ts';
import { placeMove, type When } from './move-rules.ts';
import { putCard, putRoot } from './project.ts';
import { meetingOf, type Review } from './rules.ts';
import { listCards, moveReview, skipReview } from './store.ts';

/** *Move / skip* on the review's message. */
export async function openMove(deps: Deps, act: ActionAct): Promise<Reply> {
  const placed = await findPlacedReview(deps.db, act.workspaceId, act.value);
  if (placed === undefined) return tell(refusals['no-such-review']);
  const { team, review } = placed;
  if (review.state === 'closed') return tell(refusals['review-closed']);
  await warmPeople(deps, act, team);
  const standing = await findStanding(deps.db, { ...act, teamId: team.id });
  if (!may(standing, 'move-review')) return tell(refusals['not-a-member']);
  const meetsAt = meetingOf(review);
  const at = meetsAt > act.now ? meetsAt : act.now;
  const cards = await listCards(deps.db, review.id);
  const view = moveForm({
    mayCallOff: cards.every((card) => card.state !== 'decided'),
    reviewId: review.id,
    meetsAt,
    closesAt: review.closesAt,
    zone: team.zone,
    on: toLocalDate(at, team.zone),
    at: toLocalTime(meetsAt, team.zone),
  });
  return { reply: 'show', view };
}

/** The submitted move or skip; the review's message shows it, and one line tells the channel. */
export async function submitMove(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseMove(act.values);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const form = parseMoveMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const { reviewId } = form;
  const known = await findPlacedReview(deps.db, act.workspaceId, reviewId);
  if (known === undefined) return tell(refusals['no-such-review']);
  await warmPeople(deps, act, known.team);
  const work = await readWorkDays(deps.db, known.team, known.review.weekOn);
  return once(deps, act, async (tx) => {
    const placed = await findPlacedReview(tx, act.workspaceId, reviewId);
    if (placed === undefined) return tell(refusals['no-such-review']);
    const { team, review } = placed;
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'move-review')) return tell(refusals['not-a-member']);
    if (review.state === 'closed') return tell(refusals['review-closed']);
    if (meetingOf(review).toISOString() !== form.meetsAt) return tell(movedMeanwhileText(review));
    const what = { deps, act, team, review, because: parsed.because };
    return 'skip' in parsed ? skip(tx, what) : move(tx, { ...what, when: parsed.move, work });
  });
}

interface Placed {
  deps: Deps;
  act: SubmitAct;
  team: Team;
  review: Review;
  because: string;
}

async function move(tx: Tx, what: Placed & { when: When; work: WorkDays }): Promise<Reply> {
  const { deps, act, team, review, when, work, because } = what;
  const times = { meetsAt: meetingOf(review), closesAt: review.closesAt };
  const found = placeMove(when, times, { work, now: act.now });
  if ('refused' in found) return { reply: 'fix', errors: moveErrors(found.refused, when.when) };
  const movedTo = { at: found.at, byUserId: act.userId, because };
  if (!(await moveReview(tx, review.id, movedTo))) return tell(refusals['review-closed']);
  const reason = { why: 'said', text: because, byUserId: act.userId } as const;
  await recordMove(tx, {
    teamId: team.id,
    weekOn: review.weekOn,
    reason: {
      ...reason,
      meetsAt: found.at.toISOString(),
      ...(review.because === undefined ? {} : { dayOff: review.because }),
    },
  });
  const { clockStartedAt: _stopped, ...still } = review;
  await putRoot(tx, { newId: deps.newId, team, review: { ...still, movedTo } }, act.now);
  const links = meetingLinks({ at: found.at, zone: team.zone, title: reviewTitle });
  await say(tx, what, { what: 'moved', content: movedNote(review, movedTo, links) });
  return { reply: 'done' };
}

async function skip(tx: Tx, what: Placed): Promise<Reply> {
  const { deps, act, team, review, because } = what;
  const cards = await listCards(tx, review.id);
  if (cards.some((card) => card.state === 'decided')) return tell(skipTooLateText);
  const skipped = { because, byUserId: act.userId };
  if (!(await skipReview(tx, review.id, { ...skipped, at: act.now }))) {
    return tell(refusals['review-closed']);
  }
  await recordSkip(tx, {
    teamId: team.id,
    weekOn: review.weekOn,
    reason: { why: 'said', text: because, byUserId: act.userId },
    at: act.now,
  });
  const closed: Review = { ...review, state: 'closed', closedAt: act.now, skipped };
  const placed = { newId: deps.newId, team, review: closed };
  for (const card of await listCards(tx, review.id))
    await putCard(tx, { ...placed, card }, act.now);
  await putRoot(tx, placed, act.now);
  await say(tx, what, { what: 'off', content: calledOffNote(skipped, cards.length) });
  return { reply: 'done' };
}

/** In the review's thread, and in the channel too: an edited message tells nobody. */
async function say(
  tx: Tx,
  placed: Placed,
  note: { what: 'moved' | 'off'; content: MessageContent },
): Promise<void> {
  const { deps, act, team, review } = placed;
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: deps.newId,
    address: `review:${review.id}:${note.what}:${act.key}`,
    to: { channelId: team.channelId },
    inThreadOf: `review:${review.id}`,
    isBroadcast: true,
    content: note.content,
  });
}
