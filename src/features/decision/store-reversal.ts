import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { DecisionId, NewId, ReversalId, TeamId } from '../../lib/ids.ts';
import { isLocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { CORRECTION_MODES, type Correction, type Key, type Reversal } from './reversal-rules.ts';

const correctionSchema = z.object({
  mode: z.enum(CORRECTION_MODES),
  because: z.string(),
  title: z.string(),
  line: z.string(),
  learned: z.string(),
  revisitOn: z.string().refine(isLocalDate).exactOptional(),
});

/** Keeps a question for two keys; undefined when another about the same entry is waiting. */
export async function insertReversal(
  tx: Tx,
  newId: NewId,
  draft: Pick<Reversal, 'workspaceId' | 'decisionId' | 'proposedBy' | 'openedAt' | 'expiresAt'> & {
    teamId: TeamId;
    correction: Correction;
  },
): Promise<Reversal | undefined> {
  const id = newId('rr');
  const result = await tx
    .insertInto('reversal')
    .values({
      id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      decision_id: draft.decisionId,
      proposed_by: draft.proposedBy,
      opened_at: toInstant(draft.openedAt),
      expires_at: toInstant(draft.expiresAt),
      state: 'open',
      settled_at: null,
      correction: JSON.stringify(draft.correction),
      entry_id: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? { ...draft, id, state: 'open' } : undefined;
}

/** The question with this id, with what key-holders answered; for ids that come from a button. */
export async function findReversal(
  db: Db,
  workspaceId: string,
  id: ReversalId,
): Promise<{ reversal: Reversal; keys: Key[] } | undefined> {
  const row = await db
    .selectFrom('reversal')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { reversal: toReversal(row), keys: await listKeys(db, id) };
}

/** The question that is waiting about an entry. */
export async function findOpenReversal(
  db: Db,
  workspaceId: string,
  decisionId: DecisionId,
): Promise<{ reversal: Reversal; keys: Key[] } | undefined> {
  const row = await db
    .selectFrom('reversal')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('decision_id', '=', decisionId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { reversal: toReversal(row), keys: await listKeys(db, row.id) };
}

/** Every question of a workspace that is waiting, the oldest first; for the clock. */
export async function listOpenReversals(db: Db, workspaceId: string): Promise<Reversal[]> {
  const rows = await db
    .selectFrom('reversal')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(toReversal);
}

/** Keeps what a key-holder answers; the last answer stands. */
export async function saveKey(
  tx: Tx,
  key: Key & { workspaceId: string; reversalId: ReversalId },
): Promise<void> {
  const found = await findReversal(tx, key.workspaceId, key.reversalId);
  if (found === undefined) return;
  const answer = { answer: key.answer, at: toInstant(key.at) };
  await tx
    .insertInto('reversal_key')
    .values({ reversal_id: key.reversalId, user_id: key.userId, ...answer })
    .onConflict((conflict) => conflict.columns(['reversal_id', 'user_id']).doUpdateSet(answer))
    .execute();
}

/** Ends a question that is waiting; false when somebody else has ended it. */
export async function settleReversal(
  tx: Tx,
  settled: { workspaceId: string; id: ReversalId } & (
    | { state: 'expired' | 'withdrawn' }
    | { state: 'done'; entryId: DecisionId }
  ),
  at: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('reversal')
    .set({
      state: settled.state,
      settled_at: toInstant(at),
      entry_id: settled.state === 'done' ? settled.entryId : null,
    })
    .where('workspace_id', '=', settled.workspaceId)
    .where('id', '=', settled.id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

async function listKeys(db: Db, id: ReversalId): Promise<Key[]> {
  const rows = await db
    .selectFrom('reversal_key')
    .selectAll()
    .where('reversal_id', '=', id)
    .orderBy('at')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    answer: row.answer,
    at: fromInstant(row.at),
  }));
}

function toReversal(row: Selectable<Tables['reversal']>): Reversal {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    decisionId: row.decision_id,
    proposedBy: row.proposed_by,
    openedAt: fromInstant(row.opened_at),
    expiresAt: fromInstant(row.expires_at),
    state: row.state,
    correction: correctionSchema.parse(JSON.parse(row.correction)),
    ...(row.settled_at === null ? {} : { settledAt: fromInstant(row.settled_at) }),
    ...(row.entry_id === null ? {} : { entryId: row.entry_id }),
  };
}
