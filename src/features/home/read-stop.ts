import type { Db } from '../../platform/db/open.ts';
import { listOpenStopAsks } from '../onepager/store-stop.ts';
import type { AskLine } from '../stop-owner/messages.ts';
import { readAskLine } from '../stop-owner/project.ts';

/** What a person was asked about saying stop and can still answer; what needs no answer any more is left out. */
export async function readStopAsks(
  db: Db,
  viewer: { workspaceId: string; userId: string },
): Promise<AskLine[]> {
  const lines: AskLine[] = [];
  for (const ask of await listOpenStopAsks(db, viewer)) {
    const line = await readAskLine(db, viewer.workspaceId, ask);
    if (line?.state === 'open') lines.push(line);
  }
  return lines;
}
