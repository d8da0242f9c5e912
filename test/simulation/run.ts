import { foundCompany, type Team } from './company.ts';
import { liveDay } from './daily-habits.ts';
import { Dice } from './dice.ts';
import { Watch } from './invariants.ts';
import { liveReview } from './review-habits.ts';
import { Room } from './room.ts';
import { SimulatedWorld, type SimulationOptions } from './world.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** A simulation: who lives how long, from which seed. */
export type Plan = SimulationOptions & { days: number };

/** What happened in a simulation. */
export interface Figures {
  [what: string]: number;
}

/** A simulation failed: its message says the seed and the last steps. */
class SimulationFailed extends Error {}

/** Lives a company's days from a seed; throws with seed and last steps when a promise breaks. */
export async function simulate(plan: Plan): Promise<Figures> {
  const startedMs = performance.now();
  const used = process.cpuUsage();
  const dice = new Dice(plan.seed);
  const world = await SimulatedWorld.open(plan);
  const room = new Room(world, dice);
  const watch = new Watch(room);
  try {
    const teams = await foundCompany(world, dice);
    world.onRest = () => watch.look();
    for (let day = 0; day < plan.days; day += 1) {
      await liveOneDay(room, teams, new Date(plan.startAt.getTime() + day * dayMs));
      await watch.lookClosely();
    }
    await watch.lookAtTheEnd();
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(used);
    return { ...(await watch.count()), seconds, cpuSeconds: (user + system) / 1e6 };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SimulationFailed(
      `seed ${plan.seed}, at ${world.now.toISOString()}: ${why}\nthe last steps:\n${room.trail}`,
      { cause: error },
    );
  } finally {
    await world.close();
  }
}

/** A few moments of the day, on working days more; the bot may be down at any of them. */
async function liveOneDay(room: Room, teams: readonly Team[], midnight: Date): Promise<void> {
  const { dice, world } = room;
  const isWeekend = [0, 6].includes(midnight.getUTCDay());
  const count = isWeekend ? dice.between(0, 1) : dice.between(1, 2);
  const moments = Array.from({ length: count }, () => dice.next() * dayMs).sort(
    (one, other) => one - other,
  );
  for (const moment of moments) {
    const at = new Date(midnight.getTime() + moment);
    if (at <= world.now) continue;
    await world.advanceTo(at);
    await meetTrouble(room);
    for (const team of teams) {
      if (isWeekend && !dice.chance(0.1)) continue;
      await liveReview(room, team);
      await liveDay(room, team);
    }
  }
}

/** Once in a while the bot is down for hours or days, is started anew, or wakes up later than it fell asleep. */
async function meetTrouble(room: Room): Promise<void> {
  const { dice, world } = room;
  if (!world.isBotUp) return;
  if (dice.chance(0.01)) {
    room.note('the bot is killed and started anew');
    world.endBot();
    await world.startBot();
  }
  if (dice.chance(0.006)) {
    const hours = dice.chance(0.75) ? dice.between(1, 20) : dice.between(24, 120);
    room.note(`the clock leaps by ${hours} hours`);
    await world.jumpTo(new Date(world.now.getTime() + hours * hourMs));
  }
  if (dice.chance(0.008)) {
    const hours = dice.chance(0.75) ? dice.between(1, 20) : dice.between(24, 120);
    room.note(`the bot is down for ${hours} hours`);
    world.endBot();
    world.startsAgainAt = new Date(world.now.getTime() + hours * hourMs);
  }
}
