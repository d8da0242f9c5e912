import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { firstCharacters } from '../../lib/text.ts';
import { input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { channelLink, clean } from '../../platform/slack/text.ts';
import { words } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { nameLine } from './messages.ts';
import { longestSegment } from './segment-rules.ts';

/** The form's callback id. */
export const segmentCallbackId = 'draft.segment';

const metadataSchema = z.object({
  onepagerId: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
});

/** Which promoted one-pager the form was opened for. */
export function parseSegmentMetadata(metadata: string): OnePagerId | undefined {
  return readMetadata(metadataSchema, metadata)?.onepagerId;
}

/** Asks for whom a promoted one-pager is tried this time. */
export function segmentForm(onepager: OnePager, proven: string): ModalView {
  const whom = proven === '' ? '' : ` for ${words(proven, 120)}`;
  return modal({
    callbackId: segmentCallbackId,
    title: 'A new segment',
    submit: 'Start the draft',
    metadata: JSON.stringify({ onepagerId: onepager.id }),
    blocks: [
      section(
        `${nameLine(onepager)} is promoted${whom} and stays as it is. A new segment gets a one-pager of its own: the words are filled in, today’s numbers and the gate are new.`,
      ),
      input({
        blockId: 'segment',
        label: 'For whom this time?',
        hint: 'For example: returning users in Segment T',
        element: textInput({ maxLength: longestSegment }),
      }),
    ],
  });
}

/** The segment that was typed, cleaned. */
export function parseSegment({ segment }: FormValues): string {
  const typed = typeof segment === 'string' ? clean(segment).trim() : '';
  return firstCharacters(typed, longestSegment);
}

/** Why a promoted one-pager cannot be tried elsewhere, or not there; sentences at the field are plain text. */
export const segmentWords = {
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  notPromoted: (onepager: OnePager) =>
    `${nameLine(onepager)} is ${onepager.state}. Once it is promoted, this opens a new gate for a new segment; until then *New one-pager* on Home starts another.`,
  notMember: (channelId: string) =>
    `One-pagers of this team are written by full members of ${channelLink(channelId)}. Join the channel, or ask somebody there to try it with you.`,
  paused: (onepager: OnePager) =>
    `The team of ${nameLine(onepager)} is paused: its channel is archived or I am not in it, so no review would look at a new gate. Type \`/invite @Barbell\` there, then press this again.`,
  blank: 'One line is enough. For example: returning users in Segment T.',
  proven: 'It is proven for this segment already. Name the people for whom it is new.',
  running: (number: number) =>
    `#${number} tries it for this segment already. Work with it there, or name another segment.`,
} as const;

/** Said above the draft: what to read anew. mrkdwn. */
export function followNotice(onepager: OnePager, segment: string): string {
  return `*From #${onepager.number}, now for ${words(segment, 120)}.* Read each line anew and name these people in the first one. Where the numbers stand today is left for you: those of another segment say nothing here.`;
}

/** Said above a draft for the same segment that the person has begun before. mrkdwn. */
export function begunNotice(segment: string): string {
  return `You have begun this for ${words(segment, 120)} already; here it is, as you left it.`;
}
