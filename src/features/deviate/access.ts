import type { TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { isFullMember } from '../../platform/slack/people.ts';
import { mention } from '../../platform/slack/text.ts';
import { findOpenCycle } from '../cycle/store.ts';
import type { Approval } from '../deviation/approval-rules.ts';
import { type DeviationWords, isSameDeviation } from '../deviation/habit-rules.ts';
import type { Meter } from '../deviation/quota-rules.ts';
import type { Deviation } from '../deviation/rules.ts';
import { listDeviations } from '../deviation/store.ts';
import { listApprovals } from '../deviation/store-approval.ts';
import { listOwnAreas } from '../deviation/store-area.ts';
import { listOpenDeviations } from '../deviation/store-open.ts';
import { listDefaults } from '../floor/store.ts';
import type { Team } from '../team/rules.ts';
import { listRoles } from '../team/store.ts';
import { listGoneFrom } from '../team/store-place.ts';
import type { DeviationView } from './form.ts';

/** What a form is drawn from besides what is typed. */
export async function readDesk(
  db: Db,
  team: Team,
): Promise<Pick<DeviationView, 'floor' | 'ownAreas'>> {
  return { floor: await listDefaults(db, team.id), ownAreas: await listOwnAreas(db, team.id) };
}

/** What was written in the cycle that is open; before the first one, since the team was set up. */
export async function readMeter(db: Db, team: Team): Promise<Meter> {
  const from = (await findOpenCycle(db, team.id))?.startsAt ?? team.setUpAt;
  const written = (await listDeviations(db, { teamId: team.id, from })).length;
  return { written, quota: team.quota };
}

/** The same departure that is open, or asked and not answered; undefined when it is new. */
export async function findSame(
  db: Db,
  teamId: TeamId,
  words: DeviationWords,
): Promise<{ deviation: Deviation } | { approval: Approval } | undefined> {
  const isSame = (one: DeviationWords) => isSameDeviation(one, words);
  const deviation = (await listOpenDeviations(db, teamId)).find(isSame);
  if (deviation !== undefined) return { deviation };
  const approval = (await listApprovals(db, { teamId, isWaiting: true })).find(isSame);
  return approval === undefined ? undefined : { approval };
}

/** The leaders who are there, as the end of `A leader`: ` (@Ana, @Ben)`; empty when there is none. */
export async function sayLeaders(db: Db, team: Team): Promise<string> {
  const roles = await listRoles(db, team);
  const leaders = roles.filter((held) => held.role === 'leader' && held.isAccepted);
  const ids = leaders.map((held) => held.userId);
  const gone = await listGoneFrom(db, team, ids);
  const here = ids.filter((userId) => !gone.includes(userId)).slice(0, 3);
  return here.length === 0 ? '' : ` (${here.map(mention).join(', ')})`;
}

/** Whether this is a guest, somebody from another organisation, or an account that is switched off. */
export async function isNoFullMember(deps: Pick<Deps, 'people'>, act: Act): Promise<boolean> {
  const person = await deps.people.find(act.workspaceId, act.userId);
  return person !== undefined && !isFullMember(person);
}
