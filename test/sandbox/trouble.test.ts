import { describe, expect, it } from 'vitest';
import { openWithBot, type TestSandbox } from './fixture.ts';

const quiet = { timing: { redeliverMs: [] } };
/** With Slack's limits, and no time in which they could be refilled. */
const limited = { ...quiet, rate: 'slack', rateClock: () => 0 } as const;

function post(sandbox: TestSandbox, channel = 'C0GROWTH') {
  return sandbox.call('chat.postMessage', { channel, text: 'x' });
}

async function countMessages(sandbox: TestSandbox): Promise<number> {
  return (await sandbox.control.messages('C0GROWTH')).length;
}

describe('rate limits', () => {
  it('allow a burst of twelve messages a channel, then about one a second', async () => {
    await using sandbox = await openWithBot(limited);
    for (let sent = 0; sent < 12; sent += 1) {
      expect((await post(sandbox)).verdict).toBe('ok');
    }
    const refused = await post(sandbox);
    expect(refused.status).toBe(429);
    expect(refused.verdict).toBe('ratelimited');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await post(sandbox, 'U0ANA')).verdict).toBe('ok');
    expect((await sandbox.call('auth.test')).verdict).toBe('ok');
  });
  it('allow 300 messages a minute in the whole workspace', async () => {
    await using sandbox = await openWithBot(limited);
    const people: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      const { userId } = await sandbox.control.change({
        change: 'addPerson',
        person: { name: `p${n}` },
      });
      people.push(String(userId));
    }
    const sent = await Promise.all(
      people.flatMap((id) => Array.from({ length: 9 }, () => post(sandbox, id))),
    );
    const refused = sent.filter((one) => one.status === 429);
    expect(sent.length - refused.length).toBe(300);
  });
  it('hold for other methods by their tier', async () => {
    await using sandbox = await openWithBot(limited);
    const calls = Array.from({ length: 61 }, () =>
      sandbox.call('conversations.history', { channel: 'C0GROWTH' }),
    );
    const statuses = (await Promise.all(calls)).map((one) => one.status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });
});

describe('faults', () => {
  it('answer 5xx without the work, or with it', async () => {
    await using sandbox = await openWithBot(quiet);
    await sandbox.control.faults([
      { kind: 'serverError', method: 'chat.postMessage', status: 500 },
    ]);
    expect((await sandbox.call('auth.test')).status).toBe(200);
    expect((await post(sandbox)).status).toBe(500);
    expect(await countMessages(sandbox)).toBe(0);
    expect((await post(sandbox)).status).toBe(200);
    await sandbox.control.faults([{ kind: 'serverErrorAfter', method: '*', times: 2 }]);
    expect((await post(sandbox)).status).toBe(503);
    expect((await post(sandbox)).status).toBe(503);
    expect(await countMessages(sandbox)).toBe(3);
  });
  it('cut the connection after the work', async () => {
    await using sandbox = await openWithBot(quiet);
    await sandbox.control.faults([{ kind: 'dropAnswer' }]);
    await expect(post(sandbox)).rejects.toThrow();
    expect(await countMessages(sandbox)).toBe(1);
    const recorded = (await sandbox.control.calls()).at(-1);
    expect(recorded).toMatchObject({ method: 'chat.postMessage', status: 0 });
  });
  it('rate-limit and refuse by name', async () => {
    await using sandbox = await openWithBot(quiet);
    await sandbox.control.faults([
      { kind: 'rateLimited', retryAfter: 30 },
      { kind: 'error', error: 'fatal_error' },
    ]);
    const limited = await post(sandbox);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '30']);
    const refused = await post(sandbox);
    expect([refused.status, refused.verdict]).toEqual([200, 'fatal_error']);
    expect(await countMessages(sandbox)).toBe(0);
  });
  it('delay, together with another', async () => {
    await using sandbox = await openWithBot(quiet);
    await sandbox.control.faults([{ kind: 'delay', ms: 80 }, { kind: 'error' }]);
    const startedAt = performance.now();
    expect((await post(sandbox)).verdict).toBe('internal_error');
    expect(performance.now() - startedAt).toBeGreaterThan(75);
  });
  it('are taken away by an empty list', async () => {
    await using sandbox = await openWithBot(quiet);
    await sandbox.control.faults([{ kind: 'serverError', times: 9 }]);
    await sandbox.control.faults([]);
    expect((await post(sandbox)).verdict).toBe('ok');
  });
});
