import type { ExpressionBuilder } from 'kysely';
import type { MessageId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db } from '../db/open.ts';
import type { Tables } from '../db/tables.ts';
import { underWay } from './queue.ts';
import { countRedraws, countUndrawn } from './store-redraw.ts';

// What the outbox holds, for those who watch over it. Instants are the machine's.

type State = Tables['message']['state'];

/**
 * How many messages are in each state, and since when the one that has waited longest waits. `undrawn`: how many of those that
 * are pending could not be drawn, when there are any.
 */
export interface Waiting {
  counts: Record<State, number>;
  undrawn?: number;
  oldestSince?: Date;
}

/** Notes since when messages wait that were not waiting at the last look; nothing is written when there is none. */
export async function stampWaiting(db: Db, workspaceId: string, now: Date): Promise<void> {
  const one = await db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where(isUnstamped)
    .limit(1)
    .executeTakeFirst();
  // A write is one also where it meets no row: every ten seconds it would wake whatever rests until the outbox changes.
  if (one === undefined) return;
  await db
    .updateTable('message')
    .set({ waiting_since: toInstant(now) })
    .where('workspace_id', '=', workspaceId)
    .where(isUnstamped)
    .execute();
}

function isUnstamped({ eb, and }: ExpressionBuilder<Tables, 'message'>) {
  return and([
    eb('state', 'in', ['pending', 'sending', 'unknown']),
    eb('waiting_since', 'is', null),
  ]);
}

/**
 * Counts the outbox by state. What waits for a workspace that is shut, or for a thread that can never start, has its own
 * explanation and does not count as old.
 */
export async function readWaiting(db: Db, workspaceId: string): Promise<Waiting> {
  const rows = await db
    .selectFrom('message')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .groupBy('state')
    .execute();
  const counts: Waiting['counts'] = { pending: 0, sending: 0, unknown: 0, sent: 0, dead: 0 };
  for (const row of rows) counts[row.state] = Number(row.count);
  counts.pending += await countRedraws(db, workspaceId);
  const oldest = await underWay(db, workspaceId)
    .select((eb) => eb.fn.min('m.waiting_since').as('since'))
    .executeTakeFirst();
  const since = oldest?.since ?? undefined;
  const undrawn = await countUndrawn(db, workspaceId);
  return {
    counts,
    ...(undrawn === 0 ? {} : { undrawn }),
    ...(since === undefined ? {} : { oldestSince: fromInstant(since) }),
  };
}

/** A message that is not where it should be: for the operator's eyes. Its words are not in it. */
export interface HeldMessage {
  id: MessageId;
  workspaceId: string;
  address: string;
  to: string;
  state: Exclude<State, 'sent'>;
  error?: string;
  since?: Date;
  tryAt: Date;
  /** Why its whole workspace is shut. */
  parkedReason?: string;
}

/** Everything that Slack does not show yet as it should, the oldest wish first. */
export async function listHeld(db: Db): Promise<HeldMessage[]> {
  const rows = await db
    .selectFrom('message as m')
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .selectAll('m')
    .select('w.parked_reason')
    .where('m.state', '<>', 'sent')
    .orderBy('m.position')
    .execute();
  return rows.flatMap(({ state, ...row }) =>
    state === 'sent'
      ? []
      : [
          {
            id: row.id,
            workspaceId: row.workspace_id,
            address: row.address,
            to: row.shown_channel_id ?? row.channel_id ?? row.user_id ?? '',
            state,
            tryAt: fromInstant(row.try_at),
            ...(row.last_error === null ? {} : { error: row.last_error }),
            ...(row.waiting_since === null ? {} : { since: fromInstant(row.waiting_since) }),
            ...(row.parked_reason === null ? {} : { parkedReason: row.parked_reason }),
          },
        ],
  );
}

/** Why a workspace is shut to us, or undefined. */
export async function findParked(db: Db, workspaceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('workspace')
    .select('parked_reason')
    .where('id', '=', workspaceId)
    .executeTakeFirst();
  return row?.parked_reason ?? undefined;
}
