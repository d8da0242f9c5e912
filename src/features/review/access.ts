import { isId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Team } from '../team/rules.ts';
import { findTeam } from '../team/store.ts';
import type { PlacedCard } from './project.ts';
import type { Review } from './rules.ts';
import { findCard, findReview } from './store.ts';

/** The card that a button names, with its review and team; undefined when the workspace has no such card. */
export async function findPlacedCard(
  db: Db,
  workspaceId: string,
  value: string,
): Promise<PlacedCard | undefined> {
  if (!isId('cd', value)) return undefined;
  const found = await findCard(db, workspaceId, value);
  if (found === undefined) return undefined;
  const team = await findTeam(db, workspaceId, found.review.teamId);
  return team === undefined ? undefined : { team, ...found };
}

/** The review that a button names, with its team; undefined when the workspace has no such review. */
export async function findPlacedReview(
  db: Db,
  workspaceId: string,
  value: string,
): Promise<{ team: Team; review: Review } | undefined> {
  if (!isId('rv', value)) return undefined;
  const review = await findReview(db, workspaceId, value);
  if (review === undefined) return undefined;
  const team = await findTeam(db, workspaceId, review.teamId);
  return team === undefined ? undefined : { team, review };
}
