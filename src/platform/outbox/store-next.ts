import { type Expression, sql } from 'kysely';
import { toInstant } from '../db/instant.ts';
import type { Db } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';
import { type Claimed, toClaimed } from './claimed.ts';
import { withThread } from './queue.ts';
import { latestTaken } from './rules.ts';

// What the sender may try next, as it is read from the outbox. Every instant is the machine's.

/** Enough for a round; whoever finds the channels of all these busy asks for the next ones. */
export const pageSize = 25;
/** A message that failed so often lets the others of its channel go first. */
const maxBlockingTries = 5;

/**
 * What may be tried at `now`: of each channel or person the oldest wish, so that a channel reads in the order in which
 * things happened and one busy channel delays no other. Replies wait until their thread has started; a channel in which
 * something is under way waits too. The oldest of them, up to a page; `after` is the position of the last one of the page before.
 * (reliability.md F-34, F-93, F-94)
 */
export async function listWaiting(
  db: Db,
  workspaceId: string,
  { now, after = -1 }: { now: Date; after?: number },
): Promise<Claimed[]> {
  const at = { now: toInstant(now), latestTaken: toInstant(latestTaken(now)) };
  const rows = await waitingPage(db, { workspaceId, after, ...at });
  return rows.map(toClaimed);
}

type At<Names> = <Name extends Names>(name: Name) => Expression<string>;
type WaitingAt = { workspaceId: string; now: string; latestTaken: string; after: number };

const waitingPage = prepared<WaitingAt>()((db, at) =>
  claimable(db, at('workspaceId'))
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .where('w.parked_reason', 'is', null)
    .where('m.state', '=', 'pending')
    .where('m.position', '>', at('after'))
    .where(isDue('m', at))
    // Asked only of what may go itself: an engine that could would ask it first, and of every reply that waits for its thread.
    .where(
      sql<boolean>`case when m.thread_address is null or t.ts is not null then ${olderOf(db, at)} is null else false end`,
    )
    .orderBy('m.position')
    .limit(pageSize),
);

/**
 * What goes before a message, `m`, in its channel: it waits for its own time there, or is under way. Asked backwards: what is
 * passed over is passed over once then, by the next message after it, however much waits for a thread that never starts. (F-94)
 */
function olderOf(db: Db, at: At<'workspaceId' | 'now' | 'latestTaken'>) {
  return (
    db
      .selectFrom('message as o')
      .select('o.id')
      .where('o.workspace_id', '=', at('workspaceId'))
      // As the index `message_lane` has it, word by word.
      .where(sql<boolean>`o.state in ('pending', 'sending')`)
      .where(sql<boolean>`${laneOf('o')} = ${laneOf('m')}`)
      .where(sql<boolean>`o.position < m.position`)
      // Asked of each by its address: a server whose statistics are from a smaller table would join them, and so read all the
      // starts there are for each message that may go. (F-94)
      .where((eb) =>
        eb.or([
          eb('o.thread_address', 'is', null),
          eb(
            eb
              .selectFrom('message as s')
              .select('s.ts')
              .whereRef('s.workspace_id', '=', 'o.workspace_id')
              .whereRef('s.address', '=', 'o.thread_address'),
            'is not',
            null,
          ),
        ]),
      )
      .where((eb) =>
        eb.or([
          isDue('o', at),
          // What only rests after a change holds up nobody.
          eb.and([eb('o.attempts', '<', maxBlockingTries), eb('o.attempts', '>', 0)]),
          eb.and([eb('o.attempts', '=', 0), eb('o.ts', 'is', null)]),
        ]),
      )
      .orderBy('o.position', 'desc')
      .limit(1)
  );
}

const laneOf = (name: 'm' | 'o') =>
  sql`coalesce(${sql.ref(`${name}.shown_channel_id`)}, ${sql.ref(`${name}.channel_id`)}, ${sql.ref(`${name}.user_id`)})`;

/** Whether the time of a message has come. */
function isDue(name: 'm' | 'o', at: At<'now' | 'latestTaken'>) {
  const [tryAt, calledAt] = [sql.ref(`${name}.try_at`), sql.ref(`${name}.called_at`)];
  return sql<boolean>`(${tryAt} <= ${at('now')} or ${calledAt} > ${at('latestTaken')})`;
}

/** Uncertain messages whose time to look has come, the longest overdue first. */
export async function listUncertain(
  db: Db,
  workspaceId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<Claimed[]> {
  // Asked after every commit, and hardly ever true; to put nothing in order takes ten times as long.
  if ((await anyUncertain(db, { workspaceId })).length === 0) return [];
  const until = { now: toInstant(now), latestTaken: toInstant(latestTaken(now)) };
  const rows = await uncertain(db, { workspaceId, ...until, limit });
  return rows.map(toClaimed);
}

const anyUncertain = prepared<{ workspaceId: string }>()((db, at) =>
  db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', at('workspaceId'))
    .where('state', '=', 'unknown')
    .limit(1),
);

const uncertain = prepared<{
  workspaceId: string;
  now: string;
  latestTaken: string;
  limit: number;
}>()((db, at) =>
  claimable(db, at('workspaceId'))
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .where('w.parked_reason', 'is', null)
    .where('m.state', '=', 'unknown')
    .where(isDue('m', at))
    .orderBy('m.try_at')
    .orderBy('m.position')
    .limit(at('limit')),
);

function claimable(db: Db, workspaceId: Expression<string>) {
  return withThread(db, workspaceId).selectAll('m').select('t.ts as thread_ts');
}
