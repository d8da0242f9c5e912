import type { Db } from '../../platform/db/open.ts';
import { listDecisionsOfOnePager } from '../decision/store.ts';
import type { Followed } from './messages.ts';
import type { OnePager } from './rules.ts';
import { getOnePager } from './store.ts';

/** The promoted one-pager that this one tries elsewhere, and in which segment; undefined when it follows none. */
export async function readFollowed(db: Db, onepager: OnePager): Promise<Followed | undefined> {
  const { workspaceId, id, followsId } = onepager;
  if (followsId === undefined) return undefined;
  const { number, bet } = await getOnePager(db, workspaceId, followsId);
  const log = await listDecisionsOfOnePager(db, workspaceId, id);
  const opened = log.find(({ kind }) => kind === 'opened');
  return { number, title: bet.title, segment: opened?.texts.segment ?? '' };
}

/** For which segment a one-pager was promoted; empty when it was for everybody, or was never promoted. */
export async function readProvenSegment(
  db: Db,
  { workspaceId, id }: Pick<OnePager, 'workspaceId' | 'id'>,
): Promise<string> {
  const log = await listDecisionsOfOnePager(db, workspaceId, id);
  return log.findLast(({ kind }) => kind === 'promote')?.texts.segment ?? '';
}
