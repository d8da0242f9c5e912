import type { Button } from '@slack/types';
import { button } from '../../platform/slack/blocks.ts';
import type { ThankedId } from './rules.ts';

/** The id of the button; its value is a stop's decision or a piece of evidence. */
export const thanksActions = { give: 'thanks.give' } as const;

/** *Thanks*, beside a stop or a piece of evidence. */
export function thanksButton(id: ThankedId): Button {
  return button({ label: 'Thanks', actionId: thanksActions.give, value: id });
}

/** What a press is answered with. */
export const thanksWords = {
  given:
    'Thank you. The next roll-up has a line of thanks for it, without names and without a count.',
  before: 'You thanked for this already; once is enough. The roll-up has a line of thanks for it.',
  gone: 'This is not there any more, so there is nothing to thank for here.',
  notYours:
    'Thanks are for people who can read the team. Ask somebody of the team to pass yours on.',
  guest:
    'Thanks in the roll-up are from full members. Write yours in the thread; the team reads it.',
} as const;
