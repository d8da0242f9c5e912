import type { CardId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import { isFullMember, type ReadAt, toPerson } from '../../platform/slack/people.ts';
import type { Card } from '../review/rules.ts';

/** A card and somebody of its team's home channel, as far as a vote asks for them. */
export interface Seat {
  card: Pick<Card, 'id' | 'state'>;
  /** Its one-pager is frozen. */
  isFrozen: boolean;
  /** Its review is open ahead of its time: nothing of it is posted yet. */
  isAhead: boolean;
  /** A full member of the workspace who is in the home channel. */
  isFullMember: boolean;
  /** When Slack was asked for the person, the channel and its members. */
  readAt: ReadAt;
}

const seatOf = prepared<{ workspaceId: string; cardId: CardId; userId: string }>()((db, at) =>
  db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
    .innerJoin('team', (join) =>
      join
        .onRef('team.workspace_id', '=', 'review.workspace_id')
        .onRef('team.id', '=', 'review.team_id'),
    )
    .innerJoin('channel', (join) =>
      join
        .onRef('channel.workspace_id', '=', 'team.workspace_id')
        .onRef('channel.channel_id', '=', 'team.channel_id'),
    )
    .innerJoin('channel_member', (join) =>
      join
        .onRef('channel_member.workspace_id', '=', 'channel.workspace_id')
        .onRef('channel_member.channel_id', '=', 'channel.channel_id')
        .on('channel_member.user_id', '=', at('userId')),
    )
    .innerJoin('person', (join) =>
      join
        .onRef('person.workspace_id', '=', 'channel_member.workspace_id')
        .onRef('person.user_id', '=', 'channel_member.user_id'),
    )
    .selectAll('person')
    .select([
      'card.state as card_state',
      'review.is_ahead',
      'onepager.state as onepager_state',
      'channel.refreshed_at as channel_read_at',
      'channel.members_read_at',
    ])
    .where('review.workspace_id', '=', at('workspaceId'))
    .where('card.id', '=', at('cardId')),
);

/** A card and a member of its home channel in one look; undefined where there is no such card, or they are no member of it. */
export async function findSeat(
  db: Db,
  who: { workspaceId: string; cardId: CardId; userId: string },
): Promise<Seat | undefined> {
  const [row] = await seatOf(db, who);
  if (row === undefined) return undefined;
  return {
    card: { id: who.cardId, state: row.card_state },
    isFrozen: row.onepager_state === 'frozen',
    isAhead: row.is_ahead === 1,
    isFullMember: isFullMember(toPerson(row)),
    readAt: {
      person: row.refreshed_at,
      channel: row.channel_read_at,
      members: row.members_read_at,
    },
  };
}
