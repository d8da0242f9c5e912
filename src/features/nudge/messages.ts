import type { Button } from '@slack/types';
import type { NudgeId, ReviewId, TeamId } from '../../lib/ids.ts';
import { actions, button, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, dateToken } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import type { ReminderKind } from './rules.ts';

/** The ids of the buttons on a reminder; the others lead to the features that answer them. */
export const nudgeActions = {
  dismiss: 'nudge.dismiss',
  mute: 'nudge.mute',
  unmute: 'nudge.unmute',
  readings: 'review.readings',
  vote: 'vote.ballot',
} as const;

/** What a reminder is drawn from. `at`: when the review opens (readings) or closes (votes). */
export interface NudgeView {
  id: NudgeId;
  kind: ReminderKind;
  reviewId: ReviewId;
  channelId: string;
  onepagers: readonly Pick<OnePager, 'number' | 'bet'>[];
  at: Date;
}

const mostNamed = 5;

/** The reminder with its buttons: do it, not this time, mute for this team. */
export function nudgeMessage(view: NudgeView): MessageContent {
  const { kind, channelId } = view;
  const isReadings = kind === 'readings';
  const head = isReadings
    ? `*Numbers are missing* for the review in ${channelLink(channelId)}, ${dateToken(view.at, 'date-time')}.`
    : `*Your vote is missing* in ${channelLink(channelId)}. The review closes ${dateToken(view.at, 'date-time')}.`;
  const more = view.onepagers.length - mostNamed;
  const names = view.onepagers
    .slice(0, mostNamed)
    .map(({ number, bet }) => `• ${strong(`#${number} ${bet.title}`, 120)}`);
  if (more > 0) names.push(`and ${more} more`);
  const numbers = view.onepagers.slice(0, mostNamed).map(({ number }) => `#${number}`);
  const act = isReadings
    ? { label: 'Add my readings', actionId: nudgeActions.readings }
    : { label: 'Vote', actionId: nudgeActions.vote };
  return {
    text: `${isReadings ? 'Numbers are missing' : 'Your vote is missing'}: ${numbers.join(', ')}`,
    blocks: [
      section([head, ...names].join('\n')),
      actions(
        'nudge',
        button({ ...act, value: view.reviewId, style: 'primary' }),
        button({ label: 'Not this time', actionId: nudgeActions.dismiss, value: view.id }),
        button({ label: 'Mute for this team', actionId: nudgeActions.mute, value: view.id }),
      ),
    ],
  };
}

/** What became of a reminder. */
export type NudgeEnd = 'done' | 'decided' | 'closed' | 'dismissed' | 'unmuted';

/** What stands where a reminder stood, once nothing is left to do about it. */
export function settledMessage(
  end: NudgeEnd,
  about: { kind: ReminderKind; channelId: string },
): MessageContent {
  const channel = channelLink(about.channelId);
  const words: Readonly<Record<NudgeEnd, string>> = {
    done:
      about.kind === 'readings'
        ? `The numbers for ${channel} are in. Thank you.`
        : `Your votes in ${channel} are in. Thank you.`,
    decided: `What was open in ${channel} has been decided meanwhile, or is frozen.`,
    closed:
      about.kind === 'readings'
        ? `The review in ${channel} went on without these numbers. *Readings* on its cards takes them still.`
        : `The review in ${channel} has closed.`,
    dismissed: `Fine, not this time. The review in ${channel} goes on without a word from me.`,
    unmuted: `Reminders of reviews in ${channel} come again.`,
  };
  return { text: words[end], blocks: [section(words[end])] };
}

/** What stands where a reminder stood, once its team is muted; the way back is beside it. */
export function mutedMessage(muted: { nudgeId: NudgeId; channelId: string }): MessageContent {
  const text = `No more reminders of reviews in ${channelLink(muted.channelId)}. What waits for you is on the Home tab.`;
  return { text, blocks: [section(text), actions('nudge', unmuteButton(muted.nudgeId))] };
}

/** *Remind me again*, wherever it is said that a team is muted; by the reminder's id or the team's. */
export function unmuteButton(id: NudgeId | TeamId): Button {
  return button({ label: 'Remind me again', actionId: nudgeActions.unmute, value: id });
}

/** Why a press on a reminder does nothing, and what to do. */
export const nudgeWords = {
  notYours: 'This reminder is for somebody else. What waits for you is on the Home tab.',
  gone: 'This reminder is not there any more. What waits for you is on the Home tab.',
  settled: 'Nothing is left to do about this reminder. What waits for you is on the Home tab.',
  dismissed: 'Fine, you said *not this time* already; I say nothing more about it.',
  muted: (channelId: string) =>
    `Reminders of reviews in ${channelLink(channelId)} are muted for you already. *Remind me again* on the Home tab brings them back.`,
} as const;
