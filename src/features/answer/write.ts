import type { Button } from '@slack/types';
import type { NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { freezeButton } from '../freeze/messages.ts';
import { findOnePager } from '../onepager/store.ts';
import { putAndon } from '../raised/project.ts';
import type { Andon } from '../raised/rules.ts';
import { findAndon } from '../raised/store.ts';
import { putCard, putRoot } from '../review/project.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import type { Team } from '../team/rules.ts';

/** Puts an andon as it is now, and the open review's list and card that name it. */
export async function showAndon(
  tx: Tx,
  what: { newId: NewId; team: Team; andon: Pick<Andon, 'workspaceId' | 'id'> },
  now: Date,
): Promise<void> {
  const { newId, team } = what;
  const andon = await findAndon(tx, what.andon.workspaceId, what.andon.id);
  if (andon === undefined) return;
  await putAndon(tx, { newId, team, andon, more: await listMore(tx, andon) });
  const review = await findOpenReview(tx, team.id);
  if (review === undefined) return;
  await putRoot(tx, { newId, team, review }, now);
  const cards = await listCards(tx, review.id);
  const card = cards.find((one) => one.onepagerId === andon.onepagerId && one.state === 'open');
  if (card !== undefined) await putCard(tx, { newId, team, review, card }, now);
}

/** What it is about can be frozen while it runs. */
async function listMore(db: Db, { workspaceId, onepagerId }: Andon): Promise<Button[]> {
  if (onepagerId === undefined) return [];
  const onepager = await findOnePager(db, workspaceId, onepagerId);
  return onepager?.state === 'running' ? [freezeButton({ onepagerId })] : [];
}
