import { isId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { warmPeople } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, listReadableTeams } from '../team/store.ts';
import type { OnePager } from './rules.ts';
import { findOnePager } from './store.ts';

/** A one-pager with the team that it belongs to. */
export interface PlacedOnePager {
  onepager: OnePager;
  team: Team;
}

/** The same as `findPlacedOnePager`, once Slack was asked who the person and the team's members are; never inside a transaction. */
export async function lookUpOnePager(
  deps: Deps,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  value: string,
): Promise<PlacedOnePager | undefined> {
  if (!isId('op', value)) return undefined;
  const { workspaceId } = act;
  const onepager = await findOnePager(deps.db, workspaceId, value);
  const team = onepager && (await findTeam(deps.db, workspaceId, onepager.teamId));
  if (team === undefined) return undefined;
  await warmPeople(deps, act, team);
  return findPlacedOnePager(deps.db, act, value);
}

/**
 * The one-pager that a button or a form names, with its team; undefined when the workspace has none of this id, and just the
 * same when this person may not read it: a refusal must not tell its name. Reads the cache of people and members, so
 * handlers begin with `lookUpOnePager`. (product.md *Who may read*)
 */
export async function findPlacedOnePager(
  db: Db,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  value: string,
): Promise<PlacedOnePager | undefined> {
  if (!isId('op', value)) return undefined;
  const onepager = await findOnePager(db, act.workspaceId, value);
  if (onepager === undefined) return undefined;
  const teams = await listReadableTeams(db, act.workspaceId, act.userId);
  const team = teams.find((readable) => readable.id === onepager.teamId);
  return team === undefined ? undefined : { onepager, team };
}
