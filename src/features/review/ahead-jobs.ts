import type { Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { listRunning } from '../onepager/store.ts';
import { aheadOf } from '../opening/place-rules.ts';
import type { Team } from '../team/rules.ts';
import { listTeams } from '../team/store.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';
import { readAgenda } from './agenda.ts';
import type { Review } from './rules.ts';
import { type NextReview, readNextReview } from './schedule-access.ts';
import { findOpenReview, insertReview, type ReviewTimes, saveAhead } from './store.ts';

/**
 * Opens votes and readings of the next review ahead of it, at 14:00 of the working day before. Nothing is posted: its
 * messages come at its time (`openReviews`). When the review moves in the meantime, this
 * one moves with it.
 */
export const openAhead: Job = {
  name: 'review.ahead',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listTeams(deps.db, deps.workspaceId), (team) => prepareOne(deps, team, now));
  },
  async nextDue(deps, now) {
    const instants: Date[] = [];
    for (const team of await listTeams(deps.db, deps.workspaceId)) {
      if ((await listRunning(deps.db, team.id)).length === 0) continue;
      instants.push(...findAhead(await readNextReview(deps.db, team)));
    }
    return earliest(
      'reviewAhead',
      instants.filter((at) => at > now),
    );
  },
};

/** When a review's votes open ahead of it; at no time when days off leave it no place. */
export function findAhead(next: NextReview): Date[] {
  const found = timesOf(next);
  return found === undefined ? [] : [found.aheadAt];
}

async function prepareOne(deps: Deps, team: Team, now: Date): Promise<void> {
  const next = await readNextReview(deps.db, team);
  const found = timesOf(next);
  if (found === undefined) return;
  const { aheadAt, times } = found;
  const open = await findOpenReview(deps.db, team.id);
  if (open !== undefined) {
    if (open.isAhead !== true || isSame(open, times)) return;
    await transact(deps.db, (tx) => saveAhead(tx, deps.newId, { id: open.id, times }));
    return;
  }
  if (now < aheadAt || now >= times.openedAt) return;
  if ((await listRunning(deps.db, team.id)).length === 0) return;
  await deps.people.listMembers(team.workspaceId, team.channelId);
  await transact(deps.db, (tx) => openOne(tx, { deps, team, times }, now));
}

/** When the next review opens ahead and at its time; undefined when days off leave it no place. */
function timesOf({ weekOn, period, placed, work }: NextReview) {
  if ('skipped' in placed) return undefined;
  const { slot, because } = placed;
  const times: ReviewTimes = {
    weekOn,
    dueAt: because === undefined ? slot.opensAt : period.slot.opensAt,
    openedAt: slot.opensAt,
    closesAt: slot.closesAt,
    isLate: false,
    isAhead: true,
    ...(because === undefined ? {} : { because }),
  };
  return { times, aheadAt: aheadOf(slot.opensAt, work) };
}

/** Another process, or the opening itself, may have been first. */
async function openOne(
  tx: Tx,
  what: { deps: Deps; team: Team; times: ReviewTimes },
  now: Date,
): Promise<void> {
  const { deps, team, times } = what;
  if ((await findOpenReview(tx, team.id)) !== undefined) return;
  const last = await findLastOccurrence(tx, team.id, 'review');
  if (last !== undefined && last.weekOn >= times.weekOn) return;
  const agenda = await readAgenda(tx, team, now);
  if (agenda.onepagers.length === 0) return;
  const { workspaceId, id: teamId } = team;
  await insertReview(tx, deps.newId, { workspaceId, teamId, ...times, ...agenda });
}

function isSame(review: Review, times: ReviewTimes): boolean {
  return (
    review.weekOn === times.weekOn &&
    review.openedAt.getTime() === times.openedAt.getTime() &&
    review.closesAt.getTime() === times.closesAt.getTime() &&
    review.dueAt.getTime() === times.dueAt.getTime() &&
    JSON.stringify(review.because) === JSON.stringify(times.because)
  );
}
