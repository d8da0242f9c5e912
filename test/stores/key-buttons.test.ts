import { expect, it } from 'vitest';
import { describeStores } from './engines.ts';
import { later, openKeyRoom } from './key-room.ts';

describeStores('the buttons of two keys', (engine) => {
  it('fit everybody in the channel, and in a direct message the person who reads it', async () => {
    const room = await openKeyRoom(engine, ['U2', 'U3', 'U4']);
    const { id } = await room.askKeys();
    await room.act('U2', 'twokey.turn', id, later(1));
    const own = await room.shown(`twokey:${id}:U2`);
    expect(own).toContain('Take my key back');
    expect(own).not.toMatch(/"Turn my key"|"Withdraw"/);
    expect(await room.shown(`twokey:${id}:U3`)).toMatch(/"Turn my key".*"Rather not"/);
    expect(await room.shown(`twokey:${id}`)).toMatch(/"Turn my key".*"Rather not".*"Withdraw"/);
    await room.act('U2', 'twokey.withhold', id, later(2));
    expect(await room.shown(`twokey:${id}:U2`)).toContain('"Turn my key"');
  });
});
