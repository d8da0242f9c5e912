import { isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { findPlacedCard, findPlacedReview } from '../review/access.ts';
import { wantCard } from '../review/card-project.ts';
import { refusals } from '../review/messages.ts';
import { judgeCard } from '../review/project.ts';
import type { Review } from '../review/rules.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { listVotes, saveVote } from '../review/store-vote.ts';
import { warmPeople } from '../team/access.ts';
import { teamWords } from '../team/messages.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, listTeamNames, resolveTeam } from '../team/store.ts';
import { verdictLine } from '../verdict/messages.ts';
import {
  type BallotCard,
  type BallotVote,
  ballotForm,
  parseBallot,
  parseBallotMetadata,
} from './ballot-form.ts';
import { ballotChoice, nothingToVoteText, someWereDecidedText } from './messages.ts';

/** `/onepager vote`: every open card of the team's review in one form, also the afternoon before. */
export async function runVote(deps: Deps, act: CommandAct): Promise<Reply> {
  const meant = await resolveTeam(deps.db, act);
  if ('none' in meant) return tell(teamWords.noTeam);
  const teams = 'team' in meant ? [meant.team] : meant.choose;
  const open: { team: Team; review: Review }[] = [];
  for (const team of teams) {
    const review = await findOpenReview(deps.db, team.id);
    if (review !== undefined) open.push({ team, review });
  }
  const [first, ...others] = open;
  if (first === undefined) return tell(nothingToVoteText);
  if (others.length === 0) return show(deps, act, first);
  const names = await listTeamNames(deps.db, act.workspaceId);
  const named = open.map(({ team, review }) => ({
    reviewId: review.id,
    name: names.get(team.id) ?? 'team',
  }));
  return { reply: 'tell', ...ballotChoice(named) };
}

/** *Vote* in a reminder or a list. */
export async function openBallot(deps: Deps, act: ActionAct): Promise<Reply> {
  const placed = isId('rv', act.value)
    ? await findPlacedReview(deps.db, act.workspaceId, act.value)
    : undefined;
  if (placed === undefined) return tell(refusals['no-such-review']);
  if (placed.review.state === 'closed') return tell(nothingToVoteText);
  return show(deps, act, placed);
}

/** The votes that were given; what was decided meanwhile is said. */
export async function submitBallot(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseBallotMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const { reviewId, cardIds } = form;
  const parsed = parseBallot(act.values, cardIds);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const placed = await findPlacedReview(deps.db, act.workspaceId, reviewId);
  if (placed === undefined) return tell(refusals['no-such-review']);
  await warmPeople(deps, act, placed.team);
  return once(deps, act, async (tx) => {
    const standing = await findStanding(tx, { ...act, teamId: placed.team.id });
    if (!may(standing, 'vote')) return tell(refusals['not-a-member']);
    const decided: number[] = [];
    for (const vote of parsed.votes) {
      const number = await keepVote(tx, { act, vote });
      if (number !== undefined) decided.push(number);
    }
    return decided.length === 0 ? { reply: 'done' } : tell(someWereDecidedText(decided));
  });
}

/** Keeps one vote that is new or changed; answers the one-pager's number when its card takes none any more. */
async function keepVote(tx: Tx, what: { act: Act; vote: BallotVote }): Promise<number | undefined> {
  const { act } = what;
  const { cardId, choice, reason } = what.vote;
  const placed = await findPlacedCard(tx, act.workspaceId, cardId);
  if (placed === undefined) return undefined;
  const votes = await listVotes(tx, cardId);
  const mine = votes.find((vote) => vote.userId === act.userId);
  if (mine?.choice === choice && mine.reason === reason) return undefined;
  const { onepager } = await judgeCard(tx, placed, act.now);
  if (placed.card.state !== 'open' || onepager.state === 'frozen') return onepager.number;
  const vote = { userId: act.userId, choice, reason, at: act.now };
  await saveVote(tx, cardId, vote);
  await wantCard(tx, act.workspaceId, { cardId, isAhead: placed.review.isAhead === true });
  return undefined;
}

async function show(deps: Deps, act: Act, where: { team: Team; review: Review }): Promise<Reply> {
  const { team, review } = where;
  await warmPeople(deps, act, team);
  const standing = await findStanding(deps.db, { ...act, teamId: team.id });
  if (!may(standing, 'vote')) return tell(refusals['not-a-member']);
  const cards = await readBallot(deps.db, act, where);
  if (cards.length === 0) return tell(nothingToVoteText);
  const view = ballotForm({ reviewId: review.id, closesAt: review.closesAt, cards });
  return { reply: 'show', view };
}

/** The open cards, those without this person's vote first. */
async function readBallot(
  db: Db,
  act: Act,
  where: { team: Team; review: Review },
): Promise<BallotCard[]> {
  const cards: BallotCard[] = [];
  for (const card of await listCards(db, where.review.id)) {
    if (card.state !== 'open') continue;
    const { onepager, verdict } = await judgeCard(db, { ...where, card }, act.now);
    if (onepager.state === 'frozen') continue;
    const mine = (await listVotes(db, card.id)).find((vote) => vote.userId === act.userId);
    cards.push({
      id: card.id,
      number: onepager.number,
      title: onepager.bet.title,
      verdictLine: verdictLine(verdict, onepager.bet),
      reason: mine?.reason ?? '',
      ...(mine === undefined ? {} : { choice: mine.choice }),
    });
  }
  const hasVote = (card: BallotCard) => (card.choice === undefined ? 0 : 1);
  return cards.toSorted((one, other) => hasVote(one) - hasVote(other));
}
