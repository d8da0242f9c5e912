import { toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { readWorkDays } from '../away/access.ts';
import { type Freeze, planEvidenceReview, planOverdue } from '../onepager/freeze-rules.ts';
import { getOnePager } from '../onepager/store.ts';
import {
  findFreeze,
  keepSaid,
  listAllOpenFreezes,
  openEvidenceReview,
} from '../onepager/store-freeze.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { readClock } from '../opening/rules.ts';
import type { Team } from '../team/rules.ts';
import { findTeam } from '../team/store.ts';
import { overdueMessage } from './messages.ts';
import { freezeAddress, putEvidence, putFreeze, readView } from './project.ts';

/** Opens each evidence review at its time, or late in the next working hours after the bot was down. */
export const openEvidenceReviews: Job = {
  name: 'freeze.review',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listWaiting(deps, now), async ({ team, freeze, work }) => {
      if (planEvidenceReview(freeze, work, now).plan !== 'open') return;
      await deps.people.listMembers(team.workspaceId, team.channelId);
      await transact(deps.db, (tx) => openOne(tx, { deps, team, freeze, work }, now));
    });
  },
  async nextDue(deps, now) {
    const instants = (await listWaiting(deps, now)).flatMap(({ freeze, work }) => {
      const plan = planEvidenceReview(freeze, work, now);
      return plan.plan === 'wait' ? [plan.until] : [];
    });
    return earliest('evidenceReview', instants);
  },
};

/** Shows in an evidence review how much of its minutes is left: all, 5, 0. */
export const showEvidenceClocks: Job = {
  name: 'freeze.clock',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listTicking(deps, now), ({ team, freeze }) =>
      transact(deps.db, async (tx) => {
        const current = await findFreeze(tx, team.workspaceId, freeze.id);
        if (current === undefined || current.ended !== undefined) return;
        await putEvidence(tx, { newId: deps.newId, team, freeze: current }, now);
      }),
    );
  },
  async nextDue(deps, now) {
    const changes = (await listTicking(deps, now)).flatMap(
      ({ freeze }) => readClock(freeze.openedAt, now, freeze.minutes).changesAt ?? [],
    );
    return earliest('evidenceClock', changes);
  },
};

/** Says once every working day that a freeze still waits for its decision; what was missed is not caught up. (NO-13) */
export const sayOverdue: Job = {
  name: 'freeze.overdue',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listUndecided(deps, now), async ({ team, freeze, work }) => {
      const plan = planOverdue(freeze, work, now);
      if (!('say' in plan)) return;
      await transact(deps.db, (tx) => sayOne(tx, { deps, team, freeze, on: plan.say }));
    });
  },
  async nextDue(deps, now) {
    const instants = (await listUndecided(deps, now)).flatMap(({ freeze, work }) => {
      const plan = planOverdue(freeze, work, now);
      return 'until' in plan ? [plan.until] : [];
    });
    return earliest('freezeOverdue', instants);
  },
};

interface Placed {
  team: Team;
  freeze: Freeze;
  work: WorkDays;
}

type Opened = Placed & { freeze: Freeze & { openedAt: Date } };

const hourMs = 60 * 60_000;

/** Every freeze that lasts, of teams that are not paused. */
async function listPlaced(deps: Deps, now: Date): Promise<Placed[]> {
  const { db, workspaceId } = deps;
  const placed: Placed[] = [];
  for (const freeze of await listAllOpenFreezes(db, workspaceId)) {
    const team = await findTeam(db, freeze.workspaceId, freeze.teamId);
    if (team === undefined || team.pausedAt !== undefined) continue;
    placed.push({ team, freeze, work: await readWorkDays(db, team, toLocalDate(now, team.zone)) });
  }
  return placed;
}

async function listWaiting(deps: Deps, now: Date): Promise<Placed[]> {
  return (await listPlaced(deps, now)).filter(({ freeze }) => freeze.openedAt === undefined);
}

async function listUndecided(deps: Deps, now: Date): Promise<Opened[]> {
  return (await listPlaced(deps, now)).flatMap(({ freeze, ...rest }) => {
    const { openedAt } = freeze;
    return openedAt === undefined ? [] : [{ ...rest, freeze: { ...freeze, openedAt } }];
  });
}

/** Evidence reviews that were opened within two hours; what a longer sleep left behind is mended by the next change. */
async function listTicking(deps: Deps, now: Date): Promise<Opened[]> {
  return (await listUndecided(deps, now)).filter(
    ({ freeze }) => now.getTime() - freeze.openedAt.getTime() < 2 * hourMs,
  );
}

async function openOne(tx: Tx, what: { deps: Deps } & Placed, now: Date): Promise<void> {
  const { deps, team, work } = what;
  const freeze = await findFreeze(tx, team.workspaceId, what.freeze.id);
  // Somebody may have put it off since it was found due.
  if (freeze === undefined || planEvidenceReview(freeze, work, now).plan !== 'open') return;
  if (!(await openEvidenceReview(tx, freeze.id, now))) return;
  const opened = { ...freeze, openedAt: now };
  await putFreeze(tx, { newId: deps.newId, team, freeze: opened }, now);
}

async function sayOne(
  tx: Tx,
  what: { deps: Deps; team: Team; freeze: Freeze; on: string },
): Promise<void> {
  const { deps, team, freeze, on } = what;
  if (!(await keepSaid(tx, freeze.id, on))) return;
  const onepager = await getOnePager(tx, team.workspaceId, freeze.onepagerId);
  await putMessage(tx, {
    ...{ workspaceId: team.workspaceId, newId: deps.newId },
    address: `${freezeAddress(freeze)}:overdue:${on}`,
    to: { channelId: team.channelId },
    inThreadOf: freezeAddress(freeze),
    isBroadcast: true,
    content: overdueMessage(await readView(tx, { team, freeze }, onepager)),
  });
}
