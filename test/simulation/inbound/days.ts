import { foundCompany } from '../company.ts';
import { liveDay } from '../daily-habits.ts';
import { Dice } from '../dice.ts';
import { liveReview } from '../review-habits.ts';
import { Room } from '../room.ts';
import type { SimulatedWorld } from '../world.ts';

/** Monday morning, when these lives begin. */
export const startAt = new Date('2026-01-05T07:00:00.000Z');

const hourMs = 60 * 60_000;

/** Founds a company and lives so many days of it from a seed: at nine and at three everybody does what they do. */
export async function liveDays(
  world: SimulatedWorld,
  plan: { seed: number; days: number },
): Promise<void> {
  const dice = new Dice(plan.seed);
  const room = new Room(world, dice);
  const teams = await foundCompany(world, dice);
  for (let day = 0; day < plan.days; day += 1) {
    for (const hour of [9, 15]) {
      await world.advanceTo(new Date(startAt.getTime() + (day * 24 + hour) * hourMs));
      for (const team of teams) {
        await liveReview(room, team);
        await liveDay(room, team);
      }
    }
  }
}
