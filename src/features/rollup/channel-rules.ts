// The roll-up is written for others, so where it goes is looked at each week, not only when it was chosen. A channel that has
// been shared with another organisation since, was archived, or lost the bot gets none: the week is told at home, and says why. And what a private team
// wrote is for its own channel: its week stays there, and the chosen channel reads only the lines marked *share*. (product.md *Who may read*)

/** A channel as far as it matters here; undefined: Slack does not show it to the bot. */
export interface RollupChannel {
  isPrivate: boolean;
  isExternal: boolean;
  isArchived: boolean;
  hasBot: boolean;
}

/** Why a week is told at home although another channel was chosen. */
export type KeptWhy = 'shared-outside' | 'private-team' | 'archived' | 'unseen';

/** Where a week is told, and why that is not where the team said. */
export interface RollupPlace {
  channelId: string;
  kept?: KeptWhy;
  /** Where the lines marked *share* of a private team are told. */
  sharesIn?: string;
}

/** Where the roll-up of a team goes as its channels are now. */
export function placeRollup(
  team: { channelId: string; rollupChannelId: string },
  channels: {
    home: Pick<RollupChannel, 'isPrivate'> | undefined;
    rollup: RollupChannel | undefined;
  },
): RollupPlace {
  const { channelId, rollupChannelId } = team;
  if (rollupChannelId === channelId) return { channelId };
  const { rollup } = channels;
  if (rollup?.isExternal === true) return { channelId, kept: 'shared-outside' };
  if (rollup?.isArchived === true) return { channelId, kept: 'archived' };
  if (rollup?.hasBot !== true) return { channelId, kept: 'unseen' };
  // Of a home that cannot be seen nobody knows that it is public.
  if (channels.home?.isPrivate !== false)
    return { channelId, kept: 'private-team', sharesIn: rollupChannelId };
  return { channelId: rollupChannelId };
}
