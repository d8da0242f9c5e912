import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type CardId, isId, type ReviewId } from '../../lib/ids.ts';
import { input, modal, section, select, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, dateToken, escape, oneLine } from '../../platform/slack/text.ts';
import { type Choice, isChoice } from '../review/rules.ts';
import { mostReason, reasonError } from './form.ts';

/** The callback id of the form with all cards. */
export const ballotCallbackId = 'vote.ballot';
/** The id of the button that opens it; its value is the review's id. */
export const ballotActions = { open: 'vote.ballot' } as const;

/** How many cards one form holds, so that it stays a form. */
const mostOnBallot = 8;

/** A card as the form asks about it; `choice` and `reason` are the person's vote so far. */
export interface BallotCard {
  id: CardId;
  number: number;
  title: string;
  verdictLine: string;
  choice?: Choice;
  reason: string;
}

/** Asks a vote on each card that is open, so that nobody has to look for the cards. */
export function ballotForm(ballot: {
  reviewId: ReviewId;
  closesAt: Date;
  cards: readonly BallotCard[];
}): ModalView {
  const cards = ballot.cards.slice(0, mostOnBallot);
  const more = ballot.cards.length - cards.length;
  return modal({
    callbackId: ballotCallbackId,
    title: 'Vote',
    submit: 'Vote',
    metadata: JSON.stringify({ reviewId: ballot.reviewId, cardIds: cards.map(({ id }) => id) }),
    blocks: [
      section(
        `Open until ${dateToken(ballot.closesAt, 'date-time')}; you may change your vote until the card is decided.${more > 0 ? ` ${more} more when these are voted on.` : ''}`,
      ),
      ...cards.flatMap(cardBlocks),
    ],
  });
}

const choices = [
  { value: 'none', label: 'No vote yet' },
  { value: 'continue', label: 'Continue' },
  { value: 'change', label: 'Change' },
  { value: 'stop', label: 'Stop' },
];

function cardBlocks(card: BallotCard): KnownBlock[] {
  const title = cut(escape(oneLine(card.title)), 120).replaceAll('*', '∗');
  return [
    section(`*#${card.number} ${title}*\n${cut(escape(oneLine(card.verdictLine)), 300)}`),
    input({
      blockId: `choice.${card.id}`,
      label: `Your vote on #${card.number}`,
      element: select({ choices, initial: card.choice ?? 'none' }),
    }),
    input({
      blockId: `reason.${card.id}`,
      label: `#${card.number} in one line`,
      element: textInput({ initial: card.reason, maxLength: mostReason }),
      hint: 'Needed for change and stop.',
      isOptional: true,
    }),
  ];
}

const metadataSchema = z.object({
  reviewId: z.custom<ReviewId>((value) => typeof value === 'string' && isId('rv', value)),
  cardIds: z.array(z.custom<CardId>((value) => typeof value === 'string' && isId('cd', value))),
});

/** Which review and cards the form was opened for. */
export function parseBallotMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** A vote as it was filled in. */
export interface BallotVote {
  cardId: CardId;
  choice: Choice;
  reason: string;
}

/** The votes that were given; an unknown choice, and a line that is missing or too long, are refused at their fields. */
export function parseBallot(
  values: FormValues,
  cardIds: readonly CardId[],
): { votes: BallotVote[] } | { errors: Record<string, string> } {
  const votes: BallotVote[] = [];
  const errors: Record<string, string> = {};
  for (const cardId of cardIds) {
    const choice = values[`choice.${cardId}`];
    const typed = values[`reason.${cardId}`];
    if (typeof choice !== 'string' || choice === 'none') continue;
    if (!isChoice(choice)) {
      errors[`choice.${cardId}`] = 'Choose one of the votes in the list.';
      continue;
    }
    const reason = typeof typed === 'string' ? clean(typed) : '';
    const error = reasonError(reason, choice);
    if (error !== undefined) errors[`reason.${cardId}`] = error;
    votes.push({ cardId, choice, reason: oneLine(reason) });
  }
  return Object.keys(errors).length > 0 ? { errors } : { votes };
}
