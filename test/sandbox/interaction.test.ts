import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Act } from '../../sandbox/protocol.ts';
import {
  button,
  connectBot,
  type Envelope,
  isOf,
  openWithBot,
  plain,
  type SocketBot,
  section,
  type TestSandbox,
} from './fixture.ts';

let sandbox: TestSandbox;
let bot: SocketBot;
let answer: (envelope: Envelope) => unknown;
beforeEach(async () => {
  answer = () => undefined;
  sandbox = await openWithBot({ timing: { redeliverMs: [], ackMs: 1_000 } });
  bot = await connectBot(sandbox, (envelope) => answer(envelope));
});
afterEach(() => sandbox.stop());

const command: Act = {
  act: 'command',
  userId: 'U0ANA',
  channel: 'C0GROWTH',
  command: '/onepager',
  text: ' new <bet> ',
};

async function post(more: Record<string, unknown> = {}): Promise<string> {
  const blocks = [{ type: 'actions', block_id: 'b', elements: [button('Go', { value: '7' })] }];
  const args = { channel: 'C0GROWTH', text: 'card', blocks, ...more };
  const { body } = await sandbox.call('chat.postMessage', args);
  return String(body.ts);
}

function press(ts: string, more: Partial<Extract<Act, { act: 'block' }>> = {}) {
  return sandbox.control.act({
    act: 'block',
    userId: 'U0ANA',
    in: { channel: 'C0GROWTH', ts },
    blockId: 'b',
    actionId: 'act',
    ...more,
  });
}

describe('a command', () => {
  it('comes with everything Slack sends', async () => {
    const result = await sandbox.control.act(command);
    expect(result).toMatchObject({ ok: true, acked: true, triggerId: expect.any(String) });
    const { payload, accepts_response_payload } = await bot.heard(isOf('/onepager'));
    expect(accepts_response_payload).toBe(true);
    expect(payload).toMatchObject({
      team_id: 'T0NORTHWIND',
      team_domain: 'northwind',
      channel_id: 'C0GROWTH',
      channel_name: 'growth',
      user_id: 'U0ANA',
      user_name: 'ana',
      text: 'new <bet>',
      api_app_id: 'A0BARBELL',
      is_enterprise_install: 'false',
      response_url: expect.stringContaining('/response/'),
      trigger_id: result.triggerId,
    });
  });
  it('may be answered at once, to the person or to all', async () => {
    answer = () => ({ text: 'only you' });
    await sandbox.control.act(command);
    answer = () => ({ response_type: 'in_channel', blocks: [section('everyone')] });
    await sandbox.control.act(command);
    const seen = await sandbox.control.messages('C0GROWTH');
    expect(seen).toMatchObject([{ text: 'only you', ephemeralFor: 'U0ANA' }, { text: '' }]);
    expect(seen[1]?.ephemeralFor).toBeUndefined();
  });
  it('fails when the answer is not a message Slack would take', async () => {
    answer = () => ({ blocks: [{ type: 'nope' }] });
    expect(await sandbox.control.act(command)).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
    });
  });
  it.each([
    ['an unknown one', { command: '/none' }, 'no_such_command'],
    ['from someone outside the channel', { userId: 'U0LENA' }, 'not_in_channel'],
    ['in a hidden channel', { channel: 'C0LEADS', userId: 'U0BEN' }, 'channel_not_found'],
    [
      'from another organisation',
      { userId: 'U0EVE', channel: 'C0PLATFORM' },
      'command_not_available',
    ],
    ['from nobody', { userId: 'U0NONE' }, 'user_not_found'],
  ])('is refused: %s', async (_name, more, error) => {
    expect(await sandbox.control.act({ ...command, ...more })).toEqual({ ok: false, error });
    expect(bot.envelopes.filter(isOf('/onepager'))).toEqual([]);
  });
  it('times out when the app says nothing, and fails when it is not there', async () => {
    answer = () => false;
    expect(await sandbox.control.act(command)).toMatchObject({
      ok: false,
      acked: false,
      error: 'operation_timeout',
    });
    await sandbox.control.faults([{ kind: 'cutSocket' }]);
    expect(await sandbox.control.act(command)).toMatchObject({ error: 'dispatch_failed' });
    expect((await sandbox.control.state()).app.isConnected).toBe(false);
  });
});

describe('a shortcut', () => {
  it('is global, or on a message', async () => {
    const global: Act = { act: 'shortcut', userId: 'U0ANA', callbackId: 'onepager.new' };
    await sandbox.control.act(global);
    expect((await bot.heard(isOf('shortcut'))).payload).toMatchObject({
      callback_id: 'onepager.new',
      user: { id: 'U0ANA', team_id: 'T0NORTHWIND' },
    });
    const messageTs = await post();
    const place = { channel: 'C0GROWTH', messageTs };
    await sandbox.control.act({ ...global, callbackId: 'message.link', ...place });
    expect((await bot.heard(isOf('message_action'))).payload).toMatchObject({
      message: { ts: messageTs },
      channel: { name: 'growth' },
      response_url: expect.any(String),
    });
    const wrong = await sandbox.control.act({ ...global, ...place });
    expect(wrong.error).toBe('wrong_shortcut_place');
    const none = await sandbox.control.act({ ...global, callbackId: 'none' });
    expect(none.error).toBe('no_such_shortcut');
  });
});

describe('a button in a message', () => {
  it('comes with the message and a response_url', async () => {
    const ts = await post();
    expect(await press(ts)).toMatchObject({ ok: true });
    expect((await bot.heard(isOf('block_actions'))).payload).toMatchObject({
      container: { type: 'message', message_ts: ts, is_ephemeral: false },
      channel: { id: 'C0GROWTH', name: 'growth' },
      message: { ts, text: 'card' },
      response_url: expect.any(String),
      trigger_id: expect.any(String),
      actions: [
        {
          type: 'button',
          action_id: 'act',
          block_id: 'b',
          value: '7',
          text: { text: 'Go' },
          action_ts: expect.any(String),
        },
      ],
    });
  });
  it('comes without the message when only one person sees it', async () => {
    const { body } = await sandbox.call('chat.postEphemeral', {
      channel: 'C0GROWTH',
      user: 'U0ANA',
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements: [button('Go')] }],
    });
    await press(String(body.message_ts));
    const { payload } = await bot.heard(isOf('block_actions'));
    expect(payload.container).toMatchObject({ is_ephemeral: true });
    expect(payload.message).toBeUndefined();
    const other = await press(String(body.message_ts), { userId: 'U0BEN' });
    expect(other.error).toBe('message_not_found');
  });
  it('can be pressed only where it is, by those who see it', async () => {
    const ts = await post();
    expect((await press(ts, { actionId: 'other' })).error).toBe('no_such_element');
    expect((await press(ts, { userId: 'U0LENA' })).error).toBe('not_in_channel');
    expect((await press('1.000001')).error).toBe('message_not_found');
    await sandbox.call('chat.update', { channel: 'C0GROWTH', ts, text: 'done', blocks: [] });
    expect((await press(ts)).error).toBe('no_such_element');
  });
  it('says what was chosen in a menu, in full', async () => {
    const options = ['a', 'b'].map((value) => ({ text: plain(value), value }));
    const menu = { type: 'static_select', action_id: 'act', options };
    const ts = await post({ blocks: [{ type: 'actions', block_id: 'b', elements: [menu] }] });
    await press(ts, { state: { selected_option: { value: 'b' } } });
    const { payload } = await bot.heard(isOf('block_actions'));
    const chosen = { selected_option: { value: 'b', text: { text: 'b' } } };
    expect(payload).toMatchObject({
      actions: [{ type: 'static_select', ...chosen }],
      state: { values: { b: { act: chosen } } },
    });
    const wrong = await press(ts, { state: { selected_option: { value: 'z' } } });
    expect(wrong).toMatchObject({ ok: false, error: 'no option with value z' });
  });
  it('is a private matter in private channels', async () => {
    await sandbox.control.change({ change: 'join', channel: 'C0LEADS', userId: 'U0BARBELL' });
    const ts = await post({ channel: 'C0LEADS' });
    await press(ts, { in: { channel: 'C0LEADS', ts } });
    const { payload } = await bot.heard(isOf('block_actions'));
    expect(payload.channel).toEqual({ id: 'C0LEADS', name: 'privategroup' });
  });
});

describe('writing', () => {
  it('escapes what people type and links names', async () => {
    const text = 'a < b & @ben';
    await sandbox.control.act({ act: 'message', userId: 'U0ANA', channel: 'C0GROWTH', text });
    const [message] = await sandbox.control.messages('C0GROWTH');
    expect(message?.text).toBe('a &lt; b &amp; <@U0BEN>');
    const seen = (await sandbox.control.state('U0BEN')).channels.find((c) => c.id === 'C0GROWTH');
    expect(seen).toMatchObject({ unread: 1, mentions: 1 });
    await sandbox.control.act({ act: 'read', userId: 'U0BEN', channel: 'C0GROWTH' });
    const read = (await sandbox.control.state('U0BEN')).channels.find((c) => c.id === 'C0GROWTH');
    expect(read).toMatchObject({ unread: 0, mentions: 0 });
  });
});
