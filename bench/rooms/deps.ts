import { newId } from '../../src/platform/clock.ts';
import type { Db } from '../../src/platform/db/open.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';

/** What features are handed where nobody asks Slack: ids of the machine, no log, people from the cache alone. */
export function silentDeps(db: Db): Deps {
  return {
    db,
    workspaceId: miniTeamId,
    newId,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    people: {
      find: async () => undefined,
      findChannel: async () => undefined,
      listMembers: async () => [],
      refresh: async () => {},
    },
  };
}
