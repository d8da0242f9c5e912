/** Whether it is the whole proof. */
export const isFull = process.env.BARBELL_ANDON_FULL === '1';

/** How much is proved: in `npm test` what fits into its two minutes, by `npm run prove:anonymity` all of it. */
export const sizes = {
  /** Flows of the canary scan, half of them over each transport. */
  flows: isFull ? 1_000 : 200,
  /** How long after the last flow memory is looked at. */
  restMs: isFull ? 60_000 : 3_000,
  /** Ids that are guessed; and of slow constructions. */
  ids: 10_000,
  slowIds: isFull ? 1_000 : 12,
  /** How many people come at once. */
  crowd: isFull ? 200 : 40,
  /** Random codes that are tried against real ones. */
  codes: isFull ? 1_000_000 : 200_000,
  /** Guesses at a receipt within an hour; receipts that are all opened; what one person sends in a week. */
  guesses: isFull ? 10_000 : 480,
  receipts: isFull ? 1_000 : 60,
  attempts: isFull ? 1_000 : 60,
  /** Runs of the order attack, and trials of the attack by time. */
  runs: isFull ? 500 : 20,
  trials: isFull ? 1_000 : 150,
  /** How often the program is killed at each of seventeen points (12 × 100 in all), and how many are killed side by side. */
  kills: isFull ? 71 : 1,
  lanes: isFull ? 3 : 1,
} as const;

/** A figure, or how far it is: a closing note says what was measured, not only that it held. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
