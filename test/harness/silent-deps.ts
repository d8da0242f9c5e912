import type { Deps } from '../../src/platform/slack/feature.ts';

/** What features are handed where nobody asks Slack: no log, and people from the cache alone. */
export function silentDeps(own: Pick<Deps, 'db' | 'workspaceId' | 'newId'>): Deps {
  return {
    ...own,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    people: {
      find: async () => undefined,
      findChannel: async () => undefined,
      listMembers: async () => [],
      isFresh: () => true,
      refresh: async () => {},
    },
  };
}
