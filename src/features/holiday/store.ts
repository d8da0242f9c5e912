import { z } from 'zod';
import type { TeamId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { TeamHolidays } from './rules.ts';

const ownDaysSchema = z.array(
  z.object({ fromOn: z.string(), untilOn: z.string(), name: z.string() }),
);

const calendarOf = prepared<{ teamId: TeamId }>()((db, at) =>
  db.selectFrom('team_calendar').selectAll().where('team_id', '=', at('teamId')),
);

/** The holidays that a team keeps; undefined when it never chose any. */
export async function findHolidays(db: Db, teamId: TeamId): Promise<TeamHolidays | undefined> {
  const [row] = await calendarOf(db, { teamId });
  if (row === undefined) return undefined;
  const ownDays = ownDaysSchema.parse(JSON.parse(row.own_days));
  return { country: row.country, region: row.region, ownDays };
}

/** Keeps the holidays of a team in place of those before. */
export async function saveHolidays(
  tx: Tx,
  team: { workspaceId: string; id: TeamId },
  holidays: TeamHolidays,
): Promise<void> {
  const columns = {
    country: holidays.country,
    region: holidays.region,
    own_days: JSON.stringify(holidays.ownDays),
  };
  await tx
    .insertInto('team_calendar')
    .values({ team_id: team.id, workspace_id: team.workspaceId, ...columns })
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(columns))
    .execute();
}
