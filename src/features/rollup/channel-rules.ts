// The roll-up is written for others, so where it goes is looked at each week, not only when it was chosen. A channel that has
// been shared with another organisation since gets none: the week is told at home, and says why. And what a private team
// wrote is for its own channel: its week stays there, and the chosen channel reads only the lines marked *share*. (product.md *Who may read*)

/** A channel as far as it matters here; undefined: Slack does not show it to the bot. */
export interface RollupChannel {
  isPrivate: boolean;
  isExternal: boolean;
}

/** Where a week is told, and why that is not where the team said. */
export interface RollupPlace {
  channelId: string;
  kept?: 'shared-outside' | 'private-team';
  /** Where the lines marked *share* of a private team are told. */
  sharesIn?: string;
}

/** Where the roll-up of a team goes as its channels are now. */
export function placeRollup(
  team: { channelId: string; rollupChannelId: string },
  channels: { home: RollupChannel | undefined; rollup: RollupChannel | undefined },
): RollupPlace {
  const { channelId, rollupChannelId } = team;
  if (rollupChannelId === channelId) return { channelId };
  if (channels.rollup?.isExternal === true) return { channelId, kept: 'shared-outside' };
  // Of a home that cannot be seen nobody knows that it is public.
  if (channels.home?.isPrivate !== false)
    return { channelId, kept: 'private-team', sharesIn: rollupChannelId };
  return { channelId: rollupChannelId };
}
