import type { ModalView } from '@slack/types';
import { actions, context, modal, section } from '../../platform/slack/blocks.ts';
import type { MessageContent, Reply } from '../../platform/slack/feature.ts';
import { bold, channelLink, dateToken, mention } from '../../platform/slack/text.ts';
import type { AnswerRefusal, Approval } from '../deviation/approval-rules.ts';
import {
  deviationLine,
  endWords,
  meterWords,
  retireDeviationButton,
  stakesLine,
  withdrawButton,
} from '../deviation/messages.ts';
import type { Meter } from '../deviation/quota-rules.ts';
import type { Deviation } from '../deviation/rules.ts';
import type { DeviationErrors, TypedDeviation } from './rules.ts';

/** The sentences that people are told when something cannot be dared, or is over. */
export const deviateWords = {
  noTeam:
    'Deviations are logged by full members of a team’s channel, and you are in none. Ask somebody there to invite you, or type `/invite @Barbell` in your own channel.',
  guest:
    'Deviations are logged by full members, because they change how the team works. Tell a member of the channel what you would try; they can log it.',
  notMember: (channelId: string) =>
    `Deviations of this team are logged by full members of ${channelLink(channelId)}. Join the channel, or ask somebody there to log it. What you typed is still here to copy.`,
  goneTeam: 'This team is not there any more. Open Home to choose another.',
  goneRequest: 'This request is not there any more. What waits for you is on the Home tab.',
  gone: 'This deviation is not there any more. Those that are open stand on the Home tab.',
  settled: 'This deviation is settled already. Nothing changed.',
  notYoursToRetire: (byUserId: string) =>
    `A deviation is retired before its cycle ends by ${mention(byUserId)}, who logged it, or a leader. Tell them what you learned.`,
  noLesson: 'Write one lesson: what would you do again, or not. One line is enough.',
  mayNotRemove:
    'A protection is taken away by a leader or an approver of the team. Anybody may add one.',
  attached: 'This deviation came with a one-pager, and is settled by its decision.',
} as const;

const errorWords: Readonly<
  Record<
    keyof TypedDeviation,
    Partial<Record<NonNullable<DeviationErrors[keyof TypedDeviation]>, string>>
  >
> = {
  area: {
    missing: 'Choose the habit that you depart from.',
    gone: 'This is not on the list any more. Choose again.',
  },
  areaOther: {
    missing: 'Name the habit in a few words. For example: a kick-off before anything is tried.',
  },
  deviation: { missing: 'Say in a line what you do instead.' },
  because: {
    missing: 'Say why it should work. Without a because nobody can tell what it taught.',
    repeats:
      'This says the deviation again. Say why it should work. For example: people answer when they see why them.',
  },
  benefit: { missing: 'Say what it could bring, and for whom.' },
  risk: { missing: 'Say what could go wrong, and how you would notice.' },
  isReversible: {
    missing: 'Say whether it can be undone.',
    irreversible:
      'What cannot be undone is too big for a deviation. Try a spike that is thrown away, or only the part that can be switched off, and answer yes. Or decide it together as a major decision, with two keys.',
  },
};

/** What is short of a deviation, as sentences at its fields. */
export function sayErrors(errors: DeviationErrors): [keyof TypedDeviation, string][] {
  const names = [
    'area',
    'areaOther',
    'deviation',
    'because',
    'benefit',
    'risk',
    'isReversible',
  ] as const;
  return names.flatMap((name): [keyof TypedDeviation, string][] => {
    const why = errors[name];
    return why === undefined ? [] : [[name, errorWords[name][why] ?? 'Please fill this in.']];
  });
}

/** The same deviation stands already: what is true, and the way to it. Lies over the form, which stays. */
export function sameReply(same: { deviation: Deviation } | { approval: Approval }): Reply {
  if ('approval' in same) {
    const { approval } = same;
    const text = `The same deviation ${endWords(approval)}: ${mention(approval.askedBy)} asked ${dateToken(approval.askedAt, 'date-time')}. Nothing was added.`;
    return { reply: 'tell', text, blocks: [section(text), section(deviationLine(approval))] };
  }
  const { deviation } = same;
  const text = `The same deviation is open already: ${mention(deviation.byUserId)} logged it ${dateToken(deviation.at, 'date-time')}. Nothing was added.`;
  const blocks = [
    section(text),
    section(deviationLine(deviation)),
    context(stakesLine(deviation)),
    ...(deviation.onepagerId === undefined
      ? [actions('deviation', retireDeviationButton(deviation))]
      : [context(deviateWords.attached)]),
  ];
  return { reply: 'tell', text, blocks };
}

/** Said instead of the form once the deviation is written. */
export function loggedView(view: {
  deviation: Deviation;
  meter: Meter;
  channelId: string;
}): ModalView {
  const { deviation, meter, channelId } = view;
  return modal({
    callbackId: 'deviation.logged',
    title: 'Logged',
    close: 'Done',
    blocks: [
      section(
        `${deviationLine(deviation)}\nDeviations of ${channelLink(channelId)}: ${meterWords(meter)}.`,
      ),
      context(
        'At the end of the cycle it is promoted or retired, with one lesson. *Retire it* under its message ends it sooner.',
      ),
    ],
  });
}

/** Said instead of a form once approvers are asked. */
export function askedView(view: { approval: Approval }): ModalView {
  const { approval } = view;
  const who = approval.askedOf.slice(0, 5).map(mention).join(', ');
  const then =
    approval.draftId === undefined
      ? 'The moment one of them approves, it is open and the channel reads it.'
      : 'Your one-pager is kept as a draft. Once one of them approves you get a message, and publish it from there. To publish without waiting, choose a habit that is not protected.';
  return modal({
    callbackId: 'deviation.asked',
    title: 'An approver is asked',
    close: 'Done',
    blocks: [
      section(
        `${bold(approval.protects)} is protected, so ${who} read this first:\n${deviationLine(approval)}`,
      ),
      section(then),
      actions('approval', withdrawButton(approval)),
    ],
  });
}

/** Why an answer to a request does not count, and what is true now. */
export function answerRefusalText(refusal: AnswerRefusal, approval: Approval): string {
  switch (refusal) {
    case 'answered':
      return `This is answered already: ${endWords(approval)}. The first answer counts.`;
    case 'withdrawn':
      return `${mention(approval.askedBy)} took this request back, so there is nothing left to answer.`;
    case 'own':
      return 'This is your own request, and somebody else has to agree. The other approvers were asked.';
    case 'not-an-approver':
      return 'Approvers of this team answer this, and you are none at the moment: full members who can read its channel and accepted the role. A leader can name you with *Roles* in `/onepager settings`.';
    case 'no-reason':
      return 'Say in a line why not now, so that the author can write it differently.';
  }
}

/** Tells the channel what is protected from now on, or no longer. */
export function areaNote(note: {
  byUserId: string;
  name: string;
  isAdded: boolean;
}): MessageContent {
  const what = note.isAdded
    ? `protected ${bold(note.name)}: departures there ask an approver first`
    : `took the protection off ${bold(note.name)}: departures there ask nobody any more`;
  const text = `${mention(note.byUserId)} ${what}.`;
  return { text, blocks: [section(text)] };
}

/** Said to an author who takes a request back, or cannot. */
export const takingBackWords = {
  'not-yours': 'Only whoever asked takes a request back. As an approver you can say *Not now*.',
  over: (approval: Approval) => `This request is over: ${endWords(approval)}. Nothing changed.`,
  done: 'The request is taken back, and the approvers are told. What you wrote is kept.',
} as const;
