import { type StormEnd, type StormPlan, simulateStorm } from './run.ts';
import { faultKinds } from './storm.ts';

/** How many lives `npm test` lives on each engine. */
export const seedsHere = { sqlite: 100, postgres: 20 };

/** How many of those on SQLite have even numbers; they live beside the odd ones. */
export const evenSeeds = 60;

/** What many lives in bad weather came to. */
export interface StormTotal {
  seeds: number;
  weeks: number;
  faults: Record<string, number>;
  kills: number;
  done: number;
  messages: number;
}

/** Lives one seed after another; the first that breaks a promise is thrown with what replays it. */
export async function liveSeeds(
  seeds: readonly number[],
  plan: Omit<StormPlan, 'seed' | 'databaseUrl'> & {
    /** A fresh database for each seed; SQLite in memory by default. */
    makeUrl?: () => Promise<string>;
  },
): Promise<StormTotal> {
  const { makeUrl, ...rest } = plan;
  const total: StormTotal = {
    ...{ seeds: seeds.length, weeks: seeds.length * plan.weeks, kills: 0, done: 0, messages: 0 },
    faults: Object.fromEntries(faultKinds.map((kind) => [kind, 0])),
  };
  for (const seed of seeds) {
    const where = makeUrl === undefined ? {} : { databaseUrl: await makeUrl() };
    add(total, await simulateStorm({ ...rest, ...where, seed }));
  }
  return total;
}

function add(total: StormTotal, end: StormEnd): void {
  for (const [kind, count] of Object.entries(end.faults)) {
    total.faults[kind] = (total.faults[kind] ?? 0) + count;
  }
  total.kills += end.kills;
  total.done += end.done;
  total.messages += end.messages;
}

/** `count` seeds from `first` on, every `step`-th. */
export function listSeeds(first: number, count: number, step = 1): number[] {
  return Array.from({ length: count }, (_, index) => first + index * step);
}
