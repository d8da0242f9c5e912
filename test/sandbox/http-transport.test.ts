import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { button, openSandbox, type TestSandbox, until } from './fixture.ts';

interface Heard {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let app: Server;
let sandbox: TestSandbox;
let heard: Heard[];
let answer: { status: number; body: string; isSilent?: boolean };
beforeEach(async () => {
  heard = [];
  answer = { status: 200, body: '' };
  app = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    heard.push({ headers: request.headers, body: String(Buffer.concat(parts)) });
    if (answer.isSilent) return;
    response.writeHead(answer.status);
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  const port = typeof address === 'object' ? address?.port : 0;
  sandbox = await openSandbox({
    transport: { requestUrl: `http://127.0.0.1:${port}/slack/events` },
    timing: { ackMs: 1_000, redeliverMs: [0, 20] },
  });
});
afterEach(async () => {
  await sandbox.stop();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const join = () =>
  sandbox.control.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0BARBELL' });
const run = () =>
  sandbox.control.act({
    act: 'command',
    userId: 'U0ANA',
    channel: 'C0GROWTH',
    command: '/onepager',
    text: 'a & b',
  });

describe('signed requests', () => {
  it('carry a signature over the raw body and the time', async () => {
    await run();
    const { headers, body } = heard[0] ?? { headers: {}, body: '' };
    const timestamp = headers['x-slack-request-timestamp'];
    const hmac = createHmac('sha256', sandbox.signingSecret).update(`v0:${timestamp}:${body}`);
    expect(headers['x-slack-signature']).toBe(`v0=${hmac.digest('hex')}`);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(body);
    expect(form.get('command')).toBe('/onepager');
    expect(form.get('text')).toBe('a & b');
    expect(form.get('is_enterprise_install')).toBe('false');
  });
  it('carry interactions as a form and events as JSON', async () => {
    await join();
    expect(heard[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ type: 'event_callback' });
    const { body } = await sandbox.call('chat.postMessage', {
      channel: 'C0GROWTH',
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements: [button('Go')] }],
    });
    await sandbox.control.act({
      act: 'block',
      userId: 'U0ANA',
      in: { channel: 'C0GROWTH', ts: String(body.ts) },
      blockId: 'b',
      actionId: 'act',
    });
    const payload = new URLSearchParams(heard.at(-1)?.body).get('payload');
    expect(JSON.parse(payload ?? '')).toMatchObject({ type: 'block_actions' });
  });
  it('take an answer in the response', async () => {
    answer = { status: 200, body: 'hello' };
    await run();
    answer = { status: 200, body: JSON.stringify({ text: 'json' }) };
    await run();
    const seen = await sandbox.control.messages('C0GROWTH', 'U0ANA');
    expect(seen.map((message) => message.text)).toEqual(['hello', 'json']);
  });
  it('fail on other answers than 200, on silence, and when nobody is there', async () => {
    answer = { status: 500, body: '' };
    expect(await run()).toMatchObject({ ok: false, acked: false });
    answer = { status: 200, body: '', isSilent: true };
    expect(await run()).toMatchObject({ ok: false, error: 'operation_timeout' });
    app.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
    expect(await run()).toMatchObject({ ok: false, error: 'dispatch_failed' });
    expect((await sandbox.control.state()).app).toMatchObject({
      transport: 'http',
      isConnected: false,
    });
    await new Promise<void>((resolve) => app.listen(0, resolve));
  });
  it('repeat an event with a number and a reason', async () => {
    answer = { status: 500, body: '' };
    await join();
    await until('three requests', () => heard[2]);
    expect(heard.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
    expect(heard[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    const ids = heard.map(({ body }) => JSON.parse(body).event_id);
    expect(new Set(ids).size).toBe(1);
  });
  it('come twice on request', async () => {
    await sandbox.control.faults([{ kind: 'deliverTwice' }]);
    await run();
    expect(heard).toHaveLength(2);
    expect(heard[0]?.body).toBe(heard[1]?.body);
  });
  it('leave Socket Mode switched off', async () => {
    const { verdict } = await sandbox.call('apps.connections.open', {}, sandbox.appToken);
    expect(verdict).toBe('socket_mode_not_enabled');
  });
});
