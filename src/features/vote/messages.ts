import type { ReviewId } from '../../lib/ids.ts';
import { actions, button, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { ballotActions } from './ballot-form.ts';

/** Said to somebody who asks for the split before voting: early votes should not pull later ones. */
export const voteFirstText =
  'The votes are hidden until you have voted, or until the card is decided. Vote first, then look; you may change your vote until then.';

/** Said when no review is open for votes. */
export const nothingToVoteText =
  'There is nothing to vote on now. Voting opens at 14:00 on the working day before a review.';

/** Said when cards were decided while somebody filled in their votes. */
export function someWereDecidedText(numbers: readonly number[]): string {
  const names = numbers.map((number) => `#${number}`).join(', ');
  return `Your other votes count. No vote was taken on ${names}: the card was closed or frozen in the meantime.`;
}

/** Which of several open reviews is meant: a button each. */
export function ballotChoice(
  reviews: readonly { reviewId: ReviewId; name: string }[],
): MessageContent {
  const text = 'Which team’s review?';
  const buttons = reviews.slice(0, 25).map(({ reviewId, name }, index) =>
    button({
      label: `#${name}`,
      actionId: `${ballotActions.open}:${index}`,
      value: reviewId,
    }),
  );
  return { text, blocks: [section(text), actions('reviews', ...buttons)] };
}
