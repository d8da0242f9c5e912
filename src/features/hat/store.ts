import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { HatId, TeamId } from '../../lib/ids.ts';
import { readJson } from '../../lib/json.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import {
  type HatCase,
  type HatTyped,
  loops,
  moves,
  sharedSince,
  symptoms,
  traits,
  visibilities,
} from './rules.ts';

/** What an author types, and whose case it is. */
export interface TypedCase {
  id: HatId;
  workspaceId: string;
  teamId: TeamId;
  authorId: string;
  typed: HatTyped;
}

/**
 * Keeps what stands in the author's form; what was saved before stays as it is, its team too, which says who reads it. Of
 * somebody else's case nothing changes.
 */
export async function keepTyped(tx: Tx, key: TypedCase, now: Date): Promise<void> {
  const columns = { typed: JSON.stringify(key.typed), updated_at: toInstant(now) };
  await tx
    .insertInto('hat_case')
    .values({
      id: key.id,
      workspace_id: key.workspaceId,
      author_id: key.authorId,
      team_id: key.teamId,
      content: null,
      visibility: 'me',
      saved_at: null,
      shared_at: null,
      ...columns,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(columns)
        .where('hat_case.workspace_id', '=', key.workspaceId)
        .where('hat_case.author_id', '=', key.authorId),
    )
    .execute();
  await tx
    .updateTable('hat_case')
    .set({ team_id: key.teamId })
    .where('id', '=', key.id)
    .where('workspace_id', '=', key.workspaceId)
    .where('author_id', '=', key.authorId)
    .where('saved_at', 'is', null)
    .execute();
}

/** Saves a case for those whom its author chose; false when it is somebody else's. */
export async function saveCase(tx: Tx, key: TypedCase, now: Date): Promise<boolean> {
  await keepTyped(tx, key, now);
  const before = await findCase(tx, key.workspaceId, key.id);
  if (before?.authorId !== key.authorId) return false;
  const { visibility, readerIds, ...content } = key.typed;
  const sharedAt = sharedSince(before, visibility, now);
  await tx
    .updateTable('hat_case')
    .set({
      team_id: key.teamId,
      content: JSON.stringify(content),
      typed: null,
      visibility,
      saved_at: toInstant(before.savedAt ?? now),
      shared_at: sharedAt === undefined ? null : toInstant(sharedAt),
    })
    .where('workspace_id', '=', key.workspaceId)
    .where('id', '=', key.id)
    .execute();
  await tx.deleteFrom('hat_reader').where('case_id', '=', key.id).execute();
  const named = visibility === 'people' ? [...new Set(readerIds)] : [];
  for (const userId of named.filter((one) => one !== key.authorId)) {
    await tx.insertInto('hat_reader').values({ case_id: key.id, user_id: userId }).execute();
  }
  return true;
}

/** Throws a case of this person away, for everybody; false when there is none. */
export async function deleteCase(
  tx: Tx,
  whose: { workspaceId: string; authorId: string; id: HatId },
): Promise<boolean> {
  const found = await findCase(tx, whose.workspaceId, whose.id);
  if (found?.authorId !== whose.authorId) return false;
  await tx.deleteFrom('hat_reader').where('case_id', '=', whose.id).execute();
  await tx.deleteFrom('hat_case').where('id', '=', whose.id).execute();
  return true;
}

/** Gives up what was typed and not saved: a case that was never saved is gone, another is as it was saved. */
export async function dropTyped(
  tx: Tx,
  whose: { workspaceId: string; authorId: string; id: HatId },
): Promise<void> {
  const found = await findCase(tx, whose.workspaceId, whose.id);
  if (found?.authorId !== whose.authorId) return;
  if (found.savedAt === undefined) {
    await deleteCase(tx, whose);
    return;
  }
  await tx.updateTable('hat_case').set({ typed: null }).where('id', '=', whose.id).execute();
}

/** The case with this id, whoever may read it: that is for the caller to ask. */
export async function findCase(
  db: Db,
  workspaceId: string,
  id: HatId,
): Promise<HatCase | undefined> {
  const row = await db
    .selectFrom('hat_case')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toCase(row, await listReaders(db, row.id));
}

/**
 * The cases that could be this person's to read, the newest first: their own, those they are named in, and all that are shared
 * with a team or the workspace. `mayReadCase` has the last word on each.
 */
export async function listCasesNear(
  db: Db,
  who: { workspaceId: string; userId: string },
): Promise<HatCase[]> {
  const rows = await db
    .selectFrom('hat_case')
    .selectAll()
    .where('workspace_id', '=', who.workspaceId)
    .where((e) =>
      e.or([
        e('author_id', '=', who.userId),
        e('visibility', 'in', ['team', 'workspace']),
        e(
          'id',
          'in',
          e.selectFrom('hat_reader').select('case_id').where('user_id', '=', who.userId),
        ),
      ]),
    )
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .execute();
  const cases: HatCase[] = [];
  for (const row of rows) cases.push(toCase(row, await listReaders(db, row.id)));
  return cases;
}

/**
 * How many cases a team was given to read with `from <= shared_at < to`: the other dose of a cycle. What only its author or
 * named people may read is in no count.
 */
export async function countHats(
  db: Db,
  question: { teamId: TeamId; from: Date; to?: Date },
): Promise<number> {
  let query = db
    .selectFrom('hat_case')
    .select((e) => e.fn.countAll<number>().as('many'))
    .where('team_id', '=', question.teamId)
    .where('shared_at', '>=', toInstant(question.from));
  if (question.to !== undefined) query = query.where('shared_at', '<', toInstant(question.to));
  const row = await query.executeTakeFirstOrThrow();
  return Number(row.many);
}

async function listReaders(db: Db, id: HatId): Promise<string[]> {
  const rows = await db
    .selectFrom('hat_reader')
    .select('user_id')
    .where('case_id', '=', id)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

const contentSchema = z.object({
  context: z.string(),
  traits: z.array(z.enum(traits)),
  symptoms: z.array(z.enum(symptoms)),
  loops: z.array(z.enum(loops)),
  turns: z.string(),
  moves: z.array(z.enum(moves)),
});
const typedSchema = contentSchema.extend({
  visibility: z.enum(visibilities),
  readerIds: z.array(z.string()),
});

function toCase(row: Selectable<Tables['hat_case']>, readerIds: readonly string[]): HatCase {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    authorId: row.author_id,
    visibility: row.visibility,
    readerIds,
    ...(row.content === null ? {} : { content: contentSchema.parse(readJson(row.content)) }),
    ...(row.typed === null ? {} : { typed: typedSchema.parse(readJson(row.typed)) }),
    updatedAt: fromInstant(row.updated_at),
    ...(row.saved_at === null ? {} : { savedAt: fromInstant(row.saved_at) }),
    ...(row.shared_at === null ? {} : { sharedAt: fromInstant(row.shared_at) }),
  };
}
