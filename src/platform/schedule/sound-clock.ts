import { hearSlack, type Known, type Look, type Standing, tellTime } from './clock-rules.ts';

/** The machine's clock, compared with Slack's: the time by which a process lives. */
export interface SoundClock {
  now(): Date;
  /** What this machine's clock says, right or wrong: it goes on while the machine sleeps. */
  wall(): Date;
  standing(): Standing;
  /** Whether the time is known, as far as Slack was heard. */
  isKnown(): boolean;
  /**
   * Whether the time is known; asks Slack once more where it is not. A Slack whose answers tell no time is asked less and less
   * often, down to once in five minutes. What `ask` throws is thrown.
   */
  isSure(ask: () => Promise<unknown>): Promise<boolean>;
  /** A `fetch` whose answers tell Slack's time by their header `Date`. */
  hear(fetch: typeof globalThis.fetch): typeof globalThis.fetch;
}

const firstPauseMs = 10_000;
const longestPauseMs = 300_000;

/**
 * Opens a clock that knows no more than this machine until Slack was heard. While the machine's clock is wrong it goes by Slack's;
 * while nobody can say (it leapt, or the machine slept) it goes on evenly from what was known. (reliability.md P19, F-61)
 */
export function openSoundClock(machine: { wall: () => Date; steadyMs: () => number }): SoundClock {
  let known: Known = {};
  /** Whether Slack's last answer told no time, and how many in a row did not that were asked for it. */
  let isUntold = false;
  let inVain = 0;
  let askAgainAtMs = 0;
  const look = (): Look => ({ wallMs: machine.wall().getTime(), steadyMs: machine.steadyMs() });
  const standing = (): Standing => {
    const { as } = tellTime(known, look());
    return as === 'doubtful' && isUntold ? 'untold' : as;
  };
  const isKnown = (): boolean => !['doubtful', 'untold'].includes(standing());
  return {
    now: () => new Date(tellTime(known, look()).nowMs),
    wall: machine.wall,
    standing,
    isKnown,
    async isSure(ask) {
      if (isKnown()) return true;
      if (isUntold && machine.steadyMs() < askAgainAtMs) return false;
      await ask();
      inVain = isUntold ? inVain + 1 : 0;
      const pauseMs = firstPauseMs * 2 ** Math.min(inVain, 8);
      askAgainAtMs = machine.steadyMs() + Math.min(longestPauseMs, pauseMs);
      return isKnown();
    },
    hear: (fetch) => async (input, init) => {
      const asked = look();
      const response = await fetch(input, init);
      // A page of something in between is no answer of Slack's.
      if (!response.ok) return response;
      const slackMs = Date.parse(response.headers.get('date') ?? '');
      isUntold = Number.isNaN(slackMs);
      known = hearSlack(known, { slackMs, asked, heard: look() });
      return response;
    },
  };
}
