import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type BotProcess, startBot } from './bot-process.ts';
import { type MiniSlack, miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

const secret = 'a-signing-secret-of-a-test';
const formType = 'application/x-www-form-urlencoded';
const jsonType = 'application/json';

interface Room {
  slack: MiniSlack;
  bot: BotProcess;
  url: string;
}

async function openRoom(): Promise<Room> {
  const slack = await startMiniSlack();
  const bot = await startBot({
    environment: {
      SLACK_BOT_TOKEN: 'xoxb-mini',
      SLACK_SIGNING_SECRET: secret,
      SLACK_API_URL: slack.apiUrl,
    },
  });
  return { slack, bot, url: `http://127.0.0.1:${bot.port}/slack/events` };
}

interface Sent {
  type?: string;
  secret?: string;
  /** How many seconds the timestamp is off. */
  skew?: number;
  headers?: Record<string, string>;
}

async function send(room: Room, body: string, sent: Sent = {}): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000) + (sent.skew ?? 0));
  const digest = createHmac('sha256', sent.secret ?? secret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const response = await fetch(room.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': sent.type ?? jsonType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
      ...sent.headers,
    },
    signal: AbortSignal.timeout(5_000),
  });
  await response.arrayBuffer();
  return response.status;
}

const joined = (eventId: string): string =>
  JSON.stringify({
    type: 'event_callback',
    event_id: eventId,
    team_id: miniTeamId,
    event: { type: 'member_joined_channel', user: miniBotUserId, channel: 'C0MINI' },
  });

const command = (text: string): string =>
  new URLSearchParams({
    command: '/onepager',
    text,
    team_id: miniTeamId,
    user_id: 'U0ONE',
    channel_id: 'C0MINI',
    trigger_id: '1.2.3',
  }).toString();

const interaction = (payload: unknown): string =>
  new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

const person = { team: { id: miniTeamId }, user: { id: 'U0ONE' }, trigger_id: '1.2.3' };

async function countPosts(room: Room): Promise<number> {
  // Something that is answered after everything sent before, so that nothing late is missed.
  expect(await send(room, command('help'), { type: formType })).toBe(200);
  return room.slack.calls.filter((call) => call.method === 'chat.postMessage').length;
}

async function expectAlive(room: Room): Promise<void> {
  const before = await countPosts(room);
  const id = `Ev${Math.floor(performance.now() * 1000)}`;
  const event = JSON.parse(joined(id));
  event.event.channel = `C0${id.toUpperCase()}`;
  expect(await send(room, JSON.stringify(event))).toBe(200);
  await room.slack.until('the set-up card', () =>
    room.slack.calls.filter((call) => call.method === 'chat.postMessage').length > before
      ? true
      : undefined,
  );
}

describe('only Slack can talk to /slack/events', () => {
  it('and whoever else does gets a 401, and nothing happens', async () => {
    const room = await openRoom();
    const body = joined('Ev1');
    const wrong: Sent[] = [
      { secret: 'another-secret' },
      { secret: '' },
      { skew: -301 },
      { skew: -86_400 },
      { skew: 302 },
      { skew: 10 * 365 * 86_400 },
      { headers: { 'x-slack-signature': '' } },
      { headers: { 'x-slack-signature': 'v0=' } },
      { headers: { 'x-slack-signature': 'v0' } },
      { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } },
      { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } },
      { headers: { 'x-slack-signature': `v0=${'0'.repeat(63)}` } },
      { headers: { 'x-slack-request-timestamp': '' } },
      { headers: { 'x-slack-request-timestamp': 'abc' } },
      { headers: { 'x-slack-request-timestamp': '1e99' } },
      { headers: { 'x-slack-request-timestamp': '-1' } },
      { headers: { 'x-slack-request-timestamp': 'NaN' } },
    ];
    for (const sent of wrong) expect(await send(room, body, sent), JSON.stringify(sent)).toBe(401);
    const bare = await fetch(room.url, { method: 'POST', body });
    expect(bare.status).toBe(401);
    // A signature is good for its own body only.
    const other = { 'x-slack-signature': `v0=${createHmac('sha256', secret).digest('hex')}` };
    expect(await send(room, body, { headers: other })).toBe(401);
    expect(await countPosts(room)).toBe(0);
    await expectAlive(room);
  });

  it('and it may be a few minutes early or late', async () => {
    const room = await openRoom();
    for (const skew of [-290, -1, 0, 1, 290]) {
      expect(await send(room, joined('Ev1'), { skew })).toBe(200);
    }
  });

  it('and what was caught on the way has one effect, however often it is played', async () => {
    const room = await openRoom();
    const body = joined('Ev1');
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(room, body)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await room.slack.until('the set-up card', () =>
      room.slack.calls.find((call) => call.method === 'chat.postMessage'),
    );
    for (let again = 0; again < 5; again += 1) expect(await send(room, body)).toBe(200);
    expect(await countPosts(room)).toBe(1);
  });
});

describe('what nobody can read', () => {
  it('gets a 400 at once and ends nothing', async () => {
    const room = await openRoom();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const bodies: [string, string][] = [
      ...[
        'null',
        '[]',
        '"x"',
        '7',
        'true',
        '{}',
        '',
        '{',
        deep,
        '{"type":7}',
        '{"event":null}',
      ].map((body): [string, string] => [body, jsonType]),
      ...['payload=null', 'payload=[]', 'payload=', 'payload=%7B', 'a=b', '', 'payload=7'].map(
        (body): [string, string] => [body, formType],
      ),
      [interaction({ ...person, type: 'view_submission' }), formType],
      [interaction({ ...person, type: 'view_submission', view: null }), formType],
      [interaction({ ...person, type: 'view_closed', view: { id: 'V1' } }), formType],
      [interaction({ ...person, type: 'block_actions' }), formType],
      [interaction({ ...person, type: 'block_actions', actions: [] }), formType],
      [interaction({ ...person, type: 'block_actions', actions: [null] }), formType],
      [interaction({ ...person, type: 'shortcut' }), formType],
      [interaction({ type: 'message_action' }), formType],
      [JSON.stringify({ type: 'event_callback', event_id: 'Ev1' }), jsonType],
      [JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: [] }), jsonType],
      [JSON.stringify({ type: 'url_verification', challenge: 'x'.repeat(2_000) }), jsonType],
      ['command=%2Fonepager', formType],
      ['{"__proto__":{"type":"event_callback"}}', jsonType],
    ];
    for (const [body, type] of bodies) {
      const status = await send(room, body, { type });
      // A long challenge is a kind of payload that is read nowhere else.
      expect([body.slice(0, 60), status]).toEqual([
        body.slice(0, 60),
        body.includes('url_verification') ? 200 : 400,
      ]);
    }
    expect(await countPosts(room)).toBe(0);
    await expectAlive(room);
  });

  it('is acknowledged when it is only of a kind that we do not know', async () => {
    const room = await openRoom();
    const kinds = ['app_rate_limited', 'block_suggestion', 'a_kind_of_2031', 'dialog_submission'];
    for (const type of kinds) {
      expect(await send(room, JSON.stringify({ type, team_id: miniTeamId })), type).toBe(200);
    }
    const event = { type: 'event_of_2031', user: 'U0ONE' };
    const body = { type: 'event_callback', event_id: 'Ev1', team_id: miniTeamId, event };
    expect(await send(room, JSON.stringify(body))).toBe(200);
    await expectAlive(room);
  });

  it('does nothing for another workspace', async () => {
    const room = await openRoom();
    expect(await send(room, joined('Ev1').replace(miniTeamId, 'T0OTHER'))).toBe(200);
    expect(await countPosts(room)).toBe(0);
    expect(room.bot.log()).toMatch(/other workspace/);
  });

  it('is not read at all when it is too long', async () => {
    const room = await openRoom();
    const status = await send(room, JSON.stringify({ x: 'y'.repeat(2_000_000) })).catch(() => 413);
    expect(status).toBe(413);
    await expectAlive(room);
  });

  it('is cut off when it comes too slowly', async () => {
    const room = await openRoom();
    const startedAt = performance.now();
    const socket = connect(room.bot.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    await new Promise((resolve) => {
      socket.on('close', resolve);
      socket.resume();
    });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    await expectAlive(room);
  });
});

describe('Slack’s own checks', () => {
  it('are answered', async () => {
    const room = await openRoom();
    const body = JSON.stringify({ type: 'url_verification', challenge: '<b>3eZbrw1a</b>' });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    };
    const response = await fetch(room.url, { method: 'POST', body, headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('<b>3eZbrw1a</b>');
    expect(await send(room, body, { secret: 'wrong' })).toBe(401);
  });

  it('of our certificate need no signature, and carry nothing in', async () => {
    const room = await openRoom();
    const payload = { payload: joined('Ev1'), ssl_check: '1', command: '/onepager' };
    const body = new URLSearchParams(payload).toString();
    expect(await send(room, body, { type: formType, secret: 'wrong' })).toBe(200);
    expect(await countPosts(room)).toBe(0);
  });

  it.each([
    'application/x-www-form-urlencoded; charset=utf-8',
    'Application/X-WWW-Form-URLencoded',
  ])('of spelling: %s is a form', async (type) => {
    const room = await openRoom();
    expect(await send(room, command('help'), { type })).toBe(200);
    expect(await send(room, command('help'), { type: 'multipart/form-data; boundary=x' })).toBe(
      400,
    );
  });
});

describe('other doors', () => {
  it('are closed', async () => {
    const room = await openRoom();
    const statusOf = async (method: string, path: string): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${room.bot.port}${path}`, { method });
      return response.status;
    };
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect([method, await statusOf(method, '/slack/events')]).toEqual([method, 405]);
    }
    for (const path of ['/', '/slack/events/', '/slack', '//slack/events', '/slack/install']) {
      expect([path, await statusOf('GET', path)]).toEqual([path, 404]);
      expect([path, await statusOf('POST', path)]).toEqual([path, 404]);
    }
    expect(await statusOf('POST', '/healthz')).toBe(404);
    expect(await statusOf('HEAD', '/healthz')).toBe(200);
    expect(await statusOf('GET', '/healthz')).toBe(200);
    await expectAlive(room);
  });
});
