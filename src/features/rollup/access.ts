import type { Db } from '../../platform/db/open.ts';
import { listDecisions } from '../decision/store.ts';
import { listOnePagers } from '../onepager/store.ts';
import type { Team } from '../team/rules.ts';

/** A stretch of a team's time: `from <= at < to`. */
export interface Window {
  from: Date;
  to: Date;
}

/** The lines marked *share* of the one-pagers that were decided in this stretch, by their numbers. */
export async function listShares(
  db: Db,
  team: Team,
  window: Window,
): Promise<{ number: number; text: string }[]> {
  const decisions = await listDecisions(db, { teamId: team.id, from: window.from, to: window.to });
  const decided = new Set(decisions.map((entry) => entry.onepagerId));
  const onepagers = await listOnePagers(db, team.id);
  return onepagers
    .filter(({ id, bet }) => decided.has(id) && bet.fields.share.trim() !== '')
    .map(({ number, bet }) => ({ number, text: bet.fields.share }));
}
