import { isId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { putDeviation } from '../deviation/project.ts';
import { type Deviation, settle } from '../deviation/rules.ts';
import { findDeviation, settleDeviationById } from '../deviation/store.ts';
import { putAsksAbout } from '../floor/project.ts';
import { warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, mayRead } from '../team/store.ts';
import { deviateWords } from './messages.ts';
import { readRetire, retireForm } from './short-forms.ts';

/** *Retire it*: asks what came of it and for one lesson. */
export async function openRetire(deps: Deps, act: ActionAct): Promise<Reply> {
  return withLoose(deps, { act, value: act.value }, async (_tx, { deviation }) => {
    return { reply: 'show', view: retireForm(deviation) };
  });
}

/** The lesson is given: the deviation is retired, and its message says so. */
export async function submitRetire(deps: Deps, act: SubmitAct): Promise<Reply> {
  const typed = readRetire(act.values);
  return withLoose(deps, { act, value: act.metadata }, async (tx, { team, deviation }) => {
    const settled = settle(deviation.state, { state: 'retired', lesson: typed.lesson });
    if ('refused' in settled) {
      if (settled.refused === 'already-settled') return tell(deviateWords.settled);
      return { reply: 'fix', errors: { lesson: deviateWords.noLesson } };
    }
    const { workspaceId, id } = deviation;
    const retired = await settleDeviationById(tx, {
      ...{ workspaceId, id, ...typed, at: act.now },
      state: 'retired',
    });
    if (retired === undefined) return tell(deviateWords.settled);
    const { newId } = deps;
    await putDeviation(tx, { newId, team, deviation: retired });
    // Where its cycle's close had asked about it, nothing is left to ask.
    const subject = { deviationId: id };
    await putAsksAbout(tx, { newId, workspaceId, teamId: team.id, subject });
    return { reply: 'done' };
  });
}

/** Looks up a loose deviation that is not settled, for somebody who may end it before its cycle does. */
async function withLoose(
  deps: Deps,
  pressed: { act: Act; value: string },
  work: (tx: Tx, found: { team: Team; deviation: Deviation }) => Promise<Reply>,
): Promise<Reply> {
  const { act, value } = pressed;
  const { workspaceId, userId } = act;
  if (!isId('dv', value)) return tell(deviateWords.gone);
  const known = await findDeviation(deps.db, workspaceId, value);
  const home = known && (await findTeam(deps.db, workspaceId, known.teamId));
  if (home === undefined) return tell(deviateWords.gone);
  await warmPeople(deps, act, home);
  return once(deps, act, async (tx) => {
    const deviation = await findDeviation(tx, workspaceId, value);
    const team = await findTeam(tx, workspaceId, home.id);
    if (deviation === undefined || team === undefined) return tell(deviateWords.gone);
    if (!(await mayRead(tx, act, team.id))) return tell(deviateWords.gone);
    if (deviation.onepagerId !== undefined) return tell(deviateWords.attached);
    const ownerId = deviation.byUserId;
    const standing = await findStanding(tx, { workspaceId, teamId: team.id, userId, ownerId });
    if (!may(standing, 'retire-deviation')) {
      return tell(deviateWords.notYoursToRetire(deviation.byUserId));
    }
    const settled = settle(deviation.state, { state: 'retired', lesson: 'to be said' });
    return 'refused' in settled ? tell(deviateWords.settled) : work(tx, { team, deviation });
  });
}
