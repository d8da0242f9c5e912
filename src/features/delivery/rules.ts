// Sometimes Slack does not take a message: the channel is archived, the app lost a permission, a person left. Nothing is
// lost then: the message waits, and the one who leads the team hears of it by direct message. They hear once a day, in one
// note that grows and shrinks, not once for each message. It says how many messages for which place, why, and what to do; one
// press lets them be posted again. Of a message that may have arrived they are asked to look first.
// (reliability.md P09, P14, F-37, F-40)

import { isId, type MessageId, type TeamId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';

/** Where a message was to go. */
export type Destination = { channelId: string } | { userId: string };

/** A message that Slack did not take, on the day (the team's) on which its leader was told. */
export interface Trouble {
  messageId: MessageId;
  teamId: TeamId;
  notedOn: LocalDate;
  to: Destination;
  /** Slack's error code. */
  error: string;
  isPerhapsPosted: boolean;
  at: Date;
}

/** Messages for one place that want the same from a person. */
export interface TroubleGroup {
  to: Destination;
  isPerhapsPosted: boolean;
  /** The newest error: what stands in the way now. */
  error: string;
  messageIds: readonly MessageId[];
}

/** A day's troubles by place and by what a person has to do, in the order in which they began. */
export function groupTroubles(troubles: readonly Trouble[]): TroubleGroup[] {
  const groups = new Map<string, TroubleGroup>();
  for (const { to, isPerhapsPosted, error, messageId } of troubles) {
    const key = keyOf({ to, isPerhapsPosted });
    const known = groups.get(key);
    const messageIds = [...(known?.messageIds ?? []), messageId];
    groups.set(key, { to, isPerhapsPosted, error, messageIds });
  }
  return [...groups.values()];
}

/** What a button of the note names: a group of one team's day. */
export interface GroupName {
  teamId: TeamId;
  notedOn: LocalDate;
  key: string;
}

/** Writes a group's name into a button's value. */
export function writeGroupName(
  where: Pick<GroupName, 'teamId' | 'notedOn'>,
  group: Pick<TroubleGroup, 'to' | 'isPerhapsPosted'>,
): string {
  return `${where.teamId} ${where.notedOn} ${keyOf(group)}`;
}

/** Reads a group's name from a button's value; undefined for anything else. */
export function readGroupName(value: string): GroupName | undefined {
  const [teamId = '', notedOn = '', key = ''] = value.split(' ');
  return isId('tm', teamId) && isLocalDate(notedOn) ? { teamId, notedOn, key } : undefined;
}

/** The group of this name, if something of it is not settled yet. */
export function findGroup(
  troubles: readonly Trouble[],
  name: Pick<GroupName, 'key'>,
): TroubleGroup | undefined {
  return groupTroubles(troubles).find((group) => keyOf(group) === name.key);
}

function keyOf(group: Pick<TroubleGroup, 'to' | 'isPerhapsPosted'>): string {
  const place = 'channelId' in group.to ? group.to.channelId : group.to.userId;
  return `${place}${group.isPerhapsPosted ? ':perhaps' : ''}`;
}
