import { isId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type ActionAct,
  type Deps,
  type Reply,
  showInPlace,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { startFields } from '../draft/rules.ts';
import { listDrafts, saveDraft } from '../draft/store.ts';
import { warmPeople } from '../team/access.ts';
import { proposeGate } from '../team/gate-rules.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';
import { findReadableCase, listReadableCases } from './access.ts';
import { followFields } from './follow-rules.ts';
import { casesView, caseView, followedView, thrownView } from './message-case.ts';
import { hatWords } from './messages.ts';
import { isOneOf, type Move, moves } from './rules.ts';
import { deleteCase } from './store.ts';

/** *Cases*: what this person wrote, and what others let them read. The value is where the page starts, and a team. */
export async function listHats(deps: Deps, act: ActionAct): Promise<Reply> {
  const [start = '', teamId = ''] = act.value.split(' ');
  await warmReader(deps, act);
  const cases = await listReadableCases(deps.db, act);
  const from = /^\d{1,6}$/.test(start) ? Number(start) : 0;
  return showInPlace(act, casesView(cases, { userId: act.userId, from, teamId }));
}

/** *Open* beside a case. */
export async function showHat(deps: Deps, act: ActionAct): Promise<Reply> {
  await warmReader(deps, act);
  const found = await findReadableCase(deps.db, act, act.value);
  if (found === undefined) return tell(hatWords.gone);
  return showInPlace(act, caseView(found, act));
}

/** *Throw away*: gone for everybody. Doing it twice changes nothing more. */
export async function throwHatAway(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId, value } = act;
  return once(deps, act, async (tx) => {
    if (isId('ht', value)) await deleteCase(tx, { workspaceId, authorId: userId, id: value });
    return showInPlace(act, thrownView());
  });
}

/** A counter-move becomes a draft one-pager of its author; pressing again leads to the same draft. */
export async function followHat(deps: Deps, act: ActionAct): Promise<Reply> {
  const move = act.variant;
  await warmReader(deps, act);
  const known = await findReadableCase(deps.db, act, act.value);
  const team = known && (await findTeam(deps.db, act.workspaceId, known.teamId));
  if (known?.authorId !== act.userId || team === undefined || !isOneOf(moves, move)) {
    return tell(hatWords.gone);
  }
  await warmPeople(deps, act, team);
  return once(deps, act, async (tx) => {
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'write-onepager')) return tell(hatWords.notMember);
    const draftId = await prepareDraft(tx, { deps, act, team, move });
    return showInPlace(act, followedView(move, draftId));
  });
}

async function prepareDraft(
  tx: Tx,
  what: { deps: Deps; act: ActionAct; team: Team; move: Move },
): Promise<string> {
  const { deps, act, team, move } = what;
  const { workspaceId, userId } = act;
  const today = toLocalDate(act.now, team.zone);
  const lastWeekOn = (await findLastOccurrence(tx, team.id, 'review'))?.weekOn;
  const gateOn = proposeGate(team, { today, lastWeekOn });
  const fresh = startFields({ from: 'blank', today, gateOn, stopOwnerId: userId });
  const fields = followFields(move, fresh);
  const drafts = await listDrafts(tx, workspaceId, userId);
  const known = drafts.find((one) => one.teamId === team.id && one.fields.title === fields.title);
  if (known !== undefined) return known.id;
  const id = deps.newId('dr');
  const draft = { id, workspaceId, teamId: team.id, userId, step: 1 as const, fields };
  await saveDraft(tx, { ...draft, updatedAt: act.now });
  return id;
}

/** Who the person is, and which channels they are in, may have changed since it was last asked. */
async function warmReader(deps: Deps, act: ActionAct): Promise<void> {
  const { workspaceId, userId } = act;
  await deps.people.find(workspaceId, userId);
  for (const { teamId } of await listReadableCases(deps.db, act)) {
    const team = await findTeam(deps.db, workspaceId, teamId);
    if (team !== undefined) await deps.people.listMembers(workspaceId, team.channelId);
  }
}
