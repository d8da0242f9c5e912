import type { Db } from '../db/open.ts';
import { transact } from '../db/transact.ts';
import { settle } from '../slack/client.ts';
import { deadTokenCodes, SlackFailure } from '../slack/failures.ts';
import type { SenderParts } from './parts.ts';

// A workspace that shuts us out is parked: nothing is sent to it, nothing is lost, and no other workspace waits.

type Parts = Pick<SenderParts, 'db' | 'slack' | 'log'>;

/**
 * Parks the workspace after a failure that says it is shut. A token that is said to be dead is asked for once: a single
 * wrong answer must not silence a team. True when it is parked. (reliability.md F-45)
 */
export async function tryPark(
  parts: Parts,
  workspaceId: string,
  failure: SlackFailure,
): Promise<boolean> {
  if (deadTokenCodes.has(failure.code)) return checkToken(parts, workspaceId);
  await park(parts, workspaceId, failure.code);
  return true;
}

/** Asks Slack whether our token still holds, and parks the workspace when it does not. */
export async function checkToken(parts: Parts, workspaceId: string): Promise<boolean> {
  const identity = await settle(parts.slack.authTest());
  if (!(identity instanceof SlackFailure) || identity.treatment !== 'park') return false;
  await park(parts, workspaceId, identity.code);
  return true;
}

/** Opens a workspace whose reason may have passed; with a dead token only a new start helps. */
export async function openParked(db: Db, workspaceId: string): Promise<void> {
  await transact(db, (tx) =>
    tx
      .updateTable('workspace')
      .set({ parked_reason: null })
      .where('id', '=', workspaceId)
      .where('parked_reason', 'is not', null)
      .where('parked_reason', 'not in', [...deadTokenCodes])
      .execute(),
  );
}

async function park(parts: Parts, workspaceId: string, reason: string): Promise<void> {
  const { numUpdatedRows } = await transact(parts.db, (tx) =>
    tx
      .updateTable('workspace')
      .set({ parked_reason: reason })
      .where('id', '=', workspaceId)
      .where('parked_reason', 'is', null)
      .executeTakeFirst(),
  );
  if (numUpdatedRows === 0n) return;
  parts.log.error(
    { workspaceId, reason },
    'Slack refuses the workspace: nothing is sent to it, and nothing is lost, until it is mended',
  );
}
