import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { Actor } from '../../sandbox/server/play/actor.ts';
import { button, input, modal, openSandbox, section, type TestSandbox } from './fixture.ts';

let app: App | undefined;
let sandbox: TestSandbox | undefined;
afterEach(async () => {
  await app?.stop();
  await sandbox?.stop();
});

const text = { type: 'plain_text_input', action_id: 'v' };
const form = JSON.parse(
  JSON.stringify(modal([input('Metric', text), input('Target', text)], { notify_on_close: true })),
);

/** A small app that asks for two words and posts a card with a button. */
function teach(bolt: App): void {
  bolt.command('/onepager', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  bolt.view('form', async ({ ack, view, client }) => {
    const words = ['Metric', 'Target'].map((id) => view.state.values[id]?.v?.value);
    if (words[1] === 'taken') {
      await ack({ response_action: 'errors', errors: { Target: 'Taken' } });
      return;
    }
    await ack();
    const card = { type: 'actions', elements: [button('Continue')] };
    await client.chat.postMessage({
      channel: 'C0GROWTH',
      text: words.join(' to '),
      blocks: JSON.parse(JSON.stringify([section(words.join(' to ')), card])),
    });
  });
  bolt.action('act', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'pressed', response_type: 'in_channel', replace_original: false });
  });
  bolt.event('member_joined_channel', async ({ event, client }) => {
    await client.chat.postMessage({ channel: event.channel, text: 'Hello, I am here.' });
  });
}

async function live(box: TestSandbox): Promise<void> {
  const ana = new Actor(box.url, 'U0ANA');
  await box.control.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0BARBELL' });
  await ana.sees(/I am here/);
  await ana.runs('/onepager new');
  await ana.fills({ Metric: 'Sales', Target: 'taken' });
  await ana.submits();
  expect((await box.control.views('U0ANA')).stack[0]?.errors).toEqual({ Target: 'Taken' });
  await ana.fills({ Target: '100' });
  await ana.submits();
  await ana.seesNoModal();
  await ana.sees(/Sales to 100/);
  await ana.presses('Continue', { in: /Sales/ });
  await ana.sees(/pressed/);
}

describe('the real Bolt', () => {
  it('works over Socket Mode', async () => {
    sandbox = await openSandbox();
    const clientOptions = { slackApiUrl: sandbox.apiUrl };
    const receiver = new SocketModeReceiver({
      appToken: sandbox.appToken,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions },
    });
    app = new App({
      token: sandbox.botToken,
      receiver,
      clientOptions,
      logLevel: LogLevel.ERROR,
    });
    teach(app);
    await app.start();
    await live(sandbox);
  });
  it('works over signed HTTP', async () => {
    const receiver = new HTTPReceiver({
      signingSecret: 'sandbox-signing-secret',
      logLevel: LogLevel.ERROR,
    });
    const server = await receiver.start(0);
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    sandbox = await openSandbox({
      transport: { requestUrl: `http://127.0.0.1:${port}/slack/events` },
    });
    app = new App({
      token: sandbox.botToken,
      receiver,
      clientOptions: { slackApiUrl: sandbox.apiUrl },
      logLevel: LogLevel.ERROR,
    });
    teach(app);
    await live(sandbox);
  });
  it('is not believed with another signing secret', async () => {
    const receiver = new HTTPReceiver({ signingSecret: 'another', logLevel: LogLevel.ERROR });
    const server = await receiver.start(0);
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    sandbox = await openSandbox({
      transport: { requestUrl: `http://127.0.0.1:${port}/slack/events` },
    });
    app = new App({
      token: sandbox.botToken,
      receiver,
      clientOptions: { slackApiUrl: sandbox.apiUrl },
      logLevel: LogLevel.ERROR,
    });
    const result = await sandbox.control.act({
      act: 'command',
      userId: 'U0ANA',
      channel: 'C0GROWTH',
      command: '/onepager',
      text: '',
    });
    expect(result).toMatchObject({ ok: false, acked: false });
  });
});
