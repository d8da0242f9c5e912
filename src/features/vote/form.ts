import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { type CardId, isId } from '../../lib/ids.ts';
import { context, input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, escape, isBlank, mention, oneLine } from '../../platform/slack/text.ts';
import {
  type Attendance,
  CHOICES,
  type Choice,
  missingVoters,
  tallyOf,
  type Vote,
} from '../review/rules.ts';

/** The callback id of the form that asks for one line. */
export const voteCallbackId = 'vote.reason';

const metadataSchema = z.object({
  cardId: z.custom<CardId>((value) => typeof value === 'string' && isId('cd', value)),
  choice: z.enum(CHOICES),
});

/** Which card and choice the form was opened for. */
export type VoteMetadata = z.infer<typeof metadataSchema>;

/** Reads the form's metadata. */
export function parseVoteMetadata(metadata: string): VoteMetadata | undefined {
  return readMetadata(metadataSchema, metadata);
}

const questions: Readonly<Record<Choice, string>> = {
  continue: 'Why continue?',
  change: 'What should change, in one line?',
  stop: 'Why stop, in one line?',
};

/** Asks the one line of a vote for change or stop. */
export function voteForm(
  onepager: { number: number; title: string },
  vote: VoteMetadata,
  reason: string,
): ModalView {
  return modal({
    callbackId: voteCallbackId,
    title: vote.choice === 'stop' ? 'Vote: stop' : 'Vote: change',
    submit: 'Vote',
    metadata: JSON.stringify(vote),
    blocks: [
      section(`*${headOf(onepager)}*`),
      input({
        blockId: 'reason',
        label: questions[vote.choice],
        hint: 'Kept with the decision, also when the vote goes the other way.',
        element: textInput({ initial: reason, maxLength: mostReason }),
      }),
    ],
  });
}

/** How much one line of a vote takes. */
export const mostReason = 300;

/** Why a line is not taken, as red text at its field; undefined when it is. Slack's own limit binds only Slack's clients. */
export function reasonError(reason: string, choice: Choice): string | undefined {
  if (choice !== 'continue' && isBlank(reason)) {
    return 'One line, please: it helps whoever has to decide.';
  }
  return Array.from(reason).length > mostReason
    ? `One line, please, of ${mostReason} characters at the most.`
    : undefined;
}

/** Reads the line; an empty one, or a longer one than fits, is refused at its field. */
export function parseVote(
  values: FormValues,
  choice: Choice,
): { reason: string } | { errors: Record<string, string> } {
  const value = values.reason;
  const reason = typeof value === 'string' ? clean(value) : '';
  const error = reasonError(reason, choice);
  return error === undefined ? { reason: oneLine(reason) } : { errors: { reason: error } };
}

/** How the votes fell, with their lines, and who of the roster is missing. */
export function votesView(
  onepager: { number: number; title: string },
  votes: readonly Vote[],
  attendance: Attendance,
): ModalView {
  const tally = tallyOf(votes);
  const { away } = attendance;
  const missing = missingVoters(attendance, votes);
  return modal({
    callbackId: 'vote.votes',
    title: 'Votes',
    close: 'Close',
    blocks: [
      section(`*${headOf(onepager)}*`),
      ...CHOICES.map((choice) => section(choiceText(votes, choice, tally[choice]))),
      context(
        missing.length === 0
          ? 'Everybody who is here voted.'
          : cut(`Not voted yet: ${missing.map(mention).join(' ')}`, 3000),
        ...(away.length === 0 ? [] : [cut(`Away: ${away.map(mention).join(' ')}`, 3000)]),
      ),
    ],
  });
}

const choiceNames: Readonly<Record<Choice, string>> = {
  continue: 'Continue',
  change: 'Change',
  stop: 'Stop',
};

function choiceText(votes: readonly Vote[], choice: Choice, count: number): string {
  const lines = votes
    .filter((vote) => vote.choice === choice)
    .map((vote) => {
      const reason = cut(escape(oneLine(vote.reason)), 300);
      return ` · ${mention(vote.userId)}${reason === '' ? '' : `: ${reason}`}`;
    });
  return [`*${choiceNames[choice]}*: ${count}`, ...lines].join('\n');
}

function headOf(onepager: { number: number; title: string }): string {
  const title = cut(escape(oneLine(onepager.title)), 120).replaceAll('*', '∗');
  return `#${onepager.number} ${title}`;
}
