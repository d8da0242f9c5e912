import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActFailed, Actor, messageWords } from '../../sandbox/server/play/actor.ts';
import {
  button,
  connectBot,
  home,
  input,
  isOf,
  modal,
  openWithBot,
  plain,
  type SocketBot,
  section,
  type TestSandbox,
} from './fixture.ts';

let sandbox: TestSandbox;
let bot: SocketBot;
let ana: Actor;
beforeEach(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [] } });
  bot = await connectBot(sandbox, ({ payload }) => {
    if (payload.command || payload.type === 'shortcut') {
      void sandbox.call('views.open', { trigger_id: payload.trigger_id, view: form });
    }
    return undefined;
  });
  ana = new Actor(sandbox.url, 'U0ANA');
});
afterEach(() => sandbox.stop());

const option = (words: string) => ({ text: plain(words), value: words });
const form = modal([
  input('What is the bet?', { type: 'plain_text_input', action_id: 'v' }),
  input('Owner', { type: 'users_select', action_id: 'v' }),
  input('Kind', {
    type: 'static_select',
    action_id: 'v',
    options: [option('Growth'), option('Cost')],
  }),
  input('Until', { type: 'datepicker', action_id: 'v' }, { dispatch_action: true }),
  input(
    'Goals',
    { type: 'checkboxes', action_id: 'v', options: [option('One'), option('Two')] },
    { optional: true },
  ),
  { type: 'actions', block_id: 'more', elements: [button('Add a row', { action_id: 'row' })] },
]);

describe('an actor', () => {
  it('fills in a form by its labels and submits it', async () => {
    await ana.runs('/onepager new');
    await ana.fills({
      'What is the bet': 'Better onboarding',
      Owner: 'ben',
      Kind: 'cost',
      Until: '2026-12-24',
      Goals: ['One', 'Two'],
    });
    await ana.presses('Add a row');
    await ana.submits();
    await ana.seesNoModal();
    const { payload } = await bot.heard(isOf('view_submission'));
    expect(payload.view).toMatchObject({
      state: {
        values: {
          'What is the bet?': { v: { value: 'Better onboarding' } },
          Owner: { v: { selected_user: 'U0BEN' } },
          Kind: { v: { selected_option: { value: 'Cost' } } },
          Until: { v: { selected_date: '2026-12-24' } },
          Goals: { v: { selected_options: [{ value: 'One' }, { value: 'Two' }] } },
        },
      },
    });
    // The date acts at once and the button does; both carry what was typed so far.
    const pressed = await bot.heard(isOf('block_actions'), 1);
    expect(pressed.payload.view).toMatchObject({
      state: { values: { Owner: { v: { selected_user: 'U0BEN' } } } },
    });
  });
  it('is told what Slack refuses', async () => {
    await ana.invokes(/one-pager/i);
    await ana.seesModal(/What is the bet/);
    await expect(ana.submits()).rejects.toThrow(/required field/);
    expect((await ana.submits({ mayFail: true })).error).toBe('invalid_input');
    await ana.closes();
    await ana.seesNoModal();
    await expect(ana.runs('/none')).rejects.toBeInstanceOf(ActFailed);
  });
  it('presses the button of the card it means, in messages and on the Home tab', async () => {
    for (const words of ['first', 'second']) {
      const card = [section(`The ${words} bet`), { type: 'actions', elements: [button('Stop')] }];
      await sandbox.call('chat.postMessage', { channel: 'C0GROWTH', text: words, blocks: card });
    }
    await ana.presses(/stop/i, { in: /first bet/ });
    const { payload } = await bot.heard(isOf('block_actions'));
    expect(payload.message).toMatchObject({ text: 'first' });
    expect(messageWords(await ana.sees(/second/))).toContain('The second bet');
    const view = home([{ type: 'actions', elements: [button('Help')] }]);
    await sandbox.call('views.publish', { user_id: 'U0ANA', view });
    await ana.opensHome();
    await ana.presses('Help', { surface: 'home' });
    const onHome = await bot.heard(isOf('block_actions'), 1);
    expect(onHome.payload.container).toMatchObject({ type: 'view' });
  });
  it('writes, in channels and threads', async () => {
    const thread = await ana.says('hello');
    const ben = new Actor(ana.client, 'U0BEN');
    await ben.says('hi @ana', { thread });
    const reply = await ana.sees(/hi/, { thread });
    expect(reply.text).toBe('hi <@U0ANA>');
  });
  it('gives up on what is not there', async () => {
    ana.client.patienceMs = 50;
    await expect(ana.presses('Nothing')).rejects.toThrow('nobody sees Nothing');
    await expect(ana.sees(/unseen/)).rejects.toThrow('unseen');
    await expect(ana.says('x', { channel: 'none' })).rejects.toThrow('no channel none');
  });
});
