import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectBot, getTrigger, isOf, openWithBot, type TestSandbox, until } from './fixture.ts';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [] } });
});
afterEach(() => sandbox.stop());

function openUrl(): Promise<unknown> {
  return sandbox
    .call('apps.connections.open', {}, sandbox.appToken)
    .then((answer) => answer.body.url);
}

describe('Socket Mode', () => {
  it('says hello with the number of connections', async () => {
    const first = await connectBot(sandbox);
    const second = await connectBot(sandbox);
    expect(first.notices[0]).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: 'A0BARBELL' },
      debug_info: { host: expect.any(String) },
    });
    expect(second.notices[0]).toMatchObject({ num_connections: 2 });
  });
  it('takes a ticket once, and none that it did not give', async () => {
    const url = String(await openUrl());
    const first = new WebSocket(url);
    await new Promise((resolve) => first.once('open', resolve));
    for (const bad of [url, url.replace(/ticket=[^&]+/, 'ticket=none')]) {
      const status = await new Promise((resolve) => {
        const socket = new WebSocket(bad);
        socket.on('error', () => {});
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      });
      expect(status).toBe(401);
    }
  });
  it('holds ten connections', async () => {
    for (let count = 0; count < 10; count += 1) await connectBot(sandbox);
    const eleventh = await connectBot(sandbox);
    expect(eleventh.notices[0]).toMatchObject({ reason: 'too_many_websockets' });
    await until('the eleventh to close', () => eleventh.isClosed() || undefined);
  });
  it('gives each payload to one connection, in turn', async () => {
    const bots = [await connectBot(sandbox), await connectBot(sandbox)];
    for (let count = 0; count < 4; count += 1) await getTrigger(sandbox);
    expect(bots.map((bot) => bot.envelopes.length)).toEqual([2, 2]);
  });
  it('asks a connection to reconnect, and gives it nothing more', async () => {
    const bots = [await connectBot(sandbox), await connectBot(sandbox)];
    await sandbox.control.faults([{ kind: 'refreshSocket' }]);
    const notice = await until('a disconnect', () => bots[0]?.notices[1]);
    expect(notice).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    await getTrigger(sandbox);
    await getTrigger(sandbox);
    expect(bots.map((bot) => bot.envelopes.length)).toEqual([0, 2]);
  });
  it('cuts every connection on request', async () => {
    const bot = await connectBot(sandbox);
    await sandbox.control.faults([{ kind: 'cutSocket' }]);
    await until('the cut', () => bot.isClosed() || undefined);
  });
  it('delivers twice on request, with the same envelope id', async () => {
    const bot = await connectBot(sandbox);
    await sandbox.control.faults([{ kind: 'deliverTwice' }]);
    await getTrigger(sandbox);
    const second = await bot.heard(isOf('/onepager'), 1);
    expect(second.envelope_id).toBe(bot.envelopes[0]?.envelope_id);
    await getTrigger(sandbox);
    await bot.heard(isOf('/onepager'), 2);
    expect(bot.envelopes).toHaveLength(3);
  });
  it('takes the acknowledgement from another connection', async () => {
    const bots = [await connectBot(sandbox, () => false), await connectBot(sandbox, () => false)];
    const acting = sandbox.control.act({
      act: 'command',
      userId: 'U0ANA',
      channel: 'C0GROWTH',
      command: '/onepager',
      text: '',
    });
    const { envelope_id } = await until('it', () => bots.flatMap((bot) => bot.envelopes)[0]);
    const third = new WebSocket(String(await openUrl()));
    await new Promise((resolve) => third.once('open', resolve));
    third.send(JSON.stringify({ envelope_id }));
    expect(await acting).toMatchObject({ ok: true, acked: true });
  });
  it('waits three seconds more for an answer whose connection is gone, however long for the living', async () => {
    await using patient = await openWithBot({ timing: { redeliverMs: [], ackMs: 60_000 } });
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const dead = await connectBot(patient, () => false);
    const living = await connectBot(patient, () => answered);
    const run = () => {
      const by = { userId: 'U0ANA', channel: 'C0GROWTH' };
      return patient.control.act({ act: 'command', ...by, command: '/onepager', text: '' });
    };
    const acting = [run(), run()];
    for (const bot of [dead, living]) await bot.heard(isOf('/onepager'));
    dead.close();
    expect(await Promise.race(acting)).toMatchObject({ acked: false, error: 'operation_timeout' });
    answer();
    expect((await Promise.all(acting)).filter(({ acked }) => acked)).toHaveLength(1);
  });
  it('answers a ping, and says another reason on request', async () => {
    const socket = new WebSocket(String(await openUrl()));
    await new Promise((resolve) => socket.once('open', resolve));
    const pong = new Promise((resolve) => socket.once('pong', (data) => resolve(String(data))));
    socket.ping('Ping from client');
    expect(await pong).toBe('Ping from client');
    const bot = await connectBot(sandbox);
    await sandbox.control.faults([{ kind: 'refreshSocket', times: 2, error: 'warning' }]);
    expect(await until('a disconnect', () => bot.notices[1])).toMatchObject({ reason: 'warning' });
  });
});
