import type { Selectable } from 'kysely';
import type { AwayId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Away } from './rules.ts';

const awayBetween = prepared<{
  workspaceId: string;
  teamId: TeamId;
  from: LocalDate;
  to: LocalDate;
}>()((db, at) =>
  db
    .selectFrom('away')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where((where) => where.or([where('team_id', 'is', null), where('team_id', '=', at('teamId'))]))
    .where('until_on', '>=', at('from'))
    .where('from_on', '<=', at('to'))
    .orderBy('from_on')
    .orderBy('id'),
);

/** The ranges that concern a team and touch a stretch of days: its own, and those of people from all their teams. */
export async function listAway(
  db: Db,
  question: { workspaceId: string; teamId: TeamId; from: LocalDate; to: LocalDate },
): Promise<Away[]> {
  const rows = await awayBetween(db, question);
  return rows.map(toAway);
}

/** A person's own ranges that are not over by `today`, soonest first. */
export async function listAwayOfPerson(
  db: Db,
  question: { workspaceId: string; userId: string; today: LocalDate },
): Promise<Away[]> {
  const rows = await db
    .selectFrom('away')
    .selectAll()
    .where('workspace_id', '=', question.workspaceId)
    .where('user_id', '=', question.userId)
    .where('until_on', '>=', question.today)
    .orderBy('from_on')
    .orderBy('id')
    .execute();
  return rows.map(toAway);
}

/** The range with this id, or undefined when the workspace has none (any more). */
export async function findAway(db: Db, workspaceId: string, id: AwayId): Promise<Away | undefined> {
  const row = await db
    .selectFrom('away')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toAway(row);
}

/** Keeps a range; the same days of the same person once. Answers whether it is new. */
export async function insertAway(tx: Tx, away: Away, at: Date): Promise<boolean> {
  const same = await tx
    .selectFrom('away')
    .selectAll()
    .where('workspace_id', '=', away.workspaceId)
    .where('from_on', '=', away.fromOn)
    .where('until_on', '=', away.untilOn)
    .execute();
  const isKept = same
    .map(toAway)
    .some((kept) => kept.userId === away.userId && kept.teamId === away.teamId);
  if (isKept) return false;
  await tx
    .insertInto('away')
    .values({
      id: away.id,
      workspace_id: away.workspaceId,
      team_id: away.teamId ?? null,
      user_id: away.userId ?? null,
      from_on: away.fromOn,
      until_on: away.untilOn,
      by_user_id: away.byUserId,
      at: toInstant(at),
    })
    .execute();
  return true;
}

/** Takes a range back; doing it twice changes nothing more. */
export async function deleteAway(tx: Tx, workspaceId: string, id: AwayId): Promise<void> {
  await tx
    .deleteFrom('away')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

function toAway(row: Selectable<Tables['away']>): Away {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    fromOn: row.from_on,
    untilOn: row.until_on,
    byUserId: row.by_user_id,
    ...(row.team_id === null ? {} : { teamId: row.team_id }),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
  };
}
