import { justAfter, toLocalDate } from '../../lib/time.ts';
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
import { once } from '../../platform/slack/once.ts';
import { findPlacedOnePager, lookUpOnePager } from '../onepager/access.ts';
import { onepagerWords } from '../onepager/messages.ts';
import { isOnTheTable, type OnePager } from '../onepager/rules.ts';
import { latestOf } from '../reading/rules.ts';
import { listReadingsBefore } from '../reading/store.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding } from '../team/store.ts';
import { readingsLine, verdictLine } from '../verdict/messages.ts';
import { type Verdict, verdictOf } from '../verdict/rules.ts';
import { decideForm } from './form.ts';
import { prepareDecide } from './handlers.ts';
import { stopWords } from './messages.ts';
import { parseStop, parseStopMetadata, type StopView, stopForm } from './stop-form.ts';
import { writeStop } from './write-stop.ts';

/**
 * *Stop it*, on an alarm: on an open card the form of its decision with *Stop* chosen; otherwise, or for who may say stop without
 * deciding, a form of its own that stops at once.
 */
export async function openStop(deps: Deps, act: ActionAct): Promise<Reply> {
  if ((await lookUpOnePager(deps, act, act.value)) === undefined) return tell(onepagerWords.gone);
  const found = await read(deps.db, act, act.value);
  if ('refused' in found) return found.refused;
  const { cardId, mayDecide, view } = found;
  if (cardId !== undefined && mayDecide) {
    const ready = await prepareDecide(deps, act, cardId);
    return 'reply' in ready
      ? ready
      : { reply: 'show', view: decideForm(ready.view, { choice: 'stop' }) };
  }
  return { reply: 'show', view: stopForm(view) };
}

/** Stops it: the log, the card, its deviation, and the open card of a review if there is one. */
export async function submitStop(deps: Deps, act: SubmitAct): Promise<Reply> {
  const onepagerId = parseStopMetadata(act.metadata);
  if (onepagerId === undefined) return tell(oldFormText);
  if ((await lookUpOnePager(deps, act, onepagerId)) === undefined) return tell(onepagerWords.gone);
  return once(deps, act, async (tx) => {
    const found = await read(tx, act, onepagerId);
    if ('refused' in found) return found.refused;
    const parsed = parseStop(act.values, found.view);
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    await writeStop(
      tx,
      { ...found, newId: deps.newId, filled: parsed.decision, deciderId: act.userId },
      act.now,
    );
    return { reply: 'done' };
  });
}

interface Found {
  team: Team;
  onepager: OnePager;
  verdict: Verdict;
  view: StopView;
  cardId?: string;
  mayDecide: boolean;
}

/** The one-pager as it is now, for somebody who may stop it; otherwise the sentence that says who may. */
async function read(db: Db | Tx, act: Act, value: string): Promise<Found | { refused: Reply }> {
  const placed = await findPlacedOnePager(db, act, value);
  if (placed === undefined) return { refused: tell(onepagerWords.gone) };
  const { team, onepager } = placed;
  const { ownerId, number, bet } = onepager;
  if (!isOnTheTable(onepager)) return { refused: tell(stopWords.over(number)) };
  if (onepager.state === 'frozen') return { refused: tell(stopWords.frozen(number)) };
  const { stopOwnerId } = bet.guardrail;
  const { workspaceId, userId, now } = act;
  const who = { workspaceId, userId, teamId: team.id, ownerId, stopOwnerId };
  const standing = await findStanding(db, who);
  if (!may(standing, 'say-stop')) {
    return { refused: tell(stopWords.notYours({ number, ownerId, stopOwnerId })) };
  }
  const today = toLocalDate(now, team.zone);
  const readings = latestOf(await listReadingsBefore(db, onepager.id, justAfter(now)));
  const verdict = verdictOf(bet, readings, { today, gateOn: bet.gateOn });
  const review = await findOpenReview(db, team.id);
  const cards = review === undefined ? [] : await listCards(db, review.id);
  const card = cards.find((one) => one.onepagerId === onepager.id && one.state === 'open');
  return {
    team,
    onepager,
    verdict,
    view: {
      ...{ onepagerId: onepager.id, number, title: bet.title, today },
      verdictLine: verdictLine(verdict, bet),
      readingsLine: readingsLine(verdict, bet),
      isBet: onepager.kind === 'bet',
    },
    ...(card === undefined || review?.isAhead === true ? {} : { cardId: card.id }),
    mayDecide: may(standing, 'decide'),
  };
}
