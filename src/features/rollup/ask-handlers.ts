import { isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { type ActionAct, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { isFullMember } from '../../platform/slack/people.ts';
import { mayEndAsk } from '../ask/access.ts';
import { askWords, helperMessage, helpText } from '../ask/messages.ts';
import { type Ask, offerHelp } from '../ask/rules.ts';
import { findAsk, insertHelp, listHelpers, settleAsk } from '../ask/store.ts';
import { lookUpReadableTeams, warmPeople } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, mayRead } from '../team/store.ts';
import { refreshAsks } from './project.ts';

/** *I can help*: whoever asked is told by direct message, once for each helper. */
export async function pressHelp(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId, now } = act;
  const person = await deps.people.find(workspaceId, userId);
  const isFull = person !== undefined && isFullMember(person);
  await lookUpReadableTeams(deps, act);
  return once(deps, act, async (tx) => {
    const placed = await findPlacedAsk(tx, act);
    if (placed === undefined) return tell(askWords.gone);
    const { ask } = placed;
    const helpers = await listHelpers(tx, ask.id);
    const outcome = offerHelp(ask, {
      ...{ userId, isFull, helpedBefore: helpers.includes(userId) },
      mayRead: await mayRead(tx, act, ask.teamId),
    });
    if (outcome === 'helps') {
      await insertHelp(tx, { askId: ask.id, userId, at: now });
      await putHelper(tx, deps, { ask, userId });
      await refreshAsks(tx, { newId: deps.newId, team: placed.team });
    }
    return tell(helpText(outcome, ask));
  });
}

/** *Done* on a question. */
export async function pressDone(deps: Deps, act: ActionAct): Promise<Reply> {
  return endAsk(deps, act, 'done');
}

/** *Withdraw* on a question. */
export async function pressWithdraw(deps: Deps, act: ActionAct): Promise<Reply> {
  return endAsk(deps, act, 'withdrawn');
}

async function endAsk(deps: Deps, act: ActionAct, state: 'done' | 'withdrawn'): Promise<Reply> {
  const { workspaceId, userId, now } = act;
  const known = await findPlacedAsk(deps.db, act);
  if (known === undefined) return tell(askWords.gone);
  await warmPeople(deps, act, known.team);
  return once(deps, act, async (tx) => {
    const placed = await findPlacedAsk(tx, act);
    if (placed === undefined) return tell(askWords.gone);
    const { ask, team } = placed;
    if (!(await mayEndAsk(tx, ask, userId))) return tell(askWords.notYours(ask.byUserId));
    if (!(await settleAsk(tx, { workspaceId, id: ask.id, state }, now)))
      return tell(askWords.endedBefore[ask.state]);
    const ended = { ...ask, state };
    for (const helper of await listHelpers(tx, ask.id))
      await putHelper(tx, deps, { ask: ended, userId: helper });
    await refreshAsks(tx, { newId: deps.newId, team });
    return tell(askWords.ended[state]);
  });
}

async function findPlacedAsk(
  db: Db,
  act: ActionAct,
): Promise<{ ask: Ask; team: Team } | undefined> {
  if (!isId('ak', act.value)) return undefined;
  const ask = await findAsk(db, act.workspaceId, act.value);
  const team = ask && (await findTeam(db, act.workspaceId, ask.teamId));
  return ask === undefined || team === undefined ? undefined : { ask, team };
}

/** Tells whoever asked that this person can help, or how it ended. */
async function putHelper(tx: Tx, deps: Deps, told: { ask: Ask; userId: string }): Promise<void> {
  const { ask, userId } = told;
  await putMessage(tx, {
    ...{ workspaceId: ask.workspaceId, newId: deps.newId },
    address: `ask:${ask.id}:help:${userId}`,
    to: { userId: ask.byUserId },
    content: helperMessage(ask, { userId }),
  });
}
