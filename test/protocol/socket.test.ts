import { describe, expect, it } from 'vitest';
import { type BotProcess, startBot } from './bot-process.ts';
import { type MiniSlack, miniBotUserId, miniTeamId, startMiniSlack } from './mini-slack.ts';

interface Room {
  slack: MiniSlack;
  bot: BotProcess;
}

const environmentOf = (slack: MiniSlack): Record<string, string> => ({
  SLACK_BOT_TOKEN: 'xoxb-mini',
  SLACK_APP_TOKEN: 'xapp-mini',
  SLACK_API_URL: slack.apiUrl,
});

async function openRoom(): Promise<Room> {
  const slack = await startMiniSlack();
  const bot = await startBot({ environment: environmentOf(slack) });
  await slack.until('two connections', () => (slack.sockets.size === 2 ? true : undefined));
  return { slack, bot };
}

let envelopes = 0;

function envelope(type: string, payload: unknown): { id: string; frame: string } {
  envelopes += 1;
  const id = `env-${envelopes}`;
  return { id, frame: JSON.stringify({ envelope_id: id, type, payload }) };
}

const help = {
  command: '/onepager',
  text: 'help',
  team_id: miniTeamId,
  user_id: 'U0ONE',
  channel_id: 'C0MINI',
  trigger_id: '1.2.3',
};

async function expectAnswer({ slack, bot }: Room): Promise<void> {
  const { id, frame } = envelope('slash_commands', help);
  slack.sends(frame);
  const answer = await slack.until(`an answer (${bot.log()})`, () => slack.acks.get(id));
  expect(answer).toMatchObject({ response_type: 'ephemeral' });
}

describe('over Socket Mode', () => {
  it('Barbell can be reached over either of two connections', async () => {
    const room = await openRoom();
    for (const socket of room.slack.sockets) {
      const { id, frame } = envelope('slash_commands', help);
      socket.send(frame);
      await room.slack.until('an answer', () => room.slack.acks.get(id));
    }
  });

  it('it can be reached again at once after every connection was cut', async () => {
    const room = await openRoom();
    const old = [...room.slack.sockets];
    for (const socket of old) socket.terminate();
    await room.slack.until('a connection', () =>
      [...room.slack.sockets].find((socket) => !old.includes(socket)),
    );
    await room.slack.until('both', () =>
      room.slack.sockets.size === 2 && !old.some((socket) => room.slack.sockets.has(socket))
        ? true
        : undefined,
    );
    await expectAnswer(room);
  });

  it('both connections answer while Slack refreshes one, the old one until Slack closes it (F-12, P04)', async () => {
    const room = await openRoom();
    const { slack } = room;
    for (let round = 0; round < 4; round += 1) {
      const [oldest] = slack.sockets;
      if (oldest === undefined) throw new Error('nothing stands');
      const reason = round % 2 === 0 ? 'refresh_requested' : 'warning';
      oldest.send(JSON.stringify({ type: 'disconnect', reason }));
      await slack.until('a new connection', () => (slack.sockets.size === 3 ? true : undefined));
      await expectAnswer(room);
      const { id, frame } = envelope('slash_commands', help);
      oldest.send(frame);
      await slack.until('an answer on the old one', () => slack.acks.get(id));
      oldest.close(1000);
      await slack.until('its end', () => (slack.sockets.size === 2 ? true : undefined));
    }
    expect(room.bot.log()).toBe('');
  });

  it('a press whose connection closes meanwhile is answered on the next one (F-15, P04)', async () => {
    const room = await openRoom();
    const { slack } = room;
    // As long as this takes, both connections go, and none has come up when the answer is there.
    slack.delays('conversations.info', 200);
    slack.delays('apps.connections.open', 400);
    const { id, frame } = envelope('slash_commands', { ...help, text: 'settings' });
    slack.sends(frame);
    for (const socket of slack.sockets) socket.close(1000);
    const ack = await slack.until('an answer', () => (slack.acks.has(id) ? 'came' : undefined));
    expect(ack).toBe('came');
    expect(room.bot.log()).not.toContain('acknowledgement');
  });

  it('comes back by itself when Slack cannot be reached for a while (F-18)', async () => {
    const room = await openRoom();
    const { slack } = room;
    const opens = () => slack.calls.filter((call) => call.method === 'apps.connections.open');
    slack.answers('apps.connections.open', { ok: false, error: 'internal_error' });
    for (const socket of slack.sockets) socket.terminate();
    const before = opens().length;
    await slack.until('several tries', () => (opens().length >= before + 4 ? true : undefined));
    expect(slack.sockets.size).toBe(0);
    slack.answers('apps.connections.open', undefined);
    await slack.until('a connection', () => (slack.sockets.size > 0 ? true : undefined));
    await expectAnswer(room);
  });

  it('ends with a line when Slack refuses it for good (F-19)', async () => {
    const room = await openRoom();
    room.slack.answers('apps.connections.open', { ok: false, error: 'invalid_auth' });
    for (const socket of room.slack.sockets) socket.terminate();
    expect(await room.bot.ended).toEqual({ code: 1, signal: null });
    const lines = room.bot.log().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/invalid_auth.*cannot reach this process/);
  });

  it.each(['invalid_auth', 'missing_scope'])(
    'does not start with an app token that is no good: %s',
    async (error) => {
      const slack = await startMiniSlack();
      slack.answers('apps.connections.open', { ok: false, error });
      const bot = await startBot({ environment: environmentOf(slack), mayFail: true });
      expect(await bot.ended).toEqual({ code: 1, signal: null });
      expect(bot.log()).toMatch(/^Slack refuses SLACK_APP_TOKEN[^\n]*\n$/);
    },
  );
});

describe('a frame that nobody can read', () => {
  it('is ignored, and the next one is answered (B-17)', async () => {
    const room = await openRoom();
    const { slack } = room;
    const frames: (string | Buffer)[] = [
      Buffer.from([0, 1, 2, 255]),
      'not json',
      '',
      'null',
      '[]',
      '7',
      '"hello"',
      '{}',
      '{"type":null}',
      '{"type":"error"}',
      '{"type":"close"}',
      '{"type":"disconnected"}',
      '{"type":"connected"}',
      '{"type":"__proto__"}',
      '{"type":"events_api"}',
      '{"type":"events_api","payload":{}}',
      '{"type":"interactive","envelope_id":"e1"}',
      '{"type":"interactive","envelope_id":"e2","payload":null}',
      '{"type":"interactive","envelope_id":7,"payload":{}}',
      '{"type":"slash_commands","envelope_id":"","payload":{}}',
      `{"type":"hello","x":"${'y'.repeat(300_000)}"}`,
    ];
    for (const frame of frames) slack.sends(frame);
    await expectAnswer(room);
    expect(slack.sockets.size).toBe(2);
    expect(slack.calls.filter((call) => call.method === 'apps.connections.open')).toHaveLength(2);
  });

  it('is acknowledged when it is an envelope, so that Slack does not send it again (F-11, B-08)', async () => {
    const room = await openRoom();
    const person = { team: { id: miniTeamId }, user: { id: 'U0ONE' }, trigger_id: '1.2.3' };
    const payloads: [string, unknown][] = [
      // The SDK looks for an event in here, and would end the process.
      ['events_api', { type: 'app_rate_limited', team_id: miniTeamId, minute_rate_limited: 1 }],
      ['events_api', { type: 'event_callback', event_id: 'Ev1', event: null }],
      ['events_api', { type: 'event_callback', event_id: 'Ev1', event: { type: 7 } }],
      ['events_api', { type: 'event_callback', event_id: 'Ev1', event: { type: 'close' } }],
      ['events_api', { type: 'event_callback', event_id: 'Ev1', event: { type: 'disconnected' } }],
      ['events_api', { type: 'event_of_2031' }],
      ['interactive', { ...person, type: 'view_submission' }],
      ['interactive', { ...person, type: 'view_submission', view: null }],
      ['interactive', { ...person, type: 'block_actions', actions: [] }],
      ['interactive', { ...person, type: 'block_actions', actions: [{}] }],
      ['interactive', { type: 'interactive_message', actions: null }],
      ['interactive', {}],
      ['slash_commands', { command: '/onepager' }],
      ['slash_commands', { command: { toString: null } }],
    ];
    for (const [type, payload] of payloads) {
      const { id, frame } = envelope(type, payload);
      room.slack.sends(frame);
      await room.slack.until(`an ack of ${frame} (${room.bot.log()})`, () =>
        room.slack.acks.has(id) ? true : undefined,
      );
    }
    await expectAnswer(room);
    expect(room.slack.sockets.size).toBe(2);
  });

  it('does nothing twice when Slack delivers it twice (F-04, F-05)', async () => {
    const room = await openRoom();
    const event = { type: 'member_joined_channel', user: miniBotUserId, channel: 'C0MINI' };
    const payload = { type: 'event_callback', event_id: 'Ev1', team_id: miniTeamId, event };
    for (let copy = 0; copy < 5; copy += 1) {
      const { frame } = envelope('events_api', payload);
      for (const socket of room.slack.sockets) socket.send(frame);
    }
    const posts = () => room.slack.calls.filter((call) => call.method === 'chat.postMessage');
    await room.slack.until('the set-up card', () => posts()[0]);
    await expectAnswer(room);
    expect(posts()).toHaveLength(1);
  });
});

describe('a press that takes long', () => {
  it('is acknowledged in time, and its answer comes afterwards (F-01, F-03, P01)', async () => {
    const room = await openRoom();
    // Nobody answers who this person is, until the call gives up after five seconds.
    const asking = room.slack.holds('users.info', () => true);
    room.slack.answers('views.open', { ok: true, view: { id: 'V1' } });
    const { id, frame } = envelope('slash_commands', { ...help, text: 'settings' });
    const underWay: number[] = [];
    for (const socket of room.slack.sockets)
      socket.on('message', () => void underWay.push(asking.now));
    room.slack.sends(frame);
    await room.slack.until('an ack', () => (room.slack.acks.has(id) ? true : undefined));
    // Slack waits three seconds, the call longer: whoever waited for it would be too late.
    expect(underWay[0]).toBeGreaterThan(0);
    const answer = await room.slack.until('the answer', () =>
      room.slack.calls.find((call) => call.method === 'views.update'),
    );
    // It comes into the window that was opened before Slack forgot who asked.
    expect(room.slack.calls.some((call) => call.method === 'views.open')).toBe(true);
    expect(JSON.stringify(answer)).toContain('V1');
  });
});
