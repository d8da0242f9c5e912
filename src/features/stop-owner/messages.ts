import type { KnownBlock } from '@slack/types';
import type { NudgeId, OnePagerId } from '../../lib/ids.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, escape, mention } from '../../platform/slack/text.ts';
import { onepagerActions, strong, words } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { formatLimit } from '../signal/guardrail.ts';

/** The buttons of the question; their value is the one-pager's id, the variant says the answer. */
export const stopOwnerActions = { answer: 'stop-owner.answer' } as const;

/** One one-pager that somebody is asked about. `over`: it ended, rests, or names somebody else now. */
export interface AskLine {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet'>;
  channelId: string;
  namedBy: string;
  state: 'open' | 'yes' | 'no' | 'over';
}

/** Where a question is shown: one message for everything that somebody is asked at once. */
export function askAddress(id: NudgeId): string {
  return `stop-ask:${id}`;
}

/** *Can you say stop on this?*, with an answer for each one-pager; answered ones say what was said and how to change it. */
export function askMessage(lines: readonly AskLine[]): MessageContent {
  const open = lines.filter(({ state }) => state === 'open');
  const text =
    open.length > 0
      ? `Can you say stop on ${open.map(({ onepager }) => `#${onepager.number}`).join(', ')}?`
      : 'Thank you: nothing is left to answer about saying stop.';
  // What is open comes first, so that it is never what is left out.
  const sorted = [...open, ...lines.filter(({ state }) => state !== 'open')];
  const hidden = open.length - mostLines;
  return {
    text,
    blocks: [
      ...(open.length === 0 ? [] : [section(introText(open.length))]),
      ...sorted.slice(0, mostLines).flatMap(askBlocks),
      ...(hidden > 0 ? [context(`And ${hidden} more, once these are answered.`)] : []),
    ],
  };
}

/** One one-pager of the question with its buttons, for the message or for Home. */
export function askBlocks(line: AskLine): KnownBlock[] {
  const { onepager, state } = line;
  const name = nameOf(onepager);
  if (state === 'over') return [section(`${name} needs no answer any more.`)];
  if (state === 'yes') {
    return answered(line, `You can say stop on ${name}. Thank you.`, {
      label: 'I can’t any more',
      answer: 'no',
    });
  }
  if (state === 'no') {
    return answered(line, `You said no for ${name}; the team can name somebody else.`, {
      label: 'I can after all',
      answer: 'yes',
    });
  }
  return [
    section(questionText(line)),
    actions(
      `stop-ask.${onepager.id}`,
      answerButton('Yes, I can', 'yes', onepager.id),
      answerButton('No', 'no', onepager.id),
    ),
  ];
}

/** Tells whoever named somebody how the answer turned out when it was *no*, and that it changed afterwards. */
export function answerNote(given: {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet'>;
  userId: string;
  answer: 'yes' | 'no';
}): MessageContent {
  const { onepager, answer } = given;
  const name = nameOf(onepager);
  if (answer === 'yes') {
    const text = `${mention(given.userId)} can say stop on ${name} after all.`;
    return { text, blocks: [section(text)] };
  }
  const text = `${mention(given.userId)} cannot say stop on ${name}, so nobody has said yes to it yet.`;
  return {
    text,
    blocks: [
      section(`${text} Its guardrail needs somebody who can: please name one.`),
      actions('stop-ask', nameOneButton(onepager.id)),
    ],
  };
}

/** *Name one*: opens the amendment of the one-pager where it asks who may say stop. */
export function nameOneButton(onepagerId: OnePagerId) {
  return button({
    label: 'Name one',
    actionId: `${onepagerActions.edit}:3`,
    value: onepagerId,
    style: 'primary',
  });
}

/** Why a press on the question does nothing, and what to do. */
export const stopOwnerWords = {
  gone: 'This one-pager is not there any more, so nothing is left to answer.',
  notAsked: 'This question is for somebody else. What waits for you is on the Home tab.',
  notHere:
    'Who says stop has to be a full member of the team’s channel. Nothing changed; tell the team, so that they name somebody else.',
  over: (number: number) =>
    `#${number} needs no answer any more: it does not run, or names somebody else. Nothing changed.`,
  same: (number: number, answer: 'yes' | 'no') =>
    `You said ${answer} about #${number} already. Nothing changed.`,
} as const;

/** A question lists at most so many; a message has room for 50 blocks. */
const mostLines = 12;

function introText(count: number): string {
  const what = count === 1 ? 'this' : 'these';
  return `*Can you say stop on ${what}?* You are named as the one who may say stop when users could be harmed. Say yes only if you can: until you do, the card says *(asked)*, and after seven days the team hears that nobody has said yes.`;
}

function questionText({ onepager, channelId, namedBy }: AskLine): string {
  const { indicator, limit, rollback } = onepager.bet.guardrail;
  return [
    `${nameOf(onepager)} · ${channelLink(channelId)} · named by ${mention(namedBy)}`,
    `Must not get worse: ${words(indicator, 200)} ${escape(formatLimit(limit))} · how undone: ${words(rollback, 200)}`,
  ].join('\n');
}

function answered(
  { onepager }: AskLine,
  text: string,
  back: { label: string; answer: 'yes' | 'no' },
): KnownBlock[] {
  return [
    section(text),
    actions(`stop-ask.${onepager.id}`, answerButton(back.label, back.answer, onepager.id)),
  ];
}

function answerButton(label: string, answer: 'yes' | 'no', onepagerId: OnePagerId) {
  return button({
    label,
    actionId: `${stopOwnerActions.answer}:${answer}`,
    value: onepagerId,
    ...(label === 'Yes, I can' ? { style: 'primary' as const } : {}),
  });
}

function nameOf(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}
