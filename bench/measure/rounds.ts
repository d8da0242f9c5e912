/** How long and how often is measured. */
export interface Plan {
  isQuick: boolean;
  rounds: number;
  /** How long one half of a round of load takes, in milliseconds. */
  loadMs: number;
  /** What is done before anything counts: some thousand clicks, until both sides are compiled. Half warm both take twice as long. */
  warmMs: number;
}

/** What `npm run bench` does, and what `--quick` does: that says whether something broke, and is no figure to be quoted. */
export const plans = {
  whole: { isQuick: false, rounds: 5, loadMs: 600, warmMs: 2_500 },
  quick: { isQuick: true, rounds: 3, loadMs: 200, warmMs: 800 },
} as const satisfies Record<string, Plan>;

/**
 * Lets those who are measured take turns: A B A B …, so that whatever else the machine does falls on all of them. Answers each
 * one's figures by round, in the order in which they were given.
 */
export async function takeTurns<Figure>(
  rounds: number,
  measures: readonly (() => Promise<Figure>)[],
): Promise<Figure[][]> {
  const taken: Figure[][] = measures.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [turn, measure] of measures.entries()) taken[turn]?.push(await measure());
  }
  return taken;
}
