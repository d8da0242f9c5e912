import { describe, expect, it } from 'vitest';
import { placeRollup } from './channel-rules.ts';

const team = { channelId: 'C1', rollupChannelId: 'C2' };
const open = { isPrivate: false, isExternal: false, isArchived: false, hasBot: true };

describe('placeRollup', () => {
  it('goes where the team said', () => {
    expect(placeRollup(team, { home: open, rollup: open })).toEqual({ channelId: 'C2' });
  });

  it('stays at home when that channel is archived, or the bot cannot post in it any more', () => {
    const archived = { ...open, isArchived: true };
    expect(placeRollup(team, { home: open, rollup: archived })).toEqual({
      ...{ channelId: 'C1', kept: 'archived' },
    });
    for (const rollup of [{ ...open, hasBot: false }, undefined]) {
      const place = { channelId: 'C1', kept: 'unseen' };
      expect(placeRollup(team, { home: open, rollup })).toEqual(place);
      // Nothing of a private team is shared where nobody would read it.
      expect(placeRollup(team, { home: undefined, rollup })).toEqual(place);
    }
  });

  it('stays at home when that channel is shared with another organisation', () => {
    const shared = { ...open, isExternal: true };
    for (const home of [open, { ...open, isPrivate: true }, undefined]) {
      const place = { channelId: 'C1', kept: 'shared-outside' };
      expect(placeRollup(team, { home, rollup: shared })).toEqual(place);
    }
  });

  it('stays at home when the team is private, or may be', () => {
    const kept = { channelId: 'C1', kept: 'private-team', sharesIn: 'C2' };
    const home = { ...open, isPrivate: true };
    expect(placeRollup(team, { home, rollup: open })).toEqual(kept);
    expect(placeRollup(team, { home: undefined, rollup: open })).toEqual(kept);
  });

  it('asks nothing of a home that is its own roll-up channel', () => {
    const own = { channelId: 'C1', rollupChannelId: 'C1' };
    const shared = { ...open, isPrivate: true, isExternal: true };
    expect(placeRollup(own, { home: shared, rollup: shared })).toEqual({ channelId: 'C1' });
  });
});
