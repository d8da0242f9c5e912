import { describe, expect, it } from 'vitest';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { openOutboxRoom } from './outbox-room.ts';

const post = 'chat.postMessage';

describe('a workspace that shuts us out', () => {
  it('is left in peace until the next start, and nothing is lost (F-51)', async () => {
    const room = await openOutboxRoom();
    await room.changes('revokeToken');
    for (const address of ['one', 'two']) await room.put(address);
    await room.drain();
    const calls = (await room.sandbox.control.calls()).length;
    for (const seconds of [60, 3600, 86_400]) await room.pass(seconds);
    expect((await room.sandbox.control.calls()).length).toBe(calls);
    expect(await room.sender.isQuiet()).toBe(true);
    expect(room.log).toEqual([expect.stringMatching(/^Slack refuses the workspace/)]);

    await room.changes('reinstall');
    await saveWorkspace(room.db, { id: teamId, botUserId: 'U0BARBELL', now: room.now() });
    await room.pass(60);
    expect(await room.texts()).toEqual(['one', 'two']);
    expect(room.troubles).toEqual([]);
  });

  it('is not silenced by one wrong answer (F-45)', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'error', method: post, error: 'invalid_auth' });
    await room.put('card');
    await room.drain();
    await room.pass(60);
    expect(await room.texts()).toEqual(['card']);
  });

  it('is tried again after an hour when the reason may have passed (F-52)', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'error', method: post, error: 'message_limit_exceeded' });
    await room.put('card');
    await room.drain();
    await room.pass(3599);
    expect(await room.count(post)).toBe(1);
    await room.pass(1);
    expect(await room.texts()).toEqual(['card']);
  });

  it.each(['team_added_to_org', 'org_login_required'])(
    'is left alone for an hour while it is moved into an organisation: %s (F-25)',
    async (error) => {
      const room = await openOutboxRoom();
      await room.put('card', 'three votes');
      await room.drain();
      await room.fails({ kind: 'error', method: '*', error, times: 2 });
      await room.put('card', 'four votes');
      await room.put('other');
      await room.drain();
      await room.fails();
      const calls = (await room.sandbox.control.calls()).length;
      await room.pass(3_590);
      expect((await room.sandbox.control.calls()).length).toBe(calls);
      await room.pass(3_600);
      expect(await room.texts()).toEqual(['four votes', 'other']);
      expect(room.troubles).toEqual([]);
    },
  );

  it('is parked when Slack says the app is gone, and not when that is old news, which came after it was put back (F-07)', async () => {
    const room = await openOutboxRoom();
    await room.sender.checkToken(teamId);
    const reason = () => room.db.selectFrom('workspace').select('parked_reason').execute();
    expect(await reason()).toEqual([{ parked_reason: null }]);
    await room.changes('uninstall');
    await room.sender.checkToken(teamId);
    expect(await reason()).toEqual([{ parked_reason: 'account_inactive' }]);
  });

  it('is not asked about lost posts, so that none is posted blindly afterwards', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card');
    await room.drain();
    await room.changes('revokeToken');
    for (const seconds of [5, 60, 600]) await room.pass(seconds);
    expect(await room.count('conversations.history')).toBe(1);
    await room.changes('reinstall');
    await saveWorkspace(room.db, { id: teamId, botUserId: 'U0BARBELL', now: room.now() });
    await room.pass(600);
    expect(await room.texts()).toEqual(['card']);
    expect(await room.count(post)).toBe(1);
  });
});
