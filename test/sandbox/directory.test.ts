import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWithBot, type TestSandbox } from './fixture.ts';

type Json = Record<string, unknown>;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [] } });
});
afterAll(() => sandbox.stop());

function idsOf(value: unknown): string[] {
  return (value as { id: string }[]).map((one) => one.id);
}

describe('people', () => {
  it('are told with zone, guest and stranger marks', async () => {
    const info = async (user: string) => (await sandbox.call('users.info', { user })).body.user;
    expect(await info('U0THEO')).toMatchObject({ tz: 'America/New_York', is_restricted: false });
    expect(await info('U0GIL')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await info('U0EVE')).toMatchObject({ is_stranger: true, team_id: 'T0SOUTHWIND' });
    expect(await info('U0BARBELL')).toMatchObject({ is_bot: true });
    const none = await sandbox.call('users.info', { user: 'U0NONE' });
    expect(none.verdict).toBe('user_not_found');
  });
  it('are listed page by page', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await sandbox.call('users.list', { limit: 4, cursor });
      seen.push(...idsOf(body.members));
      cursor = (body.response_metadata as { next_cursor: string }).next_cursor;
    } while (cursor !== '');
    expect(seen).toHaveLength(9);
    expect(new Set(seen).size).toBe(9);
    const wrong = await sandbox.call('users.list', { cursor: 'nonsense' });
    expect(wrong.verdict).toBe('invalid_cursor');
  });
});

describe('channels', () => {
  it('are told to the app when it may see them', async () => {
    const info = (channel: string) => sandbox.call('conversations.info', { channel });
    expect((await info('C0GROWTH')).body.channel).toMatchObject({
      is_member: true,
      is_private: false,
      is_ext_shared: false,
    });
    expect((await info('C0PLATFORM')).body.channel).toMatchObject({ is_ext_shared: true });
    expect((await info('C0LEADS')).verdict).toBe('channel_not_found');
    expect((await info('C0NONE')).verdict).toBe('channel_not_found');
  });
  it('need im:read for a direct message', async () => {
    const { body } = await sandbox.call('conversations.open', { users: 'U0ANA' });
    const { id } = body.channel as { id: string };
    const again = await sandbox.call('conversations.open', { users: 'U0ANA' });
    expect(again.body.channel).toEqual({ id });
    const info = await sandbox.call('conversations.info', { channel: id });
    expect(info.body).toMatchObject({ error: 'missing_scope', needed: 'im:read' });
  });
  it.each([
    [{}, 'users_list_not_supplied'],
    [{ users: 'U0NONE' }, 'user_not_found'],
    [{ users: 'U0BARBELL' }, 'cannot_dm_bot'],
    [{ users: 'U0ANA,U0BEN' }, 'missing_scope'],
  ])('cannot be opened with %j', async (args, error) => {
    expect((await sandbox.call('conversations.open', args)).verdict).toBe(error);
  });
  it('are listed by kind', async () => {
    const list = async (method: string, args: Json = {}) =>
      idsOf((await sandbox.call(method, args)).body.channels);
    expect(await list('conversations.list')).toEqual(['C0COMPANY', 'C0GROWTH', 'C0PLATFORM']);
    const types = 'public_channel,private_channel';
    expect(await list('users.conversations', { types })).toEqual(['C0GROWTH']);
    expect(await list('users.conversations', { user: 'U0GIL' })).toEqual(['C0COMPANY']);
    const wrong = await sandbox.call('conversations.list', { types: 'secret' });
    expect(wrong.verdict).toBe('invalid_types');
  });
  it('list their members page by page', async () => {
    const members = (args: Json) => sandbox.call('conversations.members', args);
    const first = (await members({ channel: 'C0GROWTH', limit: 4 })).body;
    const cursor = (first.response_metadata as { next_cursor: string }).next_cursor;
    const second = (await members({ channel: 'C0GROWTH', limit: 4, cursor })).body;
    expect([first.members, second.members].flat()).toEqual([
      'U0ANA',
      'U0BEN',
      'U0MIA',
      'U0NOOR',
      'U0THEO',
      'U0BARBELL',
    ]);
    expect((await members({ channel: 'C0LEADS' })).verdict).toBe('channel_not_found');
  });
  it('can be joined with the scope for it only', async () => {
    const answer = await sandbox.call('conversations.join', { channel: 'C0COMPANY' });
    expect(answer.verdict).toBe('missing_scope');
  });
});

describe('history', () => {
  const metadata = { event_type: 'bet', event_payload: { k: 'row-1' } };

  it('reads back, newest first, with metadata when asked', async () => {
    const post = (args: Json) => sandbox.call('chat.postMessage', { channel: 'C0GROWTH', ...args });
    const parent = String((await post({ text: 'one', metadata })).body.ts);
    await post({ text: 'reply', thread_ts: parent, metadata });
    const last = String((await post({ text: 'two' })).body.ts);
    const history = async (args: Json = {}) => {
      const { body } = await sandbox.call('conversations.history', {
        channel: 'C0GROWTH',
        ...args,
      });
      return body.messages as Json[];
    };
    expect((await history()).map((one) => one.text)).toEqual(['two', 'one']);
    expect((await history())[1]).not.toHaveProperty('metadata');
    expect((await history({ include_all_metadata: true }))[1]).toMatchObject({
      metadata,
      reply_count: 1,
      reply_users: ['U0BARBELL'],
    });
    expect(await history({ latest: last })).toHaveLength(1);
    expect(await history({ latest: last, inclusive: true })).toHaveLength(2);
    expect(await history({ oldest: parent })).toHaveLength(1);
    expect(await history({ latest: parent, oldest: parent, inclusive: true })).toHaveLength(1);
    const { body } = await sandbox.call('conversations.replies', {
      channel: 'C0GROWTH',
      ts: parent,
      include_all_metadata: true,
    });
    expect(body.messages).toMatchObject([
      { text: 'one', metadata },
      { text: 'reply', metadata, parent_user_id: 'U0BARBELL', thread_ts: parent },
    ]);
  });
  it('pages', async () => {
    const { body } = await sandbox.call('conversations.history', { channel: 'C0GROWTH', limit: 1 });
    expect(body).toMatchObject({ has_more: true });
    const cursor = (body.response_metadata as { next_cursor: string }).next_cursor;
    const next = await sandbox.call('conversations.history', {
      channel: 'C0GROWTH',
      limit: 1,
      cursor,
    });
    expect(next.body).toMatchObject({ has_more: false, messages: [{ text: 'one' }] });
  });
  it.each([
    ['conversations.history', { channel: 'C0COMPANY' }, 'not_in_channel'],
    ['conversations.history', { channel: 'C0LEADS' }, 'channel_not_found'],
    ['conversations.replies', { channel: 'C0GROWTH', ts: '1.000001' }, 'thread_not_found'],
  ])('is refused: %s %j', async (method, args, error) => {
    expect((await sandbox.call(method, args)).verdict).toBe(error);
  });
  it('needs its scope', async () => {
    await sandbox.control.change({ change: 'revokeScopes', scopes: ['channels:history'] });
    const { body } = await sandbox.call('conversations.history', { channel: 'C0GROWTH' });
    expect(body).toMatchObject({ error: 'missing_scope', needed: 'channels:history' });
  });
});

describe('the app', () => {
  it('knows itself', async () => {
    const bot = await sandbox.call('bots.info', { bot: 'B0BARBELL' });
    expect(bot.body.bot).toMatchObject({ app_id: 'A0BARBELL', name: 'Barbell' });
    expect((await sandbox.call('bots.info', { bot: 'B1' })).verdict).toBe('bot_not_found');
    expect((await sandbox.call('api.test', { foo: 'x' }, '')).body.args).toEqual({ foo: 'x' });
  });
});

describe('files', () => {
  it('are uploaded in three steps and shared in a direct message', async () => {
    const bytes = 'a,b\n1,2\n';
    const asked = await sandbox.call('files.getUploadURLExternal', {
      filename: 'export.csv',
      length: bytes.length,
    });
    const { upload_url, file_id } = asked.body;
    const complete = (channel_id: string) =>
      sandbox.call('files.completeUploadExternal', {
        files: [{ id: file_id, title: 'Export' }],
        channel_id,
      });
    const { body } = await sandbox.call('conversations.open', { users: 'U0ANA' });
    const { id } = body.channel as { id: string };
    expect((await complete(id)).verdict).toBe('file_not_found');
    const short = await fetch(String(upload_url), { method: 'POST', body: 'short' });
    expect(short.status).toBe(400);
    const sent = await fetch(String(upload_url), { method: 'POST', body: bytes });
    expect(sent.status).toBe(200);
    expect((await complete('C0COMPANY')).verdict).toBe('not_in_channel');
    expect((await complete(id)).body.files).toEqual([{ id: file_id, title: 'Export' }]);
    const [message] = await sandbox.control.messages(id, 'U0ANA');
    expect(message?.files).toMatchObject([{ name: 'export.csv', mimetype: 'text/csv', size: 8 }]);
    const read = await fetch(`${sandbox.url}/sandbox/file?id=${file_id}`);
    expect(await read.text()).toBe(bytes);
  });
});
