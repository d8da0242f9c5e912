import { addDays, type LocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { listRunning } from '../onepager/store.ts';
import type { DayOff, WorkDays } from '../opening/day-rules.ts';
import { type Period, placeReview } from '../opening/place-rules.ts';
import { reviewPeriod, type Team } from '../team/rules.ts';
import { findLastOccurrence, recordOccurrence } from '../team/store-occurrence.ts';
import { noReviewNote } from './message-time.ts';

const freshMs = 12 * 60 * 60_000;
const weeksToLookAt = 8;

/**
 * Records a week that has no place for its review, and says so in one line in the channel: once for a row of such weeks, and not
 * long after the time itself (the roll-up says every one of them). False when another process was first.
 */
export async function skipWeek(
  tx: Tx,
  what: {
    deps: Pick<Deps, 'newId'>;
    team: Team;
    weekOn: LocalDate;
    period: Period;
    work: WorkDays;
    because: DayOff;
  },
  now: Date,
): Promise<boolean> {
  const { team, weekOn, period, work, because } = what;
  const before = await findLastOccurrence(tx, team.id, 'review');
  const isFirst = await recordOccurrence(tx, {
    teamId: team.id,
    kind: 'review',
    weekOn,
    dueAt: period.slot.opensAt,
    outcome: 'skipped',
    reason: because,
    at: now,
  });
  if (!isFirst) return false;
  const isSaid = before?.outcome === 'skipped' && before.reason?.why === because.why;
  if (isSaid || now.getTime() - period.slot.opensAt.getTime() > freshMs) return true;
  if ((await listRunning(tx, team.id)).length === 0) return true;
  const next = findNextPlace(team, weekOn, work);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: what.deps.newId,
    address: `review:none:${team.id}:${weekOn}`,
    to: { channelId: team.channelId },
    content: noReviewNote({ weekOn, because, ...(next === undefined ? {} : { next }) }),
  });
  return true;
}

/** When the first review after a week opens, as far as days off are known. */
function findNextPlace(team: Team, weekOn: LocalDate, work: WorkDays): Date | undefined {
  for (let weeks = 1; weeks <= weeksToLookAt; weeks += 1) {
    const period = reviewPeriod(team, addDays(weekOn, weeks * team.rhythmDays));
    const placed = placeReview(period, work);
    if (!('skipped' in placed)) return placed.slot.opensAt;
  }
  return undefined;
}
