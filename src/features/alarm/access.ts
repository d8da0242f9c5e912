import type { Db } from '../../platform/db/open.ts';
import { cycleGatherer } from './cycle-access.ts';
import type { Gatherer, Look } from './gather.ts';
import { numbersGatherer } from './numbers-access.ts';
import type { AlarmKind, Finding } from './rules.ts';
import { smellGatherer } from './smell-access.ts';
import { stopGatherer } from './stop-access.ts';
import { creepGatherer, stopLineGatherer } from './stop-line-access.ts';
import { theatreGatherer } from './theatre-access.ts';

/** Everything that can be found; each kind stands in exactly one of them. */
const gatherers: readonly Gatherer[] = [
  cycleGatherer,
  theatreGatherer,
  stopGatherer,
  numbersGatherer,
  smellGatherer,
  stopLineGatherer,
  creepGatherer,
];

/** What holds now of these kinds, and of those that are read together with them. */
export async function findAlarmFacts(
  db: Db,
  look: Look,
  wanted: readonly AlarmKind[],
): Promise<{ found: Finding[]; asked: AlarmKind[] }> {
  const found: Finding[] = [];
  const asked: AlarmKind[] = [];
  for (const { kinds, find } of gatherers) {
    if (!kinds.some((kind) => wanted.includes(kind))) continue;
    asked.push(...kinds);
    found.push(...(await find(db, look)));
  }
  return { found, asked };
}
