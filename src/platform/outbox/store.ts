import { sql } from 'kysely';
import type { MessageId, NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../db/open.ts';
import { prepared, preparedWrite } from '../db/prepared.ts';
import type { Tables } from '../db/tables.ts';
import type { MessageContent } from '../slack/feature.ts';
import { deadAs, perhapsPosted, repeated, replaced, unseen } from './claimed.ts';
import { neverTried, placeErrors } from './rules.ts';

// The features' side of the outbox: what each address should show, and where it is shown.

/** A wish that an address show some content. The first posts it, later ones change it. */
export interface WantedMessage {
  workspaceId: string;
  newId: NewId;
  /** An id that is the same in every database that ever wants this message; a restore then knows it by nothing else. */
  id?: MessageId;
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

type State = Tables['message']['state'];

/** What a dead message that waits again says of its first copy, also where nobody could tell whether there is one. (P08) */
const markAgain = sql<string | null>`case
  when last_error = ${perhapsPosted} or last_error like ${`% ${repeated}`} then ${repeated}
  when last_error like ${`% ${replaced}`} then ${replaced}
  else last_error end`;

/** Where a dead message goes on: what may have arrived where nobody could look is looked for first. (P08, P10) */
const stateAgain = sql<State>`case when last_error like ${`% ${unseen}`} then 'unknown' else 'pending' end`;

/**
 * Puts what an address should show. The same content again changes nothing. Must be the last word of the transaction that
 * changed what it shows; the sender is woken by the commit.
 */
export async function putMessage(tx: Tx, wanted: WantedMessage): Promise<void> {
  const { workspaceId, address, to } = wanted;
  const content = JSON.stringify(wanted.content);
  const [known] = await wantedAt(tx, { workspaceId, address });
  if (known?.wanted === content) return;
  if (known === undefined) {
    const inserted = await insertWanted(tx, {
      ...{ workspaceId, address, wanted: content },
      id: wanted.id ?? wanted.newId('ms'),
      channelId: 'channelId' in to ? to.channelId : null,
      userId: 'userId' in to ? to.userId : null,
      threadAddress: wanted.inThreadOf ?? null,
      isBroadcast: wanted.isBroadcast === true ? 1 : 0,
      policy: wanted.policy ?? 'at-least-once',
    });
    if (inserted === 1) return;
  }
  // What was there, or what another process has put there first.
  await changeWanted(tx, { workspaceId, address, wanted: content });
}

const wantedAt = prepared<{ workspaceId: string; address: string }>()((db, at) =>
  db
    .selectFrom('message')
    .select('wanted')
    .where('workspace_id', '=', at('workspaceId'))
    .where('address', '=', at('address')),
);

const changeWanted = preparedWrite<{ workspaceId: string; address: string; wanted: string }>()(
  (db, at) =>
    db
      .updateTable('message')
      .set({
        wanted: at('wanted'),
        wanted_version: sql`wanted_version + 1`,
        // What is under way, or was changed just now, keeps its turn: somebody who votes every second must not undo a pause or a look.
        try_at: sql`case when state = 'dead' then ${neverTried} else try_at end`,
        attempts: sql`case when state in ('sent', 'dead') then 0 else attempts end`,
        state: sql<State>`case when state = 'dead' then ${stateAgain} when state = 'sent' then 'pending' else state end`,
        last_error: markAgain,
      })
      .where('workspace_id', '=', at('workspaceId'))
      .where('address', '=', at('address'))
      .where('wanted', '<>', at('wanted')),
);

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
  waiting_since: null,
  called_at: null,
} as const;

type Inserted = Pick<Tables['message'], 'id' | 'address' | 'policy' | 'wanted'> & {
  workspaceId: string;
  channelId: string | null;
  userId: string | null;
  threadAddress: string | null;
  isBroadcast: number;
};

const insertWanted = preparedWrite<Inserted>()((db, at) =>
  db
    .insertInto('message')
    .values({
      ...emptyRow,
      ...{ id: at('id'), workspace_id: at('workspaceId'), address: at('address') },
      ...{ channel_id: at('channelId'), user_id: at('userId') },
      ...{ thread_address: at('threadAddress'), is_broadcast: at('isBroadcast') },
      ...{ policy: at('policy'), wanted: at('wanted') },
      position: nextPosition(db),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'address']).doNothing()),
);

function nextPosition(db: Db) {
  const last = db.selectFrom('message').select((eb) => eb.fn.max('position').as('last'));
  return sql<number>`coalesce((${last}), 0) + 1`;
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

/** Whether anything was ever put at this address, posted yet or not. */
export async function isPut(db: Db, workspaceId: string, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether an address shows something else than this, or will; false where nothing was ever put. */
export async function isOutdated(
  db: Db,
  workspaceId: string,
  shown: Pick<WantedMessage, 'address' | 'content'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('message')
    .select('wanted')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', shown.address)
    .executeTakeFirst();
  return row !== undefined && row.wanted !== JSON.stringify(shown.content);
}

/** Lets a dead message wait for the sender again; false when it is not dead (any more). */
export async function resendDead(tx: Tx, workspaceId: string, id: MessageId): Promise<boolean> {
  const result = await tx
    .updateTable('message')
    .set({
      ...{ state: stateAgain, try_at: neverTried, attempts: 0 },
      last_error: markAgain,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

const shutAs = placeErrors.flatMap((error) => [
  error,
  ...([repeated, replaced, unseen] as const).map((known) => deadAs(error, known)),
]);

/**
 * Lets the messages of a channel wait for the sender again that died because the channel was shut to us; answers how many.
 * Called when the channel is open again, so that a card which changed meanwhile shows what is true. (reliability.md F-37)
 */
export async function reviveMessages(
  tx: Tx,
  workspaceId: string,
  channelId: string,
): Promise<number> {
  const result = await tx
    .updateTable('message')
    .set({ state: stateAgain, try_at: neverTried, attempts: 0, last_error: markAgain })
    .where('workspace_id', '=', workspaceId)
    .where((eb) => eb(eb.fn.coalesce('shown_channel_id', 'channel_id'), '=', channelId))
    .where('state', '=', 'dead')
    .where('last_error', 'in', shutAs)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Follows a channel that got another id: the messages that are there, and those on their way. */
export async function moveMessages(
  tx: Tx,
  workspaceId: string,
  move: { from: string; to: string },
): Promise<void> {
  for (const column of ['channel_id', 'shown_channel_id'] as const) {
    await tx
      .updateTable('message')
      .set({ [column]: move.to })
      .where('workspace_id', '=', workspaceId)
      .where(column, '=', move.from)
      .execute();
  }
}

/** Gives a message another address; when that one is taken already, both stay as they are. */
export async function moveAddress(
  tx: Tx,
  workspaceId: string,
  move: { from: string; to: string },
): Promise<void> {
  const taken = await tx
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', move.to)
    .executeTakeFirst();
  if (taken !== undefined) return;
  await tx
    .updateTable('message')
    .set({ address: move.to })
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', move.from)
    .execute();
}
