import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorldChange } from '../../sandbox/protocol.ts';
import {
  connectBot,
  home,
  isOf,
  openWithBot,
  section,
  type TestSandbox,
  until,
} from './fixture.ts';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [0, 30, 60], ackMs: 500 } });
});
afterEach(() => sandbox.stop());

const growth = 'C0GROWTH';
const bot = 'U0BARBELL';

describe('an event', () => {
  const cases: [WorldChange, Record<string, unknown>][] = [
    [
      { change: 'join', channel: growth, userId: 'U0LENA', inviterId: 'U0ANA' },
      { type: 'member_joined_channel', user: 'U0LENA', inviter: 'U0ANA', channel_type: 'C' },
    ],
    [
      { change: 'join', channel: 'C0LEADS', userId: bot },
      { type: 'member_joined_channel', user: bot, channel_type: 'G' },
    ],
    [
      { change: 'leave', channel: growth, userId: 'U0BEN' },
      { type: 'member_left_channel', user: 'U0BEN', channel: growth },
    ],
    [
      { change: 'leave', channel: growth, userId: bot },
      { type: 'channel_left', channel: growth },
    ],
    [
      { change: 'archive', channel: growth },
      { type: 'channel_archive', channel: growth },
    ],
    [
      { change: 'unarchive', channel: growth },
      { type: 'channel_unarchive', channel: growth },
    ],
    [
      { change: 'rename', channel: growth, name: 'new-name' },
      { type: 'channel_rename', channel: { id: growth, name: 'new-name' } },
    ],
    [
      { change: 'reidentify', channel: growth, to: 'C0GROWTH2' },
      { type: 'channel_id_changed', old_channel_id: growth, new_channel_id: 'C0GROWTH2' },
    ],
    [
      { change: 'editPerson', userId: 'U0BEN', person: { tz: 'Asia/Tokyo' } },
      { type: 'user_change', user: { id: 'U0BEN', tz: 'Asia/Tokyo', tz_offset: 32_400 } },
    ],
    [
      { change: 'share', channel: growth, isExternal: true },
      { type: 'channel_shared', channel: growth, connected_team_id: 'T0SOUTHWIND' },
    ],
    [
      { change: 'share', channel: 'C0PLATFORM', isExternal: false },
      { type: 'channel_unshared', channel: 'C0PLATFORM', is_ext_shared: false },
    ],
    [{ change: 'revokeToken' }, { type: 'tokens_revoked', tokens: { bot: [bot] } }],
  ];
  it.each(cases)('follows %j', async (change, event) => {
    const listener = await connectBot(sandbox);
    await sandbox.control.change(change);
    const heard = await listener.heard(isOf(String(event.type)));
    expect(heard).toMatchObject({ type: 'events_api', retry_attempt: 0 });
    expect(heard.payload).toMatchObject({
      type: 'event_callback',
      team_id: 'T0NORTHWIND',
      event_id: expect.stringMatching(/^Ev/),
      event: { ...event, event_ts: expect.any(String) },
      authorizations: [{ user_id: bot, is_bot: true }],
    });
  });
  it('of a private channel has names of its own', async () => {
    await sandbox.control.change({ change: 'join', channel: 'C0LEADS', userId: bot });
    const listener = await connectBot(sandbox);
    await sandbox.control.change({ change: 'rename', channel: 'C0LEADS', name: 'leads' });
    await listener.heard(isOf('group_rename'));
    await sandbox.control.change({ change: 'archive', channel: 'C0LEADS' });
    await listener.heard(isOf('group_archive'));
    await sandbox.control.change({ change: 'leave', channel: 'C0LEADS', userId: bot });
    await listener.heard(isOf('group_left'));
  });
  it('is not sent for channels the app is not in, nor when not subscribed to', async () => {
    const listener = await connectBot(sandbox);
    await sandbox.control.change({ change: 'join', channel: 'C0COMPANY', userId: 'U0EVE' });
    await sandbox.control.change({ change: 'rename', channel: 'C0LEADS', name: 'secret' });
    await sandbox.control.change({ change: 'join', channel: 'C0LEADS', userId: bot });
    await sandbox.control.change({ change: 'archive', channel: 'C0LEADS' });
    // The test manifest does not ask for `group_unarchive`.
    await sandbox.control.change({ change: 'unarchive', channel: 'C0LEADS' });
    const types = listener.envelopes.map(({ payload }) => (payload.event as { type: string }).type);
    expect(types).toEqual(['member_joined_channel', 'group_archive']);
  });
  it('opens the Home tab, with the view there is', async () => {
    const listener = await connectBot(sandbox);
    await sandbox.control.act({ act: 'openHome', userId: 'U0ANA' });
    const first = await listener.heard(isOf('app_home_opened'));
    expect(first.payload.event).toMatchObject({ user: 'U0ANA', tab: 'home' });
    expect(first.payload.event).not.toHaveProperty('view');
    await sandbox.call('views.publish', { user_id: 'U0ANA', view: home([section('x')]) });
    await sandbox.control.act({ act: 'openHome', userId: 'U0ANA' });
    const second = await listener.heard(isOf('app_home_opened'), 1);
    expect(second.payload.event).toMatchObject({ view: { type: 'home' } });
  });
});

describe('redelivery', () => {
  it('repeats an event nobody acknowledged, with the same event id, three times', async () => {
    const listener = await connectBot(sandbox, () => false);
    await sandbox.control.change({ change: 'join', channel: growth, userId: 'U0LENA' });
    await listener.heard(isOf('member_joined_channel'), 3);
    const ids = new Set(listener.envelopes.map(({ payload }) => payload.event_id));
    expect(ids.size).toBe(1);
    expect(listener.envelopes.map((one) => one.retry_attempt)).toEqual([0, 1, 2, 3]);
    expect(listener.envelopes[1]?.retry_reason).toBe('http_timeout');
    expect(new Set(listener.envelopes.map((one) => one.envelope_id)).size).toBe(4);
  });
  it('stops at the acknowledgement', async () => {
    let count = 0;
    const listener = await connectBot(sandbox, () => {
      count += 1;
      return count > 1 ? {} : false;
    });
    await sandbox.control.change({ change: 'join', channel: growth, userId: 'U0LENA' });
    await listener.heard(isOf('member_joined_channel'), 1);
    await sandbox.control.change({ change: 'leave', channel: growth, userId: 'U0LENA' });
    await listener.heard(isOf('member_left_channel'));
    expect(listener.envelopes.filter(isOf('member_joined_channel'))).toHaveLength(2);
  });
  it('reaches a bot that connects later', async () => {
    await using own = await openWithBot({ timing: { redeliverMs: [0, 200, 400] } });
    await own.control.change({ change: 'join', channel: growth, userId: 'U0LENA' });
    const listener = await connectBot(own);
    const heard = await listener.heard(isOf('member_joined_channel'));
    expect(heard.retry_attempt).toBeGreaterThan(0);
  });
  it('never repeats what a person did', async () => {
    const listener = await connectBot(sandbox, (one) => (one.type === 'events_api' ? {} : false));
    const act = { act: 'shortcut', userId: 'U0ANA', callbackId: 'onepager.new' } as const;
    expect((await sandbox.control.act(act)).acked).toBe(false);
    await sandbox.control.change({ change: 'join', channel: growth, userId: 'U0LENA' });
    await until('the event', () => listener.envelopes.find(isOf('member_joined_channel')));
    expect(listener.envelopes.filter(isOf('shortcut'))).toHaveLength(1);
  });
});
