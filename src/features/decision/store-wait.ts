import type { DecisionId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';

// Which decisions are still to be looked at again: kept by whoever writes the log and the answers, so that a log of years is
// asked for what is open and not for all that ever was.

/** A decision is to be looked at again from a day on. */
export async function startWait(
  tx: Tx,
  wait: { decisionId: DecisionId; teamId: TeamId; askOn: LocalDate },
): Promise<void> {
  await tx
    .insertInto('revisit_wait')
    .values({ decision_id: wait.decisionId, team_id: wait.teamId, ask_on: wait.askOn })
    .execute();
}

/** It is looked at on another day; nothing happens when nobody waits for it (any more). */
export async function moveWait(tx: Tx, decisionId: DecisionId, askOn: LocalDate): Promise<void> {
  await tx
    .updateTable('revisit_wait')
    .set({ ask_on: askOn })
    .where('decision_id', '=', decisionId)
    .execute();
}

/** Somebody looked, or a later entry took its place: nobody is asked about it any more. */
export async function endWait(tx: Tx, decisionId: DecisionId): Promise<void> {
  await tx.deleteFrom('revisit_wait').where('decision_id', '=', decisionId).execute();
}

/** The next day after `today` on which one of a team's entries is looked at again, by what it says itself or by what it was put off to. */
export async function findNextRevisit(
  db: Db,
  teamId: TeamId,
  today: LocalDate,
): Promise<LocalDate | undefined> {
  const row = await db
    .selectFrom('revisit_wait')
    .select((e) => e.fn.min('ask_on').as('on'))
    .where('team_id', '=', teamId)
    .where('ask_on', '>', today)
    .executeTakeFirst();
  return row?.on ?? undefined;
}

/** The teams of a workspace that have something to look at again on `day`. */
export async function listTeamsWithDue(
  db: Db,
  workspaceId: string,
  day: LocalDate,
): Promise<ReadonlySet<TeamId>> {
  const rows = await db
    .selectFrom('revisit_wait')
    .innerJoin('team', 'team.id', 'revisit_wait.team_id')
    .select('revisit_wait.team_id')
    .distinct()
    .where('team.workspace_id', '=', workspaceId)
    .where('revisit_wait.ask_on', '<=', day)
    .execute();
  return new Set(rows.map((row) => row.team_id));
}
