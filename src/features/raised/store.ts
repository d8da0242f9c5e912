import type { Selectable } from 'kysely';
import type { AndonId, OnePagerId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { AnswerKind } from './concern-rules.ts';
import type { Andon, AndonCounts, AndonNote } from './rules.ts';

const openStates = ['open', 'taken', 'queued'] as const;

/** The andon of this id; undefined when the workspace has none. */
export async function findAndon(
  db: Db,
  workspaceId: string,
  id: AndonId,
): Promise<Andon | undefined> {
  const row = await db
    .selectFrom('andon')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toAndon(row);
}

const openAndonsOf = prepared<{ teamId: TeamId }>()((db, at) =>
  db
    .selectFrom('andon')
    .selectAll()
    .where('team_id', '=', at('teamId'))
    .where('state', 'in', openStates)
    .orderBy('raised_at')
    .orderBy('id'),
);

/** A team's open andons, the longest raised first. */
export async function listOpenAndons(db: Db, teamId: TeamId): Promise<Andon[]> {
  const rows = await openAndonsOf(db, { teamId });
  return rows.map(toAndon);
}

/** Everything that a team's channel read, whatever became of it, the longest raised first. */
export async function listAndons(db: Db, teamId: TeamId): Promise<Andon[]> {
  const rows = await db
    .selectFrom('andon')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('raised_at')
    .orderBy('id')
    .execute();
  return rows.map(toAndon);
}

/** The andons of a workspace's teams that nobody has taken, the longest raised first. */
export async function listOwnerless(db: Db, workspaceId: string): Promise<Andon[]> {
  const rows = await db
    .selectFrom('andon')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('owner_id', 'is', null)
    .orderBy('raised_at')
    .orderBy('id')
    .execute();
  return rows.map(toAndon);
}

const openAbout = prepared<{ onepagerId: OnePagerId }>()((db, at) =>
  db
    .selectFrom('andon')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('onepager_id', '=', at('onepagerId'))
    .where('state', 'in', openStates),
);

/** How many andons about a one-pager are open. */
export async function countOpenAbout(db: Db, onepagerId: OnePagerId): Promise<number> {
  const [row] = await openAbout(db, { onepagerId });
  return Number(row?.count ?? 0);
}

/** How many were raised and answered from an instant on and before another, and how many are open; only what was posted. */
export async function countAndons(
  db: Db,
  teamId: TeamId,
  span: { from: Date; to: Date },
): Promise<AndonCounts> {
  const rows = await db
    .selectFrom('andon')
    .select(['state', 'raised_at', 'answered_at'])
    .where('team_id', '=', teamId)
    .execute();
  const [from, to] = [toInstant(span.from), toInstant(span.to)];
  const isIn = (at: string | null): boolean => at !== null && at >= from && at < to;
  return {
    raised: rows.filter((row) => isIn(row.raised_at)).length,
    answered: rows.filter((row) => isIn(row.answered_at)).length,
    open: rows.filter((row) => openStates.some((state) => state === row.state)).length,
  };
}

/** Those that were answered in a span of time and still are, the oldest answer first. */
export async function listAnswered(
  db: Db,
  teamId: TeamId,
  span: { from: Date; to: Date },
): Promise<Andon[]> {
  const rows = await db
    .selectFrom('andon')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'answered')
    .where('answered_at', '>=', toInstant(span.from))
    .where('answered_at', '<', toInstant(span.to))
    .orderBy('answered_at')
    .orderBy('id')
    .execute();
  return rows.map(toAndon);
}

/** Who does the next step until when; `queued` waits for evidence. */
export async function saveOwner(
  tx: Tx,
  andon: Pick<Andon, 'workspaceId' | 'id'>,
  step: { state: 'taken' | 'queued'; ownerId: string; dueOn: LocalDate },
): Promise<void> {
  await tx
    .updateTable('andon')
    .set({ state: step.state, owner_id: step.ownerId, due_on: step.dueOn })
    .where('workspace_id', '=', andon.workspaceId)
    .where('id', '=', andon.id)
    .execute();
}

/** Keeps the public answer. */
export async function saveAnswer(
  tx: Tx,
  andon: Pick<Andon, 'workspaceId' | 'id'>,
  answer: { kind: AnswerKind; words: string; byUserId: string; at: Date },
): Promise<void> {
  await tx
    .updateTable('andon')
    .set({
      state: 'answered',
      answer: answer.kind,
      answer_words: answer.words,
      answered_by: answer.byUserId,
      answered_at: toInstant(answer.at),
    })
    .where('workspace_id', '=', andon.workspaceId)
    .where('id', '=', andon.id)
    .execute();
}

/** Somebody asks to hide its words, or nobody does any more; or two people hid them. The words stay in the row. */
export async function saveHiding(
  tx: Tx,
  andon: Pick<Andon, 'workspaceId' | 'id'>,
  hiding: { askedBy: string | undefined; isHidden: boolean },
): Promise<void> {
  await tx
    .updateTable('andon')
    .set({ hide_asked_by: hiding.askedBy ?? null, is_hidden: hiding.isHidden ? 1 : 0 })
    .where('workspace_id', '=', andon.workspaceId)
    .where('id', '=', andon.id)
    .execute();
}

/** What its reporter added, oldest first. */
export async function listNotes(db: Db, andonId: AndonId): Promise<AndonNote[]> {
  const rows = await db
    .selectFrom('andon_note')
    .select(['id', 'kind', 'words'])
    .where('andon_id', '=', andonId)
    .orderBy('raised_at')
    .orderBy('id')
    .execute();
  return rows;
}

/** Andons of which something is not shown in Slack yet. */
export async function listUnshown(db: Db, workspaceId: string): Promise<Andon[]> {
  const rows = await db
    .selectFrom('andon')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('is_shown', '=', 0)
    .execute();
  return rows.map(toAndon);
}

/** Everything of an andon is in the outbox. */
export async function markShown(tx: Tx, andon: Pick<Andon, 'workspaceId' | 'id'>): Promise<void> {
  await tx
    .updateTable('andon')
    .set({ is_shown: 1 })
    .where('workspace_id', '=', andon.workspaceId)
    .where('id', '=', andon.id)
    .execute();
}

function toAndon(row: Selectable<Tables['andon']>): Andon {
  const { about, assumption, reason, words, pause, state, answer } = row;
  return {
    ...{ about, assumption, reason, words, pause, state },
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    raisedAt: fromInstant(row.raised_at),
    isReopened: row.is_reopened === 1,
    isHidden: row.is_hidden === 1,
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    ...(row.owner_id === null ? {} : { ownerId: row.owner_id }),
    ...(row.due_on === null ? {} : { dueOn: row.due_on }),
    ...(row.hide_asked_by === null ? {} : { hideAskedBy: row.hide_asked_by }),
    ...(answer === null || row.answered_by === null || row.answered_at === null
      ? {}
      : {
          answer: {
            kind: answer,
            words: row.answer_words,
            byUserId: row.answered_by,
            at: fromInstant(row.answered_at),
          },
        }),
  };
}
