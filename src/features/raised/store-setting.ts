import type { TeamId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { type AndonSetting, defaultSetting } from './concern-rules.ts';

/** What the team chose, or the default. */
export async function readAndonSetting(db: Db, teamId: TeamId): Promise<AndonSetting> {
  const row = await db
    .selectFrom('andon_setting')
    .select(['slots', 'is_off_when_few'])
    .where('team_id', '=', teamId)
    .executeTakeFirst();
  if (row === undefined) return defaultSetting;
  const slots = row.slots === 1 ? 1 : row.slots === 2 ? 2 : 3;
  return { slots, isOffWhenFew: row.is_off_when_few === 1 };
}

/** Keeps what the team chose. */
export async function saveAndonSetting(
  tx: Tx,
  team: { id: TeamId; workspaceId: string },
  setting: AndonSetting,
): Promise<void> {
  const columns = { slots: setting.slots, is_off_when_few: setting.isOffWhenFew ? 1 : 0 };
  await tx
    .insertInto('andon_setting')
    .values({ team_id: team.id, workspace_id: team.workspaceId, ...columns })
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(columns))
    .execute();
}
