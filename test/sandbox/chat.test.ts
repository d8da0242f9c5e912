import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  long,
  manifestPath,
  openSandbox,
  openWithBot,
  section,
  type TestSandbox,
} from './fixture.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [] } });
});
afterAll(() => sandbox.stop());

const growth = 'C0GROWTH';

async function post(args: Record<string, unknown>) {
  return sandbox.call('chat.postMessage', { channel: growth, ...args });
}

describe('chat.postMessage', () => {
  it('posts, with ids filled in and a timestamp of the clock', async () => {
    const { body } = await post({ text: 'hi', blocks: [section('hi')] });
    expect(body).toMatchObject({ ok: true, channel: growth });
    expect(body.ts).toMatch(/^1793610000\.\d{6}$/);
    expect(body.message).toMatchObject({
      bot_id: 'B0BARBELL',
      blocks: [{ block_id: expect.any(String), text: { verbatim: false } }],
    });
  });
  it('gives unique, increasing timestamps while the clock stands still', async () => {
    const sent = await Promise.all(Array.from({ length: 20 }, () => post({ text: 'x' })));
    const stamps = sent.map((one) => String(one.body.ts));
    expect(new Set(stamps).size).toBe(20);
    expect([...stamps].sort()).toEqual(stamps.sort());
  });
  it.each([
    ['a public channel it is not in', { channel: 'C0COMPANY', text: 'x' }, 'not_in_channel'],
    ['a private channel it is not in', { channel: 'C0LEADS', text: 'x' }, 'channel_not_found'],
    ['an unknown channel', { channel: 'C0NONE', text: 'x' }, 'channel_not_found'],
    ['an unknown person', { channel: 'U0NONE', text: 'x' }, 'channel_not_found'],
    ['itself', { channel: 'U0BARBELL', text: 'x' }, 'cannot_dm_bot'],
    ['nobody with nothing', {}, 'no_text'],
    ['40,001 characters', { text: long(40_001) }, 'msg_too_long'],
    ['a thread that is not there', { text: 'x', thread_ts: '1.000001' }, 'thread_not_found'],
    ['metadata without a type', { text: 'x', metadata: { a: 1 } }, 'invalid_metadata_schema'],
    ['metadata that is a list', { text: 'x', metadata: [] }, 'invalid_metadata_format'],
    ['blocks that are no list', { text: 'x', blocks: {} }, 'invalid_blocks_format'],
    ['a name of its own', { text: 'x', username: 'Boss' }, 'missing_scope'],
    ['an argument of another method', { text: 'x', post_at: 1 }, 'invalid_arguments'],
    [
      'too much metadata',
      { text: 'x', metadata: { event_type: 'a', event_payload: { k: long(8000) } } },
      'metadata_too_large',
    ],
  ])('refuses %s', async (_name, args, error) => {
    expect((await post(args)).verdict).toBe(error);
  });
  it('takes 40,000 characters, counted as code points', async () => {
    expect((await post({ text: '🏋'.repeat(40_000) })).verdict).toBe('ok');
  });
  it('refuses an archived channel, and one where only people may post', async () => {
    const { channel } = await sandbox.control.change({
      change: 'addChannel',
      name: 'old',
      kind: 'public',
      memberIds: ['U0ANA', 'U0BARBELL'],
    });
    await fetch(`${sandbox.url}/sandbox/world`, {
      method: 'POST',
      body: JSON.stringify({ change: 'restrict', channel, isRestricted: true }),
    });
    expect((await post({ channel, text: 'x' })).verdict).toBe('restricted_action');
    await sandbox.control.change({ change: 'archive', channel: String(channel) });
    expect((await post({ channel, text: 'x' })).verdict).toBe('is_archived');
  });
  it('minds the messages tab of the manifest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
    const write = async (tab: string) => {
      const path = join(folder, `${tab.length}.yml`);
      const kept = await readFile(manifestPath, 'utf8');
      await writeFile(path, kept.replace('features:', `features:\n  app_home:\n    ${tab}`));
      return path;
    };
    const closed = await write('messages_tab_enabled: false');
    await using silent = await openSandbox({ manifestPath: closed });
    const refused = await silent.call('chat.postMessage', { channel: 'U0ANA', text: 'x' });
    expect(refused.verdict).toBe('messages_tab_disabled');
    const readOnly = await write('messages_tab_read_only_enabled: true');
    await using deaf = await openSandbox({ manifestPath: readOnly });
    const { body } = await deaf.call('chat.postMessage', { channel: 'U0ANA', text: 'x' });
    const act = {
      act: 'message',
      userId: 'U0ANA',
      channel: String(body.channel),
      text: 'y',
    } as const;
    expect((await deaf.control.act(act)).error).toBe('messages_tab_read_only');
    await rm(folder, { recursive: true });
  });
  it('opens a direct message when given a person, but not a deactivated one', async () => {
    const { body } = await post({ channel: 'U0BEN', text: 'hello' });
    expect(body.channel).toMatch(/^D/);
    await sandbox.control.change({
      change: 'editPerson',
      userId: 'U0GIL',
      person: { isDeleted: true },
    });
    expect((await post({ channel: 'U0GIL', text: 'x' })).verdict).toBe('channel_not_found');
    const opened = await sandbox.call('conversations.open', { users: 'U0GIL' });
    expect(opened.verdict).toBe('user_disabled');
  });
  it('answers in a thread, not to a reply, and shows a broadcast in the channel', async () => {
    const parent = String((await post({ text: 'parent' })).body.ts);
    const reply = await post({ text: 'reply', thread_ts: parent });
    const nested = await post({ text: 'nested', thread_ts: reply.body.ts });
    expect(nested.verdict).toBe('cannot_reply_to_message');
    await post({ text: 'loud', thread_ts: parent, reply_broadcast: true });
    const seen = await sandbox.control.messages(growth, 'U0ANA');
    expect(seen.find((one) => one.ts === parent)).toMatchObject({ replyCount: 2 });
    expect(seen.some((one) => one.text === 'loud' && one.isBroadcast)).toBe(true);
    expect(seen.some((one) => one.text === 'reply')).toBe(false);
  });
});

describe('chat.update', () => {
  it('changes text and keeps blocks and metadata that are not given', async () => {
    const metadata = { event_type: 'bet', event_payload: { k: '1' } };
    const { body } = await post({ text: 'a', blocks: [section('a')], metadata });
    const changed = await sandbox.call('chat.update', {
      channel: growth,
      ts: body.ts,
      text: 'b',
    });
    expect(changed.body.message).toMatchObject({
      text: 'b',
      blocks: [{ type: 'section' }],
      metadata,
      edited: expect.anything(),
    });
  });
  it('refuses what Slack refuses', async () => {
    const { update, ts } = await updatable();
    const said = await sandbox.control.act({
      act: 'message',
      userId: 'U0ANA',
      channel: growth,
      text: 'mine',
    });
    expect(await update({ ts: '1.000001', text: 'x' })).toBe('message_not_found');
    expect(await update({ ts: said.ts, text: 'x' })).toBe('cant_update_message');
    expect(await update({ ts, text: long(4001) })).toBe('msg_too_long');
    expect(await update({ ts, text: long(4000) })).toBe('ok');
    expect(await update({ ts })).toBe('no_text');
    expect(await update({ ts, text: '', blocks: [] })).toBe('no_text');
    expect(await update({ ts, blocks: [{ type: 'nope' }] })).toBe('invalid_blocks');
  });
  it('cannot see private channels it is not in', async () => {
    const { update } = await updatable();
    expect(await update({ channel: 'C0LEADS', ts: '1.1', text: 'x' })).toBe('channel_not_found');
  });
});

async function updatable() {
  const { body } = await post({ text: 'x' });
  const update = async (args: Record<string, unknown>) =>
    (await sandbox.call('chat.update', { channel: growth, ...args })).verdict;
  return { ts: body.ts, update };
}

describe('chat.delete', () => {
  it("deletes the app's own messages only", async () => {
    const { body } = await post({ text: 'x' });
    const said = await sandbox.control.act({
      act: 'message',
      userId: 'U0ANA',
      channel: growth,
      text: 'mine',
    });
    const remove = async (ts: unknown) =>
      (await sandbox.call('chat.delete', { channel: growth, ts })).verdict;
    expect(await remove(said.ts)).toBe('cant_delete_message');
    expect(await remove(body.ts)).toBe('ok');
    expect(await remove(body.ts)).toBe('message_not_found');
  });
});

describe('chat.postEphemeral', () => {
  it('shows to one person only', async () => {
    const answer = await sandbox.call('chat.postEphemeral', {
      channel: growth,
      user: 'U0ANA',
      text: 'psst',
    });
    expect(answer.body.message_ts).toMatch(/^\d{10}\.\d{6}$/);
    const words = async (viewer: string) =>
      (await sandbox.control.messages(growth, viewer)).map((one) => one.text);
    expect(await words('U0ANA')).toContain('psst');
    expect(await words('U0BEN')).not.toContain('psst');
    const { body } = await sandbox.call('conversations.history', { channel: growth });
    expect(JSON.stringify(body)).not.toContain('psst');
    const updated = await sandbox.call('chat.update', {
      channel: growth,
      ts: answer.body.message_ts,
      text: 'x',
    });
    expect(updated.verdict).toBe('message_not_found');
  });
  it.each([
    [{ channel: growth, user: 'U0LENA' }, 'user_not_in_channel'],
    [{ channel: growth, user: 'U0NONE' }, 'user_not_found'],
    [{ channel: 'C0COMPANY', user: 'U0ANA' }, 'not_in_channel'],
    [{ channel: 'C0LEADS', user: 'U0ANA' }, 'channel_not_found'],
    [{ channel: growth }, 'invalid_arguments'],
  ])('refuses %j', async (args, error) => {
    const answer = await sandbox.call('chat.postEphemeral', { text: 'x', ...args });
    expect(answer.verdict).toBe(error);
  });
});

describe('chat.getPermalink', () => {
  it('links to a message that is there', async () => {
    const { body } = await post({ text: 'x' });
    const link = (message_ts: unknown) =>
      sandbox.call('chat.getPermalink', { channel: growth, message_ts });
    expect((await link(body.ts)).body.permalink).toContain('/archives/C0GROWTH/p');
    expect((await link('1.000001')).verdict).toBe('message_not_found');
  });
});
