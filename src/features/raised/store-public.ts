import type { AndonId, NewId, TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { AdditionKind, Concern, PublicAndon } from './concern-rules.ts';

// The side that the sealed room may use: it raises andons and adds to them, and reads what the channel reads. No person is in
// any of it.

/** Lets an andon be seen from now on; its message is posted by the next job. */
export async function raiseAndon(
  tx: Tx,
  newId: NewId,
  raised: { workspaceId: string; teamId: TeamId; concern: Concern; at: Date },
): Promise<AndonId> {
  const { concern } = raised;
  const id = newId('an');
  await tx
    .insertInto('andon')
    .values({
      ...unanswered,
      id,
      workspace_id: raised.workspaceId,
      team_id: raised.teamId,
      raised_at: toInstant(raised.at),
      about: concern.about,
      onepager_id: concern.onepagerId ?? null,
      assumption: concern.assumption,
      reason: concern.reason,
      words: concern.words,
      pause: concern.pause,
      state: 'open',
    })
    .execute();
  return id;
}

const unanswered = {
  owner_id: null,
  due_on: null,
  answer: null,
  answer_words: '',
  answered_by: null,
  answered_at: null,
  is_reopened: 0,
  hide_asked_by: null,
  is_hidden: 0,
  is_shown: 0,
} as const;

/**
 * Adds what its reporter says, with what follows: not answered is open again; withdrawn is over, and the own words go, those
 * that were added later too.
 */
export async function addNote(
  tx: Tx,
  newId: NewId,
  note: { workspaceId: string; andonId: AndonId; kind: AdditionKind; words: string; at: Date },
): Promise<void> {
  const { workspaceId, andonId, kind } = note;
  await tx
    .insertInto('andon_note')
    .values({
      id: newId('an'),
      workspace_id: workspaceId,
      andon_id: andonId,
      kind,
      words: note.words,
      raised_at: toInstant(note.at),
      is_shown: 0,
    })
    .execute();
  if (kind === 'withdrawal') {
    await tx
      .updateTable('andon_note')
      .set({ words: '' })
      .where('workspace_id', '=', workspaceId)
      .where('andon_id', '=', andonId)
      .execute();
  }
  const change =
    kind === 'withdrawal'
      ? ({ state: 'withdrawn', words: '' } as const)
      : kind === 'not-answered'
        ? ({ state: 'open', is_reopened: 1, owner_id: null, due_on: null } as const)
        : {};
  await tx
    .updateTable('andon')
    .set({ ...change, is_shown: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', andonId)
    .execute();
}

/** Reads an andon as the channel knows it. */
export async function findPublicAndon(
  db: Db,
  workspaceId: string,
  id: AndonId,
): Promise<PublicAndon | undefined> {
  const row = await db
    .selectFrom('andon')
    .select(['about', 'onepager_id', 'assumption', 'reason', 'words', 'pause', 'state'])
    .select(['answer', 'answer_words', 'is_hidden'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { about, assumption, reason, words, pause, state, answer } = row;
  return {
    ...{ about, assumption, reason, words, pause, state },
    isHidden: row.is_hidden === 1,
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    ...(answer === null ? {} : { answer: { kind: answer, words: row.answer_words } }),
  };
}
