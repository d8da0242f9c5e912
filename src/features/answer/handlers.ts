import type { AndonId } from '../../lib/ids.ts';
import { addDays, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { appendDecision } from '../decision/store.ts';
import { viewAndon } from '../raised/project.ts';
import { type Andon, checkActing, hide, proposeDay } from '../raised/rules.ts';
import { findAndon, saveAnswer, saveHiding, saveOwner } from '../raised/store.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { answerForm, parseAnswer, parseQueue, queueForm, readAndonId } from './form.ts';
import { answerRefusals, answerWords, hiddenEntry } from './messages.ts';
import { showAndon } from './write.ts';

/** The longest that an andon may wait in the queue. */
const longestQueueDays = 90;

/** *Take it*: the next step is mine, by name, within a week. */
export async function takeAndon(deps: Deps, act: ActionAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.value }, async (tx, { andon, team }) => {
    const refusal = checkActing(andon);
    if (refusal !== undefined) return tell(answerRefusals[refusal]);
    if (andon.state === 'taken' && andon.ownerId === act.userId) return tell(answerRefusals.taken);
    const dueOn = proposeDay(toLocalDate(act.now, team.zone));
    await saveOwner(tx, andon, { state: 'taken', ownerId: act.userId, dueOn });
    await showAndon(tx, { newId: deps.newId, team, andon }, act.now);
    return { reply: 'done' };
  });
}

/** *Answer*: the form of the public answer. */
export async function openAnswer(deps: Deps, act: ActionAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.value }, async (tx, { andon }) => {
    const refusal = checkActing(andon);
    if (refusal !== undefined) return tell(answerRefusals[refusal]);
    return { reply: 'show', view: answerForm(await viewAndon(tx, andon)) };
  });
}

/** *Answer in public*: kept, and shown in the thread. */
export async function submitAnswer(deps: Deps, act: SubmitAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.metadata }, async (tx, { andon, team }) => {
    const refusal = checkActing(andon);
    if (refusal !== undefined) return tell(answerRefusals[refusal]);
    const parsed = parseAnswer(act.values);
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    await saveAnswer(tx, andon, { ...parsed, byUserId: act.userId, at: act.now });
    await showAndon(tx, { newId: deps.newId, team, andon }, act.now);
    return { reply: 'done' };
  });
}

/** *To the queue*: the form that asks until when. */
export async function openQueue(deps: Deps, act: ActionAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.value }, async (tx, { andon, team }) => {
    const refusal = checkActing(andon);
    if (refusal !== undefined) return tell(answerRefusals[refusal]);
    const proposed = proposeDay(toLocalDate(act.now, team.zone));
    return { reply: 'show', view: queueForm(await viewAndon(tx, andon), proposed) };
  });
}

/** It waits for evidence, with an owner and a day. (NO-12) */
export async function submitQueue(deps: Deps, act: SubmitAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.metadata }, async (tx, { andon, team }) => {
    const refusal = checkActing(andon);
    if (refusal !== undefined) return tell(answerRefusals[refusal]);
    const today = toLocalDate(act.now, team.zone);
    const parsed = parseQueue(act.values, { today, latest: addDays(today, longestQueueDays) });
    if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
    await saveOwner(tx, andon, { state: 'queued', ownerId: act.userId, dueOn: parsed.dueOn });
    await showAndon(tx, { newId: deps.newId, team, andon }, act.now);
    return { reply: 'done' };
  });
}

/** *Hide its words*: one asks, another agrees, and the log says that both did. */
export async function hideWords(deps: Deps, act: ActionAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.value }, async (tx, { andon, team }) => {
    const outcome = hide(andon, act.userId);
    if (typeof outcome === 'object') return tell(answerRefusals[outcome.refused]);
    const askedBy = andon.hideAskedBy ?? act.userId;
    await saveHiding(tx, andon, { askedBy, isHidden: outcome === 'hides' });
    if (outcome === 'hides') {
      await appendDecision(tx, deps.newId, {
        workspaceId: team.workspaceId,
        teamId: team.id,
        ...(andon.onepagerId === undefined ? {} : { onepagerId: andon.onepagerId }),
        kind: 'other',
        decidedByUserId: act.userId,
        keyUserIds: [askedBy, act.userId],
        at: act.now,
        title: hiddenEntry.title,
        texts: { line: hiddenEntry.line },
        isAgainstRule: false,
        isAgainstMajority: false,
      });
    }
    await showAndon(tx, { newId: deps.newId, team, andon }, act.now);
    return { reply: 'done' };
  });
}

/** *Let them stand*: nobody asks to hide them any more. */
export async function keepWords(deps: Deps, act: ActionAct): Promise<Reply> {
  return withAndon(deps, { act, value: act.value }, async (tx, { andon, team }) => {
    if (andon.isHidden) return tell(answerRefusals.hidden);
    await saveHiding(tx, andon, { askedBy: undefined, isHidden: false });
    await showAndon(tx, { newId: deps.newId, team, andon }, act.now);
    return tell(answerWords.keptShown);
  });
}

interface Placed {
  andon: Andon;
  team: Team;
}

/** Looks up what is meant and whether the person may, on the state of now, in one transaction with the work. */
async function withAndon(
  deps: Deps,
  asked: { act: Act; value: string },
  work: (tx: Tx, found: Placed) => Promise<Reply>,
): Promise<Reply> {
  const { act, value } = asked;
  const { workspaceId, userId } = act;
  const id = readAndonId(value);
  const known = id === undefined ? undefined : await findPlaced(deps.db, workspaceId, id);
  if (known === undefined) return tell(answerRefusals.gone);
  await warmPeople(deps, act, known.team);
  return once(deps, act, async (tx) => {
    const found = await findPlaced(tx, workspaceId, known.andon.id);
    if (found === undefined) return tell(answerRefusals.gone);
    const standing = await findStanding(tx, { workspaceId, userId, teamId: found.team.id });
    if (!may(standing, 'answer-andon')) return tell(answerRefusals['not-a-member']);
    return work(tx, found);
  });
}

async function findPlaced(db: Db, workspaceId: string, id: AndonId): Promise<Placed | undefined> {
  const andon = await findAndon(db, workspaceId, id);
  const team = andon && (await findTeam(db, workspaceId, andon.teamId));
  return andon === undefined || team === undefined ? undefined : { andon, team };
}
