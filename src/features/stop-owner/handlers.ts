import { isId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { isPut, putMessage } from '../../platform/outbox/store.ts';
import { type ActionAct, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { settleNudge } from '../nudge/store.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findOnePager } from '../onepager/store.ts';
import { findStopAsk, findStopNaming, saveStopAnswer } from '../onepager/store-stop.ts';
import { putCard } from '../review/project.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { warmPeople } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { findLeader, listGoneFrom } from '../team/store-place.ts';
import { answerNote, askAddress, stopOwnerWords } from './messages.ts';
import { isAskedOf, putStopAsk } from './project.ts';

/** *Yes, I can* and *No*, and either of them later in place of the other. */
export async function answerStop(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId, value } = act;
  if (!isId('op', value)) return tell(stopOwnerWords.gone);
  const known = await findOnePager(deps.db, workspaceId, value);
  const home = known && (await findTeam(deps.db, workspaceId, known.teamId));
  if (known === undefined || home === undefined) return tell(stopOwnerWords.gone);
  await warmPeople(deps, act, home);
  const answer = act.variant === 'no' ? 'no' : 'yes';
  return once(deps, act, async (tx) => {
    const onepager = (await findOnePager(tx, workspaceId, known.id)) ?? known;
    const team = (await findTeam(tx, workspaceId, home.id)) ?? home;
    const asked = { onepagerId: onepager.id, userId };
    const ask = await findStopAsk(tx, asked);
    if (ask?.nudgeId === undefined) return tell(stopOwnerWords.notAsked);
    const message = { newId: deps.newId, workspaceId, userId, nudgeId: ask.nudgeId };
    if (!isAskedOf(onepager, userId)) {
      await putStopAsk(tx, message);
      return tell(stopOwnerWords.over(onepager.number));
    }
    const standing = await findStanding(tx, { workspaceId, userId, teamId: team.id });
    // Anybody may say that they cannot, wherever they are by now.
    if (answer === 'yes' && !standing.isFullMember) return tell(stopOwnerWords.notHere);
    if (!(await saveStopAnswer(tx, { ...asked, answer }, act.now))) {
      return tell(stopOwnerWords.same(onepager.number, answer));
    }
    const { isAllAnswered } = await putStopAsk(tx, message);
    if (isAllAnswered) await settleNudge(tx, { id: ask.nudgeId }, act.now);
    await putCards(tx, { deps, act, team, onepager });
    await tellNamer(tx, { deps, act, team, onepager, answer, address: askAddress(ask.nudgeId) });
    return { reply: 'done' };
  });
}

interface Answered {
  deps: Deps;
  act: ActionAct;
  team: Team;
  onepager: OnePager;
}

/** The card in the channel, and in the review that is open, say no longer that somebody is asked. */
async function putCards(tx: Tx, { deps, act, team, onepager }: Answered): Promise<void> {
  const { workspaceId, now } = act;
  const { newId } = deps;
  await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
  const review = await findOpenReview(tx, team.id);
  if (review === undefined) return;
  const card = (await listCards(tx, review.id)).find((one) => one.onepagerId === onepager.id);
  if (card !== undefined) await putCard(tx, { newId, team, review, card }, now);
}

/** A *no* is told to whoever named them, or to a leader when that person is gone; a later *yes* takes its place. */
async function tellNamer(
  tx: Tx,
  answered: Answered & { answer: 'yes' | 'no'; address: string },
): Promise<void> {
  const { deps, act, team, onepager, answer } = answered;
  const { workspaceId, userId } = act;
  const address = `${answered.address}:${onepager.id}:no`;
  if (answer === 'yes' && !(await isPut(tx, workspaceId, address))) return;
  const namedBy = (await findStopNaming(tx, onepager)).byUserId;
  const isGone = (await listGoneFrom(tx, team, [namedBy])).length > 0;
  const toldId = isGone ? await findLeader(tx, team, userId) : namedBy;
  if (toldId === undefined || toldId === userId) return;
  await putMessage(tx, {
    ...{ workspaceId, newId: deps.newId, to: { userId: toldId } },
    address,
    content: answerNote({ onepager, userId, answer }),
  });
}
