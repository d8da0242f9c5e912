import type { rowIds } from './ids.ts';
import type { Measured } from './measure/figures.ts';
import type { Plan } from './measure/rounds.ts';

/** One thing that is measured. */
export interface Row {
  /** What one types to run only this: `npm run bench -- ACK`. */
  id: (typeof rowIds)[number];
  /** May answer several lines: a rate and its slowest hundredth are two. */
  run(plan: Plan, atEnd: AtEnd): Promise<Measured[]>;
}

/** What is to be undone when the row is over, the last first. */
export type AtEnd = (end: () => Promise<void> | void) => void;
