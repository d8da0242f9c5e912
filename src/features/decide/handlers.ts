import { toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { findUnagreed } from '../deviation/access.ts';
import { protectedChangeText } from '../deviation/messages.ts';
import { findOpenDeviation } from '../deviation/store.ts';
import { findNote } from '../reading/store.ts';
import { findPlacedCard } from '../review/access.ts';
import { splitWords } from '../review/message-card.ts';
import { cardClosedText, refusals } from '../review/messages.ts';
import { type JudgedCard, judgeCard, readAttendance } from '../review/project.ts';
import { refuseClosedCard, turnoutOf } from '../review/rules.ts';
import { listVotes } from '../review/store-vote.ts';
import { warmPeople } from '../team/access.ts';
import { may } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { readingsLine, verdictLine } from '../verdict/messages.ts';
import { isRuleMet } from '../verdict/rules.ts';
import { type DecideView, decideForm, parseDecideMetadata, parseDecision } from './form.ts';
import { mayNotDecideText, voteLine } from './messages.ts';
import { type Deciding, writeDecision } from './write.ts';

/** *Log decision*: the prefilled form, for the owner or a leader. */
export async function openDecide(deps: Deps, act: ActionAct): Promise<Reply> {
  const ready = await prepareDecide(deps, act, act.value);
  if ('reply' in ready) return ready;
  return { reply: 'show', view: decideForm(ready.view, {}) };
}

/** Another choice, or harm said: the form asks what that needs and keeps everything typed. */
export async function reshapeDecide(deps: Deps, act: ActionAct): Promise<Reply> {
  if (act.place.at !== 'modal') return tell(refusals['no-such-card']);
  const form = parseDecideMetadata(act.place.metadata);
  if (form === undefined) return tell(oldFormText);
  const { cardId, kept } = form;
  const ready = await prepareDecide(deps, act, cardId);
  if ('reply' in ready) return ready;
  return { reply: 'replace', view: decideForm(ready.view, { ...kept, ...act.place.values }) };
}

/** Logs the decision; of two people who log at once the second hears what was decided. */
export async function submitDecide(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseDecideMetadata(act.metadata);
  if (form === undefined) return tell(oldFormText);
  const { cardId, kept } = form;
  const placed = await findPlacedCard(deps.db, act.workspaceId, cardId);
  if (placed === undefined) return tell(refusals['no-such-card']);
  await warmPeople(deps, act, placed.team);
  return once(deps, act, async (tx) => {
    const ready = await read(tx, act, cardId);
    if ('reply' in ready) return ready;
    const parsed = parseDecision(act.values, ready.view);
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    if ('isOutdated' in parsed) {
      const view = decideForm(ready.view, { ...kept, ...act.values }, true);
      return { reply: 'replace', view };
    }
    const { deciding } = ready;
    const filled = parsed.decision;
    const { onepager } = deciding.judged;
    const after = { change: filled.newChange, because: filled.newBecause };
    const protects =
      filled.choice === 'change'
        ? await findUnagreed(tx, onepager, { before: onepager.bet.mechanism, after })
        : undefined;
    if (protects !== undefined) {
      return { reply: 'fix', errors: { newChange: protectedChangeText(protects) } };
    }
    const decided = { ...deciding, newId: deps.newId, filled, deciderId: act.userId };
    await writeDecision(tx, decided, act.now);
    return { reply: 'done' };
  });
}

interface Ready {
  view: DecideView;
  deciding: Pick<Deciding, 'judged' | 'votes' | 'note'>;
}

/** The form of a card and what it is decided on, for somebody who may decide it; otherwise why not. */
export async function prepareDecide(deps: Deps, act: Act, cardId: string): Promise<Ready | Reply> {
  const placed = await findPlacedCard(deps.db, act.workspaceId, cardId);
  if (placed === undefined) return tell(refusals['no-such-card']);
  await warmPeople(deps, act, placed.team);
  return read(deps.db, act, cardId);
}

/** The card as it is now, for somebody who may decide it; otherwise the answer that says why not. */
async function read(db: Db, act: Act, cardId: string): Promise<Ready | Reply> {
  const placed = await findPlacedCard(db, act.workspaceId, cardId);
  if (placed === undefined) return tell(refusals['no-such-card']);
  const judged = await judgeCard(db, placed, act.now);
  const { team, card, onepager } = judged;
  const { ownerId } = onepager;
  const standing = await findStanding(db, { ...act, teamId: team.id, ownerId });
  if (!may(standing, 'decide')) {
    // Who owns a card is told to people of the team.
    return tell(standing.isFullMember ? mayNotDecideText(ownerId) : refusals['not-a-member']);
  }
  if (refuseClosedCard(card) !== undefined) return tell(cardClosedText(card, judged.decision));
  if (onepager.state === 'frozen') return tell(refusals.frozen);
  const votes = await listVotes(db, card.id);
  const note = await findNote(db, card.id);
  const noted = note === undefined ? {} : { note };
  const view = await viewOf(db, { act, judged, votes, ...noted });
  return { view, deciding: { judged, votes, ...noted } };
}

async function viewOf(
  db: Db,
  what: Pick<Deciding, 'votes' | 'note'> & { act: Act; judged: JudgedCard },
): Promise<DecideView> {
  const { act, judged, votes } = what;
  const { team, review, card, onepager, verdict } = judged;
  const { bet } = onepager;
  const turnout = turnoutOf(await readAttendance(db, { team, review }, act.now), votes);
  const isShown = team.isVoteOpen || votes.some((vote) => vote.userId === act.userId);
  const deviation = await findOpenDeviation(db, act.workspaceId, onepager.id);
  return {
    cardId: card.id,
    number: onepager.number,
    title: bet.title,
    verdict,
    votes,
    deciderId: act.userId,
    verdictLine: verdictLine(verdict, bet),
    isSplitShown: isShown,
    voteLine: voteLine(turnout, isShown ? splitWords(votes) : undefined),
    readingsLine: readingsLine(verdict, bet),
    why: what.note?.why ?? '',
    mechanism: bet.mechanism,
    smallestTest: bet.smallestTest,
    gateOn: bet.gateOn,
    today: toLocalDate(act.now, team.zone),
    cycleDays: team.cycleDays,
    isRuleMet: isRuleMet(verdict),
    isPastLimit: verdict.guardrail === 'past',
    isBet: onepager.kind === 'bet',
    ...(deviation === undefined ? {} : { deviationArea: deviation.area }),
  };
}
