import type { KnownBlock } from '@slack/types';
import type { TeamId } from '../../lib/ids.ts';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, dateToken, mention } from '../../platform/slack/text.ts';
import { type TroubleGroup, writeGroupName } from './rules.ts';

/** The buttons of the note; their values name a group of one team's day. */
export const deliveryActions = {
  again: 'delivery.again',
  there: 'delivery.there',
} as const;

const mostGroups = 10;

/** What the team's leader hears, in one message a day, about messages that Slack did not take. */
export function troubleNote(
  day: { teamId: TeamId; notedOn: LocalDate; channelId: string },
  groups: readonly TroubleGroup[],
): MessageContent {
  const home = channelLink(day.channelId);
  if (groups.length === 0) {
    const text = `What could not be delivered for ${home} on ${formatDate(day.notedOn)} is settled.`;
    return { text, blocks: [section(text)] };
  }
  const shown = groups.slice(0, mostGroups);
  const blocks: KnownBlock[] = shown.flatMap((group, index) => [
    section(sentence(group)),
    actions(`delivery.${index}`, ...buttonsOf(day, group)),
  ]);
  const rest = groups.length - shown.length;
  if (rest > 0) blocks.push(context(`And for ${rest} more places; these come first.`));
  blocks.push(context(`About ${home}. You hear of this once a day, here.`));
  return { text: shown.map(sentence).join(' '), blocks };
}

/** What a team's channel hears when its database was replaced by a backup. */
export function restoredNote(backupAt: Date): MessageContent {
  const text = `Barbell was restored from a backup of ${dateToken(backupAt, 'date-time')}. What was written here after that is not in its log: one-pagers, votes, decisions. Please write again what still matters; buttons on messages from that time may not work.`;
  return { text, blocks: [section(text)] };
}

function buttonsOf(day: { teamId: TeamId; notedOn: LocalDate }, group: TroubleGroup) {
  const value = writeGroupName(day, group);
  const again = button({ label: 'Post again', actionId: deliveryActions.again, value });
  if (!group.isPerhapsPosted) return [again];
  return [again, button({ label: 'It is there', actionId: deliveryActions.there, value })];
}

function sentence({ to, isPerhapsPosted, error, messageIds }: TroubleGroup): string {
  const count = messageIds.length;
  if (isPerhapsPosted) {
    const [what, them] = count === 1 ? ['a message', 'it is'] : [`${count} messages`, 'they are'];
    return `Slack did not say whether ${what} arrived in ${placeOf(to)}. Please look whether ${them} there.`;
  }
  const [what, wait] = count === 1 ? ['A message', 'it waits'] : [`${count} messages`, 'they wait'];
  return `${what} for ${placeOf(to)} could not be posted. ${remedy(to, error)} Nothing is lost: ${wait} here.`;
}

function placeOf(to: TroubleGroup['to']): string {
  return 'channelId' in to ? channelLink(to.channelId) : `${mention(to.userId)} alone`;
}

function remedy(to: TroubleGroup['to'], error: string): string {
  if (error === 'unreadable') {
    return 'Its words in our database cannot be read any more. Ask whoever runs Barbell to look.';
  }
  if (error === 'missing_scope') {
    return 'The Slack app lacks a permission. Ask whoever runs it to install it again from its manifest.';
  }
  if ('userId' in to) {
    return `Slack takes no direct message to this person from the app (\`${error}\`). Tell them yourself, or name somebody else.`;
  }
  switch (error) {
    case 'not_in_channel':
    case 'channel_not_found':
      return 'Barbell is not in that channel. Type `/invite @Barbell` there, then press *Post again*.';
    case 'is_archived':
      return 'The channel is archived. Unarchive it, or choose another one in `/onepager settings`.';
    case 'shared_outside':
      return 'Another organisation reads that channel, so I post nothing there. Stop sharing it, or choose another one in `/onepager settings`.';
    default:
      return error.startsWith('restricted_action')
        ? 'Posting there is limited to some people. Ask an administrator to let Barbell post.'
        : `Slack said \`${error}\`.`;
  }
}

/** The one sentence after a press. */
export const deliveryWords = {
  again: 'Posted again in a moment. If Slack refuses it once more, it comes back to this note.',
  there: 'Thank you. It stays as it is.',
  settled: 'This is settled already.',
  notYours: 'Posting again is for people in that team’s channel and its leaders.',
} as const;
