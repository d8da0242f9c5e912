import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type ReviewId } from '../../lib/ids.ts';
import { isLocalDate, isLocalTime, type LocalDate, type LocalTime } from '../../lib/time.ts';
import {
  dateInput,
  input,
  modal,
  radio,
  section,
  textInput,
  timeInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, dateToken, isBlank, mention, oneLine } from '../../platform/slack/text.ts';
import type { MoveRefusal, When } from './move-rules.ts';
import { meetingOf, type Review } from './rules.ts';

/** The form's callback id. */
export const moveCallbackId = 'review.move';

/** Asks when to meet instead of at `meetsAt`, or why not at all; `on` and `at` are proposed. */
export function moveForm(view: {
  /** Nothing of it is decided yet. */
  mayCallOff: boolean;
  reviewId: ReviewId;
  meetsAt: Date;
  closesAt: Date;
  zone: string;
  on: LocalDate;
  at: LocalTime;
}): ModalView {
  return modal({
    callbackId: moveCallbackId,
    title: 'Move / skip',
    submit: 'Save',
    metadata: writeMetadata(view),
    blocks: [
      section(
        `This review closes ${dateToken(view.closesAt, 'date-time')}. Until then the team can meet whenever it suits; the message in the channel will say when.`,
      ),
      input({
        blockId: 'when',
        label: 'When do we meet?',
        element: radio({
          choices: [
            { value: 'hour', label: 'In an hour' },
            { value: 'tomorrow', label: 'Tomorrow, same time' },
            { value: 'other', label: 'On the day and time below' },
            ...(view.mayCallOff
              ? [{ value: 'skip', label: 'Not at all: call this review off' }]
              : []),
          ],
          initial: 'other',
        }),
      }),
      input({
        blockId: 'on',
        label: 'Day',
        element: dateInput({ initial: view.on }),
        isOptional: true,
      }),
      input({
        blockId: 'at',
        label: 'Time',
        element: timeInput({ initial: view.at }),
        hint: `In ${view.zone}.`,
        isOptional: true,
      }),
      input({
        blockId: 'reason',
        label: 'Why?',
        element: textInput({ maxLength: 300 }),
        hint: view.mayCallOff
          ? 'One line, needed for calling it off. The channel and the roll-up say it.'
          : 'One line; the channel and the roll-up say it. A card is decided, so the review cannot be called off any more.',
        isOptional: true,
      }),
    ],
  });
}

const metadataSchema = z.object({
  reviewId: z.custom<ReviewId>((value) => typeof value === 'string' && isId('rv', value)),
  /** When the form said that people would meet: somebody else may move the review meanwhile. */
  meetsAt: z.iso.datetime(),
});

function writeMetadata(view: { reviewId: ReviewId; meetsAt: Date }): string {
  return JSON.stringify({ reviewId: view.reviewId, meetsAt: view.meetsAt.toISOString() });
}

/** Which review the form was opened for, and when it was to meet then. */
export function parseMoveMetadata(metadata: string): z.infer<typeof metadataSchema> | undefined {
  return readMetadata(metadataSchema, metadata);
}

/** What was chosen, or what is missing, by field. */
export function parseMove(
  values: FormValues,
): (({ move: When } | { skip: true }) & { because: string }) | { errors: Record<string, string> } {
  const { when, on, at, reason } = values;
  const because = typeof reason === 'string' ? oneLine(clean(reason)) : '';
  if (when === 'hour' || when === 'tomorrow') return { move: { when }, because };
  if (when === 'skip') {
    if (isBlank(because)) return { errors: { reason: 'One line, please: the roll-up says it.' } };
    return { skip: true, because };
  }
  if (typeof on !== 'string' || !isLocalDate(on)) return { errors: { on: 'Choose a day.' } };
  if (typeof at !== 'string' || !isLocalTime(at)) return { errors: { at: 'Choose a time.' } };
  return { move: { when: 'other', on, at }, because };
}

/** Why the review cannot be moved there, as red text at the field that says when. */
export function moveErrors(refusal: MoveRefusal, when: When['when']): Record<string, string> {
  const text = {
    'is-over': 'That time is over. Choose a later one.',
    'there-already':
      'The team meets then already, so nobody was told anything. Choose another time, or close this window.',
    'after-close': 'The review is closed by then. Choose a time before it closes.',
    'day-off': 'That is no working day of the team. Choose another day.',
  }[refusal];
  return { [when === 'other' ? 'on' : 'when']: text };
}

/** Said when a card is decided already. */
export const skipTooLateText =
  'A card of this review is decided already, so it cannot be called off. What is undecided goes to the next review by itself.';

/** Said when the review is at another time than the form showed: two moves from one form would add up. */
export function movedMeanwhileText(review: Pick<Review, 'movedTo' | 'openedAt'>): string {
  const by = review.movedTo === undefined ? '' : ` by ${mention(review.movedTo.byUserId)}`;
  return `The review was moved meanwhile to ${dateToken(meetingOf(review), 'date-time')}${by}, so nothing more was changed. If that does not suit, press *Move / skip* once more.`;
}
