import { transact } from '../../platform/db/transact.ts';
import { isPut, reviveMessages } from '../../platform/outbox/store.ts';
import { doEach } from '../../platform/schedule/due.ts';
import type { Job } from '../../platform/slack/feature.ts';
import { goOn, sharedAddress } from './pause-project.ts';
import { canBeHome } from './setup-rules.ts';
import { findTeam } from './store.ts';
import { listPausedHomes } from './store-place.ts';

/**
 * Lets a team go on whose home nobody else reads any more, also when Slack's event about that was lost: Slack is asked at most once an
 * hour, and only about homes whose leaders wait for this. (reliability.md F-39)
 */
export const resumeUnshared: Job = {
  name: 'team.unshared',
  restsUntil: 'later',
  async run(deps, now) {
    const { db, newId, workspaceId, people } = deps;
    await doEach(
      await listPausedHomes(db, workspaceId),
      async ({ teamId, channelId, pausedAt }) => {
        const key = sharedAddress({ id: teamId, pausedAt });
        if (!(await isPut(db, workspaceId, key))) return;
        if (!canBeHome(await people.findChannel(workspaceId, channelId))) return;
        await transact(db, async (tx) => {
          const team = await findTeam(tx, workspaceId, teamId);
          if (team?.pausedAt === undefined) return;
          await reviveMessages(tx, workspaceId, channelId);
          await goOn(tx, { newId, team, key, now });
        });
      },
    );
  },
};
