import { toInstantIn } from '../../lib/time.ts';
import { transact } from '../../platform/db/transact.ts';
import { isPut, putMessage } from '../../platform/outbox/store.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { readWorkDays } from '../away/access.ts';
import { isWorkingTime, nextWorkingInstant, type WorkDays } from '../opening/day-rules.ts';
import { ownerMessage } from '../raised/messages.ts';
import { type Andon, lateOn } from '../raised/rules.ts';
import { findAndon, listOwnerless, listUnshown, markShown } from '../raised/store.ts';
import type { Team } from '../team/rules.ts';
import { findTeam } from '../team/store.ts';
import { listUnreadHomes } from '../team/store-home.ts';
import { showAndon } from './write.ts';

/** Posts what was raised, and what its reporters added; an ordinary message of the bot, without an actor. */
export const showAndons: Job = {
  name: 'andon.show',
  restsUntil: 'changed',
  async run(deps, now) {
    await doEach(await listUnshown(deps.db, deps.workspaceId), (andon) =>
      transact(deps.db, async (tx) => {
        const team = await findTeam(tx, andon.workspaceId, andon.teamId);
        if (team !== undefined) await showAndon(tx, { newId: deps.newId, team, andon }, now);
        await markShown(tx, andon);
      }),
    );
  },
};

/**
 * Says once, in working hours, that an andon has had no owner for seven days: in its thread and in the channel, whether or not a
 * review comes. (ANDON-WEEKLY; product.md *Andon*)
 */
export const askForOwners: Job = {
  name: 'andon.owner',
  restsUntil: 'due',
  async run(deps, now) {
    const late = (await listLate(deps)).filter(({ asksAt }) => asksAt <= now);
    await doEach(late, async ({ andon, team, work }) => {
      if (!isWorkingTime(now, work)) return;
      await transact(deps.db, async (tx) => {
        const current = await findAndon(tx, andon.workspaceId, andon.id);
        if (current?.state !== 'open' || current.ownerId !== undefined) return;
        await putMessage(tx, {
          ...{ workspaceId: team.workspaceId, newId: deps.newId, address: ownerAddress(andon) },
          ...{ to: { channelId: team.channelId }, inThreadOf: `andon:${andon.id}` },
          isBroadcast: true,
          content: ownerMessage(current, team.zone),
        });
      });
    });
  },
  async nextDue(deps, now) {
    const instants = (await listLate(deps)).map(({ asksAt, work }) =>
      asksAt > now ? asksAt : nextWorkingInstant(now, work),
    );
    return earliest('andonOwner', instants);
  },
};

interface Late {
  andon: Andon;
  team: Team;
  work: WorkDays;
  /** The working morning on which it has waited for seven days. */
  asksAt: Date;
}

/** Every andon without an owner for which nobody was asked yet, of teams that are not paused. */
async function listLate({ db, workspaceId }: Deps): Promise<Late[]> {
  const late: Late[] = [];
  for (const andon of await listOwnerless(db, workspaceId)) {
    const team = await findTeam(db, andon.workspaceId, andon.teamId);
    if (team === undefined || team.pausedAt !== undefined) continue;
    if (await isPut(db, andon.workspaceId, ownerAddress(andon))) continue;
    const day = lateOn(andon, team.zone);
    const work = await readWorkDays(db, team, day);
    const asksAt = nextWorkingInstant(toInstantIn(day, '09:00', team.zone), work);
    late.push({ andon, team, work, asksAt });
  }
  return late;
}

function ownerAddress({ id }: Pick<Andon, 'id'>): string {
  return `andon:${id}:owner`;
}

/**
 * Asks Slack who is in a home channel as soon as somebody joined or left, so that the sealed room finds everybody in the cache:
 * when it is entered, nobody is asked for.
 */
export const keepRosters: Job = {
  name: 'andon.roster',
  restsUntil: 'due',
  async run(deps) {
    for (const { workspaceId, channelId } of await listUnreadHomes(deps.db, deps.workspaceId)) {
      // Slack may be out of reach; what is known stays, and the next tick asks again.
      await Promise.allSettled([deps.people.listMembers(workspaceId, channelId)]);
    }
  },
  wakesAt: async ({ db, workspaceId }, now) =>
    (await listUnreadHomes(db, workspaceId)).length > 0 ? now : undefined,
};
