import { type Expression, sql } from 'kysely';
import type { MessageId } from '../../lib/ids.ts';
import { toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';
import type { Tables } from '../db/tables.ts';
import { type Claimed, type Mark, repeated, replaced } from './claimed.ts';
import { latestTaken, leaseMs } from './rules.ts';
import { countRedraws } from './store-redraw.ts';

// What the sender writes: what it takes, gives back, and what became of it. Every instant is the machine's.

type Row = Tables['message'];
type State = Row['state'];

/** The `last_error` of a reply that found the start of its thread deleted. */
export const threadGone = 'thread_gone';

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
      eb.or([
        eb('lease_until', '<', toInstant(before)),
        eb('called_at', '>', toInstant(latestTaken(before))),
      ]),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Whether a sender left something under way whose lease has ended. */
export async function hasAbandoned(db: Db, workspaceId: string, before: Date): Promise<boolean> {
  const found = await abandoned(db, {
    ...{ workspaceId, before: toInstant(before), latestTaken: toInstant(latestTaken(before)) },
  });
  return found.length > 0;
}

const abandoned = prepared<{
  workspaceId: string;
  before: string;
  latestTaken: string;
}>()((db, at) =>
  db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', at('workspaceId'))
    .where('state', '=', 'sending')
    .where((eb) =>
      eb.or([eb('lease_until', '<', at('before')), eb('called_at', '>', at('latestTaken'))]),
    )
    .limit(1),
);

/** How many messages wait or are under way; what can never go, or only in a workspace that is shut, does not count. */
export async function countBacklog(db: Db, workspaceId: string): Promise<number> {
  const row = await underWay(db, workspaceId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0) + (await countRedraws(db, workspaceId));
}

/** The messages, `m`, that wait or are under way: not those of a workspace that is shut, nor behind a thread that can never start. */
export function underWay(db: Db, workspaceId: string) {
  return withThread(db, workspaceId)
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .where('m.state', 'in', ['pending', 'sending', 'unknown'])
    .where('w.parked_reason', 'is', null)
    .where((eb) =>
      eb.or([eb('t.state', 'is', null), eb('t.state', '<>', 'dead'), eb('t.ts', 'is not', null)]),
    );
}

/** The messages, `m`, of a workspace, each beside the start of its thread, `t`. */
export function withThread(db: Db, workspaceId: string | Expression<string>) {
  return db
    .selectFrom('message as m')
    .leftJoin('message as t', (join) =>
      join
        .onRef('t.workspace_id', '=', 'm.workspace_id')
        .onRef('t.address', '=', 'm.thread_address'),
    )
    .where('m.workspace_id', '=', workspaceId);
}
