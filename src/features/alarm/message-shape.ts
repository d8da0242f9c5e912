import type { Button } from '@slack/types';
import { bold, cut, dateToken, escape, oneLine } from '../../platform/slack/text.ts';
import type { Alarm, Evidence } from './rules.ts';

/** The ids of this feature's buttons: the first names an alarm, the others its team. */
export const alarmActions = {
  dismiss: 'alarm.dismiss',
  running: 'alarm.running',
  weakest: 'alarm.weakest',
  decide: 'alarm.decide',
} as const;

/** The words and buttons of one kind of alarm. What people wrote is escaped here. */
export interface AlarmWords {
  /** What holds, in a few words without a full stop: the heading, the notification and the roll-up's line. */
  title(alarm: Alarm): string;
  /** The rule in words, and a kind guess at what it may mean. */
  rule(alarm: Alarm): string;
  /** One line of evidence, without the day in front of it; '' is left out. */
  evidence(line: Evidence): string;
  /** The smallest next move; '' when the buttons say it. */
  move(alarm: Alarm): string;
  /** When it clears, *Clears itself at the next stop.* */
  clears: string;
  /** Why it was cleared, after *Cleared:*. */
  cleared: string;
  /** The same when the one-pager that it is about still runs and no exception holds: what turned. */
  turned?: string;
  /** What mends it. *Dismiss…* is added to them, unless one of these takes the reason. */
  buttons(alarm: Alarm): Button[];
  takesReason?: boolean;
}

/** The one-pager or entry that a line is about: `#12 *Action X first*`. */
export function nameOf({ number, title }: Pick<Evidence, 'number' | 'title'>): string {
  const name = title === undefined ? '' : ` ${bold(cut(oneLine(title), 60))}`;
  return number === undefined ? name.trim() : `#${number}${name}`;
}

/** What somebody said, as the end of a line: `: “one more week of data”`. */
export function saidIn({ said }: Pick<Evidence, 'said'>): string {
  return said === undefined ? '' : `: “${escape(cut(oneLine(said), 100))}”`;
}

/** One amount with its noun, `1 card`, `3 cards`. */
export function amount(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}

/** A day inside a sentence. */
export function dayOf(at: Date): string {
  return dateToken(at, 'inner-date');
}
