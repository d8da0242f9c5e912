import type { OnePagerId, TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { tidyText } from '../signal/plain-text.ts';
import { findProtected } from './protect-rules.ts';
import { findOpenDeviation } from './store.ts';
import { listOwnAreas } from './store-area.ts';

/** A mechanism, as far as its deviation tells it. */
interface Mechanism {
  change: string;
  because: string;
}

/**
 * The protected area in which a decision would put a mechanism that nobody has agreed to beforehand; undefined when it may. Such
 * words are changed by an edit of the page, which asks an approver. (NOVELTY-NOGO)
 */
export async function findUnagreed(
  db: Db,
  onepager: { id: OnePagerId; workspaceId: string; teamId: TeamId },
  { before, after }: { before: Mechanism; after: Mechanism },
): Promise<string | undefined> {
  const isSame =
    tidyText(after.change) === tidyText(before.change) &&
    tidyText(after.because) === tidyText(before.because);
  if (isSame) return undefined;
  const deviation = await findOpenDeviation(db, onepager.workspaceId, onepager.id);
  if (deviation === undefined) return undefined;
  return findProtected(deviation.area, await listOwnAreas(db, onepager.teamId));
}
