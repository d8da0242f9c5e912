// Whether the machine's clock is to be believed. Two must agree on the time: this machine's clock and Slack, or Slack with itself
// by the steady clock, which runs evenly whatever is done to the other: twice in a row, or for a minute where this machine's clock
// did nothing odd. What nobody can confirm is not believed: then time goes on from what was known, and what is due waits.
// (reliability.md P19, F-61; docs/decisions/0014-whose-time.md)

/** Both clocks of this machine at one moment, in milliseconds: the wall's, which can be set, and the steady one, which cannot. */
export interface Look {
  wallMs: number;
  steadyMs: number;
}

/** What Slack's clock said (UTC, whole seconds), and both of ours as it was heard. */
export interface Reading extends Look {
  slackMs: number;
}

/**
 * What is known: the last reading that was confirmed, and the first of those since that nobody has confirmed yet, with how many
 * there are that agree with it.
 */
export interface Known {
  sure?: Reading & { isWallRight: boolean };
  rumour?: Reading & { times: number };
}

/**
 * `right`: the wall's clock agrees with Slack. `wrong`: it does not; Slack's time goes on by the steady clock. `doubtful`: the clock
 * leapt, or the machine slept, since Slack was heard. `untold`: doubtful, and Slack's answers do not say any more what time it is.
 * `unread`: Slack has never said it.
 */
export type Standing = 'right' | 'wrong' | 'doubtful' | 'untold' | 'unread';

/** From here on a clock is wrong: as for the doctor, and well inside the five minutes after which Slack's signatures are refused. */
const wrongMs = 120_000;
/** A clock that was wrong is right again only this near, so that one on the border does not go to and fro. */
const rightAgainMs = 60_000;
/** So much may both clocks of a machine part in the seconds between two readings: an NTP that sets right by small steps. */
const leapMs = 30_000;
/** An answer that came later than this says nothing about now. */
const slowMs = 30_000;
/** So often and so long must Slack say the same against a clock that did nothing odd: one server of its edge may be wrong for a moment. */
const oddTimes = 3;
const oddForMs = 60_000;

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
  const agreesWith = (one: Reading): boolean =>
    Math.abs(goOn(one.slackMs, one, heard) - slackMs) <= wrongMs;
  const believed: Known = { sure: { ...reading, isWallRight: false } };
  if (sure !== undefined && agreesWith(sure)) return believed;
  const isWallOdd = sure === undefined || Math.abs(leapBetween(sure, heard)) > leapMs;
  // All that is known says that it is later by now, and time does not go back.
  if (!isWallOdd && sure.isWallRight && goOn(sure.slackMs, sure, heard) > slackMs) return known;
  const first = rumour !== undefined && agreesWith(rumour) ? rumour : { ...reading, times: 0 };
  const times = first.times + 1;
  const isConfirmed = isWallOdd
    ? times > 1
    : times >= oddTimes && heard.steadyMs - first.steadyMs >= oddForMs;
  return isConfirmed ? believed : { ...known, rumour: { ...first, times } };
}

/** What time it is, in UTC milliseconds, and how that is known. What is said is never ahead of Slack by more than two and a half minutes. */
export function tellTime(
  { sure, rumour }: Known,
  now: Look,
): { as: Exclude<Standing, 'untold'>; nowMs: number } {
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
