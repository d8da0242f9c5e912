import { hearSlack, type Known, type Look, type Standing, tellTime } from './clock-rules.ts';

/** The machine's clock, compared with Slack's: the time by which a process lives. */
export interface SoundClock {
  now(): Date;
  /** What this machine's clock says, right or wrong: it goes on while the machine sleeps. */
  wall(): Date;
  standing(): Standing;
  /** Whether the time is known; asks Slack once more where it is not. What `ask` throws is thrown. */
  isSure(ask: () => Promise<unknown>): Promise<boolean>;
  /** A `fetch` whose answers tell Slack's time by their header `Date`. */
  hear(fetch: typeof globalThis.fetch): typeof globalThis.fetch;
}

/**
 * Opens a clock that knows no more than this machine until Slack was heard. While the machine's clock is wrong it goes by Slack's;
 * while nobody can say (it leapt, or the machine slept) it goes on evenly from what was known. (reliability.md P19, F-61)
 */
export function openSoundClock(machine: { wall: () => Date; steadyMs: () => number }): SoundClock {
  let known: Known = {};
  const look = (): Look => ({ wallMs: machine.wall().getTime(), steadyMs: machine.steadyMs() });
  const standing = (): Standing => tellTime(known, look()).as;
  return {
    now: () => new Date(tellTime(known, look()).nowMs),
    wall: machine.wall,
    standing,
    async isSure(ask) {
      if (standing() === 'doubtful') await ask();
      return standing() !== 'doubtful';
    },
    hear: (fetch) => async (input, init) => {
      const asked = look();
      const response = await fetch(input, init);
      const date = response.headers.get('date');
      // A page of something in between is no answer of Slack's.
      if (response.ok && date !== null) {
        known = hearSlack(known, { slackMs: Date.parse(date), asked, heard: look() });
      }
      return response;
    },
  };
}
