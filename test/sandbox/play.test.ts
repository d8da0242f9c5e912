import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PlayState } from '../../sandbox/protocol.ts';
import { connectBot, manifestPath, openSandbox, openWithBot, type TestSandbox } from './fixture.ts';

describe('the play', () => {
  it('runs, says what happens, and does not start twice', async () => {
    await using sandbox = await openSandbox({ timing: { redeliverMs: [] } });
    await connectBot(sandbox);
    expect(await play(sandbox)).toEqual({ ok: true });
    expect(await play(sandbox)).toEqual({ ok: false, error: 'already_playing' });
    expect(await stop(sandbox)).toEqual({ ok: true });
    expect(await readState(sandbox)).toMatchObject({ story: 'six-weeks', isRunning: false });
  });

  // The time-out is shorter than the play's patience with a bot: it does not wait for that to end.
  it('stops at once while it waits for a bot that does nothing', { timeout: 20_000 }, async () => {
    await using sandbox = await openSandbox({ timing: { redeliverMs: [] } });
    await connectBot(sandbox);
    await play(sandbox);
    await sandbox.control.until('the bot invited', async () => {
      const { caption } = await readState(sandbox);
      return /invites Barbell/.test(caption) ? true : undefined;
    });
    await stop(sandbox);
    const state = await readState(sandbox);
    expect(state.isRunning).toBe(false);
    expect(state.error).toBeUndefined();
  });

  it('begins on a Wednesday at nine where Ana lives, whenever it is started', async () => {
    // The clocks in Berlin go forward between this Saturday and that Wednesday.
    const startAt = '2027-03-27T23:10:00.000Z';
    await using sandbox = await openSandbox({ startAt, timing: { redeliverMs: [] } });
    await connectBot(sandbox);
    await play(sandbox);
    await sandbox.control.until('Wednesday', async () => {
      const now = await sandbox.control.now();
      return now.toISOString() === '2027-03-31T07:00:00.000Z' ? true : undefined;
    });
  });

  it('takes a fresh channel when the bot is in #growth already', async () => {
    await using sandbox = await openWithBot({ timing: { redeliverMs: [] } });
    await connectBot(sandbox);
    await play(sandbox);
    await sandbox.control.until('the channel named', async () => {
      const { caption } = await readState(sandbox);
      return /#growth-2\./.test(caption) ? true : undefined;
    });
    const { channels } = await sandbox.control.state();
    const members = ['U0ANA', 'U0BEN', 'U0MIA', 'U0NOOR', 'U0THEO'];
    const fresh = channels.find(({ name }) => name === 'growth-2');
    expect(fresh?.memberIds).toEqual(expect.arrayContaining(members));
  });

  it('says in one sentence what it expected and did not get', async () => {
    await using sandbox = await openSandbox();
    await play(sandbox);
    const state = await sandbox.control.until('the end', async () => {
      const now = await readState(sandbox);
      return now.isRunning ? undefined : now;
    });
    expect(state.error).toBe('the story needs the bot, which is not connected right now.');
  });
});

describe('the stream', () => {
  it('says what to fetch again, ephemeral news to their reader only', async () => {
    await using sandbox = await openSandbox({ timing: { redeliverMs: [] } });
    const response = await fetch(`${sandbox.url}/sandbox/stream?viewer=U0BEN`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await sandbox.control.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0BARBELL' });
    const ephemeral = { channel: 'C0GROWTH', user: 'U0ANA', text: 'x' };
    await sandbox.call('chat.postEphemeral', ephemeral);
    await sandbox.control.jump(new Date('2026-11-05T00:00:00Z'));
    let heard = '';
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      heard += decoder.decode(part);
      if (heard.includes('"clock"')) break;
    }
    expect(heard).toContain('{"type":"state"}');
    expect(heard).toContain('{"type":"clock","now":"2026-11-05T00:00:00.000Z"}');
    expect(heard).not.toContain('"message"');
  });
});

describe('the page', () => {
  it('is served from its folder, four files and no more', async () => {
    const webDir = await mkdtemp(join(tmpdir(), 'web-'));
    await writeFile(join(webDir, 'index.html'), '<title>Sandbox</title>');
    await writeFile(join(webDir, 'secret.txt'), 'no');
    await using sandbox = await openSandbox({ webDir });
    const page = await fetch(`${sandbox.url}/`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Sandbox');
    expect((await fetch(`${sandbox.url}/secret.txt`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/main.js`)).status).toBe(404);
    await rm(webDir, { recursive: true });
  });
});

describe('as a process', () => {
  it('says where it is in one line, and goes cleanly', async () => {
    const main = fileURLToPath(new URL('../../sandbox/server/main.ts', import.meta.url));
    const args = ['--import', 'tsx', main, '--manifest', manifestPath, '--rate', 'off'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (data) => resolve(String(data)));
    });
    const { url, apiUrl } = JSON.parse(line);
    expect(apiUrl).toBe(`${url}/api/`);
    expect((await fetch(`${url}/sandbox/clock`)).status).toBe(200);
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });
});

async function play(sandbox: TestSandbox): Promise<unknown> {
  const body = JSON.stringify({ story: 'six-weeks', speed: 100 });
  return (await fetch(`${sandbox.url}/sandbox/play`, { method: 'POST', body })).json();
}

async function stop(sandbox: TestSandbox): Promise<unknown> {
  return (await fetch(`${sandbox.url}/sandbox/play/stop`, { method: 'POST' })).json();
}

async function readState(sandbox: TestSandbox): Promise<PlayState> {
  return (await fetch(`${sandbox.url}/sandbox/play`)).json();
}
