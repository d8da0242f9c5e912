/** Transport time on which all processes of one database agree. */
export interface SharedClock {
  now(): Date;
  /** Asks the server what time it is; without one there is nobody to agree with. */
  setRight(): Promise<void>;
}

/**
 * The machine's clock, put right by the database server's: leases end and Slack's silences last for every process alike, however
 * wrong its own machine's clock is. Right to half a question's round trip, after each `setRight`. (reliability.md F-86, P19)
 */
export function openSharedClock(
  machineNow: () => Date,
  readServerTime?: () => Promise<Date>,
): SharedClock {
  let aheadMs = 0;
  return {
    now: () => new Date(machineNow().getTime() + aheadMs),
    async setRight() {
      if (readServerTime === undefined) return;
      const askedMs = machineNow().getTime();
      const serverMs = (await readServerTime()).getTime();
      aheadMs = serverMs - (askedMs + machineNow().getTime()) / 2;
    },
  };
}
