/** How long Slack waits, on the machine's clock. Tests shorten these. */
export interface Timing {
  ackMs: number;
  triggerMs: number;
  responseUrlMs: number;
  /** Pauses before each redelivery of an event. */
  redeliverMs: number[];
  /** How long the time machine waits for the bot at each stop. */
  settleMs: number;
}

/** Slack's own numbers. */
export const slackTiming: Timing = {
  ackMs: 3000,
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  redeliverMs: [0, 60_000, 300_000],
  settleMs: 20_000,
};
