import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connectBot, manifestPath, openSandbox } from './fixture.ts';

describe('the play', () => {
  it('runs, says what happens, and does not start twice', async () => {
    await using sandbox = await openSandbox({ timing: { redeliverMs: [] } });
    await connectBot(sandbox);
    const start = async () =>
      (
        await fetch(`${sandbox.url}/sandbox/play`, {
          method: 'POST',
          body: JSON.stringify({ story: 'six-weeks', speed: 100 }),
        })
      ).json();
    expect(await start()).toEqual({ ok: true });
    expect(await start()).toEqual({ ok: false, error: 'already_playing' });
    const stop = await fetch(`${sandbox.url}/sandbox/play/stop`, { method: 'POST' });
    expect(await stop.json()).toEqual({ ok: true });
    const state = await (await fetch(`${sandbox.url}/sandbox/play`)).json();
    expect(state).toMatchObject({ story: 'six-weeks', isRunning: false });
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
