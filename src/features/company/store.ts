import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { CompanyPostId, NewId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Company, CompanyPost } from './rules.ts';

/** The company post of a workspace, on or off; undefined when nobody ever set one. */
export async function findCompany(db: Db, workspaceId: string): Promise<Company | undefined> {
  const row = await db
    .selectFrom('company')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row === undefined ? undefined : toCompany(row);
}

/** Keeps when and where the company post goes; the last one who set it counts. */
export async function saveCompany(tx: Tx, company: Company): Promise<void> {
  const columns = {
    channel_id: company.channelId,
    weekday: company.weekday,
    post_time: company.time,
    zone: company.zone,
    first_week_on: company.firstWeekOn,
    kept_week_on: company.kept?.weekOn ?? null,
    kept_due_at: company.kept === undefined ? null : toInstant(company.kept.dueAt),
    is_on: company.isOn ? 1 : 0,
    set_by: company.setBy,
    set_at: toInstant(company.setAt),
  };
  await tx
    .insertInto('company')
    .values({ workspace_id: company.workspaceId, ...columns })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(columns))
    .execute();
}

/** The newest week that has an outcome, posted or missed. */
export async function findLastCompanyWeek(
  db: Db,
  workspaceId: string,
): Promise<LocalDate | undefined> {
  const row = await db
    .selectFrom('company_post')
    .select('week_on')
    .where('workspace_id', '=', workspaceId)
    .orderBy('week_on', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.week_on;
}

/** The newest post that was not missed; it is edited until the next one. */
export async function findLastPost(
  db: Db,
  workspaceId: string,
): Promise<(CompanyPost & { isLate: boolean }) | undefined> {
  const row = await db
    .selectFrom('company_post')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('week_on', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.outcome === 'missed') return undefined;
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, weekOn: row.week_on },
    ...{ channelId: row.channel_id, isLate: row.outcome !== 'opened' },
    told: toldSchema.parse(JSON.parse(row.told)),
  };
}

/** Records a week's outcome and answers its id; undefined when another process, or an earlier tick, was first. (P16) */
export async function insertPost(
  tx: Tx,
  newId: NewId,
  post: Omit<CompanyPost, 'id'> & {
    dueAt: Date;
    outcome: Tables['company_post']['outcome'];
    at: Date;
  },
): Promise<CompanyPostId | undefined> {
  const id = newId('cp');
  const result = await tx
    .insertInto('company_post')
    .values({
      id,
      workspace_id: post.workspaceId,
      week_on: post.weekOn,
      due_at: toInstant(post.dueAt),
      outcome: post.outcome,
      at: toInstant(post.at),
      channel_id: post.channelId,
      told: JSON.stringify(post.told),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'week_on']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? id : undefined;
}

/** Keeps which roll-ups a post has told. */
export async function saveTold(
  tx: Tx,
  post: Pick<CompanyPost, 'id' | 'workspaceId' | 'told'>,
): Promise<void> {
  await tx
    .updateTable('company_post')
    .set({ told: JSON.stringify(post.told) })
    .where('workspace_id', '=', post.workspaceId)
    .where('id', '=', post.id)
    .execute();
}

const toldSchema = z.record(z.string(), z.number());

function toCompany(row: Selectable<Tables['company']>): Company {
  return {
    workspaceId: row.workspace_id,
    channelId: row.channel_id,
    weekday: row.weekday,
    time: row.post_time,
    zone: row.zone,
    firstWeekOn: row.first_week_on,
    isOn: row.is_on === 1,
    setBy: row.set_by,
    setAt: fromInstant(row.set_at),
    ...(row.kept_week_on === null || row.kept_due_at === null
      ? {}
      : { kept: { weekOn: row.kept_week_on, dueAt: fromInstant(row.kept_due_at) } }),
  };
}
