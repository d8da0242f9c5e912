import { isId, type TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Thanks } from './rules.ts';

/** Keeps one person's thanks; false when they thanked for it before. */
export async function insertThanks(tx: Tx, thanks: Thanks): Promise<boolean> {
  const result = await tx
    .insertInto('thanks')
    .values({
      subject_id: thanks.subjectId,
      user_id: thanks.userId,
      workspace_id: thanks.workspaceId,
      team_id: thanks.teamId,
      kind: isId('dec', thanks.subjectId) ? 'stop' : 'evidence',
      at: toInstant(thanks.at),
    })
    .onConflict((conflict) => conflict.columns(['subject_id', 'user_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** What was thanked for in a team with `from <= at < to`, the first in front, without saying by whom. */
export async function listThanks(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<{ subjectId: string }[]> {
  const rows = await db
    .selectFrom('thanks')
    .select(['subject_id', 'at'])
    .where('team_id', '=', question.teamId)
    .where('at', '>=', toInstant(question.from))
    .where('at', '<', toInstant(question.to))
    .orderBy('at')
    .orderBy('subject_id')
    .execute();
  return rows.map((row) => ({ subjectId: row.subject_id }));
}
