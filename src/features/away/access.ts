import { addDays, type LocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import { readHolidays } from '../holiday/access.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import type { Team } from '../team/rules.ts';
import { listAwayOn, listEveryoneOff } from './rules.ts';
import { listAway } from './store.ts';

const lookBackDays = 60;
const lookAheadDays = 60;

/** When a team works around a date; as `readWorkDaysBetween`. */
export function readWorkDays(db: Db, team: Team, around: LocalDate): Promise<WorkDays> {
  return readWorkDaysBetween(db, team, { from: around, to: around });
}

/**
 * When a team works between two dates and some weeks around them: its holidays, its own days off, and the days on which
 * everyone is away. Not for inside a transaction: it may load the library of holidays.
 */
export async function readWorkDaysBetween(
  db: Db,
  team: Team,
  around: { from: LocalDate; to: LocalDate },
): Promise<WorkDays> {
  const between = {
    from: addDays(around.from, -lookBackDays),
    to: addDays(around.to, lookAheadDays),
  };
  const holidays = await readHolidays(db, team.id, between);
  const where = { workspaceId: team.workspaceId, teamId: team.id, ...between };
  const ranges = await listAway(db, where);
  if (ranges.length === 0) return { zone: team.zone, off: holidays };
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  const userIds = members.map(({ userId }) => userId);
  const everyone = listEveryoneOff(ranges, userIds, between);
  return { zone: team.zone, off: new Map([...everyone, ...holidays]) };
}

/** Those of `userIds` who are away from the team on a day. */
export async function readAwayOn(
  db: Db,
  team: Team,
  asked: { userIds: readonly string[]; date: LocalDate },
): Promise<string[]> {
  const { userIds, date } = asked;
  const where = { workspaceId: team.workspaceId, teamId: team.id, from: date, to: date };
  return listAwayOn(await listAway(db, where), userIds, date);
}
