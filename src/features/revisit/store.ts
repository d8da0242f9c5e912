import type { Selectable } from 'kysely';
import type { DecisionId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { endWait, moveWait } from '../decision/store-wait.ts';
import type { Revisit, RevisitAnswer } from './rules.ts';

type About = Pick<Revisit, 'decisionId' | 'workspaceId' | 'teamId'>;

/** What became of a decision's day to look again; undefined before the first answer. */
export async function findRevisit(
  db: Db,
  workspaceId: string,
  decisionId: DecisionId,
): Promise<Revisit | undefined> {
  const row = await db
    .selectFrom('revisit')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('decision_id', '=', decisionId)
    .executeTakeFirst();
  return row === undefined ? undefined : toRevisit(row);
}

/** The days to which asking was put off in a team and that are not answered, by decision. */
export async function listPutOff(db: Db, teamId: TeamId): Promise<Map<DecisionId, LocalDate>> {
  const rows = await db
    .selectFrom('revisit')
    .select(['decision_id', 'ask_on'])
    .where('team_id', '=', teamId)
    .where('answer', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.decision_id, row.ask_on]));
}

/** Puts asking off to another day; false when it has been answered meanwhile. */
export async function putOff(tx: Tx, about: About & { askOn: LocalDate }): Promise<boolean> {
  const result = await tx
    .insertInto('revisit')
    .values({ ...toColumns(about), ask_on: about.askOn, ...unanswered })
    .onConflict((conflict) =>
      conflict
        .column('decision_id')
        .doUpdateSet({ ask_on: about.askOn })
        .where('revisit.answer', 'is', null),
    )
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  await moveWait(tx, about.decisionId, about.askOn);
  return true;
}

/** Keeps the answer; false when somebody else answered before. */
export async function saveAnswer(
  tx: Tx,
  answered: About & { askOn: LocalDate; answer: RevisitAnswer; byUserId: string },
  at: Date,
): Promise<boolean> {
  const { answer, byUserId } = answered;
  const given = { answer, answered_by: byUserId, answered_at: toInstant(at) };
  const result = await tx
    .insertInto('revisit')
    .values({ ...toColumns(answered), ask_on: answered.askOn, ...given })
    .onConflict((conflict) =>
      conflict.column('decision_id').doUpdateSet(given).where('revisit.answer', 'is', null),
    )
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  await endWait(tx, answered.decisionId);
  return true;
}

const unanswered = { answer: null, answered_by: null, answered_at: null };

function toColumns({ decisionId, workspaceId, teamId }: About) {
  return { decision_id: decisionId, workspace_id: workspaceId, team_id: teamId };
}

function toRevisit(row: Selectable<Tables['revisit']>): Revisit {
  const { answer, answered_by: byUserId, answered_at: at } = row;
  const isAnswered = answer !== null && byUserId !== null && at !== null;
  return {
    decisionId: row.decision_id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    askOn: row.ask_on,
    ...(isAnswered ? { answered: { answer, byUserId, at: fromInstant(at) } } : {}),
  };
}
