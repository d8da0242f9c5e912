import { sql } from 'kysely';
import { toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { prepared, preparedSend } from '../db/prepared.ts';
import { latestTaken, neverTried, redrawAgainMs } from './rules.ts';

// What people do many times in a second changes rows and asks for a drawing; the sender draws right before it sends, once for all
// of them. A drawing costs more than the act itself, and nobody sees those in between. (performance.md ACK, COALESCE)

/** Draws what an address shows now and puts it there; nothing where there is nothing to show. */
export type Draw = (tx: Tx, address: string) => Promise<void>;

/** An address that waits for a drawing. `channelId`: where its message is, when there is one. */
export interface Redraw {
  address: string;
  channelId?: string;
}

// It reads whether the wish is there. Where it only met it (`on conflict do nothing`) PostgreSQL would not know that it counts on
// it: somebody who takes the wish meanwhile, and draws without this change, would not be in its way.
const insertRedraw = preparedSend<{ workspaceId: string; address: string }>()((db, at) => {
  const known = db
    .selectFrom('redraw')
    .select('redraw.address')
    .where('redraw.workspace_id', '=', at('workspaceId'))
    .where('redraw.address', '=', at('address'));
  const wish = db
    .selectNoFrom([
      at('workspaceId').as('workspace_id'),
      at('address').as('address'),
      sql.lit(neverTried).as('try_at'),
    ])
    .where(({ not, exists }) => not(exists(known)));
  return db
    .insertInto('redraw')
    .columns(['workspace_id', 'address', 'try_at'])
    .expression(wish)
    .onConflict((conflict) => conflict.columns(['workspace_id', 'address']).doNothing());
});

/**
 * Asks that what an address shows be drawn anew; kept with the transaction that changed it. Whoever draws at the same time draws
 * this change too, or this transaction asks once more. (P12)
 */
export async function wantRedraw(tx: Tx, workspaceId: string, address: string): Promise<void> {
  await insertRedraw(tx, { workspaceId, address });
}

const redrawsOf = prepared<{
  workspaceId: string;
  now: string;
  soon: string;
  latestTaken: string;
  limit: number;
}>()((db, at) =>
  db
    .selectFrom('redraw as r')
    .leftJoin('message as m', (join) =>
      join.onRef('m.workspace_id', '=', 'r.workspace_id').onRef('m.address', '=', 'r.address'),
    )
    .select([
      'r.address',
      sql<string | null>`coalesce(m.shown_channel_id, m.channel_id)`.as('place'),
    ])
    .where('r.workspace_id', '=', at('workspaceId'))
    // Nothing waits longer than that, but by a clock that has been put back since.
    .where((eb) => eb.or([eb('r.try_at', '<=', at('now')), eb('r.try_at', '>', at('soon'))]))
    .where((eb) =>
      eb.or([
        eb('m.id', 'is', null),
        eb('m.try_at', '<=', at('now')),
        // Taken by a clock that has been put back since.
        eb('m.called_at', '>', at('latestTaken')),
      ]),
    )
    .orderBy('m.try_at')
    .orderBy('r.address')
    .limit(at('limit')),
);

/** What may be drawn at `now`, the machine's: without what rests after a change; what was changed longest ago first. */
export async function listRedraws(
  db: Db,
  workspaceId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<Redraw[]> {
  const soon = toInstant(new Date(now.getTime() + redrawAgainMs));
  const times = { now: toInstant(now), soon, latestTaken: toInstant(latestTaken(now)) };
  const rows = await redrawsOf(db, { workspaceId, ...times, limit });
  return rows.map(({ address, place }) =>
    place === null ? { address } : { address, channelId: place },
  );
}

/** Takes a drawing that is wanted, for whoever draws it in the same transaction; false when somebody else has. */
export async function takeRedraw(tx: Tx, workspaceId: string, address: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('redraw')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Lets a drawing that failed wait, so that it holds up no other. */
export async function postponeRedraw(
  tx: Tx,
  workspaceId: string,
  { address, tryAt }: { address: string; tryAt: Date },
): Promise<void> {
  await tx
    .updateTable('redraw')
    .set({ try_at: toInstant(tryAt) })
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address)
    .execute();
}

/** How many addresses wait for a drawing. */
export async function countRedraws(db: Db, workspaceId: string): Promise<number> {
  const row = await countOf(db, workspaceId).executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** How many could not be drawn when that was last tried. */
export async function countUndrawn(db: Db, workspaceId: string): Promise<number> {
  const row = await countOf(db, workspaceId).where('try_at', '<>', neverTried).executeTakeFirst();
  return Number(row?.count ?? 0);
}

function countOf(db: Db, workspaceId: string) {
  return db
    .selectFrom('redraw')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId);
}

/** Every address that waits for a drawing, and whether one failed: for the operator, of every workspace. */
export async function listUndrawn(db: Db): Promise<{ address: string; hasFailed: boolean }[]> {
  const rows = await db
    .selectFrom('redraw')
    .select(['address', 'try_at'])
    .orderBy('workspace_id')
    .orderBy('address')
    .execute();
  return rows.map(({ address, try_at }) => ({ address, hasFailed: try_at !== neverTried }));
}
