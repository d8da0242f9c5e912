// A team commits to one departure from a habit in each cycle; its settings may say more. None is an alarm after two cycles,
// and one more than wanted asks *really?*, once and calmly: one departure is small, labelled and easy to read, several at a
// time hide which of them it was. Going on is one press. What counts is what was written in the cycle that is open, with a
// one-pager or without; what waits for an approver is not written yet. (NOVELTY, NOVELTY-SIZE, T4)

/** How many departures a cycle has, of how many the team wants. */
export interface Meter {
  written: number;
  quota: number;
}

/** Whether one more departure asks *really?* first. */
export function isAboveQuota({ written, quota }: Meter): boolean {
  return written >= Math.max(1, quota);
}
