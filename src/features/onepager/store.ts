import type { Selectable } from 'kysely';
import { z } from 'zod';
import {
  type AssumptionId,
  isId,
  type OnePagerId,
  type SignalId,
  type TeamId,
} from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { HABITS } from '../quality/rules.ts';
import { type Bet, type OnePager, type OnePagerState, toFields } from './rules.ts';

/** One version after the first: what changed, in words, by whom and when. */
export interface Amendment {
  version: number;
  byUserId: string;
  at: Date;
  words: string;
}

/** The one-pager with its current version; a `Bug` when the workspace has none of this id. */
export async function getOnePager(db: Db, workspaceId: string, id: OnePagerId): Promise<OnePager> {
  const onepager = await findOnePager(db, workspaceId, id);
  invariant(onepager !== undefined, `no one-pager ${id}`);
  return onepager;
}

const onepagerOf = prepared<{ workspaceId: string; id: OnePagerId }>()((db, at) =>
  selectCurrent(db).where('o.workspace_id', '=', at('workspaceId')).where('o.id', '=', at('id')),
);

/** The one-pager with its current version, for ids that come from a button or a form. */
export async function findOnePager(
  db: Db,
  workspaceId: string,
  id: OnePagerId,
): Promise<OnePager | undefined> {
  const [row] = await onepagerOf(db, { workspaceId, id });
  return row === undefined ? undefined : toOnePager(row);
}

/** The one-pager with this short number, if the number is a one-pager's. */
export async function findOnePagerByNumber(
  db: Db,
  workspaceId: string,
  number: number,
): Promise<OnePager | undefined> {
  const row = await selectCurrent(db)
    .where('o.workspace_id', '=', workspaceId)
    .where('o.number', '=', number)
    .executeTakeFirst();
  return row === undefined ? undefined : toOnePager(row);
}

const runningOf = prepared<{ teamId: TeamId }>()((db, at) =>
  selectCurrent(db)
    .where('o.team_id', '=', at('teamId'))
    .where('o.state', 'in', ['running', 'frozen'])
    .orderBy('o.number'),
);

/** A team's one-pagers on the table (running or frozen), oldest number first. */
export async function listRunning(db: Db, teamId: TeamId): Promise<OnePager[]> {
  const rows = await runningOf(db, { teamId });
  return rows.map(toOnePager);
}

/** All of a team's one-pagers, oldest number first. */
export async function listOnePagers(db: Db, teamId: TeamId): Promise<OnePager[]> {
  const rows = await selectCurrent(db)
    .where('o.team_id', '=', teamId)
    .orderBy('o.number')
    .execute();
  return rows.map(toOnePager);
}

/** The content of an earlier version, or undefined when there is no such version. */
export async function findVersion(
  db: Db,
  onepagerId: OnePagerId,
  version: number,
): Promise<Bet | undefined> {
  const row = await db
    .selectFrom('onepager_version')
    .select('content')
    .where('onepager_id', '=', onepagerId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? undefined : parseBet(row.content);
}

/** The content that was in force at an instant; the first version for any instant before it. */
export async function findBetAt(
  db: Db,
  onepagerId: OnePagerId,
  at: Date,
): Promise<Bet | undefined> {
  const row = await db
    .selectFrom('onepager_version')
    .select('content')
    .where('onepager_id', '=', onepagerId)
    .where((eb) => eb.or([eb('at', '<=', toInstant(at)), eb('version', '=', 1)]))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : parseBet(row.content);
}

const amendmentsSince = prepared<{ onepagerId: OnePagerId; version: number }>()((db, at) =>
  db
    .selectFrom('onepager_version')
    .select(['version', 'by_user_id', 'at', 'amendment'])
    .where('onepager_id', '=', at('onepagerId'))
    .where('version', '>', at('version'))
    .orderBy('version'),
);

/** The amendments after that version, oldest first; from version 1 on it is all of them. */
export async function listAmendmentsSince(
  db: Db,
  onepagerId: OnePagerId,
  version: number,
): Promise<Amendment[]> {
  const rows = await amendmentsSince(db, { onepagerId, version });
  return rows.map((row) => ({
    version: row.version,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
    words: row.amendment ?? '',
  }));
}

/** Writes a new one-pager with its first version. */
export async function insertOnePager(tx: Tx, onepager: OnePager): Promise<void> {
  await tx
    .insertInto('onepager')
    .values({
      id: onepager.id,
      workspace_id: onepager.workspaceId,
      team_id: onepager.teamId,
      number: onepager.number,
      state: onepager.state,
      kind: onepager.kind,
      owner_id: onepager.ownerId,
      version: onepager.version,
      title: onepager.bet.title,
      gate_on: onepager.bet.gateOn,
      started_at: toInstant(onepager.startedAt),
      ended_at: onepager.endedAt === undefined ? null : toInstant(onepager.endedAt),
      follows_id: onepager.followsId ?? null,
    })
    .execute();
  await insertVersion(tx, {
    onepagerId: onepager.id,
    version: onepager.version,
    bet: onepager.bet,
    byUserId: onepager.ownerId,
    at: onepager.startedAt,
    amendment: null,
  });
}

/** Moves a one-pager to another state; `endedAt` is kept when given and cleared otherwise. */
export async function saveOnePagerState(
  tx: Tx,
  change: { id: OnePagerId; state: OnePagerState; endedAt?: Date },
): Promise<void> {
  await tx
    .updateTable('onepager')
    .set({
      state: change.state,
      ended_at: change.endedAt === undefined ? null : toInstant(change.endedAt),
    })
    .where('id', '=', change.id)
    .execute();
}

/** Gives a one-pager to another owner. */
export async function saveOwner(tx: Tx, id: OnePagerId, ownerId: string): Promise<void> {
  await tx.updateTable('onepager').set({ owner_id: ownerId }).where('id', '=', id).execute();
}

/** Adds a version to a one-pager and makes it the current one; answers its number. `kind` is kept unless given. */
export async function amendOnePager(
  tx: Tx,
  change: {
    id: OnePagerId;
    bet: Bet;
    byUserId: string;
    at: Date;
    amendment: string;
    kind?: OnePager['kind'];
  },
): Promise<number> {
  const row = await tx
    .updateTable('onepager')
    .set((eb) => ({
      version: eb('version', '+', 1),
      title: change.bet.title,
      gate_on: change.bet.gateOn,
      ...(change.kind === undefined ? {} : { kind: change.kind }),
    }))
    .where('id', '=', change.id)
    .returning('version')
    .executeTakeFirst();
  invariant(row !== undefined, `no one-pager ${change.id}`);
  await insertVersion(tx, {
    onepagerId: change.id,
    version: row.version,
    bet: change.bet,
    byUserId: change.byUserId,
    at: change.at,
    amendment: change.amendment,
  });
  return row.version;
}

async function insertVersion(
  tx: Tx,
  version: {
    onepagerId: OnePagerId;
    version: number;
    bet: Bet;
    byUserId: string;
    at: Date;
    amendment: string | null;
  },
): Promise<void> {
  await tx
    .insertInto('onepager_version')
    .values({
      onepager_id: version.onepagerId,
      version: version.version,
      content: JSON.stringify(version.bet),
      by_user_id: version.byUserId,
      at: toInstant(version.at),
      amendment: version.amendment,
    })
    .execute();
}

function selectCurrent(db: Db) {
  return db
    .selectFrom('onepager as o')
    .innerJoin('onepager_version as v', (join) =>
      join.onRef('v.onepager_id', '=', 'o.id').onRef('v.version', '=', 'o.version'),
    )
    .selectAll('o')
    .select('v.content');
}

function toOnePager(row: Selectable<Tables['onepager']> & { content: string }): OnePager {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    number: row.number,
    state: row.state,
    kind: row.kind,
    ownerId: row.owner_id,
    version: row.version,
    bet: parseBet(row.content),
    startedAt: fromInstant(row.started_at),
    ...(row.ended_at === null ? {} : { endedAt: fromInstant(row.ended_at) }),
    ...(row.follows_id === null ? {} : { followsId: row.follows_id }),
  };
}

const measure = z.object({
  value: z.number(),
  unit: z.enum(['percent', 'points', 'count', 'duration', 'money', 'plain']),
  suffix: z.string(),
});

const operator = z.enum(['>=', '<=', '>', '<']);

const continueIf = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relative'), percent: z.number() }),
  z.object({ kind: z.literal('points'), points: z.number() }),
  z.object({ kind: z.literal('absolute'), amount: measure }),
  z.object({ kind: z.literal('threshold'), operator, limit: measure }),
]);

const signalId = z.custom<SignalId>((value) => typeof value === 'string' && isId('sg', value));
const assumptionId = z.custom<AssumptionId>(
  (value) => typeof value === 'string' && isId('as', value),
);

const betSchema = z.object({
  title: z.string(),
  aim: z.object({ behaviour: z.string(), target: z.string(), byOn: z.string() }),
  mechanism: z.object({ change: z.string(), moves: z.string(), because: z.string() }),
  signals: z.array(
    z.object({
      id: signalId,
      kind: z.enum(['proxy', 'outcome', 'leading', 'counter']),
      name: z.string(),
      baseline: measure,
      continueIf: continueIf.exactOptional(),
      orIf: z.array(continueIf).exactOptional(),
      stopIf: z.array(continueIf).exactOptional(),
      good: z.enum(['up', 'down']).exactOptional(),
      isRough: z.boolean().exactOptional(),
      maturesOn: z.string().exactOptional(),
    }),
  ),
  gateOn: z.string(),
  smallestTest: z.string(),
  guardrail: z.object({
    signalId: z.literal('guardrail'),
    indicator: z.string(),
    limit: z.object({ operator, limit: measure }),
    rollout: z.string(),
    rollback: z.string(),
    stopOwnerId: z.string(),
  }),
  habit: z.enum(HABITS),
  habitOther: z.string().exactOptional(),
  isReversible: z.boolean(),
  assumptions: z.array(z.object({ id: assumptionId, text: z.string(), isFalsified: z.boolean() })),
  fields: z.record(z.string(), z.string()).transform(toFields),
});

/** A version's content never changes and every tick reads it; whoever gets a bet makes another one instead of changing it. */
const parsed = new Map<string, Bet>();
const mostParsed = 200;

function parseBet(content: string): Bet {
  const known = parsed.get(content);
  if (known !== undefined) return known;
  const bet: Bet = betSchema.parse(JSON.parse(content));
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(content, bet);
  return bet;
}
