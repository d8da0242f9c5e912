import type { Selectable } from 'kysely';
import type { TeamId } from '../../lib/ids.ts';
import { drawHex, type Random } from '../../lib/random.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Slot } from './rules.ts';

/** A team's next slot; undefined before the first was drawn. */
export async function findSlot(db: Db, teamId: TeamId): Promise<Slot | undefined> {
  const row = await db
    .selectFrom('andon_slot')
    .selectAll()
    .where('team_id', '=', teamId)
    .executeTakeFirst();
  return row === undefined ? undefined : toSlot(row);
}

/** The next slot of each team of the workspace that has one, by its id. */
export async function listSlots(db: Db, workspaceId: string): Promise<ReadonlyMap<TeamId, Slot>> {
  const rows = await db
    .selectFrom('andon_slot')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .execute();
  return new Map(rows.map((row) => [row.team_id, toSlot(row)]));
}

/** Keeps a team's next slot. */
export async function saveSlot(
  tx: Tx,
  team: { workspaceId: string; teamId: TeamId },
  slot: Slot,
): Promise<void> {
  const columns = {
    bags_at: toInstant(slot.bagsAt),
    releases_at: toInstant(slot.releasesAt),
    is_bagged: slot.isBagged ? 1 : 0,
  };
  await tx
    .insertInto('andon_slot')
    .values({ team_id: team.teamId, workspace_id: team.workspaceId, ...columns })
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(columns))
    .execute();
}

/** The workspace's salt of receipts, and the round of its last noise; undefined before the first. */
export async function findSecret(
  db: Db,
  workspaceId: string,
): Promise<{ salt: string; noiseRound: number } | undefined> {
  const row = await db
    .selectFrom('andon_secret')
    .select(['salt', 'noise_round'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row === undefined ? undefined : { salt: row.salt, noiseRound: row.noise_round };
}

/** Writes the noise of a round; the first makes the salt too, which stays. */
export async function makeNoise(
  tx: Tx,
  { workspaceId, round }: { workspaceId: string; round: number },
  random: Random,
): Promise<void> {
  const columns = { noise: drawHex(16, random), noise_round: round };
  await tx
    .insertInto('andon_secret')
    .values({ workspace_id: workspaceId, salt: drawHex(16, random), ...columns })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(columns))
    .execute();
}

function toSlot(row: Selectable<Tables['andon_slot']>): Slot {
  return {
    bagsAt: fromInstant(row.bags_at),
    releasesAt: fromInstant(row.releases_at),
    isBagged: row.is_bagged === 1,
  };
}
