import { sql } from 'kysely';
import { z } from 'zod';
import type { MessageId, NewId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import type { Tables } from '../db/tables.ts';
import type { MessageContent } from '../slack/feature.ts';
import { freshLane, type Lane, type Pace, refill } from './rules.ts';

/** A wish that an address show some content. The first posts it, later ones change it. */
export interface WantedMessage {
  workspaceId: string;
  newId: NewId;
  /** What the message is, for ever: `card:cd_…`. */
  address: string;
  to: { channelId: string } | { userId: string };
  /** The address whose message starts the thread. */
  inThreadOf?: string;
  /** A thread reply that is shown in the channel too. */
  isBroadcast?: boolean;
  /** What happens when nobody can tell whether it was posted; default `at-least-once`, labelled. */
  policy?: 'at-least-once' | 'at-most-once';
  content: MessageContent;
}

/** A message that a sender has taken. `ts` is there once it has been posted. */
export interface Claimed {
  id: MessageId;
  workspaceId: string;
  address: string;
  channelId?: string;
  userId?: string;
  threadTs?: string;
  isBroadcast: boolean;
  policy: 'at-least-once' | 'at-most-once';
  content: MessageContent;
  version: number;
  shownChannelId?: string;
  ts?: string;
  attempts: number;
}

type Row = Tables['message'];
type State = Row['state'];

/**
 * Puts what an address should show. The same content again changes nothing. Must be the last word of the transaction that
 * changed what it shows; the sender is woken by the commit.
 */
export async function putMessage(tx: Tx, wanted: WantedMessage): Promise<void> {
  const content = JSON.stringify(wanted.content);
  const inserted = await tx
    .insertInto('message')
    .values({
      ...emptyRow,
      id: wanted.newId('ms'),
      workspace_id: wanted.workspaceId,
      address: wanted.address,
      channel_id: 'channelId' in wanted.to ? wanted.to.channelId : null,
      user_id: 'userId' in wanted.to ? wanted.to.userId : null,
      thread_address: wanted.inThreadOf ?? null,
      is_broadcast: wanted.isBroadcast === true ? 1 : 0,
      policy: wanted.policy ?? 'at-least-once',
      wanted: content,
      position: await nextPosition(tx),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'address']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return;
  await tx
    .updateTable('message')
    .set({
      wanted: content,
      wanted_version: sql`wanted_version + 1`,
      try_at: neverTried,
      attempts: 0,
      state: sql<State>`case when state in ('sent', 'dead') then 'pending' else state end`,
    })
    .where('workspace_id', '=', wanted.workspaceId)
    .where('address', '=', wanted.address)
    .where('wanted', '<>', content)
    .execute();
}

const neverTried = '1970-01-01T00:00:00.000Z';

const emptyRow = {
  wanted_version: 1,
  shown_version: 0,
  state: 'pending',
  shown_channel_id: null,
  ts: null,
  lease_until: null,
  attempts: 0,
  try_at: neverTried,
  last_error: null,
} as const;

async function nextPosition(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('message')
    .select((eb) => eb.fn.max('position').as('last'))
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

/** Where an address is shown in Slack, once it has been posted. */
export async function findShown(
  db: Db,
  workspaceId: string,
  address: string,
): Promise<{ channelId: string; ts: string } | undefined> {
  const row = await db
    .selectFrom('message')
    .select(['shown_channel_id', 'ts'])
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address)
    .executeTakeFirst();
  if (row === undefined || row.ts === null || row.shown_channel_id === null) return undefined;
  return { channelId: row.shown_channel_id, ts: row.ts };
}

/** The messages that wait to be sent and may be tried at `now` (the machine's), oldest wish first; at most 200. */
export async function listWaiting(db: Db, now: Date): Promise<Claimed[]> {
  const rows = await db
    .selectFrom('message as m')
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .selectAll('m')
    .select('t.ts as thread_ts')
    .where('m.state', '=', 'pending')
    .where('m.try_at', '<=', toInstant(now))
    .where('w.parked_reason', 'is', null)
    .where((eb) => eb.or([eb('m.thread_address', 'is', null), eb('t.ts', 'is not', null)]))
    .orderBy('m.position')
    .limit(200)
    .execute();
  return rows.map(toClaimed);
}

/** Takes a message for sending; false when another sender was first. `until` ends the lease, machine time. */
export async function claimMessage(tx: Tx, id: MessageId, until: Date): Promise<boolean> {
  const result = await tx
    .updateTable('message')
    .set({ state: 'sending', lease_until: toInstant(until), attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Records that Slack now shows `version`; when a newer one is wanted the message waits again. */
export async function recordShown(
  tx: Tx,
  id: MessageId,
  shown: { channelId: string; ts: string; version: number },
): Promise<void> {
  await tx
    .updateTable('message')
    .set({
      shown_channel_id: shown.channelId,
      ts: shown.ts,
      shown_version: shown.version,
      state: sql<State>`case when wanted_version > ${shown.version} then 'pending' else 'sent' end`,
      lease_until: null,
      last_error: null,
      attempts: 0,
    })
    .where('id', '=', id)
    .execute();
}

/** Records what else became of a send: waiting again from `tryAt`, uncertain, or dead. */
export async function recordTrouble(
  tx: Tx,
  id: MessageId,
  trouble: { state: 'pending' | 'unknown' | 'dead'; error: string; tryAt: Date; attempts?: number },
): Promise<void> {
  await tx
    .updateTable('message')
    .set({
      state: trouble.state,
      last_error: trouble.error,
      try_at: toInstant(trouble.tryAt),
      lease_until: null,
      ...(trouble.attempts === undefined ? {} : { attempts: trouble.attempts }),
    })
    .where('id', '=', id)
    .execute();
}

/** Forgets where a message was shown, because it is not there any more: the next send posts it anew. */
export async function forgetShown(tx: Tx, id: MessageId, tryAt: Date): Promise<void> {
  await tx
    .updateTable('message')
    .set({
      ts: null,
      shown_channel_id: null,
      state: 'pending',
      try_at: toInstant(tryAt),
      lease_until: null,
    })
    .where('id', '=', id)
    .execute();
}

/** Uncertain messages whose time to look has come, oldest first. `attempts` counts the looks so far. */
export async function listUncertain(db: Db, now: Date): Promise<Claimed[]> {
  const rows = await db
    .selectFrom('message as m')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .selectAll('m')
    .select('t.ts as thread_ts')
    .where('m.state', '=', 'unknown')
    .where('m.try_at', '<=', toInstant(now))
    .orderBy('m.position')
    .limit(50)
    .execute();
  return rows.map(toClaimed);
}

/**
 * Takes back messages whose sender is gone: an update may simply be repeated, a post becomes uncertain. `before` is the
 * instant their lease must have ended by.
 */
export async function releaseAbandoned(tx: Tx, before: Date, lookAt: Date): Promise<number> {
  const result = await tx
    .updateTable('message')
    .set({
      state: sql<State>`case when ts is null then 'unknown' else 'pending' end`,
      try_at: sql`case when ts is null then ${toInstant(lookAt)} else try_at end`,
      attempts: 0,
      lease_until: null,
      last_error: 'the sender stopped while sending',
    })
    .where('state', '=', 'sending')
    .where('lease_until', '<', toInstant(before))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Whether a sender left something under way whose lease has ended. */
export async function hasAbandoned(db: Db, before: Date): Promise<boolean> {
  const row = await db
    .selectFrom('message')
    .select('id')
    .where('state', '=', 'sending')
    .where('lease_until', '<', toInstant(before))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What is left to do: how many messages wait or are under way, and when the next one may be tried. */
export async function readBacklog(db: Db): Promise<{ count: number; nextTryAt?: Date }> {
  const row = await db
    .selectFrom('message as m')
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('m.try_at').as('next')])
    .where('m.state', 'in', ['pending', 'sending', 'unknown'])
    .where('w.parked_reason', 'is', null)
    // What waits for a thread that can never start is not under way.
    .where((eb) =>
      eb.or([eb('t.state', 'is', null), eb('t.state', '<>', 'dead'), eb('t.ts', 'is not', null)]),
    )
    .executeTakeFirst();
  const next = row?.next ?? undefined;
  return {
    count: Number(row?.count ?? 0),
    ...(next === undefined ? {} : { nextTryAt: fromInstant(next) }),
  };
}

/** A lane as of `now`, refilled; full when it was never used. */
export async function readLane(
  db: Db,
  workspaceId: string,
  lane: string,
  pace: Pace,
  now: Date,
): Promise<Lane> {
  const row = await db
    .selectFrom('pace')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('lane', '=', lane)
    .executeTakeFirst();
  if (row === undefined) return freshLane(pace, now);
  return refill(
    {
      tokens: row.tokens,
      refilledAt: fromInstant(row.refilled_at),
      ...(row.closed_until === null ? {} : { closedUntil: fromInstant(row.closed_until) }),
    },
    pace,
    now,
  );
}

/** Keeps a lane's tokens and silence. */
export async function saveLane(
  tx: Tx,
  workspaceId: string,
  lane: string,
  value: Lane,
): Promise<void> {
  const columns = {
    tokens: value.tokens,
    refilled_at: toInstant(value.refilledAt),
    closed_until: value.closedUntil === undefined ? null : toInstant(value.closedUntil),
  };
  await tx
    .insertInto('pace')
    .values({ workspace_id: workspaceId, lane, ...columns })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'lane']).doUpdateSet(columns))
    .execute();
}

const contentSchema = z.object({
  text: z.string(),
  blocks: z.array(z.custom<MessageContent['blocks'][number]>((block) => typeof block === 'object')),
});

function toClaimed(row: Row & { thread_ts: string | null }): Claimed {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    address: row.address,
    isBroadcast: row.is_broadcast === 1,
    policy: row.policy,
    content: contentSchema.parse(JSON.parse(row.wanted)),
    version: row.wanted_version,
    attempts: row.attempts,
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.thread_ts === null ? {} : { threadTs: row.thread_ts }),
    ...(row.shown_channel_id === null ? {} : { shownChannelId: row.shown_channel_id }),
    ...(row.ts === null ? {} : { ts: row.ts }),
  };
}

/** Lets a dead message wait for the sender again; false when it is not dead (any more). */
export async function resendDead(tx: Tx, workspaceId: string, id: MessageId): Promise<boolean> {
  const result = await tx
    .updateTable('message')
    .set({ state: 'pending', try_at: neverTried, attempts: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
