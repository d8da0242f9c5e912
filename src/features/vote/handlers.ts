import { isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once, onceIfReady } from '../../platform/slack/once.ts';
import { getDecision } from '../decision/store.ts';
import { findOnePager } from '../onepager/store.ts';
import { findPlacedCard } from '../review/access.ts';
import { wantCard } from '../review/card-project.ts';
import { cardClosedText, refusals } from '../review/messages.ts';
import { type PlacedCard, readAttendance } from '../review/project.ts';
import { type Choice, isChoice, refuseClosedCard } from '../review/rules.ts';
import { listVotes, saveVote } from '../review/store-vote.ts';
import { warmPeople } from '../team/access.ts';
import { may, noStanding } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { parseVote, parseVoteMetadata, voteForm, votesView } from './form.ts';
import { voteFirstText } from './messages.ts';
import { findSeat } from './store.ts';

/** *Continue* counts at once; *Change* and *Stop* ask one line first. */
export async function pressVote(deps: Deps, act: ActionAct): Promise<Reply> {
  const choice = act.variant;
  if (!isChoice(choice)) return tell(refusals['no-such-card']);
  if (choice === 'continue') {
    const counted = await countAtOnce(deps, act, { cardId: act.value, choice, reason: '' });
    if (counted !== undefined) return counted;
  }
  const placed = await findPlacedCard(deps.db, act.workspaceId, act.value);
  if (placed === undefined) return tell(refusals['no-such-card']);
  await warmPeople(deps, act, placed.team);
  if (choice === 'continue') {
    return once(deps, act, (tx) => keepVote(tx, { act, cardId: act.value, choice, reason: '' }));
  }
  const refusal = await refuse(deps.db, act, placed);
  if (refusal !== undefined) return refusal;
  const onepager = await findOnePager(deps.db, act.workspaceId, placed.card.onepagerId);
  if (onepager === undefined) return tell(refusals['no-such-card']);
  const mine = (await listVotes(deps.db, placed.card.id)).find(
    (vote) => vote.userId === act.userId && vote.choice === choice,
  );
  const about = { number: onepager.number, title: onepager.bet.title };
  const view = voteForm(about, { cardId: placed.card.id, choice }, mine?.reason ?? '');
  return { reply: 'show', view };
}

/** Counts a vote for change or stop with its line. */
export async function submitVote(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseVoteMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const { cardId, choice } = form;
  const parsed = parseVote(act.values, choice);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const { reason } = parsed;
  const counted = await countAtOnce(deps, act, { cardId, choice, reason });
  if (counted !== undefined) return counted;
  const placed = await findPlacedCard(deps.db, act.workspaceId, cardId);
  if (placed === undefined) return tell(refusals['no-such-card']);
  await warmPeople(deps, act, placed.team);
  return once(deps, act, (tx) => keepVote(tx, { act, cardId, choice, reason }));
}

/** *See votes*: the split, for those who voted; for everybody once the card is closed or where votes are open. */
export async function seeVotes(deps: Deps, act: ActionAct): Promise<Reply> {
  const placed = await findPlacedCard(deps.db, act.workspaceId, act.value);
  if (placed === undefined) return tell(refusals['no-such-card']);
  const { team, card, review } = placed;
  await warmPeople(deps, act, team);
  const standing = await findStanding(deps.db, { ...act, teamId: team.id });
  if (!may(standing, 'see-votes')) return tell(refusals['not-a-member']);
  const votes = await listVotes(deps.db, card.id);
  const hasVoted = votes.some((vote) => vote.userId === act.userId);
  if (card.state === 'open' && !team.isVoteOpen && !hasVoted) return tell(voteFirstText);
  const onepager = await findOnePager(deps.db, act.workspaceId, card.onepagerId);
  if (onepager === undefined) return tell(refusals['no-such-card']);
  const about = { number: onepager.number, title: onepager.bet.title };
  const attendance = await readAttendance(deps.db, placed, review.closedAt ?? act.now);
  return { reply: 'show', view: votesView(about, votes, attendance) };
}

interface Given {
  cardId: string;
  choice: Choice;
  reason: string;
}

/**
 * Counts a vote in four statements where nothing stands in its way, and nothing of what it needs would be asked of Slack anew.
 * Otherwise undefined, and nothing is kept: the long way says why not. (performance.md ACK)
 */
async function countAtOnce(deps: Deps, act: Act, given: Given): Promise<Reply | undefined> {
  const { cardId, choice, reason } = given;
  if (!isId('cd', cardId)) return undefined;
  const { workspaceId, userId } = act;
  return onceIfReady(deps, act, {
    look: async (tx) => {
      const seat = await findSeat(tx, { workspaceId, cardId, userId });
      if (seat === undefined || seat.isFrozen || !deps.people.isFresh(seat.readAt))
        return undefined;
      // What else somebody may be is looked up where this does not do.
      const standing = { ...noStanding, isFullMember: seat.isFullMember };
      const isOpen = refuseClosedCard(seat.card) === undefined;
      return isOpen && may(standing, 'vote') ? seat : undefined;
    },
    work: async (tx, { isAhead }) => {
      await saveVote(tx, cardId, { userId, choice, reason, at: act.now });
      await wantCard(tx, workspaceId, { cardId, isAhead });
      return { reply: 'done' };
    },
  });
}

async function keepVote(tx: Tx, what: Given & { act: Act }): Promise<Reply> {
  const { act, choice, reason } = what;
  const placed = await findPlacedCard(tx, act.workspaceId, what.cardId);
  if (placed === undefined) return tell(refusals['no-such-card']);
  const refusal = await refuse(tx, act, placed);
  if (refusal !== undefined) return refusal;
  const { card, review } = placed;
  await saveVote(tx, card.id, { userId: act.userId, choice, reason, at: act.now });
  await wantCard(tx, act.workspaceId, { cardId: card.id, isAhead: review.isAhead === true });
  return { reply: 'done' };
}

/** Why this person may not vote on this card now, as an answer; undefined when they may. */
async function refuse(db: Db, act: Act, placed: PlacedCard): Promise<Reply | undefined> {
  const standing = await findStanding(db, { ...act, teamId: placed.team.id });
  if (!may(standing, 'vote')) return tell(refusals['not-a-member']);
  if (refuseClosedCard(placed.card) === undefined) {
    const onepager = await findOnePager(db, act.workspaceId, placed.card.onepagerId);
    return onepager?.state === 'frozen' ? tell(refusals.frozen) : undefined;
  }
  const { decisionId } = placed.card;
  const decision =
    decisionId === undefined ? undefined : await getDecision(db, act.workspaceId, decisionId);
  return tell(cardClosedText(placed.card, decision));
}
