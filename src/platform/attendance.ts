import { invariant } from '../lib/invariant.ts';
import { fromInstant, toInstant } from './db/instant.ts';
import type { Db } from './db/open.ts';
import { doubtChannels } from './slack/roster.ts';

// Which processes of this database are at work, so that Slack reaches them, and when none was. Instants are the database server's on PostgreSQL, so that the
// processes agree on them; with SQLite there is one process, and they are its own.

/** One process at work. */
export interface Attending {
  /** Of the process, as long as it lives. */
  id: string;
  workspaceId: string;
  /** How many connections it held at Slack at the most, lately. */
  links: number;
}

/** A time in which nobody could press a button, because no process was at work. */
export interface Absence {
  from: Date;
  until: Date;
}

/** Whoever has not said for so long that they are at work is not; they say it every ten seconds. */
const presentMs = 45_000;
/** For so long Slack sends again what nobody has acknowledged: at once, after a minute, after five. */
const heardMs = 4 * 60_000;
/** A restart, or an upgrade that takes its time, is no absence. */
const absentMs = 60 * 60_000;
/** Whoever was killed left a row behind, and one that is started anew every few seconds leaves thousands a day. */
const forgetMs = 60 * 60_000;

/**
 * Says that this process is at work and hears Slack. Where nobody did for minutes, who is in a channel is asked anew; where nobody
 * did for an hour or longer, that is noted, once. What is dated later than `now` is of a clock that was put back, and does not count.
 * Each of its writes is a transaction of its own: one that writes this row wakes nobody, whatever else it writes (`db/others.ts`).
 */
export async function attend(db: Db, attending: Attending, now: Date): Promise<void> {
  refuseHiding(db);
  const { id, workspaceId, links } = attending;
  const at = toInstant(now);
  const last = await db
    .selectFrom('attendance')
    .select('at')
    .where('workspace_id', '=', workspaceId)
    .where('at', '<=', at)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const awayMs = last === undefined ? 0 : now.getTime() - fromInstant(last.at).getTime();
  if (awayMs > heardMs) await doubtChannels(db, workspaceId);
  if (last !== undefined && awayMs >= absentMs) {
    await db
      .insertInto('absence')
      .values({ workspace_id: workspaceId, from_at: last.at, until_at: at })
      // Two that start at the same moment, or one that died right here: it is over only now.
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'from_at']).doUpdateSet({ until_at: at }),
      )
      .execute();
  }
  await db
    .insertInto('attendance')
    .values({ id, workspace_id: workspaceId, links, at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ links, at }))
    .execute();
}

/** Says that this process lives and Slack cannot reach it: who presses a button presses in vain. Writes all the same. */
export async function attendDeaf(db: Db, { id, workspaceId, links }: Attending): Promise<void> {
  refuseHiding(db);
  await db
    .updateTable('attendance')
    .set({ links })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

function refuseHiding(db: Db): void {
  invariant(
    !db.isTransaction,
    'what else this transaction writes would be hidden from other processes',
  );
}

/** Forgets processes of which nothing was heard for an hour (each start is another one), or only by a clock that was put back. */
export async function forgetGone(db: Db, workspaceId: string, now: Date): Promise<void> {
  await db
    .deleteFrom('attendance')
    .where('workspace_id', '=', workspaceId)
    .where(({ or, eb }) =>
      or([
        eb('at', '<', toInstant(new Date(now.getTime() - forgetMs))),
        eb('at', '>', toInstant(new Date(now.getTime() + presentMs))),
      ]),
    )
    .execute();
}

/**
 * How many connections the other processes at work hold at Slack. An app token may serve several workspaces, and Slack counts all
 * of its connections.
 */
export async function countFellows(db: Db, ownId: string, now: Date): Promise<number> {
  const since = toInstant(new Date(now.getTime() - presentMs));
  const until = toInstant(new Date(now.getTime() + presentMs));
  const row = await db
    .selectFrom('attendance')
    .select((eb) => eb.fn.sum('links').as('links'))
    .where('id', '!=', ownId)
    .where('at', '>=', since)
    .where('at', '<=', until)
    .executeTakeFirst();
  return Number(row?.links ?? 0);
}

/** When no process was at work, oldest first; none overlaps another. What ends long after `now` is of a clock that was wrong. */
export async function listAbsences(
  db: Db,
  workspaceId: string,
  { since, now }: { since: Date; now: Date },
): Promise<Absence[]> {
  const rows = await db
    .selectFrom('absence')
    .select(['from_at', 'until_at'])
    .where('workspace_id', '=', workspaceId)
    .where('until_at', '>', toInstant(since))
    // The database server's clock and Slack's need not be the same.
    .where('until_at', '<=', toInstant(new Date(now.getTime() + absentMs)))
    .orderBy('from_at')
    .execute();
  return rows.map((row) => ({ from: fromInstant(row.from_at), until: fromInstant(row.until_at) }));
}
