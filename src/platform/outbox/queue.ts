import { type Expression, sql } from 'kysely';
import { z } from 'zod';
import type { MessageId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';
import type { Tables } from '../db/tables.ts';
import type { ChartBlock } from '../slack/chart.ts';
import type { MessageContent } from '../slack/feature.ts';
import { leaseMs } from './rules.ts';
import { restored } from './store-recovery.ts';
import { countRedraws } from './store-redraw.ts';

// The sender's side of the outbox: what waits, what is under way, what became of it. Every instant is the machine's.

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
  /** What it should show, as it is kept; `readContent` reads it. */
  wanted: string;
  version: number;
  shownChannelId?: string;
  ts?: string;
  /** When it was taken last, machine time: nothing of it can be in Slack from before. */
  calledAt?: Date;
  /** Tries so far; of an uncertain message: looks so far. */
  attempts: number;
  /** A reply whose thread has not started. */
  waitsForThread: boolean;
  /** It came out of a backup, or was wanted again after one: the time in between may have posted it. */
  isRestored: boolean;
  /** Why another copy of it stands, or may stand: it says so as long as it stands. */
  mark?: Mark;
}

type Row = Tables['message'];
type State = Row['state'];

/** The `last_error` of a message that is posted, or stands, a second time without anybody knowing about the first. */
export const repeated = 'repeat';

/** The `last_error` of a message that took the place of one which Slack lets nobody change any more. (F-42) */
export const replaced = 'replaced';

type Mark = typeof repeated | typeof replaced;

const marks: readonly Mark[] = [repeated, replaced];

/** The `last_error` of a dead message of which nobody can tell whether it arrived. */
export const perhapsPosted = 'perhaps_posted';

/** The `last_error` of a reply that found the start of its thread deleted. */
export const threadGone = 'thread_gone';

const maxLanes = 500;
/** A message that failed so often lets the others of its channel go first. */
const maxBlockingTries = 5;

/**
 * What may be tried at `now`: of each channel or person the oldest wish, so that a channel reads in the order in which
 * things happened and one busy channel delays no other. Replies wait until their thread has started; a channel in which
 * something is under way waits too. (reliability.md F-34, F-93, F-94)
 */
export async function listWaiting(db: Db, workspaceId: string, now: Date): Promise<Claimed[]> {
  const heads = db
    .selectFrom('message as m')
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .select((eb) => eb.fn.min('m.position').as('position'))
    .where('m.workspace_id', '=', workspaceId)
    .where('m.state', 'in', ['pending', 'sending'])
    .where('w.parked_reason', 'is', null)
    .where((eb) => eb.or([eb('m.thread_address', 'is', null), eb('t.ts', 'is not', null)]))
    .where((eb) =>
      eb.or([
        dueBy(now),
        // What only rests after a change holds up nobody.
        eb.and([eb('m.attempts', '<', maxBlockingTries), eb('m.attempts', '>', 0)]),
        eb.and([eb('m.attempts', '=', 0), eb('m.ts', 'is', null)]),
      ]),
    )
    .groupBy(['m.workspace_id', sql`coalesce(m.shown_channel_id, m.channel_id, m.user_id)`]);
  const rows = await withThread(db, workspaceId)
    .where('m.position', 'in', heads)
    .where('m.state', '=', 'pending')
    .where(dueBy(now))
    .orderBy('m.position')
    .limit(maxLanes)
    .execute();
  return rows.map(toClaimed);
}

/** Uncertain messages whose time to look has come, the longest overdue first. */
export async function listUncertain(
  db: Db,
  workspaceId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<Claimed[]> {
  // Asked after every commit, and hardly ever true; to put nothing in order takes ten times as long.
  if ((await anyUncertain(db, { workspaceId })).length === 0) return [];
  const until = { now: toInstant(now), tomorrow: tomorrow(now) };
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
  tomorrow: string;
  limit: number;
}>()((db, at) =>
  withThread(db, at('workspaceId'))
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .where('w.parked_reason', 'is', null)
    .where('m.state', '=', 'unknown')
    .where((eb) => eb.or([eb('m.try_at', '<=', at('now')), eb('m.called_at', '>', at('tomorrow'))]))
    .orderBy('m.try_at')
    .orderBy('m.position')
    .limit(at('limit')),
);

/**
 * A message that was taken after this was taken by a clock that has been put back since: whatever it was to wait for, and whoever
 * had it, that is over. Clocks that agree are never so far apart. (reliability.md P19)
 */
function tomorrow(now: Date): string {
  return toInstant(new Date(now.getTime() + leaseMs));
}

/** Whether the time of a message, `m`, has come. */
function dueBy(now: Date) {
  return sql<boolean>`(m.try_at <= ${toInstant(now)} or m.called_at > ${tomorrow(now)})`;
}

function withThread(db: Db, workspaceId: string | Expression<string>) {
  return db
    .selectFrom('message as m')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .selectAll('m')
    .select('t.ts as thread_ts')
    .where('m.workspace_id', '=', workspaceId);
}

/** Takes a message for sending; false when another sender was first. `until` ends the lease, machine time. */
export async function claimMessage(tx: Tx, id: MessageId, until: Date): Promise<boolean> {
  const result = await tx
    .updateTable('message')
    .set({
      ...{ state: 'sending', lease_until: toInstant(until), attempts: sql`attempts + 1` },
      called_at: toInstant(new Date(until.getTime() - leaseMs)),
    })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Gives back what was taken and not sent; nothing changes when somebody else has taken it meanwhile. `until` was its lease. */
export async function giveBack(tx: Tx, id: MessageId, until: Date): Promise<void> {
  await tx
    .updateTable('message')
    .set({ state: 'pending', lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('lease_until', '=', toInstant(until))
    .execute();
}

/**
 * Records that Slack now shows `version`; when a newer one is wanted the message waits again. Until `restsUntil` it is not
 * changed once more, so that what many people do in a short time is few changes.
 */
export async function recordShown(
  tx: Tx,
  id: MessageId,
  shown: { channelId: string; ts: string; version: number; restsUntil?: Date },
): Promise<void> {
  await tx
    .updateTable('message')
    .set({
      shown_channel_id: shown.channelId,
      ts: shown.ts,
      shown_version: shown.version,
      state: sql<State>`case when wanted_version > ${shown.version} then 'pending' else 'sent' end`,
      lease_until: null,
      // What is shown as a second copy says so as long as it stands, whatever its words become. (P08)
      last_error: sql`case when last_error in (${repeated}, ${replaced}) then last_error else null end`,
      attempts: 0,
      waiting_since: null,
      ...(shown.restsUntil === undefined ? {} : { try_at: toInstant(shown.restsUntil) }),
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
      ...(trouble.state === 'dead' ? { waiting_since: null } : {}),
      ...(trouble.attempts === undefined ? {} : { attempts: trouble.attempts }),
    })
    .where('id', '=', id)
    .execute();
}

/**
 * Forgets where a message was shown, because it is not there any more, or stands there for ever as it is (`as`): the next send
 * posts it anew.
 */
export async function forgetShown(
  tx: Tx,
  id: MessageId,
  { tryAt, as }: { tryAt: Date; as?: Mark | undefined },
): Promise<void> {
  await tx
    .updateTable('message')
    .set({
      ts: null,
      shown_channel_id: null,
      state: 'pending',
      try_at: toInstant(tryAt),
      lease_until: null,
      ...(as === undefined ? {} : { last_error: as }),
    })
    .where('id', '=', id)
    .execute();
}

/**
 * Forgets where the message was shown that this one is a reply to, so that it is posted anew, once for a reply; false when it
 * was not shown where the reply looked for it.
 */
export async function forgetThread(tx: Tx, reply: Claimed, tryAt: Date): Promise<boolean> {
  const parent = await tx
    .selectFrom('message as t')
    .innerJoin('message as m', (join) =>
      join
        .onRef('m.workspace_id', '=', 't.workspace_id')
        .onRef('m.thread_address', '=', 't.address'),
    )
    .select(['t.id', 't.ts', 't.shown_channel_id', 'm.last_error'])
    .where('m.id', '=', reply.id)
    .executeTakeFirst();
  if (parent === undefined || parent.last_error === threadGone) return false;
  if (parent.ts !== reply.threadTs || parent.shown_channel_id !== reply.channelId) return false;
  await forgetShown(tx, parent.id, { tryAt });
  return true;
}

/**
 * Takes back messages whose sender is gone: an update may simply be repeated, a post becomes uncertain. `before` is the
 * instant their lease must have ended by.
 */
export async function releaseAbandoned(
  tx: Tx,
  workspaceId: string,
  { before, lookAt }: { before: Date; lookAt: Date },
): Promise<number> {
  const result = await tx
    .updateTable('message')
    .set({
      state: sql<State>`case when ts is null then 'unknown' else 'pending' end`,
      try_at: sql`case when ts is null then ${toInstant(lookAt)} else try_at end`,
      attempts: 0,
      lease_until: null,
      last_error: sql`case when last_error in (${repeated}, ${replaced}) then last_error else 'sender stopped' end`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'sending')
    .where((eb) =>
      eb.or([eb('lease_until', '<', toInstant(before)), eb('called_at', '>', tomorrow(before))]),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Whether a sender left something under way whose lease has ended. */
export async function hasAbandoned(db: Db, workspaceId: string, before: Date): Promise<boolean> {
  const found = await abandoned(db, {
    ...{ workspaceId, before: toInstant(before), tomorrow: tomorrow(before) },
  });
  return found.length > 0;
}

const abandoned = prepared<{ workspaceId: string; before: string; tomorrow: string }>()((db, at) =>
  db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', at('workspaceId'))
    .where('state', '=', 'sending')
    .where((eb) =>
      eb.or([eb('lease_until', '<', at('before')), eb('called_at', '>', at('tomorrow'))]),
    )
    .limit(1),
);

/** How many messages wait or are under way; what can never go, or only in a workspace that is shut, does not count. */
export async function countBacklog(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('message as m')
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('m.workspace_id', '=', workspaceId)
    .where('m.state', 'in', ['pending', 'sending', 'unknown'])
    .where('w.parked_reason', 'is', null)
    // What waits for a thread that can never start is not under way.
    .where((eb) =>
      eb.or([eb('t.state', 'is', null), eb('t.state', '<>', 'dead'), eb('t.ts', 'is not', null)]),
    )
    .executeTakeFirst();
  return Number(row?.count ?? 0) + (await countRedraws(db, workspaceId));
}

const contentSchema = z.object({
  text: z.string(),
  blocks: z.array(z.custom<MessageContent['blocks'][number]>((block) => typeof block === 'object')),
  charts: z.array(z.custom<ChartBlock>((block) => typeof block === 'object')).exactOptional(),
});

/** What a message should show; throws when nobody can read it, which must not hold up the others (F-93). */
export function readContent({ wanted }: Pick<Claimed, 'wanted'>): MessageContent {
  return contentSchema.parse(JSON.parse(wanted));
}

function toClaimed(row: Row & { thread_ts: string | null }): Claimed {
  const mark = marks.find((one) => one === row.last_error);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    address: row.address,
    isBroadcast: row.is_broadcast === 1,
    policy: row.policy,
    wanted: row.wanted,
    version: row.wanted_version,
    attempts: row.attempts,
    waitsForThread: row.thread_address !== null && row.thread_ts === null,
    isRestored: row.ts === null && row.last_error === restored,
    ...(mark === undefined ? {} : { mark }),
    ...(row.called_at === null ? {} : { calledAt: fromInstant(row.called_at) }),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.thread_ts === null ? {} : { threadTs: row.thread_ts }),
    ...(row.shown_channel_id === null ? {} : { shownChannelId: row.shown_channel_id }),
    ...(row.ts === null ? {} : { ts: row.ts }),
  };
}
