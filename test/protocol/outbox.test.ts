import { describe, expect, it } from 'vitest';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { resendDead } from '../../src/platform/outbox/store.ts';
import { section } from '../../src/platform/slack/blocks.ts';
import { lineChart } from '../../src/platform/slack/chart.ts';
import { SlackFailure } from '../../src/platform/slack/failures.ts';
import { openOutboxRoom } from './outbox-room.ts';

const post = 'chat.postMessage';

describe('the sender', () => {
  it('posts a message once and never again', async () => {
    const room = await openOutboxRoom();
    await room.put('card', 'hello');
    expect(await room.sender.isQuiet()).toBe(false);
    await room.drain();
    await room.put('card', 'hello');
    await room.pass(600);
    const [message, ...others] = await room.shown();
    expect(others).toEqual([]);
    const row = await room.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
    expect(message?.metadata).toEqual({
      event_type: 'barbell_message',
      event_payload: { k: row.id, a: 'card' },
    });
    expect(row).toMatchObject({ state: 'sent', ts: message?.ts, shown_version: 1 });
    expect(await room.count(post)).toBe(1);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('makes one update of fifty changes', async () => {
    const room = await openOutboxRoom();
    await room.put('card', 'no votes');
    await room.drain();
    for (let votes = 1; votes <= 50; votes += 1) await room.put('card', `${votes} votes`);
    await room.drain();
    expect(await room.texts()).toEqual(['50 votes']);
    expect(await room.count('chat.update')).toBe(1);
  });

  it('keeps each channel’s order at one message a second, and no channel waits for another (F-34)', async () => {
    const room = await openOutboxRoom();
    await room.sandbox.control.change({
      change: 'join',
      channel: 'C0COMPANY',
      userId: 'U0BARBELL',
    });
    const addresses = Array.from({ length: 14 }, (_, index) => `card ${index}`);
    for (const address of addresses) await room.put(address);
    await room.put('elsewhere', 'elsewhere', { to: { channelId: 'C0COMPANY' } });
    await room.drain();
    expect(await room.texts()).toEqual(addresses.slice(0, 10));
    expect(await room.texts('C0COMPANY')).toEqual(['elsewhere']);
    await room.pass(1);
    expect(await room.texts()).toEqual(addresses.slice(0, 11));
    await room.pass(3);
    expect(await room.texts()).toEqual(addresses);
  });

  it('lets one message of another channel pass ten thousand of a busy one (F-94)', async () => {
    const room = await openOutboxRoom();
    await room.sandbox.control.change({
      change: 'join',
      channel: 'C0COMPANY',
      userId: 'U0BARBELL',
    });
    await room.put('first');
    const row = await room.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
    for (let from = 0; from < 10_000; from += 500) {
      const many = Array.from({ length: 500 }, (_, index) => ({
        ...row,
        id: `ms_${from + index}` as const,
        address: `busy ${from + index}`,
        position: from + index + 2,
      }));
      await room.db.insertInto('message').values(many).execute();
    }
    await room.put('elsewhere', 'elsewhere', { to: { channelId: 'C0COMPANY' } });
    await room.sender.pass();
    expect(await room.texts('C0COMPANY')).toEqual(['elsewhere']);
    expect(await room.texts()).toEqual(['first']);
  });

  it('starts a thread before it replies in it', async () => {
    const room = await openOutboxRoom();
    await room.put('card', 'reply', { inThreadOf: 'root' });
    await room.drain();
    expect(await room.texts()).toEqual([]);
    await room.put('root', 'root');
    await room.drain();
    const [root] = await room.shown();
    expect(root).toMatchObject({ text: 'root', replyCount: 1 });
    expect(await room.texts('C0GROWTH', root?.ts)).toContain('reply');
  });

  it('tries again when Slack cannot be reached, in order and without a double (F-30)', async () => {
    const room = await openOutboxRoom();
    const real = room.slack.post;
    room.slack.post = () => Promise.reject(new SlackFailure('not_sent', 'retry'));
    for (const address of ['one', 'two']) await room.put(address);
    for (const seconds of [0, 1, 2]) await room.pass(seconds);
    expect(await room.texts()).toEqual([]);
    room.slack.post = real;
    await room.pass(60);
    expect(await room.texts()).toEqual(['one', 'two']);
    expect(room.troubles).toEqual([]);
  });
});

describe('a post whose answer is lost', () => {
  it.each([
    ['the connection breaks', { kind: 'dropAnswer', method: post }],
    ['the server fails afterwards', { kind: 'serverErrorAfter', method: post, status: 502 }],
  ] as const)('is found and not doubled: %s (F-26, F-27)', async (_why, fault) => {
    const room = await openOutboxRoom();
    await room.fails(fault);
    await room.put('card', 'hello');
    await room.drain();
    await room.put('card', 'hello again');
    await room.pass(4);
    expect(await room.count('conversations.history')).toBe(0);
    expect(await room.sender.isQuiet()).toBe(false);
    await room.pass(1);
    expect(await room.texts()).toEqual(['hello again']);
    expect(await room.count(post)).toBe(1);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('is found in a thread, however long the thread is', async () => {
    const room = await openOutboxRoom();
    await room.put('root');
    await room.drain();
    const [root] = await room.shown();
    const ts = root?.ts ?? '';
    for (let index = 0; index < 250; index += 1) {
      await room.sandbox.call(post, { channel: 'C0GROWTH', text: `${index}`, thread_ts: ts });
    }
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card', 'reply', { inThreadOf: 'root' });
    await room.drain();
    await room.pass(5);
    expect((await room.texts('C0GROWTH', ts)).filter((text) => text === 'reply')).toHaveLength(1);
    expect(await room.sender.isQuiet()).toBe(true);
    expect(await room.count('conversations.replies')).toBe(2);
  });

  it.each([
    ['a server error', { kind: 'serverError', method: post, status: 503 }],
    ['a failure that says so', { kind: 'error', method: post, error: 'internal_error' }],
  ] as const)(
    'is posted after two looks when it never arrived: %s (F-28, F-29)',
    async (_why, fault) => {
      const room = await openOutboxRoom();
      await room.fails(fault);
      await room.put('card', 'hello');
      await room.drain();
      await room.pass(5);
      await room.pass(59);
      expect(await room.texts()).toEqual([]);
      await room.pass(1);
      expect(await room.texts()).toEqual(['hello']);
      expect(await room.count('conversations.history')).toBe(2);
    },
  );

  it('is looked for later when looking is limited, and not before (F-36)', async () => {
    const room = await openOutboxRoom();
    await room.fails(
      { kind: 'dropAnswer', method: post, times: 8 },
      { kind: 'rateLimited', method: 'conversations.history', retryAfter: 60, times: 1 },
    );
    const addresses = Array.from({ length: 8 }, (_, index) => `card ${index}`);
    for (const address of addresses) await room.put(address);
    await room.drain();
    await room.pass(5);
    const asked = await room.count('conversations.history');
    // Those that were asked side by side with the one that was refused.
    expect(asked).toBeLessThanOrEqual(3);
    await room.pass(59);
    expect(await room.count('conversations.history')).toBe(asked);
    for (let again = 0; again < 4; again += 1) await room.pass(60);
    expect(await room.texts()).toEqual(addresses);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('is repeated once, with a label, where Slack lets nobody look', async () => {
    const room = await openOutboxRoom();
    await room.sandbox.control.change({ change: 'revokeScopes', scopes: ['channels:history'] });
    await room.fails({ kind: 'dropAnswer', method: post, times: 2 });
    await room.put('card', 'hello');
    await room.drain();
    await room.pass(5);
    expect(await room.texts()).toEqual(['hello', 'hello']);
    const [first, second] = await room.shown();
    expect(JSON.stringify(first?.blocks)).not.toMatch(/second copy/);
    expect(JSON.stringify(second?.blocks)).toMatch(/second copy/);
    for (const seconds of [5, 60, 600]) await room.pass(seconds);
    expect(await room.count(post)).toBe(2);
    expect(room.troubles).toMatchObject([{ isPerhapsPosted: true }]);
  });

  it('is never repeated when once is all that is allowed: somebody is asked', async () => {
    const room = await openOutboxRoom();
    await room.sandbox.control.change({ change: 'revokeScopes', scopes: ['channels:history'] });
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card', 'hello', { policy: 'at-most-once' });
    await room.drain();
    for (const seconds of [5, 60, 600]) await room.pass(seconds);
    expect(await room.count(post)).toBe(1);
    expect(room.troubles).toMatchObject([{ isPerhapsPosted: true, error: 'perhaps_posted' }]);
  });

  it('says that it may be the second copy when other words follow one that perhaps arrived', async () => {
    const room = await openOutboxRoom();
    await room.sandbox.control.change({ change: 'revokeScopes', scopes: ['channels:history'] });
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card', 'hello', { policy: 'at-most-once' });
    await room.drain();
    for (const seconds of [5, 60]) await room.pass(seconds);
    await room.put('card', 'other words', { policy: 'at-most-once' });
    await room.drain();
    expect(await room.texts()).toEqual(['hello', 'other words']);
    const [first, second] = await room.shown();
    expect(JSON.stringify(first?.blocks)).not.toMatch(/second copy/);
    expect(JSON.stringify(second?.blocks)).toMatch(/second copy/);
    await room.put('card', 'the last words', { policy: 'at-most-once' });
    await room.drain();
    expect(await room.texts()).toEqual(['hello', 'the last words']);
  });

  it('was certainly not posted when only its conversation failed to open', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'dropAnswer', method: 'conversations.open' });
    await room.put('note', 'hello', { to: { userId: 'U0ANA' } });
    await room.drain();
    await room.pass(2);
    const row = await room.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
    const [message, ...others] = await room.shown(row.shown_channel_id ?? '');
    expect(others).toEqual([]);
    expect(JSON.stringify(message?.blocks)).not.toMatch(/second copy/);
  });
});

describe('a process that dies while it sends', () => {
  it('leaves a post that its successor finds or posts (F-66)', async () => {
    const room = await openOutboxRoom();
    await room.put('arrived');
    await room.drain();
    await room.put('lost');
    const [arrived] = await room.shown();
    await room.db
      .updateTable('message')
      .set({
        state: 'sending',
        lease_until: new Date(room.now().getTime() + 20_000).toISOString(),
        ts: null,
        shown_channel_id: null,
        shown_version: 0,
      })
      .execute();
    await room.restart().recover(true);
    await room.pass(5);
    expect(await room.texts()).toEqual(['arrived']);
    await room.pass(60);
    expect(await room.texts()).toEqual(['arrived', 'lost']);
    expect((await room.shown())[0]?.ts).toBe(arrived?.ts);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('keeps its lease while somebody else may still be alive', async () => {
    const room = await openOutboxRoom();
    await room.put('card');
    await room.db
      .updateTable('message')
      .set({
        state: 'sending',
        lease_until: new Date(room.now().getTime() + 20_000).toISOString(),
      })
      .execute();
    await room.restart().recover(false);
    await room.pass(19);
    expect(await room.db.selectFrom('message').select('state').execute()).toEqual([
      { state: 'sending' },
    ]);
    await room.pass(2);
    await room.pass(5);
    await room.pass(60);
    expect(await room.texts()).toEqual(['card']);
  });
});

describe('a rate limit', () => {
  it('is obeyed to the second, and forms do not wait for it (F-31)', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'rateLimited', method: post, retryAfter: 7 });
    const bot = 'U0BARBELL';
    await room.sandbox.control.change({ change: 'join', channel: 'C0COMPANY', userId: bot });
    await room.put('one');
    await room.drain();
    await room.put('two');
    await room.put('elsewhere', 'elsewhere', { to: { channelId: 'C0COMPANY' } });
    await room.drain();
    await room.slack.publishHome('U0ANA', { type: 'home', blocks: [] });
    expect(await room.count('views.publish')).toBe(1);
    await room.pass(6);
    expect(await room.count(post)).toBe(1);
    await room.pass(1);
    expect(await room.texts()).toEqual(['one', 'two']);
    expect(await room.texts('C0COMPANY')).toEqual(['elsewhere']);
  });

  it('never reaches Slack, whose own limits are a message a second', async () => {
    const room = await openOutboxRoom();
    const addresses = Array.from({ length: 30 }, (_, index) => `card ${index}`);
    for (const address of addresses) await room.put(address);
    await room.drain();
    for (let second = 0; second < 20; second += 1) await room.pass(1);
    expect(await room.texts()).toEqual(addresses);
  });
});

describe('what not every Slack draws yet', () => {
  const charts = [
    lineChart({ title: 'Trend', categories: ['a', 'b'], lines: [{ name: 'x', values: [1, 2] }] }),
  ];
  const content = { text: 'Trend: 1, 2', blocks: [section('1, 2')], charts };

  it('is drawn where it can be, otherwise its words are posted at once and nobody has to mend it', async () => {
    const room = await openOutboxRoom();
    await room.put('drawn', '', { content });
    await room.drain();
    await room.fails({ kind: 'error', method: post, error: 'invalid_blocks' });
    await room.put('plain', '', { content });
    for (const seconds of [0, 5]) await room.pass(seconds);
    const [drawn, plain] = await room.shown();
    expect(JSON.stringify(drawn?.blocks)).toContain('data_visualization');
    expect(plain?.text).toBe('Trend: 1, 2');
    expect(JSON.stringify(plain?.blocks)).toContain('1, 2');
    expect(JSON.stringify(plain?.blocks)).not.toContain('data_visualization');
    expect(room.troubles).toEqual([]);
  });
});

describe('what a person has to mend', () => {
  it('is said once, and the rest of the channel goes on', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'error', method: post, error: 'invalid_blocks' });
    for (const address of ['bad', 'good']) await room.put(address);
    for (const seconds of [0, 60, 3600]) await room.pass(seconds);
    expect(await room.texts()).toEqual(['good']);
    expect(room.troubles).toMatchObject([
      { error: 'invalid_blocks', isPerhapsPosted: false, message: { address: 'bad' } },
    ]);
    const { id } = room.troubles[0]?.message ?? {};
    if (id !== undefined) await transact(room.db, (tx) => resendDead(tx, teamId, id));
    await room.drain();
    expect(await room.texts()).toEqual(['good', 'bad']);
  });

  it('does not hold up the others, also when nobody can read what it was to say (F-93)', async () => {
    const room = await openOutboxRoom();
    for (const address of ['torn', 'next']) await room.put(address);
    await room.db
      .updateTable('message')
      .set({ wanted: '{"text":"to' })
      .where('address', '=', 'torn')
      .execute();
    for (const seconds of [0, 60, 3600]) await room.pass(seconds);
    expect(await room.texts()).toEqual(['next']);
    expect(room.troubles).toMatchObject([{ error: 'unreadable', message: { address: 'torn' } }]);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('posts a card again that somebody deleted, once (F-41)', async () => {
    const room = await openOutboxRoom();
    await room.put('card', 'one');
    await room.drain();
    const [card] = await room.shown();
    await room.sandbox.control.change({
      change: 'deleteMessage',
      channel: 'C0GROWTH',
      ts: card?.ts ?? '',
    });
    await room.put('card', 'two');
    await room.pass(60);
    await room.pass(60);
    expect(await room.texts()).toEqual(['two']);
    expect(await room.count(post)).toBe(2);
  });
});
