import type { Selectable } from 'kysely';
import { fromInstant } from '../../platform/db/instant.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Deviation } from './rules.ts';

/** A row as the rules know it. */
export function toDeviation(row: Selectable<Tables['deviation']>): Deviation {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    area: row.area,
    deviation: row.deviation,
    because: row.because,
    benefit: row.benefit,
    risk: row.risk,
    isReversible: row.is_reversible === 1,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
    state: row.state,
    outcome: row.outcome,
    lesson: row.lesson,
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    ...(row.settled_at === null ? {} : { settledAt: fromInstant(row.settled_at) }),
  };
}
