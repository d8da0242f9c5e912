import type { Selectable } from 'kysely';
import type { EvidenceId, NewId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Evidence } from './rules.ts';

/** Keeps a message with a one-pager; false when it is there already. */
export async function insertEvidence(
  tx: Tx,
  newId: NewId,
  evidence: Omit<Evidence, 'id'>,
): Promise<boolean> {
  const result = await tx
    .insertInto('evidence')
    .values({
      id: newId('ev'),
      workspace_id: evidence.workspaceId,
      team_id: evidence.teamId,
      onepager_id: evidence.onepagerId,
      channel_id: evidence.channelId,
      ts: evidence.ts,
      permalink: evidence.permalink,
      why: evidence.why,
      by_user_id: evidence.byUserId,
      at: toInstant(evidence.at),
    })
    .onConflict((conflict) => conflict.columns(['onepager_id', 'channel_id', 'ts']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The piece of evidence with this id, or undefined when the workspace has none. */
export async function findEvidence(
  db: Db,
  workspaceId: string,
  id: EvidenceId,
): Promise<Evidence | undefined> {
  const row = await db
    .selectFrom('evidence')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toEvidence(row);
}

const evidenceOf = prepared<{ workspaceId: string; onepagerId: OnePagerId }>()((db, at) =>
  db
    .selectFrom('evidence')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('onepager_id', '=', at('onepagerId'))
    .orderBy('at')
    .orderBy('id'),
);

/** What is kept with a one-pager, oldest first. */
export async function listEvidence(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<Evidence[]> {
  const rows = await evidenceOf(db, { workspaceId, onepagerId });
  return rows.map(toEvidence);
}

/** Everything that a team keeps, oldest first. */
export async function listEvidenceOfTeam(
  db: Db,
  workspaceId: string,
  teamId: TeamId,
): Promise<Evidence[]> {
  const rows = await db
    .selectFrom('evidence')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('team_id', '=', teamId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(toEvidence);
}

function toEvidence(row: Selectable<Tables['evidence']>): Evidence {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    onepagerId: row.onepager_id,
    channelId: row.channel_id,
    ts: row.ts,
    permalink: row.permalink,
    why: row.why,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
  };
}
