import type { Button } from '@slack/types';
import { isId } from '../../lib/ids.ts';
import { button } from '../../platform/slack/blocks.ts';
import { cut, escape, oneLine } from '../../platform/slack/text.ts';
import { logExceptionButton } from '../exception/messages.ts';
import { freezeButton } from '../freeze/messages.ts';
import { type AlarmWords, alarmActions, saidIn } from './message-shape.ts';
import type { Alarm, Evidence } from './rules.ts';

/** *Guardrail tripped*: freeze it, or log an exception with an end. */
export const guardrailTrippedWords: AlarmWords = {
  title: (alarm) => `The guardrail of ${numberOf(alarm)} is past its limit`,
  rule: () =>
    'What must not get worse is past the limit that was written down before the start. Stopping is cheap, and says nothing against anybody.',
  evidence: describeReading,
  move: () =>
    'Smallest move: freeze it until the numbers are looked at together, or say until when this is all right.',
  clears:
    'Clears itself when the guardrail is within its limit, is excepted, or the one-pager is frozen.',
  cleared: 'it is frozen, excepted, over, or back within its limit.',
  turned: 'it is back within its limit.',
  buttons: (alarm) => [...freeze(alarm), ...except(alarm)],
  takesReason: true,
};

/** *Opposite trend*: freeze it, or keep it with a reason. */
export const oppositeTrendWords: AlarmWords = {
  title: (alarm) => `The outcome of ${numberOf(alarm)} goes the other way`,
  rule: () =>
    'What must move for users went against what was meant, in two reviews in a row, by numbers that were ready to be read. Perhaps the because does not hold.',
  evidence: describeReading,
  move: () =>
    'Smallest move: freeze it until its evidence review, or keep it and say what explains the numbers.',
  clears: 'Clears itself when the outcome turns, or the one-pager is frozen.',
  cleared: 'it is frozen, over, or its outcome has turned.',
  turned: 'its outcome does not go the other way any more.',
  buttons: (alarm) => [...freeze(alarm), keepButton(alarm)],
  takesReason: true,
};

/** *Assumption falsified*: freeze it, or keep it with a reason. */
export const assumptionFalsifiedWords: AlarmWords = {
  title: (alarm) => `An assumption of ${numberOf(alarm)} does not hold`,
  rule: () => 'The bet takes it for granted, and somebody has seen evidence against it.',
  evidence: ({ what, said }) => {
    const text = escape(cut(oneLine(said ?? ''), 300));
    return what === 'assumption' ? `Assumed: “${text}”` : `Seen: ${text}`;
  },
  move: () =>
    'Smallest move: freeze it until its evidence review, or keep it and say why the bet stands without it.',
  clears: 'Clears itself when the assumption is marked as holding, or the one-pager is frozen.',
  cleared: 'it is frozen, over, or the assumption holds after all.',
  turned: 'the assumption is marked as holding, or taken for granted no more.',
  buttons: (alarm) => [...freeze(alarm), keepButton(alarm)],
  takesReason: true,
};

/** *Exception creep*: an exception that keeps coming back. */
export const exceptionCreepWords: AlarmWords = {
  title: (alarm) => `An exception of ${numberOf(alarm)} has become the rule`,
  rule: () =>
    'The same guardrail was excepted for the third time. Either the limit is wrong, and is amended in the open, or the one-pager is.',
  evidence: ({ counts, said }) => {
    const renewal = counts?.renewal ?? 0;
    return `${renewal === 0 ? 'Exception' : `Renewal ${renewal}`}${saidIn({ said: said ?? '' })}`;
  },
  move: () => 'Smallest move: amend the limit on its card, or freeze it.',
  clears:
    'Clears itself when no exception holds and the guardrail is within its limit, or the one-pager is frozen.',
  cleared: 'no exception is needed any more.',
  buttons: freeze,
};

/** A title names its one-pager by number alone, so that it holds no words of people. */
function numberOf({ evidence }: Alarm): string {
  const about = evidence.find(({ number }) => number !== undefined);
  return about?.number === undefined ? 'a one-pager' : `#${about.number}`;
}

/** The numbers, with the one-pager's name: it is nowhere else in the message. */
function describeReading({ said, title }: Evidence): string {
  const name = escape(cut(oneLine(title ?? ''), 60));
  return `${name}: ${escape(cut(oneLine(said ?? ''), 300))}`;
}

function freeze({ subject }: Alarm): Button[] {
  return isId('op', subject) ? [freezeButton({ onepagerId: subject })] : [];
}

function except({ subject }: Alarm): Button[] {
  return isId('op', subject) ? [logExceptionButton(subject)] : [];
}

function keepButton({ id }: Alarm): Button {
  return button({
    label: 'Keep, because…',
    actionId: `${alarmActions.dismiss}:keep`,
    value: id,
  });
}
