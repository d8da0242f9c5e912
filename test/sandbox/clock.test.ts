import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askAgainAfterMs } from '../../sandbox/server/asking-again.ts';
import { home, openSandbox, openWithBot, section, type TestSandbox } from './fixture.ts';

const startAt = '2026-11-02T09:00:00.000Z';

/** A pretend bot: follows the sandbox's clock, has things due, and needs two looks to do one. */
let bot: Server;
let healthUrl: string;
let due: { at: string; kind: string }[];
let stuck: boolean;
let sandboxUrl: string;
beforeEach(async () => {
  due = [];
  stuck = false;
  let looks = 0;
  bot = createServer(async (_request, response) => {
    const clock = await (await fetch(`${sandboxUrl}/sandbox/clock`)).json();
    const { now } = clock as { now: string };
    const isDue = due[0] !== undefined && due[0].at <= now;
    looks += 1;
    const isBusy = stuck || (isDue && looks % 2 === 0);
    if (isDue && !isBusy) due.shift();
    const first = due[0];
    const isQuiet = !isBusy && !(first && first.at <= now);
    const next = Object.fromEntries([...due].reverse().map((one) => [one.kind, one.at]));
    response.end(JSON.stringify({ ok: true, now, nextDueAt: first?.at ?? null, next, isQuiet }));
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  const address = bot.address();
  healthUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/healthz`;
});
afterEach(() => {
  bot.closeAllConnections();
  bot.close();
});

async function openWithHealth(settleMs = 20_000): Promise<TestSandbox> {
  const sandbox = await openSandbox({
    botHealthUrl: healthUrl,
    startAt,
    timing: { settleMs },
  });
  sandboxUrl = sandbox.url;
  return sandbox;
}

describe('the clock', () => {
  it('stands still, jumps, and moves by minutes or to an instant without a bot', async () => {
    await using sandbox = await openSandbox({ startAt });
    const { control } = sandbox;
    expect((await control.now()).toISOString()).toBe(startAt);
    await control.jump(new Date('2026-11-03T09:00:00Z'));
    const moved = await control.advance({ minutes: 90 });
    expect(moved).toEqual({ now: '2026-11-03T10:30:00.000Z', stops: [], isSettled: true });
    const to = await control.advance({ to: '2026-11-04T00:00:00+01:00' });
    expect(to.now).toBe('2026-11-03T23:00:00.000Z');
    await expect(control.advance({ next: 'review' })).rejects.toThrow('nothing of that kind');
  });
  it('stops wherever the bot has something due', async () => {
    await using sandbox = await openWithHealth();
    due = [
      { at: '2026-11-02T10:00:00.000Z', kind: 'review' },
      { at: '2026-11-02T10:15:00.000Z', kind: 'reviewClose' },
      { at: '2026-11-09T10:00:00.000Z', kind: 'review' },
    ];
    const { next } = await sandbox.control.state();
    expect(next).toMatchObject({ review: '2026-11-02T10:00:00.000Z' });
    expect(await sandbox.control.advance({ minutes: 120 })).toEqual({
      now: '2026-11-02T11:00:00.000Z',
      stops: ['2026-11-02T10:00:00.000Z', '2026-11-02T10:15:00.000Z'],
      isSettled: true,
    });
    const upTo = await sandbox.control.advance({ next: 'review' });
    expect(upTo.now).toBe('2026-11-09T10:00:00.000Z');
    expect(due).toEqual([]);
  });
  it('stays when the bot does not come to rest, or does not answer', async () => {
    await using sandbox = await openWithHealth(300);
    stuck = true;
    const advance = sandbox.control.advance({ minutes: 5 });
    await expect(advance).rejects.toThrow('did not come to rest');
    expect((await sandbox.control.now()).toISOString()).toBe(startAt);
    bot.closeAllConnections();
    await new Promise((resolve) => bot.close(resolve));
    await expect(sandbox.control.advance({ minutes: 5 })).rejects.toThrow('does not answer');
  });
});

it('who waits long asks less often, and what comes soon is seen soon', () => {
  expect([0, 100, 800, 60_000].map(askAgainAfterMs)).toEqual([20, 20, 100, 250]);
});

describe('a kept workspace', () => {
  it('goes on where it was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const file = join(folder, 'workspace.db');
    try {
      const first = await openWithBot({ file, timing: { redeliverMs: [] } });
      await first.control.jump(new Date('2026-12-01T00:00:00Z'));
      await first.call('chat.postMessage', { channel: 'C0GROWTH', text: 'kept' });
      await first.call('views.publish', { user_id: 'U0ANA', view: home([section('kept')]) });
      const { userId } = await first.control.change({
        change: 'addPerson',
        person: { name: 'zoe' },
      });
      await first.control.change({ change: 'revokeScopes', scopes: ['im:write'] });
      await first.stop();
      await using second = await openSandbox({ file, startAt });
      expect((await second.control.now()).toISOString()).toBe('2026-12-01T00:00:00.000Z');
      const [kept] = await second.control.messages('C0GROWTH');
      expect(kept?.text).toBe('kept');
      expect((await second.control.views('U0ANA')).home?.view.blocks).toHaveLength(1);
      const { people } = await second.control.state();
      expect(people.map((one) => one.id)).toContain(userId);
      expect((await second.call('conversations.open', { users: 'U0ANA' })).verdict).toBe(
        'missing_scope',
      );
      const posted = await second.call('chat.postMessage', { channel: 'C0GROWTH', text: 'new' });
      expect(String(posted.body.ts) > (kept?.ts ?? '')).toBe(true);
      const added = await second.control.change({ change: 'addPerson', person: { name: 'max' } });
      expect(added.userId).not.toBe(userId);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
