import type { Row } from '../row.ts';
import { type Line, toLine } from './figures.ts';
import type { Plan } from './rounds.ts';

/** They count calls, megabytes and seconds of a clock that is moved. */
const untimed: readonly Row['id'][] = ['DRAIN', 'COALESCE', 'MEM'];

/** One row after another; those that time nothing go side by side, in a quick run also the one that has no bound. */
export function groupRows(asked: readonly Row[], { isQuick }: Pick<Plan, 'isQuick'>): Row[][] {
  const isBeside = ({ id }: Row): boolean => untimed.includes(id) || (isQuick && id === 'YEAR');
  const beside = asked.filter(isBeside);
  const alone = asked.filter((row) => !isBeside(row)).map((row) => [row]);
  return beside.length === 0 ? alone : [...alone, beside];
}

/**
 * Measures rows side by side. One that cannot be measured ends the run, because half a table would look like a whole one; the others
 * come to their end before, and with them what they have started.
 */
export async function measureBeside(rows: readonly Row[], plan: Plan): Promise<Line[]> {
  const measuring = rows.map((row) => measure(row, plan));
  await Promise.allSettled(measuring);
  return (await Promise.all(measuring)).flat();
}

/** Whatever a row started ends with it. */
async function measure(row: Row, plan: Plan): Promise<Line[]> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const measured = await row.run(plan, (end) => ends.push(end));
    return measured.map(toLine);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
