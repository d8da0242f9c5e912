// Whether the machine's clock is to be believed. Two must agree on the time: this machine's clock and Slack, or Slack twice in a
// row by the steady clock, which runs evenly whatever is done to the other. What nobody can confirm is not believed: then time
// goes on from what was known, and what is due waits. (reliability.md P19, F-61; docs/decisions/0014-whose-time.md)

/** Both clocks of this machine at one moment, in milliseconds: the wall's, which can be set, and the steady one, which cannot. */
export interface Look {
  wallMs: number;
  steadyMs: number;
}

/** What Slack's clock said (UTC, whole seconds), and both of ours as it was heard. */
export interface Reading extends Look {
  slackMs: number;
}

/** What is known: the last reading that was confirmed, and a newer one that nobody has confirmed yet. */
export interface Known {
  sure?: Reading & { isWallRight: boolean };
  rumour?: Reading;
}

/**
 * `right`: the wall's clock agrees with Slack. `wrong`: it does not; Slack's time goes on by the steady clock. `doubtful`: the clock
 * leapt, or the machine slept, since Slack was heard. `unread`: Slack has never said what time it is.
 */
export type Standing = 'right' | 'wrong' | 'doubtful' | 'unread';

/** From here on a clock is wrong: as for the doctor, and well inside the five minutes after which Slack's signatures are refused. */
const wrongMs = 120_000;
/** A clock that was wrong is right again only this near, so that one on the border does not go to and fro. */
const rightAgainMs = 60_000;
/** So much may both clocks of a machine part in the seconds between two readings: an NTP that sets right by small steps. */
const leapMs = 30_000;
/** An answer that came later than this says nothing about now. */
const slowMs = 30_000;

/** What is known after an answer of Slack, which was asked at one look and heard at another. */
export function hearSlack(
  known: Known,
  answer: { slackMs: number; asked: Look; heard: Look },
): Known {
  const { asked, heard, slackMs } = answer;
  const tookMs = heard.steadyMs - asked.steadyMs;
  const isUsable =
    Number.isFinite(slackMs) && tookMs <= slowMs && Math.abs(leapBetween(asked, heard)) <= leapMs;
  if (!isUsable) return known;
  const reading = { ...heard, slackMs };
  const { sure, rumour } = known;
  const nearMs = sure?.isWallRight === false ? rightAgainMs : wrongMs;
  if (Math.abs(heard.wallMs - slackMs) <= nearMs)
    return { sure: { ...reading, isWallRight: true } };
  const isConfirmed = [sure, rumour].some(
    (one) => one !== undefined && Math.abs(goOn(one.slackMs, one, heard) - slackMs) <= wrongMs,
  );
  if (isConfirmed) return { sure: { ...reading, isWallRight: false } };
  return { ...known, rumour: reading };
}

/** What time it is, in UTC milliseconds, and how that is known. What is said is never ahead of Slack by more than two and a half minutes. */
export function tellTime({ sure, rumour }: Known, now: Look): { as: Standing; nowMs: number } {
  if (sure === undefined) {
    return { as: rumour === undefined ? 'unread' : 'doubtful', nowMs: now.wallMs };
  }
  const nowMs = goOn(sure.isWallRight ? sure.wallMs : sure.slackMs, sure, now);
  if (rumour !== undefined || Math.abs(leapBetween(sure, now)) > leapMs) {
    return { as: 'doubtful', nowMs };
  }
  return sure.isWallRight ? { as: 'right', nowMs: now.wallMs } : { as: 'wrong', nowMs };
}

function goOn(fromMs: number, from: Look, to: Look): number {
  return fromMs + (to.steadyMs - from.steadyMs);
}

function leapBetween(from: Look, to: Look): number {
  return to.wallMs - from.wallMs - (to.steadyMs - from.steadyMs);
}
