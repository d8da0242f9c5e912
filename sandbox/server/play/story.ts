import type { Stage } from './stage.ts';

/** One step: a plain sentence, and what happens. */
export interface Step {
  /** 1-based. */
  week: number;
  caption: string | ((stage: Stage) => string);
  run(stage: Stage): Promise<unknown>;
}

/** The steps of one week, with their captions. */
export function week(number: number, steps: readonly Omit<Step, 'week'>[]): Step[] {
  return steps.map((step) => ({ ...step, week: number }));
}
