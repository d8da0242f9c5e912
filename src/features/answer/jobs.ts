import { transact } from '../../platform/db/transact.ts';
import { doEach } from '../../platform/schedule/due.ts';
import type { Job } from '../../platform/slack/feature.ts';
import { listUnshown, markShown } from '../raised/store.ts';
import { findTeam } from '../team/store.ts';
import { listUnreadHomes } from '../team/store-home.ts';
import { showAndon } from './write.ts';

/** Posts what was raised, and what its reporters added; an ordinary message of the bot, without an actor. */
export const showAndons: Job = {
  name: 'andon.show',
  async run(deps, now) {
    await doEach(await listUnshown(deps.db), (andon) =>
      transact(deps.db, async (tx) => {
        const team = await findTeam(tx, andon.workspaceId, andon.teamId);
        if (team !== undefined) await showAndon(tx, { newId: deps.newId, team, andon }, now);
        await markShown(tx, andon);
      }),
    );
  },
};

/**
 * Asks Slack who is in a home channel as soon as somebody joined or left, so that the sealed room finds everybody in the cache:
 * when it is entered, nobody is asked for.
 */
export const keepRosters: Job = {
  name: 'andon.roster',
  async run(deps) {
    for (const { workspaceId, channelId } of await listUnreadHomes(deps.db)) {
      // Slack may be out of reach; what is known stays, and the next tick asks again.
      await Promise.allSettled([deps.people.listMembers(workspaceId, channelId)]);
    }
  },
};
