import type { Button, KnownBlock } from '@slack/types';
import { formatDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { bold, cut, dateToken, escape, oneLine } from '../../platform/slack/text.ts';
import { nothingDaredWords, nothingKilledWords, statusTheatreWords } from './message-cycle.ts';
import { type AlarmWords, alarmActions, dayOf } from './message-shape.ts';
import { decisionDebtWords, midBarWords, pilotPurgatoryWords } from './message-smell.ts';
import { nobodyCanStopWords, numbersMoveWords } from './message-stop.ts';
import {
  assumptionFalsifiedWords,
  exceptionCreepWords,
  guardrailTrippedWords,
  oppositeTrendWords,
} from './message-stop-line.ts';
import { type Alarm, type AlarmKind, type ClearedWhy, type Evidence, stands } from './rules.ts';

/** The words of every kind; a kind without words does not compile. */
const catalogue: Readonly<Record<AlarmKind, AlarmWords>> = {
  'guardrail-tripped': guardrailTrippedWords,
  'opposite-trend': oppositeTrendWords,
  'assumption-falsified': assumptionFalsifiedWords,
  'exception-creep': exceptionCreepWords,
  'nothing-killed': nothingKilledWords,
  'nothing-dared': nothingDaredWords,
  'status-theatre': statusTheatreWords,
  'nobody-can-stop': nobodyCanStopWords,
  'numbers-move': numbersMoveWords,
  'decision-debt': decisionDebtWords,
  'pilot-purgatory': pilotPurgatoryWords,
  'mid-bar': midBarWords,
};

/** What an alarm says in a few words, without a full stop: for its heading, Home and the roll-up's line. */
export function alarmTitle(alarm: Alarm): string {
  return catalogue[alarm.kind].title(alarm);
}

/** The buttons that mend an alarm, and *Dismiss…*; none once it is over. */
export function alarmButtons(alarm: Alarm): Button[] {
  if (!stands(alarm)) return [];
  const { buttons, takesReason } = catalogue[alarm.kind];
  if (takesReason === true) return buttons(alarm);
  const dismiss = { label: 'Dismiss…', actionId: alarmActions.dismiss, value: alarm.id };
  return [...buttons(alarm), button(dismiss)];
}

/** What stands around an alarm's facts: its team's name and, once dismissed, the entry of the log with the reason. */
export interface AlarmAround {
  teamName: string;
  dismissal?: { number: number; because: string };
  /** Why it has cleared just now, when it is about one one-pager. */
  why?: ClearedWhy;
}

const mostEvidence = 6;

/** An alarm's message: what holds and since when, its rule in words, its evidence, what mends it. Once over, one line. */
export function alarmMessage(alarm: Alarm, around: AlarmAround): MessageContent {
  const words = catalogue[alarm.kind];
  const name = escape(cut(oneLine(around.teamName), 80));
  const title = alarmTitle(alarm);
  const head = `${bold(title)} · ${name} · since ${dayOf(alarm.sinceAt)}`;
  const over = describeEnd(alarm, around);
  if (over !== undefined) {
    return {
      text: `${over.short}: ${title} · ${name}`,
      blocks: [section(`~${title}~ · ${name}`), context(over.long)],
    };
  }
  const move = words.move(alarm);
  const buttons = alarmButtons(alarm);
  const blocks: KnownBlock[] = [
    section([head, words.rule(alarm), ...listEvidence(words, alarm.evidence)].join('\n')),
    ...(move === '' ? [] : [section(move)]),
    ...(buttons.length === 0 ? [] : [actions(`alarm.${alarm.id}`, ...buttons)]),
    context(`${words.clears} Asked of the team, not a person.`),
  ];
  return { text: `${title} · ${name}`, blocks };
}

function describeEnd(
  alarm: Alarm,
  { dismissal, why }: AlarmAround,
): { short: string; long: string } | undefined {
  if (alarm.clearedAt !== undefined) {
    const { cleared, turned } = catalogue[alarm.kind];
    const because = turned === undefined || why === undefined ? cleared : whyWords(why, turned);
    return { short: 'Cleared', long: `Cleared ${dayOf(alarm.clearedAt)}: ${because}` };
  }
  if (alarm.dismissed === undefined) return undefined;
  const because = cut(oneLine(dismissal?.because ?? ''), 300);
  const reason = because === '' ? '' : `: “${escape(because)}”`;
  const log = dismissal === undefined ? '' : ` (log #${dismissal.number})`;
  const long = `Dismissed ${dayOf(alarm.dismissed.at)}${reason}${log}`;
  return { short: 'Dismissed', long };
}

function whyWords(why: ClearedWhy, turned: string): string {
  if ('exceptedUntil' in why) return `an exception holds until ${formatDate(why.exceptedUntil)}.`;
  switch (why.now) {
    case 'turned':
      return turned;
    case 'decided':
      return 'its evidence review has decided.';
    case 'frozen':
      return 'it is frozen until its evidence review decides.';
    case 'gone':
      return 'it is over.';
    default:
      return `it is ${why.now}.`;
  }
}

/** The newest lines, oldest first, with what was left out. */
function listEvidence(words: AlarmWords, evidence: readonly Evidence[]): string[] {
  const lines = evidence.flatMap((line) => {
    const text = words.evidence(line);
    if (text === '') return [];
    return [line.at === undefined ? ` • ${text}` : ` • ${dateToken(line.at, 'date')}  ${text}`];
  });
  const hidden = lines.length - mostEvidence;
  if (hidden <= 0) return lines;
  return [` • and ${hidden} before that`, ...lines.slice(hidden)];
}

/** What a person is told who presses a button of an alarm. */
export const alarmWords = {
  gone: 'This alarm is not there any more. `/onepager decisions` shows the log.',
  notMember:
    'Full members of the team’s channel answer its alarms. Write in this thread what you think, they will read it.',
  over: (alarm: Alarm) =>
    alarm.dismissed === undefined
      ? 'This alarm has cleared by itself: nothing is left to answer.'
      : 'Somebody has answered this alarm already. The log has the reason.',
  becauseMissing: 'One line, please: what do you know that the record does not show?',
  dismissed: (number: number) =>
    `The reason is entry *#${number}* of the log, and the alarm has ended. What comes after it is counted anew.`,
  loggedDismissed: 'Alarm dismissed',
  loggedKept: 'Kept, not frozen',
  loggedRight: 'All that went on was right',
} as const;
