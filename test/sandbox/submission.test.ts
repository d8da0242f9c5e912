import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActResult, Values } from '../../sandbox/protocol.ts';
import {
  connectBot,
  type Envelope,
  input,
  isOf,
  modal,
  openModal,
  openWithBot,
  plain,
  type SocketBot,
  section,
  type TestSandbox,
} from './fixture.ts';

let sandbox: TestSandbox;
let bot: SocketBot;
let answer: (envelope: Envelope) => unknown;
beforeEach(async () => {
  answer = () => undefined;
  sandbox = await openWithBot({ timing: { redeliverMs: [], ackMs: 1_000 } });
  bot = await connectBot(sandbox, (envelope) =>
    isOf('view_submission')(envelope) ? answer(envelope) : undefined,
  );
});
afterEach(() => sandbox.stop());

const options = ['a', 'b'].map((value) => ({ text: plain(value), value }));
const form = modal([
  input('name', { type: 'plain_text_input', action_id: 'v', min_length: 2, max_length: 5 }),
  input('note', { type: 'plain_text_input', action_id: 'v' }, { optional: true }),
  input('kind', { type: 'static_select', action_id: 'v', options, initial_option: options[1] }),
  input('who', { type: 'multi_users_select', action_id: 'v' }, { optional: true }),
  input(
    'sum',
    { type: 'number_input', action_id: 'v', is_decimal_allowed: false },
    { optional: true },
  ),
]);

async function open(view: Record<string, unknown> = form): Promise<string> {
  const { body } = await openModal(sandbox, view);
  return (body.view as { id: string }).id;
}

function submit(viewId: string, values: Values = {}, userId = 'U0ANA'): Promise<ActResult> {
  return sandbox.control.act({ act: 'submit', userId, viewId, values });
}

function typed(value: string, blockId = 'name'): Values {
  return { [blockId]: { v: { type: 'plain_text_input', value } } };
}

async function stack() {
  return (await sandbox.control.views('U0ANA')).stack;
}

describe('a submission', () => {
  it('carries what was typed and the initial values of the rest', async () => {
    const viewId = await open();
    expect(await submit(viewId, typed('Bet'))).toMatchObject({ ok: true, acked: true });
    const { payload } = await bot.heard(isOf('view_submission'));
    expect(payload).toMatchObject({ user: { id: 'U0ANA' }, response_urls: [] });
    expect(payload.view).toMatchObject({
      id: viewId,
      callback_id: 'form',
      state: {
        values: {
          name: { v: { type: 'plain_text_input', value: 'Bet' } },
          note: { v: { value: null } },
          kind: { v: { selected_option: { value: 'b' } } },
          who: { v: { selected_users: [] } },
        },
      },
    });
    expect(await stack()).toEqual([]);
  });
  it.each([
    ['an empty required field', {}, 'name', 'Please complete this required field.'],
    ['spaces only counted as text', typed(''), 'name', 'Please complete this required field.'],
    ['too short a text', typed('x'), 'name', 'Please use at least 2 characters.'],
    ['too long a text', typed('xxxxxx'), 'name', 'Please use at most 5 characters.'],
    [
      'a text over 3000',
      { ...typed('ok'), ...typed('x'.repeat(3001), 'note') },
      'note',
      'Please use at most 3000 characters.',
    ],
    [
      'half a person',
      { ...typed('ok'), ...typed('1.5', 'sum') },
      'sum',
      'Please enter a whole number.',
    ],
    ['no number', { ...typed('ok'), ...typed('many', 'sum') }, 'sum', 'Please enter a number.'],
  ])('is refused by Slack itself for %s', async (_name, values, blockId, words) => {
    const viewId = await open();
    expect(await submit(viewId, values)).toEqual({ ok: false, error: 'invalid_input' });
    expect((await stack())[0]?.errors).toEqual({ [blockId]: words });
    expect(bot.envelopes.filter(isOf('view_submission'))).toEqual([]);
  });
  it('is for the owner of the top view only, with inputs that are there', async () => {
    const viewId = await open();
    expect((await submit(viewId, {}, 'U0BEN')).error).toBe('not_found');
    expect((await submit(viewId, typed('x', 'other'))).error).toBe('no such input: other/v');
    const kind = { kind: { v: { selected_option: { value: 'z' } } } };
    expect((await submit(viewId, { ...typed('ok'), ...kind })).error).toBe(
      'no option with value z',
    );
  });
  it('needs a submit button', async () => {
    const viewId = await open(modal([section('x')], { submit: undefined }));
    expect((await submit(viewId)).error).toBe('view_has_no_submit');
  });
  it('stays open when the app does not answer in time', async () => {
    answer = () => false;
    const viewId = await open();
    expect(await submit(viewId, typed('Bet'))).toMatchObject({
      ok: false,
      error: 'operation_timeout',
    });
    expect(await stack()).toHaveLength(1);
  });
});

describe('an answer', () => {
  const respond = (response_action: string, more: Record<string, unknown> = {}) => {
    answer = () => ({ response_action, ...more });
  };
  it('shows errors under input blocks', async () => {
    respond('errors', { errors: { name: 'Taken' } });
    const viewId = await open();
    expect(await submit(viewId, typed('Bet'))).toMatchObject({ ok: true });
    expect((await stack())[0]?.errors).toEqual({ name: 'Taken' });
  });
  it.each([
    ['errors for a block that is no input', { errors: { nothing: 'x' } }],
    [
      'more than ten errors',
      { errors: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`b${n}`, 'x'])) },
    ],
    ['no errors at all', { errors: {} }],
  ])('is ignored with %s', async (_name, more) => {
    respond('errors', more);
    const viewId = await open();
    const result = await submit(viewId, typed('Bet'));
    expect(result).toMatchObject({ ok: false, acked: true });
    expect(result.error).toContain('We had some trouble connecting');
    expect((await stack())[0]?.errors).toEqual({});
  });
  it('updates, pushes, and clears', async () => {
    const viewId = await open();
    respond('update', { view: { ...form, title: plain('Two') } });
    await submit(viewId, typed('Bet'));
    expect((await stack())[0]?.view.title).toMatchObject({ text: 'Two' });
    respond('push', { view: form });
    await submit(viewId, typed('Bet'));
    const pushed = (await stack()).at(-1);
    expect(await stack()).toHaveLength(2);
    expect((await submit(viewId, typed('Bet'))).error).toBe('view_not_on_top');
    respond('clear');
    await submit(pushed?.id ?? '', typed('Bet'));
    expect(await stack()).toEqual([]);
  });
  it('uncovers the view below when empty', async () => {
    const viewId = await open();
    respond('push', { view: form });
    await submit(viewId, typed('Bet'));
    answer = () => undefined;
    await submit((await stack()).at(-1)?.id ?? '', typed('Bet'));
    expect((await stack()).map((view) => view.id)).toEqual([viewId]);
  });
  it('is nothing to somebody who closed the window meanwhile', async () => {
    const viewId = await open();
    answer = async () => {
      await sandbox.control.act({ act: 'close', userId: 'U0ANA', viewId });
      return { response_action: 'push', view: form };
    };
    const report = await submit(viewId, typed('Bet'));
    expect([report.ok, report.acked, report.error]).toEqual([true, true, undefined]);
    expect(await stack()).toEqual([]);
  });
  it('is ignored with a view Slack would not take', async () => {
    respond('update', { view: modal([section('')]) });
    const viewId = await open();
    expect((await submit(viewId, typed('Bet'))).error).toContain('invalid_arguments');
    expect((await stack())[0]?.view.title).toMatchObject({ text: 'Form' });
  });
});

describe('keystrokes', () => {
  const config = { trigger_actions_on: ['on_character_entered'] };
  const field = { type: 'plain_text_input', action_id: 'v', dispatch_action_config: config };
  const why = modal([input('why', field, { dispatch_action: true })]);
  const type = (viewId: string, hash?: string) => {
    const at = hash === undefined ? { viewId } : { viewId, hash };
    const state = { type: 'plain_text_input', value: 'because of X' };
    const values = { why: { v: state } };
    const where = { blockId: 'why', actionId: 'v' };
    return sandbox.control.act({ act: 'block', userId: 'U0ANA', in: at, ...where, state, values });
  };
  const leaving: [string, (viewId: string) => Promise<unknown>][] = [
    [
      'gave way to the next step',
      (viewId) => {
        answer = () => ({ response_action: 'update', view: form });
        return submit(viewId, typed('because', 'why'));
      },
    ],
    [
      'went under another one',
      (viewId) => {
        answer = () => ({ response_action: 'push', view: form });
        return submit(viewId, typed('because', 'why'));
      },
    ],
    ['was submitted and is gone', (viewId) => submit(viewId, typed('because', 'why'))],
  ];
  it.each(leaving)('that come when their view %s are nothing', async (_name, leave) => {
    const viewId = await open(why);
    const hash = (await stack())[0]?.hash ?? '';
    expect(await type(viewId, hash)).toMatchObject({ ok: true, acked: true });
    await leave(viewId);
    const heard = bot.envelopes.length;

    expect(await type(viewId, hash)).toEqual({ ok: true });
    expect(bot.envelopes).toHaveLength(heard);
  });
  it('are refused where nobody ever saw such a field', async () => {
    const viewId = await open();
    const hash = (await stack())[0]?.hash ?? '';
    expect((await type(viewId, hash)).error).toBe('no_such_element');
    expect((await type(viewId)).error).toBe('no_such_element');
  });
});

describe('closing', () => {
  const close = (viewId: string, isCleared = false) =>
    sandbox.control.act({ act: 'close', userId: 'U0ANA', viewId, isCleared });

  it('tells the app only when asked, and loses what was typed', async () => {
    const silent = await open();
    expect(await close(silent)).toEqual({ ok: true });
    const viewId = await open({ ...form, notify_on_close: true });
    await submit(viewId, typed('x'));
    expect(await close(viewId)).toMatchObject({ ok: true, acked: true });
    const { payload } = await bot.heard(isOf('view_closed'));
    expect(payload).toMatchObject({ is_cleared: false, view: { id: viewId } });
    expect(payload.view).toHaveProperty('state', { values: {} });
    expect(bot.envelopes.filter(isOf('view_closed'))).toHaveLength(1);
  });
  it('clears the whole stack at once', async () => {
    const loud = { ...form, notify_on_close: true };
    const viewId = await open(loud);
    answer = () => ({ response_action: 'push', view: loud });
    await submit(viewId, typed('Bet'));
    // Whoever closed the first one has not seen the second yet, which stays.
    expect(await close(viewId)).toEqual({ ok: true });
    expect(await stack()).toHaveLength(2);
    await close((await stack()).at(-1)?.id ?? '', true);
    expect(await stack()).toEqual([]);
    const second = await bot.heard(isOf('view_closed'), 1);
    expect(second.payload).toMatchObject({ is_cleared: true, view: { id: viewId } });
  });
});

describe('an input that acts at once', () => {
  const text = { type: 'plain_text_input', action_id: 'v' };
  it('tells the app, others do not', async () => {
    const viewId = await open(
      modal([input('live', text, { dispatch_action: true }), input('dead', text)]),
    );
    const use = (blockId: string) =>
      sandbox.control.act({
        act: 'block',
        userId: 'U0ANA',
        in: { viewId },
        blockId,
        actionId: 'v',
        state: { type: 'plain_text_input', value: 'hi' },
        values: { dead: { v: { type: 'plain_text_input', value: 'so far' } } },
      });
    expect((await use('dead')).error).toBe('element_does_not_act');
    expect(await use('live')).toMatchObject({ ok: true });
    const { payload } = await bot.heard(isOf('block_actions'));
    expect(payload).toMatchObject({
      container: { type: 'view', view_id: viewId },
      actions: [{ type: 'plain_text_input', value: 'hi' }],
      view: {
        state: { values: { live: { v: { value: 'hi' } }, dead: { v: { value: 'so far' } } } },
      },
    });
    expect(payload.response_url).toBeUndefined();
  });
});
