import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

let room: Room;
let slow: Promise<string>;
const ends: (() => Promise<void>)[] = [];

// One bot for all of them: what one of them does to it, the next would notice.
beforeAll(async () => {
  const slack = await startMiniSlack((end) => ends.push(end));
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-mini',
    SLACK_SIGNING_SECRET: secret,
    SLACK_API_URL: slack.apiUrl,
  };
  const bot = await startBot({ environment }, (end) => ends.push(end));
  room = { slack, bot, url: `http://127.0.0.1:${bot.port}/slack/events` };
  slow = sendSlowly(bot.port);
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Sends half a request and waits to be cut off; answers what was said before. */
async function sendSlowly(port: number): Promise<string> {
  let heard = '';
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
  socket.on('data', (part) => {
    heard += String(part);
  });
  await new Promise((resolve) => socket.on('close', resolve));
  return heard;
}

interface Sent {
  type?: string;
  secret?: string;
  /** How many seconds the timestamp is off. */
  skew?: number;
  /** A timestamp of other words, signed as it is. */
  timestamp?: string;
  headers?: Record<string, string>;
}

/** A request as Slack signs it. */
function sign(body: string, sent: Sent = {}) {
  const timestamp = sent.timestamp ?? String(Math.floor(Date.now() / 1000) + (sent.skew ?? 0));
  const digest = createHmac('sha256', sent.secret ?? secret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const headers: Record<string, string> = {
    'content-type': sent.type ?? jsonType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
    ...sent.headers,
  };
  return { method: 'POST', body, headers };
}

async function send(body: string, sent: Sent = {}): Promise<number> {
  const response = await fetch(room.url, {
    ...sign(body, sent),
    signal: AbortSignal.timeout(30_000),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Sends bytes as they are; answers what comes back until the other side closes. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(room.bot.port, '127.0.0.1');
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (part) => {
    heard += String(part);
  });
  socket.write(text);
  await new Promise((resolve) => socket.on('close', resolve));
  return heard;
}

/** The bot was invited: each event has a channel of its own, which gets a set-up card. */
const joined = (eventId: string): string =>
  JSON.stringify({
    type: 'event_callback',
    event_id: eventId,
    team_id: miniTeamId,
    event: {
      type: 'member_joined_channel',
      user: miniBotUserId,
      channel: `C0${eventId.toUpperCase()}`,
    },
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

async function countPosts(eventId: string): Promise<number> {
  // Something that is answered after everything sent before, so that nothing late is missed.
  expect(await send(command('help'), { type: formType })).toBe(200);
  return listPosts(eventId).length;
}

function listPosts(eventId: string): unknown[] {
  const channel = `C0${eventId.toUpperCase()}`;
  return room.slack.calls.filter(
    ({ method, args }) => method === 'chat.postMessage' && args.channel === channel,
  );
}

let alive = 0;

async function expectAlive(): Promise<void> {
  alive += 1;
  const id = `Ev_alive_${alive}`;
  expect(await send(joined(id))).toBe(200);
  await room.slack.until('the set-up card', () => listPosts(id)[0]);
}

describe('only Slack can talk to /slack/events', () => {
  it('and whoever else does gets a 401, and nothing happens (B-01, B-02, B-03, B-04, P07)', async () => {
    const body = joined('Ev_wrong');
    const now = Math.floor(Date.now() / 1000);
    // Other programs take these for numbers.
    const spelled = [`+${now}`, `${now}.5`, `${now}e0`, `0x${now.toString(16)}`];
    const wrong: Sent[] = [
      { secret: 'another-secret' },
      { secret: '' },
      { skew: -301 },
      { skew: -86_400 },
      // A slow machine reads it some seconds later, and it is that much less early.
      { skew: 330 },
      { skew: 10 * 365 * 86_400 },
      { headers: { 'x-slack-signature': '' } },
      { headers: { 'x-slack-signature': 'v0=' } },
      { headers: { 'x-slack-signature': 'v0' } },
      { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } },
      { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } },
      { headers: { 'x-slack-signature': `v0=${'0'.repeat(63)}` } },
      // Of these the signature is right: nothing but their own form gives them away.
      ...['', 'abc', '1e99', '-1', 'NaN', '2026-11-21T09:00:00Z', ...spelled].map((timestamp) => ({
        timestamp,
      })),
    ];
    // What is answered before Bolt looks at it, and what Bolt would refuse too.
    const asked = JSON.stringify({ type: 'url_verification', challenge: 'x' });
    for (const sent of wrong) {
      for (const one of [body, asked])
        expect(await send(one, sent), JSON.stringify(sent)).toBe(401);
    }
    const bare = await fetch(room.url, { method: 'POST', body });
    expect(bare.status).toBe(401);
    // A signature is good for its own body only.
    const other = { 'x-slack-signature': `v0=${createHmac('sha256', secret).digest('hex')}` };
    expect(await send(body, { headers: other })).toBe(401);
    expect(await countPosts('Ev_wrong')).toBe(0);
    await expectAlive();
  });

  it('and it may be a few minutes early or late', async () => {
    for (const skew of [-290, -1, 0, 1, 290]) {
      expect(await send(joined('Ev_skew'), { skew })).toBe(200);
    }
  });

  it('and what was caught on the way has one effect, however often it is played', async () => {
    const body = joined('Ev_again');
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(body)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await room.slack.until('the set-up card', () => listPosts('Ev_again')[0]);
    for (let again = 0; again < 5; again += 1) expect(await send(body)).toBe(200);
    expect(await countPosts('Ev_again')).toBe(1);
  });

  it('and what was caught on the way gets no answer either, nor does a proxy’s late copy (F-23, B-05, P07)', async () => {
    const asked = sign(command('help me'), { type: formType });
    const first = await fetch(room.url, asked);
    expect(await first.text()).toContain('/onepager');
    for (let again = 0; again < 5; again += 1) {
      const copy = await fetch(room.url, asked);
      expect([copy.status, await copy.text()]).toEqual([200, '']);
    }
  });
});

describe('what nobody can read', () => {
  it('gets a 400 at once and ends nothing (B-06, B-07, B-08)', async () => {
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
      const status = await send(body, { type });
      // A long challenge is a kind of payload that is read nowhere else.
      expect([body.slice(0, 60), status]).toEqual([
        body.slice(0, 60),
        body.includes('url_verification') ? 200 : 400,
      ]);
    }
    await expectAlive();
  });

  it('is acknowledged when it is only of a kind that we do not know (B-16, F-11)', async () => {
    const kinds = ['app_rate_limited', 'block_suggestion', 'a_kind_of_2031', 'dialog_submission'];
    for (const type of kinds) {
      expect(await send(JSON.stringify({ type, team_id: miniTeamId })), type).toBe(200);
    }
    const event = { type: 'event_of_2031', user: 'U0ONE' };
    const body = { type: 'event_callback', event_id: 'Ev1', team_id: miniTeamId, event };
    expect(await send(JSON.stringify(body))).toBe(200);
    await expectAlive();
  });

  it('does nothing for another workspace', async () => {
    expect(await send(joined('Ev_other').replace(miniTeamId, 'T0OTHER'))).toBe(200);
    expect(await countPosts('Ev_other')).toBe(0);
    expect(room.bot.log()).toMatch(/other workspace/);
  });

  it('is not read at all when it is too long, as a body or as headers (B-10)', async () => {
    const status = await send(JSON.stringify({ x: 'y'.repeat(2_000_000) })).catch(() => 413);
    expect(status).toBe(413);
    const headers = Array.from({ length: 10_000 }, (_, count) => `x-${count}: y`).join('\r\n');
    expect(await sendRaw(`POST /slack/events HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
    await expectAlive();
  });

  it('is cut off when it comes too slowly (B-10)', { timeout: 30_000 }, async () => {
    expect(await slow).toMatch(/^HTTP\/1.1 408 /);
    await expectAlive();
  });
});

describe('Slack’s own checks', () => {
  it('are answered (B-14)', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: '<b>3eZbrw1a</b>' });
    const response = await fetch(room.url, sign(body, { type: 'application/json; charset=utf-8' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('<b>3eZbrw1a</b>');
    expect(await send(body, { secret: 'wrong' })).toBe(401);
  });

  it('of our certificate need no signature, and carry nothing in (B-13)', async () => {
    const payload = { payload: joined('Ev_ssl'), ssl_check: '1', command: '/onepager' };
    const body = new URLSearchParams(payload).toString();
    expect(await send(body, { type: formType, secret: 'wrong' })).toBe(200);
    expect(await countPosts('Ev_ssl')).toBe(0);
  });

  it.each([
    'application/x-www-form-urlencoded; charset=utf-8',
    'Application/X-WWW-Form-URLencoded',
  ])('of spelling: %s is a form (B-09)', async (type) => {
    expect(await send(command('help'), { type })).toBe(200);
    expect(await send(command('help'), { type: 'multipart/form-data; boundary=x' })).toBe(400);
  });
});

describe('other doors', () => {
  it('are closed (B-15)', async () => {
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
    await expectAlive();
  });
});
