import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  button,
  connectBot,
  isOf,
  openWithBot,
  type SocketBot,
  section,
  type TestSandbox,
} from './fixture.ts';

let sandbox: TestSandbox;
let bot: SocketBot;
async function start(responseUrlMs = 60_000): Promise<void> {
  sandbox = await openWithBot({ timing: { redeliverMs: [], responseUrlMs } });
  bot = await connectBot(sandbox);
}
beforeEach(() => start());
afterEach(() => sandbox.stop());

async function runCommand(): Promise<string> {
  await sandbox.control.act({
    act: 'command',
    userId: 'U0ANA',
    channel: 'C0GROWTH',
    command: '/onepager',
    text: '',
  });
  return String((await bot.heard(isOf('/onepager'))).payload.response_url);
}

async function pressCard(): Promise<{ ts: string; url: string }> {
  const { body } = await sandbox.call('chat.postMessage', {
    channel: 'C0GROWTH',
    text: 'card',
    blocks: [{ type: 'actions', block_id: 'b', elements: [button('Go')] }],
  });
  const ts = String(body.ts);
  await sandbox.control.act({
    act: 'block',
    userId: 'U0ANA',
    in: { channel: 'C0GROWTH', ts },
    blockId: 'b',
    actionId: 'act',
  });
  return { ts, url: String((await bot.heard(isOf('block_actions'))).payload.response_url) };
}

async function respond(url: string, body: unknown): Promise<[number, string]> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.json();
  return [response.status, answer.ok ? 'ok' : answer.error];
}

describe('a response_url', () => {
  it('answers the person alone, or all', async () => {
    const url = await runCommand();
    expect(await respond(url, { text: 'you' })).toEqual([200, 'ok']);
    expect(await respond(url, { text: 'all', response_type: 'in_channel' })).toEqual([200, 'ok']);
    const seen = await sandbox.control.messages('C0GROWTH', 'U0BEN');
    expect(seen.map((message) => message.text)).toEqual(['all']);
  });
  it('is good five times', async () => {
    const url = await runCommand();
    for (let use = 0; use < 5; use += 1) {
      expect(await respond(url, { text: 'x' })).toEqual([200, 'ok']);
    }
    expect(await respond(url, { text: 'x' })).toEqual([404, 'used_url']);
  });
  it('expires', async () => {
    await sandbox.stop();
    await start(0);
    expect(await respond(await runCommand(), { text: 'x' })).toEqual([404, 'expired_url']);
  });
  it('must be one that was given', async () => {
    expect(await respond(`${sandbox.url}/response/none`, {})).toEqual([404, 'invalid_url']);
  });
  it('replaces or deletes the message whose button was pressed', async () => {
    const { ts, url } = await pressCard();
    await respond(url, { replace_original: true, text: 'changed', blocks: [section('changed')] });
    expect((await sandbox.control.messages('C0GROWTH'))[0]).toMatchObject({ ts, text: 'changed' });
    await respond(url, { delete_original: true });
    expect(await sandbox.control.messages('C0GROWTH')).toEqual([]);
  });
  it('refuses what a message may not be', async () => {
    const url = await runCommand();
    expect(await respond(url, {})).toEqual([400, 'no_text']);
    expect(await respond(url, { blocks: [{ type: 'nope' }] })).toEqual([400, 'invalid_blocks']);
  });
});
