import type { Button, KnownBlock } from '@slack/types';
import type { DecisionId, NudgeId, TeamId } from '../../lib/ids.ts';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, button, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, cut, dateToken, lengthOf } from '../../platform/slack/text.ts';
import { headline, shortLines } from '../decision/message-record.ts';
import type { Decision } from '../decision/rules.ts';
import type { RevisitAnswer } from './rules.ts';

/** The ids of this feature's buttons; their value is the decision's id. */
export const revisitActions = {
  same: 'revisit.same',
  open: 'revisit.open',
  newOnePager: 'draft.new',
} as const;

/** Where a question is shown: one message for each person asked. */
export function promptAddress(id: NudgeId): string {
  return `revisit:${id}`;
}

/** *Would we decide the same?*, with the decision as it was made and its answers. */
export function promptMessage(asked: { decision: Decision; channelId: string }): MessageContent {
  const { decision, channelId } = asked;
  return {
    text: `Would we decide the same? ${headline(decision)}`,
    blocks: [
      section(
        `*Would we decide the same?* Decided in ${channelLink(channelId)}, ${dateToken(decision.at, 'date')}:`,
      ),
      section(decisionWords(decision)),
      actions(
        'revisit',
        button({ label: 'The same', actionId: revisitActions.same, value: decision.id }),
        openButton('Differently…', 'different', decision.id),
        openButton('Ask me later…', 'later', decision.id),
      ),
    ],
  };
}

/** *Answer* beside a decision, on Home and on an alarm. */
export function answerButton(decisionId: DecisionId, label = 'Answer…'): Button {
  return openButton(label, 'same', decisionId);
}

/** A decision in a few lines, never too long for one paragraph. */
export function decisionWords(decision: Decision): string {
  const lines = shortLines(decision);
  while (lines.length > 1 && lengthOf(lines.join('\n')) > 1500) lines.pop();
  return cut(lines.join('\n'), 1500);
}

/** What a prompt or its form says once it is answered; a new one-pager is offered where we would decide differently. */
export function answeredBlocks(given: {
  decision: Pick<Decision, 'number'>;
  answer: RevisitAnswer;
  entryNumber: number;
  teamId: TeamId;
}): KnownBlock[] {
  const text = answeredText(given);
  if (given.answer === 'same') return [section(text)];
  return [
    section(`${text} What follows from it is a one-pager of its own, or the next review.`),
    actions(
      'revisit',
      button({
        label: 'New one-pager',
        actionId: revisitActions.newOnePager,
        value: given.teamId,
      }),
    ),
  ];
}

/** The same in one line. */
export function answeredText(given: {
  decision: Pick<Decision, 'number'>;
  answer: RevisitAnswer;
  entryNumber: number;
}): string {
  const { decision, answer, entryNumber } = given;
  const what = answer === 'same' ? 'the same' : 'differently';
  return `About #${decision.number}: we would decide ${what}. *#${entryNumber}* in the log says so; #${decision.number} itself stays as it was.`;
}

/** What stands where a prompt stood once it was put off. */
export function putOffText(decision: Pick<Decision, 'number'>, askOn: LocalDate): string {
  return `You are asked about #${decision.number} again on ${formatDate(askOn)}.`;
}

/** Why an answer is not taken, and what to do. */
export const revisitWords = {
  gone: 'This decision is not in the log of this workspace. `/onepager decisions due` lists what is due.',
  answered: (number: number) =>
    `#${number} has been answered already; \`/onepager decisions ${number}\` finds it. Nothing was changed.`,
  notDue: (number: number) =>
    `#${number} is not due now. \`/onepager show ${number}\` shows it with its day to look again.`,
  notYours: (number: number) =>
    `Whoever made #${number}, the owner of its one-pager, or a leader answers this. Tell them what you think.`,
} as const;

function openButton(
  label: string,
  answer: RevisitAnswer | 'later',
  decisionId: DecisionId,
): Button {
  return button({ label, actionId: `${revisitActions.open}:${answer}`, value: decisionId });
}
