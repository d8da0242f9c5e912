// Health tells the truth: a bot that cannot hear, write, send or keep time is never "ready", whatever else still works. Each
// part is judged by when it last did its work, not by whether somebody complained, since a quiet Sunday looks like a dead one.
// A part that fails is named with what to do. (reliability.md P06)

import { whyNotWritten } from './db/disk.ts';
import type { Standing } from './schedule/clock-rules.ts';
import { deadTokenCodes } from './slack/failures.ts';

/** What the watch has seen; instants are the machine's. */
export interface Facts {
  /** When the watch began: nothing can be late before it had time. */
  startedAt: Date;
  /** When the watch itself last looked. */
  lookedAt: Date;
  /** Whether a way for Slack's payloads stands. */
  isConnected: boolean;
  /** How many more processes than ours hold a connection with our app token. */
  others: number;
  /** When Slack last said that our token holds. */
  greetedAt: Date;
  /** Slack's code when it said that the token does not hold. */
  refusedCode?: string | undefined;
  /** Why nothing is sent to the workspace. */
  parkedReason?: string | undefined;
  /** When the database last took a write. */
  wroteAt: Date;
  writeError?: string | undefined;
  /** The engine's code when the disk under it failed: then the process is about to end. */
  diskError?: string | undefined;
  /** How much room there is on the disk of an SQLite file. */
  freeBytes?: number | undefined;
  /** When the sender last ended a round. */
  passedAt: Date;
  /** Since when the message waits that waits longest. */
  oldestSince?: Date;
  /** How many messages could not be drawn when that was last tried. */
  undrawn?: number;
  /** When everything that is due was last asked for, to its end. */
  tickedAt: Date;
  /** When that last got on, to its end or not. */
  movedAt: Date;
  /** How far this machine's clock is to be believed. */
  clock?: Standing | undefined;
  /** How long the event loop stood still at the most, within the last minute. */
  longestStallMs: number;
  /** When the newest backup was made, where backups are made here. */
  backup?: { newestAt?: Date; error?: string };
  /** How much a crash would write of the memory, where that is not wanted and could not be switched off. */
  core?: string;
}

/** One named answer. A warning is worth a look but does not make the process unready. */
export interface Check {
  name:
    | 'transport'
    | 'slack'
    | 'database'
    | 'disk'
    | 'outbox'
    | 'schedule'
    | 'clock'
    | 'loop'
    | 'watch'
    | 'backup'
    | 'core';
  ok: boolean;
  isWarning?: true;
  says: string;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
/** Each part does its work every ten or twenty seconds; three misses are not chance, and 90 s is what is promised. */
const writeWithinMs = 45 * secondMs;
const greetWithinMs = 50 * secondMs;
const passWithinMs = 60 * secondMs;
const moveWithinMs = 60 * secondMs;
/** The reviews of ten thousand teams that open in one minute take some minutes of work. */
const tickWithinMs = 15 * minuteMs;
const lookWithinMs = 60 * secondMs;
/** Five hundred reminders at Slack's pace take ten minutes. */
export const oldWithinMs = 15 * minuteMs;
const stallMs = 5 * secondMs;
/** Less room than this is worth a look, while there is time for one. */
export const tightBytes = 500 * 1024 * 1024;
/** A night, and two hours for a process that was not there at its time. */
export const backupWithinMs = 26 * 60 * minuteMs;

/** Judges every part as of `now` (the machine's), in a fixed order. */
export function judge(facts: Facts, now: Date): Check[] {
  return [
    judgeTransport(facts),
    judgeSlack(facts, now),
    judgeDatabase(facts, now),
    ...judgeDisk(facts),
    judgeOutbox(facts, now),
    judgeSchedule(facts, now),
    ...judgeTime(facts),
    judgeLoop(facts),
    judgeWatch(facts, now),
    ...judgeBackup(facts, now),
    ...judgeCore(facts),
  ];
}

/** Whether the process should get traffic, and what would be done with it. */
export function isReady(checks: readonly Check[]): boolean {
  return checks.every((check) => check.ok || check.isWarning === true);
}

/** The parts that stand otherwise than before: what the log says of them. One that is new was well. */
export function findTurned(before: readonly Check[], now: readonly Check[]): Check[] {
  const stood = new Map(before.map((check) => [check.name, standingOf(check)]));
  return now.filter((check) => standingOf(check) !== (stood.get(check.name) ?? 'well'));
}

function standingOf({ ok, isWarning }: Check): 'well' | 'warned' | 'unwell' {
  if (ok) return 'well';
  return isWarning === true ? 'warned' : 'unwell';
}

function judgeTransport({ isConnected, others }: Facts): Check {
  if (!isConnected) {
    return bad('transport', 'Slack cannot reach us: no connection stands; it is tried again');
  }
  if (others > 0) {
    const who = others === 1 ? '1 more connection uses' : `${others} more connections use`;
    const says = `${who} this app token: stop the other process, it takes presses away`;
    return { name: 'transport', ok: false, isWarning: true, says };
  }
  return good('transport');
}

function judgeSlack(facts: Facts, now: Date): Check {
  const code = facts.refusedCode ?? facts.parkedReason;
  if (code !== undefined) {
    return bad(
      'slack',
      deadTokenCodes.has(code)
        ? `Slack refuses the bot token (${code}): install the app again, then start`
        : `the workspace is shut to us (${code}), for a while perhaps: it is tried again each hour; ask an admin of the workspace why`,
    );
  }
  return isWithin(facts.greetedAt, greetWithinMs, now)
    ? good('slack')
    : bad('slack', 'Slack’s Web API does not answer: look at the network and status.slack.com');
}

function judgeDatabase(facts: Facts, now: Date): Check {
  if (facts.diskError !== undefined) {
    const says = `its disk failed (${facts.diskError}): the process ends to be started anew; look at the disk`;
    return bad('database', says);
  }
  if (facts.writeError !== undefined) {
    const why = whyNotWritten(facts.writeError) ?? 'other';
    return bad('database', `it takes no writes (${facts.writeError}): ${noWrites[why]}`);
  }
  return isWithin(facts.wroteAt, writeWithinMs, now)
    ? good('database')
    : bad('database', 'it does not answer: run barbell doctor');
}

/** What whoever operates it does then; it goes on by itself. */
const noWrites = {
  full: 'the disk is full: make room',
  'read-only': 'it can only be read: look at its disk and rights, or at the server it is on',
  other: 'run barbell doctor',
};

function judgeDisk({ freeBytes }: Facts): Check[] {
  if (freeBytes === undefined) return [];
  if (freeBytes >= tightBytes) return [good('disk')];
  // Not how much: it would change with what somebody has just written.
  const says = 'little room is left for the database: make some, or keep fewer backups';
  return [{ name: 'disk', ok: false, isWarning: true, says }];
}

function judgeOutbox(facts: Facts, now: Date): Check {
  if (!isWithin(facts.passedAt, passWithinMs, now)) {
    return bad('outbox', 'the sender stands still: look at the log, then start anew');
  }
  const { oldestSince, undrawn } = facts;
  if (oldestSince !== undefined && !isWithin(oldestSince, oldWithinMs, now)) {
    const minutes = Math.floor((now.getTime() - oldestSince.getTime()) / minuteMs);
    return bad('outbox', `a message has waited for ${minutes} minutes: run barbell outbox`);
  }
  if (undrawn === undefined) return good('outbox');
  const says = `messages that cannot be drawn: ${undrawn}; look in the log for “could not be drawn”`;
  return { name: 'outbox', ok: false, isWarning: true, says };
}

/** A round that goes on is not a dead one, however many teams it has before it: started anew it would only begin again. */
function judgeSchedule({ tickedAt, movedAt }: Facts, now: Date): Check {
  if (!isWithin(movedAt, moveWithinMs, now)) {
    return bad('schedule', 'what is due is not asked any more: look at the log, then start anew');
  }
  if (isWithin(tickedAt, tickWithinMs, now)) return good('schedule');
  const minutes = Math.floor((now.getTime() - tickedAt.getTime()) / minuteMs);
  const says = `what is due has taken ${minutes} minutes and goes on: leave it running; docs/performance.md says what more machines give`;
  return { name: 'schedule', ok: false, isWarning: true, says };
}

function judgeTime({ clock }: Facts): Check[] {
  switch (clock) {
    case undefined:
      return [];
    case 'right':
      return [good('clock')];
    case 'wrong':
      return warnOfTime(
        'this machine’s clock is wrong, Barbell goes by Slack’s: switch time synchronisation (NTP) on',
      );
    case 'doubtful':
      return [
        bad(
          'clock',
          'this machine’s clock leapt: what is due waits until Slack has said what time it is; it is asked again and again',
        ),
      ];
    case 'untold':
      return [
        bad(
          'clock',
          'this machine’s clock leapt and Slack’s answers do not say any more what time it is, so what is due waits: set the clock right (NTP) and start Barbell anew, or let their header Date through the proxy',
        ),
      ];
    case 'unread':
      return warnOfTime(
        'Slack’s answers do not say what time it is, so nobody can tell whether this machine’s clock is right: look at the proxy',
      );
  }
}

function warnOfTime(says: string): Check[] {
  return [{ name: 'clock', ok: false, isWarning: true, says }];
}

function judgeLoop({ longestStallMs }: Facts): Check {
  if (longestStallMs < stallMs) return good('loop');
  const seconds = Math.round(longestStallMs / secondMs);
  return bad('loop', `the process stood still for ${seconds} s: look for a full disk or CPU`);
}

function judgeWatch({ lookedAt }: Facts, now: Date): Check {
  return isWithin(lookedAt, lookWithinMs, now)
    ? good('watch')
    : bad('watch', 'nobody watches over the process any more: start anew');
}

function judgeBackup({ backup, startedAt }: Facts, now: Date): Check[] {
  if (backup === undefined) return [];
  const warn = (says: string): Check[] => [{ name: 'backup', ok: false, isWarning: true, says }];
  if (backup.error !== undefined) {
    // Why is in the log: whoever asks here may be a stranger, and the reason holds paths and addresses.
    return warn('the last backup failed: run barbell backup');
  }
  const since = backup.newestAt ?? startedAt;
  return isWithin(since, backupWithinMs, now)
    ? [good('backup')]
    : warn('there is no backup of the last day: run barbell backup');
}

function judgeCore({ core }: Facts): Check[] {
  if (core === undefined) return [];
  const says = `a crash would write the memory to disk (core file size ${core}): start with \`ulimit -c 0\`, LimitCORE=0 or --ulimit core=0`;
  return [{ name: 'core', ok: false, isWarning: true, says }];
}

function isWithin(at: Date, ms: number, now: Date): boolean {
  return now.getTime() - at.getTime() <= ms;
}

function good(name: Check['name']): Check {
  return { name, ok: true, says: 'ok' };
}

function bad(name: Check['name'], says: string): Check {
  return { name, ok: false, says };
}
