import { isId, type TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { type ActionAct, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { isFullMember } from '../../platform/slack/people.ts';
import { findDecision } from '../decision/store.ts';
import { findEvidence } from '../evidence/store.ts';
import { lookUpReadableTeams } from '../team/access.ts';
import { mayRead } from '../team/store.ts';
import { thanksWords } from './messages.ts';
import type { ThankedId } from './rules.ts';
import { insertThanks } from './store.ts';

/** *Thanks*, beside a stop or a piece of evidence: once for each person and thing, told in the next roll-up. */
export async function giveThanks(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId } = act;
  const person = await deps.people.find(workspaceId, userId);
  if (person !== undefined && !isFullMember(person)) return tell(thanksWords.guest);
  await lookUpReadableTeams(deps, act);
  return once(deps, act, async (tx) => {
    const found = await findThanked(tx, workspaceId, act.value);
    if (found === undefined) return tell(thanksWords.gone);
    if (!(await mayRead(tx, act, found.teamId))) return tell(thanksWords.notYours);
    const isNew = await insertThanks(tx, { ...found, workspaceId, userId, at: act.now });
    return tell(isNew ? thanksWords.given : thanksWords.before);
  });
}

/** The stop or the evidence of a button; a stop that was reversed is none. */
async function findThanked(
  db: Db,
  workspaceId: string,
  value: string,
): Promise<{ subjectId: ThankedId; teamId: TeamId } | undefined> {
  if (isId('ev', value)) {
    const evidence = await findEvidence(db, workspaceId, value);
    return evidence && { subjectId: evidence.id, teamId: evidence.teamId };
  }
  const decision = isId('dec', value) ? await findDecision(db, workspaceId, value) : undefined;
  if (decision?.kind !== 'stop' || decision.isReversed === true) return undefined;
  return { subjectId: decision.id, teamId: decision.teamId };
}
