import type { TeamId } from '../../lib/ids.ts';
import { type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { alarmTitle } from '../alarm/messages.ts';
import { lookForAlarms, tellAlarms } from '../alarm/project.ts';
import { listStandingAlarms } from '../alarm/store.ts';
import { readWorkDaysBetween } from '../away/access.ts';
import { closeAtRollup } from '../cycle/rules.ts';
import { closeCycle, findOpenCycle, openCycle } from '../cycle/store.ts';
import { offerDose } from '../dose/project.ts';
import { askToSettle } from '../floor/project.ts';
import { bringBack } from '../lookback/project.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { isHomeShared } from '../team/access.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, listTeams } from '../team/store.ts';
import { findLastOccurrence, recordOccurrence, takeUnsaid } from '../team/store-occurrence.ts';
import { placeRollup, type RollupPlace } from './channel-rules.ts';
import { keepPages } from './delta-rules.ts';
import { gatherCounts, gatherEvidence } from './gather.ts';
import { gatherDelta, gatherPages, gatherTrend } from './gather-week.ts';
import { putRollup, putShares } from './project.ts';
import { collectFacts, planRollup } from './rules.ts';
import { findLastRollup, insertRollup } from './store.ts';
import type { WeeklyPlan } from './weekly-rules.ts';

type Due = Exclude<WeeklyPlan, { plan: 'wait' }>;

/**
 * Posts the roll-up of every team whose time it is, closes the cycle that ends with it, and records older ones as missed.
 * Each week has one outcome, however often and by however many processes this is asked. (P15, P16, P20)
 */
export async function postDueRollups(deps: Deps, now: Date): Promise<void> {
  await doEach(await listTeams(deps.db, deps.workspaceId), (team) => postDue(deps, team, now));
}

async function postDue(deps: Deps, team: Team, now: Date): Promise<void> {
  const { id, workspaceId } = team;
  const plan = planRollup(team, await findLastWeek(deps.db, id), now);
  if (plan.plan === 'wait') return;
  if (await isHomeShared(deps, team, now)) return;
  const place = await findPlace(deps, team);
  const work = await readOpenCycleDays(deps.db, team, now);
  let isBehind = true;
  while (isBehind) {
    isBehind = await transact(deps.db, (tx) =>
      settleNextRollup(deps, tx, { id, workspaceId, place, work, now }),
    );
  }
}

/** Asks Slack, each week anew, whether the roll-up may still go where the team said. */
async function findPlace(deps: Deps, team: Team): Promise<RollupPlace> {
  const { workspaceId, channelId, rollupChannelId } = team;
  if (channelId === rollupChannelId) return { channelId };
  const home = await deps.people.findChannel(workspaceId, channelId);
  const rollup = await deps.people.findChannel(workspaceId, rollupChannelId, 'now');
  return placeRollup(team, { home, rollup });
}

/** The days off of all that a closing cycle may reach; looked up here, because it may load the library of holidays. */
async function readOpenCycleDays(db: Db, team: Team, now: Date): Promise<WorkDays> {
  const cycle = await findOpenCycle(db, team.id);
  const from = toLocalDate(cycle?.startsAt ?? now, team.zone);
  return readWorkDaysBetween(db, team, { from, to: toLocalDate(now, team.zone) });
}

/** The next instant after `now` at which a roll-up is due or may be posted late. */
export async function findNextRollup(deps: Deps, now: Date): Promise<Record<string, Date>> {
  const dues: Date[] = [];
  for (const team of await listTeams(deps.db, deps.workspaceId)) {
    const plan = planRollup(team, await findLastWeek(deps.db, team.id), now);
    if (plan.plan === 'wait') dues.push(plan.until);
  }
  return earliest('rollup', dues);
}

/** One step for one team, on its settings of this moment; true when there may be another. */
async function settleNextRollup(
  deps: Deps,
  tx: Tx,
  asked: { id: TeamId; workspaceId: string; place: RollupPlace; work: WorkDays; now: Date },
): Promise<boolean> {
  const { now } = asked;
  const team = await findTeam(tx, asked.workspaceId, asked.id);
  if (team === undefined || team.pausedAt !== undefined) return false;
  const plan = planRollup(team, await findLastWeek(tx, team.id), now);
  if (plan.plan === 'wait') return false;
  const { plan: _plan, ...outcome } = plan;
  const week = { teamId: team.id, kind: 'rollup' as const, ...outcome, at: now };
  if (!(await recordOccurrence(tx, week))) return false;
  await closeCycleIfDue(deps, tx, { team, rollup: plan, work: asked.work });
  if (plan.plan === 'post')
    await postRollup(deps, tx, { team, due: plan, place: asked.place, now });
  return true;
}

/** Ends the team's cycle where this roll-up ends it, with its counts frozen, and opens the next exactly there. */
async function closeCycleIfDue(
  deps: Deps,
  tx: Tx,
  ending: { team: Team; rollup: Due; work: WorkDays },
): Promise<void> {
  const { team, rollup, work } = ending;
  const cycle = await findOpenCycle(tx, team.id);
  if (cycle === undefined) return;
  const closing = closeAtRollup(team, cycle, rollup);
  if (closing === undefined) return;
  const { closedAt, next } = closing;
  const counts = await gatherCounts(tx, team, { from: cycle.startsAt, to: closedAt, work });
  if (!(await closeCycle(tx, { cycleId: cycle.id, closedAt, counts }))) return;
  await openCycle(tx, deps.newId, { ...next, workspaceId: team.workspaceId, teamId: team.id });
}

async function postRollup(
  deps: Deps,
  tx: Tx,
  posting: { team: Team; due: Due; place: RollupPlace; now: Date },
): Promise<void> {
  const { team, due, place, now } = posting;
  const { workspaceId } = team;
  const last = await findLastRollup(tx, team.id);
  const coversFrom = last?.coversTo ?? team.setUpAt;
  // A change of zone can put this week's instant before the last one's.
  const coversTo = new Date(Math.max(due.dueAt.getTime(), coversFrom.getTime() + 1));
  // After the cycle's close and before the facts are gathered: the roll-up tells what is new.
  const alarms = await lookForAlarms(tx, { newId: deps.newId, team, isRollup: true }, now);
  const standing = await listStandingAlarms(tx, team.id);
  const evidence = await gatherEvidence(tx, team, {
    from: coversFrom,
    to: coversTo,
    weekOn: due.weekOn,
    isLate: due.outcome !== 'opened',
    weeks: await takeUnsaid(tx, team.id),
  });
  const collected = collectFacts({ ...evidence, alarms: standing.map(alarmTitle) });
  const pages = await gatherPages(tx, team);
  const delta = await gatherDelta(tx, team, { last, pages });
  const facts = {
    ...collected,
    ...(delta === undefined ? {} : { delta }),
    trend: await gatherTrend(tx, team, collected),
    ...(place.kept === undefined ? {} : { kept: place.kept }),
  };
  const id = await insertRollup(tx, deps.newId, {
    ...{ workspaceId, teamId: team.id, weekOn: due.weekOn, coversFrom, coversTo },
    ...{ postedAt: now, facts, pages: keepPages(pages) },
  });
  const { newId } = deps;
  await putRollup(tx, { newId, team, id, facts, channelId: place.channelId });
  await putShares(tx, {
    ...{ newId, team, id, place, weekOn: due.weekOn, asks: facts.asks ?? [] },
    window: { from: coversFrom, to: coversTo },
  });
  const { channelId } = place;
  const rollup = { id, channelId };
  await tellAlarms(tx, { newId, team, alarms, rollup }, now);
  await offerDose(tx, { newId, team, rollup });
  await bringBack(tx, { newId, team, rollupId: id, channelId, coversFrom }, now);
  await askToSettle(tx, { newId, team, rollupId: id, channelId }, now);
}

async function findLastWeek(db: Db, teamId: TeamId): Promise<LocalDate | undefined> {
  return (await findLastOccurrence(db, teamId, 'rollup'))?.weekOn;
}
