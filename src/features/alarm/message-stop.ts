import type { Button } from '@slack/types';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { button } from '../../platform/slack/blocks.ts';
import { cut, escape, oneLine } from '../../platform/slack/text.ts';
import { stopButton } from '../decide/messages.ts';
import { onepagerActions } from '../onepager/messages.ts';
import { nameOneButton } from '../stop-owner/messages.ts';
import { type AlarmWords, amount, nameOf } from './message-shape.ts';
import type { Alarm } from './rules.ts';

/** *Numbers move, users don’t*: the cause is written anew, or it is stopped. */
export const numbersMoveWords: AlarmWords = {
  title: (alarm) =>
    isEmptied(alarm)
      ? `${numberOf(alarm)} runs without a because`
      : `${numberOf(alarm)} moves its number, users don’t`,
  rule: (alarm) =>
    isEmptied(alarm)
      ? 'It runs, and what it rests on says no cause any more. Then a number that moves tells nobody why.'
      : `${amount(alarm.evidence.length, 'review')} in a row: what moves first went as intended, what must move did not. Perhaps it needs longer; perhaps the cause is another.`,
  evidence: (line) =>
    line.what === 'review'
      ? escape(cut(oneLine(line.said ?? ''), 300))
      : `${nameOf(line)}: emptied`,
  move: ({ evidence }) =>
    `Smallest move: one sentence on why ${nameOf(evidence[0] ?? {})} should change what people do, or its end.`,
  clears:
    'Clears itself when its mechanism is written anew, users move at a review, or it runs no more.',
  cleared: 'its mechanism was written anew, users moved, or it runs no more.',
  buttons: ({ subject }) =>
    withOnePager(subject, (id) => [
      editButton({ id, label: 'Re-attach a mechanism', step: 1 }, true),
      stopButton(id),
    ]),
};

const missingWords: Readonly<Record<string, string>> = {
  gone: 'who is named takes no part in the channel any more',
  no: 'who was asked cannot',
  silent: 'asked, and no answer for seven days',
};

/** *Nobody can say stop*: a guardrail on paper. */
export const nobodyCanStopWords: AlarmWords = {
  title: (alarm) => `Nobody can say stop on ${numberOf(alarm)}`,
  rule: () =>
    'It runs, it has a guardrail, and nobody has said yes to stopping it when users could be harmed. A limit on paper protects nobody.',
  evidence: (line) => {
    if (line.what === 'named') return `${nameOf(line)}: somebody was named to say stop`;
    return missingWords[line.what] ?? '';
  },
  move: () => 'Smallest move: name somebody who can, and who is here.',
  clears: 'Clears itself when somebody who is here says yes, or is named and asked.',
  cleared: 'somebody can say stop again, or was asked, or it runs no more.',
  buttons: ({ subject }) => withOnePager(subject, (id) => [nameOneButton(id)]),
};

/** A button that opens the amendment of a one-pager at one of its three steps. */
export function editButton(
  { id, label, step }: { id: OnePagerId; label: string; step: 1 | 2 | 3 },
  isFirst = false,
): Button {
  return button({
    label,
    actionId: `${onepagerActions.edit}:${step}`,
    value: id,
    ...(isFirst ? { style: 'primary' as const } : {}),
  });
}

/** The buttons of an alarm that is about a one-pager. */
export function withOnePager(subject: string, draw: (id: OnePagerId) => Button[]): Button[] {
  return isId('op', subject) ? draw(subject) : [];
}

/** `#12`, the one-pager that an alarm is about. */
export function numberOf({ evidence }: Pick<Alarm, 'evidence'>): string {
  const number = evidence.find((line) => line.number !== undefined)?.number;
  return number === undefined ? 'a one-pager' : `#${number}`;
}

function isEmptied({ evidence }: Alarm): boolean {
  return evidence.some(({ what }) => what === 'because-empty');
}
