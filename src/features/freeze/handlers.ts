import { isId, type TeamId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
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
import { readWorkDays } from '../away/access.ts';
import { appendDecision } from '../decision/store.ts';
import { findPlacedOnePager, lookUpOnePager, type PlacedOnePager } from '../onepager/access.ts';
import { checkFreeze, proposeEvidenceReview } from '../onepager/freeze-rules.ts';
import { listRunning, saveOnePagerState } from '../onepager/store.ts';
import { findOpenFreeze, insertFreeze } from '../onepager/store-freeze.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { warmPeople } from '../team/access.ts';
import { may } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import {
  freezeErrors,
  freezeForm,
  freezeOneForm,
  parseFreeze,
  parseFreezeMetadata,
} from './form.ts';
import { freezeRefusal, freezeWords } from './messages.ts';
import { putFreeze } from './project.ts';

/** *Freeze*: on a card, in an alarm or an answer about one one-pager; on Home about a team. */
export async function openFreeze(deps: Deps, act: ActionAct): Promise<Reply> {
  if (isId('tm', act.value)) return openForTeam(deps, act, act.value);
  const found = await lookUpOnePager(deps, act, act.value);
  if (found === undefined) return tell(freezeWords.gone);
  const refusal = await refuse(deps.db, act, found);
  return refusal ?? { reply: 'show', view: freezeForm(found.onepager) };
}

/** *Freeze it now*: frozen at once, logged, told; of two people at once the second hears who was first. */
export async function freeze(deps: Deps, act: SubmitAct): Promise<Reply> {
  const subject = parseFreezeMetadata(act.metadata);
  if (subject === undefined) return tell(oldFormText);
  const filled = parseFreeze(act.values);
  const errors = freezeErrors(filled, 'teamId' in subject);
  if (errors !== undefined) return { reply: 'fix', errors };
  const value = 'teamId' in subject ? filled.onepager : subject.onepagerId;
  const known = await lookUpOnePager(deps, act, value);
  if (known === undefined) return tell(freezeWords.gone);
  const work = await readWorkDays(deps.db, known.team, toLocalDate(act.now, known.team.zone));
  return once(deps, act, async (tx) => {
    const found = await findPlacedOnePager(tx, act, value);
    if (found === undefined) return tell(freezeWords.gone);
    const refusal = await refuse(tx, act, found);
    if (refusal !== undefined) return refusal;
    return keepFreeze(tx, { deps, act, found, work, reason: filled.reason });
  });
}

async function openForTeam(deps: Deps, act: ActionAct, teamId: TeamId): Promise<Reply> {
  const team = await findTeam(deps.db, act.workspaceId, teamId);
  if (team === undefined) return tell(freezeWords.gone);
  await warmPeople(deps, act, team);
  const standing = await findStanding(deps.db, { ...act, teamId });
  if (!may(standing, 'freeze')) return tell(freezeWords.notMember);
  const onepagers = await listRunning(deps.db, teamId);
  const running = onepagers.filter(({ state }) => state === 'running');
  if (running.length === 0) return tell(freezeWords.nothingRuns);
  return { reply: 'show', view: freezeOneForm(team, running) };
}

async function keepFreeze(
  tx: Tx,
  what: { deps: Deps; act: Act; found: PlacedOnePager; work: WorkDays; reason: string },
): Promise<Reply> {
  const { deps, act, found, work, reason } = what;
  const { onepager, team } = found;
  const minutes = team.evidenceMinutes;
  const kept = {
    id: deps.newId('fz'),
    workspaceId: act.workspaceId,
    teamId: team.id,
    onepagerId: onepager.id,
    byUserId: act.userId,
    reason,
    at: act.now,
    reviewAt: proposeEvidenceReview(act.now, minutes, work),
    minutes,
  };
  if (!(await insertFreeze(tx, kept))) return tell(freezeRefusal(onepager, 'frozen'));
  await saveOnePagerState(tx, { id: onepager.id, state: 'frozen' });
  await appendDecision(tx, deps.newId, {
    workspaceId: act.workspaceId,
    teamId: team.id,
    onepagerId: onepager.id,
    kind: 'other',
    decidedByUserId: act.userId,
    at: act.now,
    title: onepager.bet.title,
    texts: { line: freezeWords.logFrozen(reason) },
    isAgainstRule: false,
    isAgainstMajority: false,
  });
  await putFreeze(tx, { newId: deps.newId, team, freeze: kept }, act.now);
  return { reply: 'done' };
}

/** Why this person may not freeze it now, as an answer; undefined when they may. */
async function refuse(db: Db, act: Act, found: PlacedOnePager): Promise<Reply | undefined> {
  const { onepager, team } = found;
  const standing = await findStanding(db, { ...act, teamId: team.id });
  if (!may(standing, 'freeze')) return tell(freezeWords.notMember);
  const why = checkFreeze(onepager, team);
  if (why === undefined) return undefined;
  return tell(freezeRefusal(onepager, why, await findOpenFreeze(db, act.workspaceId, onepager.id)));
}
