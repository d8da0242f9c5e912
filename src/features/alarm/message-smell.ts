import { button } from '../../platform/slack/blocks.ts';
import { stopButton } from '../decide/messages.ts';
import { onepagerActions } from '../onepager/messages.ts';
import { answerButton } from '../revisit/messages.ts';
import { type AlarmWords, amount, nameOf } from './message-shape.ts';
import { editButton, numberOf, withOnePager } from './message-stop.ts';
import type { Alarm } from './rules.ts';
import { oldestDebtOf } from './smell-rules.ts';

const layerOff = 'or *More alarms* was switched off';

const smellWords: Readonly<Record<string, string>> = {
  'past-gate': 'a whole cycle past its gate, no decision since',
  'no-owner': 'its owner takes no part in the channel any more',
  'no-criterion': 'nothing says what would let it go on',
};

/** *Pilot purgatory*: it goes on because nobody says otherwise. */
export const pilotPurgatoryWords: AlarmWords = {
  title: (alarm) => `${numberOf(alarm)} goes on, and nothing decides it`,
  rule: () =>
    'A pilot that nobody ends and nobody makes the way of working costs attention and teaches nothing. What is missing:',
  evidence: (line) => `${nameOf(line)}: ${smellWords[line.what] ?? ''}`,
  move: () => 'Smallest move: give it a day on which it is judged, or an end.',
  clears: 'Clears itself when it is decided, owned and has its rule again.',
  cleared: `it is decided, owned and has its rule again, it runs no more, ${layerOff}.`,
  buttons: (alarm) =>
    withOnePager(alarm.subject, (id) => [
      ...(has(alarm, 'no-owner')
        ? [button({ label: 'Hand over', actionId: onepagerActions.handOver, value: id })]
        : []),
      ...(has(alarm, 'past-gate') || has(alarm, 'no-criterion')
        ? [
            editButton({
              ...{ id, step: 2 },
              label: has(alarm, 'past-gate') ? 'Set a gate' : 'Write its rule',
            }),
          ]
        : []),
      stopButton(id),
    ]),
};

/** *Mid-bar*: too big to learn from quickly, too small to matter. */
export const midBarWords: AlarmWords = {
  title: (alarm) => `${numberOf(alarm)} sits in the middle`,
  rule: () =>
    'Its gate is four to ten weeks after its start, and its cause is weak: too big to learn from quickly, too small to matter. Three ways out: stop it, shrink it to a slice that is judged in two weeks, or make its cause strong.',
  evidence: (line) => nameOf(line),
  move: () => '',
  clears: 'Clears itself with a nearer gate or a stronger cause.',
  cleared: `its gate is nearer or its cause stronger, it runs no more, ${layerOff}.`,
  buttons: ({ subject }) =>
    withOnePager(subject, (id) => [
      stopButton(id, 'Kill it'),
      editButton({ id, label: 'Shrink it', step: 2 }),
      editButton({ id, label: 'Make it real', step: 1 }),
    ]),
};

const debtWords: Readonly<Record<string, string>> = {
  'debt-stop': 'a stop',
  'debt-promote': 'a new default',
  'debt-major': 'a major decision',
};

/** *Decision debt*: choices that nobody has looked at again. */
export const decisionDebtWords: AlarmWords = {
  title: (alarm) => `${amount(countDebts(alarm), 'decision')} waiting for a second look`,
  rule: () =>
    'Their day to ask *would we decide the same?* passed more than a cycle ago. What was right then steers us still, whether or not it is right now.',
  evidence: (line) =>
    line.what === 'oldest' ? '' : `${nameOf(line)}, ${debtWords[line.what] ?? ''}`,
  move: () => 'Smallest move: answer the oldest; *the same* is one press.',
  clears: 'Clears itself when all of them are answered or put off.',
  cleared: `they are answered or put off, ${layerOff}.`,
  buttons: ({ evidence }) => {
    const oldest = oldestDebtOf(evidence);
    return oldest === undefined ? [] : [answerButton(oldest, 'Answer the oldest')];
  },
};

function has({ evidence }: Alarm, what: string): boolean {
  return evidence.some((line) => line.what === what);
}

function countDebts({ evidence }: Alarm): number {
  return evidence.find(({ what }) => what === 'oldest')?.counts?.debts ?? 0;
}
