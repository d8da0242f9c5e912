import type { TeamId } from '../../src/lib/ids.ts';
import { addDays, daysBetween, toLocalDate } from '../../src/lib/time.ts';
import { Broken, type Room } from './room.ts';

/** A review may move to its next working day, and is missed three days after its time; then there must be an outcome. */
const graceDays = 9;

/** Every week of the rhythm has one outcome, in order and without a gap; what opened is posted, what was missed is said. */
export async function expectOneOutcomeEach(room: Room): Promise<void> {
  const { db } = room.world;
  const teams = db.selectFrom('team').selectAll().where('workspace_id', '=', 'T0NORTHWIND');
  for (const team of await teams.execute()) {
    const today = toLocalDate(room.world.now, team.zone);
    for (const kind of ['review', 'rollup'] as const) {
      const step = kind === 'review' ? team.rhythm_days : 7;
      const first = kind === 'review' ? team.first_review_week_on : team.first_rollup_week_on;
      const weeks = await db
        .selectFrom('occurrence')
        .selectAll()
        .where('team_id', '=', team.id)
        .where('kind', '=', kind)
        .orderBy('week_on')
        .execute();
      weeks.forEach(({ week_on }, index) => {
        const expected = addDays(first, index * step);
        if (week_on !== expected)
          throw new Broken(`${kind} of ${team.channel_id}: week ${expected} has no outcome`);
      });
      const next = addDays(first, weeks.length * step);
      if (daysBetween(next, today) > step + graceDays)
        throw new Broken(`${kind} of ${team.channel_id}: nothing became of the week ${next}`);
      if (kind === 'review') await expectPosted(room, team.id, weeks.slice(-2));
    }
  }
}

interface Week {
  week_on: string;
  outcome: string;
}

async function expectPosted(room: Room, teamId: TeamId, weeks: readonly Week[]): Promise<void> {
  const { db } = room.world;
  for (const { week_on, outcome } of weeks) {
    if (outcome === 'missed' || outcome === 'skipped') continue;
    const review = await db
      .selectFrom('review')
      .select('id')
      .where('team_id', '=', teamId)
      .where('week_on', '=', week_on)
      .executeTakeFirst();
    const message = await db
      .selectFrom('message')
      .select('ts')
      .where('address', '=', `review:${review?.id}`)
      .executeTakeFirst();
    if (typeof message?.ts !== 'string')
      throw new Broken(`the review of ${week_on} is ${outcome}, and is not posted`);
  }
}
