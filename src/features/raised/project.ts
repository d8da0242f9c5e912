import type { AndonId, MessageId, NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { findSubjectName } from '../onepager/store-subject.ts';
import type { Team } from '../team/rules.ts';
import { type AndonView, andonMessage, answerMessage, noteMessage } from './messages.ts';
import type { Andon } from './rules.ts';
import { listNotes, listOpenAndons } from './store.ts';

/** An andon with the name of what it is about. */
export async function viewAndon(db: Db, andon: Andon): Promise<AndonView> {
  const { onepagerId, workspaceId } = andon;
  const onepager =
    onepagerId === undefined ? undefined : await findSubjectName(db, workspaceId, onepagerId);
  return { andon, ...(onepager === undefined ? {} : { onepager }) };
}

/** A team's open andons as its lists show them. */
export async function viewOpenAndons(db: Db, team: Pick<Team, 'id'>): Promise<AndonView[]> {
  const views: AndonView[] = [];
  for (const andon of await listOpenAndons(db, team.id)) views.push(await viewAndon(db, andon));
  return views;
}

/** Named after what it shows: a database that was restored knows its post again by nothing else. (reliability.md F-81) */
function messageIdOf(id: AndonId): MessageId {
  return `ms_${id.slice('an_'.length)}`;
}

/**
 * Puts what an andon should show now, with its answer and what its reporter added in the thread. The row in the outbox knows no
 * actor. When nobody can tell whether it was posted the team's leader is asked, because two copies would read as two doubts.
 */
export async function putAndon(
  tx: Tx,
  what: { newId: NewId; team: Team; andon: Andon; more?: AndonView['more'] },
): Promise<void> {
  const { newId, team, andon, more } = what;
  const { workspaceId, channelId } = team;
  const address = `andon:${andon.id}`;
  const view = await viewAndon(tx, andon);
  await putMessage(tx, {
    ...{ workspaceId, newId, address, to: { channelId } },
    id: messageIdOf(andon.id),
    policy: 'at-most-once',
    content: andonMessage({ ...view, ...(more === undefined ? {} : { more }) }),
  });
  for (const note of await listNotes(tx, andon.id)) {
    await putMessage(tx, {
      ...{ workspaceId, newId, to: { channelId }, inThreadOf: address },
      id: messageIdOf(note.id),
      address: `andon:${andon.id}:note:${note.id}`,
      content: noteMessage(note),
    });
  }
  if (andon.answer === undefined) return;
  await putMessage(tx, {
    ...{ workspaceId, newId, to: { channelId }, inThreadOf: address },
    // Every answer keeps its message: one that was sent back stands above the next.
    address: `andon:${andon.id}:answer:${andon.answer.at.getTime()}`,
    content: answerMessage(andon),
  });
}
