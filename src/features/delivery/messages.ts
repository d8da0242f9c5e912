import { actions, button, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink } from '../../platform/slack/text.ts';

/** The buttons of the note; their values are the message's id. */
export const deliveryActions = {
  again: 'delivery.again',
  there: 'delivery.there',
} as const;

/** A message that could not be delivered, as far as a person has to know it. */
export interface Undelivered {
  id: string;
  /** Undefined for a direct message. */
  channelId: string | undefined;
  /** Slack's error code. */
  error: string;
  isPerhapsPosted: boolean;
}

/** What the team's leader hears, once, about a message that could not be delivered. */
export function troubleNote(trouble: Undelivered): MessageContent {
  const { id, channelId } = trouble;
  const where = channelId === undefined ? 'a direct message' : channelLink(channelId);
  const again = button({ label: 'Post again', actionId: deliveryActions.again, value: id });
  if (trouble.isPerhapsPosted) {
    const text = `Slack did not say whether a message arrived in ${where}. Please look whether it is there.`;
    const there = button({ label: 'It is there', actionId: deliveryActions.there, value: id });
    return { text, blocks: [section(text), actions('delivery', again, there)] };
  }
  const text = `A message for ${where} could not be posted. ${remedy(trouble.error)} Nothing is lost: it waits here.`;
  return { text, blocks: [section(text), actions('delivery', again)] };
}

function remedy(error: string): string {
  switch (error) {
    case 'not_in_channel':
    case 'channel_not_found':
      return 'Barbell is not in that channel. Type `/invite @Barbell` there, then press *Post again*.';
    case 'is_archived':
      return 'The channel is archived. Unarchive it, or choose another one in `/onepager settings`.';
    case 'missing_scope':
      return 'The Slack app lacks a permission. Ask whoever runs it to install it again from its manifest.';
    default:
      return error.startsWith('restricted_action')
        ? 'Posting there is limited to some people. Ask an administrator to let Barbell post.'
        : `Slack said \`${error}\`.`;
  }
}

/** The one sentence after a press. */
export const deliveryWords = {
  again: 'It will be posted again in a moment.',
  there: 'Thank you. It stays as it is.',
  settled: 'This is settled already.',
} as const;
