import type { Db } from '../../platform/db/open.ts';
import { readMeter } from '../deviate/access.ts';
import { listWaitingApprovals } from '../deviation/store-approval.ts';
import { listOpenDeviations } from '../deviation/store-open.ts';
import type { OnePager } from '../onepager/rules.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import type { ApprovalRow, DeviationPage } from './message-deviation.ts';

/** What a team dares, as one person sees it; everything that is open, to be cut to a page. */
export async function readDeviations(
  db: Db,
  team: Team,
  viewer: { userId: string; onepagers: readonly OnePager[] },
): Promise<DeviationPage> {
  const { userId, onepagers } = viewer;
  const open: DeviationPage['open'][number][] = [];
  for (const deviation of await listOpenDeviations(db, team.id)) {
    const onepager = onepagers.find(({ id }) => id === deviation.onepagerId);
    const ownerId = deviation.byUserId;
    const who = { workspaceId: team.workspaceId, teamId: team.id, userId, ownerId };
    const isLoose = deviation.onepagerId === undefined;
    const mayRetire = isLoose && may(await findStanding(db, who), 'retire-deviation');
    const number = onepager === undefined ? {} : { onepagerNumber: onepager.number };
    open.push({ deviation, mayRetire, ...number });
  }
  return { meter: await readMeter(db, team), open, openCount: open.length };
}

/** The requests that a person may answer, and those that they asked themselves. */
export async function readApprovals(
  db: Db,
  viewer: { workspaceId: string; userId: string },
): Promise<{ approvals: ApprovalRow[]; asked: ApprovalRow[] }> {
  const { workspaceId, userId } = viewer;
  const approvals: ApprovalRow[] = [];
  const asked: ApprovalRow[] = [];
  for (const approval of await listWaitingApprovals(db, workspaceId)) {
    const { teamId, askedBy } = approval;
    const team = await findTeam(db, workspaceId, teamId);
    if (team === undefined) continue;
    const row = { approval, channelId: team.channelId };
    if (askedBy === userId) {
      asked.push(row);
      continue;
    }
    const standing = await findStanding(db, { workspaceId, teamId, userId });
    if (may(standing, 'approve-deviation')) approvals.push(row);
  }
  return { approvals, asked };
}
