import { newId } from '../../src/platform/clock.ts';
import type { Db } from '../../src/platform/db/open.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { silentDeps } from '../../test/harness/silent-deps.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';

/** What features are handed in the bench's workspace, with ids of the machine. */
export function depsOf(db: Db): Deps {
  return silentDeps({ db, workspaceId: miniTeamId, newId });
}
