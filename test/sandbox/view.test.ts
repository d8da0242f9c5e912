import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  button,
  connectBot,
  getTrigger,
  home,
  input,
  long,
  modal,
  openModal,
  openWithBot,
  plain,
  section,
  type TestSandbox,
} from './fixture.ts';

type Json = Record<string, unknown>;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openWithBot({ timing: { redeliverMs: [] } });
  await connectBot(sandbox);
});
afterAll(() => sandbox.stop());

const text = { type: 'plain_text_input', action_id: 'a' };

async function refusalOf(view: Json): Promise<string[]> {
  const answer = await openModal(sandbox, view);
  expect(answer.verdict).toBe('invalid_arguments');
  return answer.messages;
}

describe('a modal', () => {
  const cases: [string, Json, string][] = [
    [
      'a title of 25',
      { title: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a submit of 25',
      { submit: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'a close of 25',
      { close: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    ['no title', { title: undefined }, 'missing required field: title [json-pointer:/view]'],
    [
      'private_metadata of 3001',
      { private_metadata: long(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'callback_id of 256',
      { callback_id: long(256) },
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'external_id of 256',
      { external_id: long(256) },
      'must be less than 256 characters [json-pointer:/view/external_id]',
    ],
    [
      'an unknown key',
      { colour: 'red' },
      'invalid additional property: colour [json-pointer:/view]',
    ],
    [
      '101 blocks',
      { blocks: Array(101).fill({ type: 'divider' }) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'a chart',
      {
        blocks: [
          {
            type: 'data_visualization',
            title: 'x',
            chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] },
          },
        ],
      },
      'unsupported type: data_visualization [json-pointer:/view/blocks/0/type]',
    ],
    [
      'long text',
      { blocks: [section(long(3001))] },
      'must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]',
    ],
    [
      'an alert of 201',
      { blocks: [{ type: 'alert', text: plain(long(201)) }] },
      'must be less than 201 characters [json-pointer:/view/blocks/0/text/text]',
    ],
    [
      'an input without submit',
      { submit: undefined, blocks: [input('b', text)] },
      'submit is required when an input block is within the blocks [json-pointer:/view]',
    ],
    ['a Home tab', { type: 'home' }, 'unsupported type: home [json-pointer:/view/type]'],
  ];
  it.each(cases)('is refused for %s', async (_name, more, words) => {
    expect(await refusalOf(modal([section('x')], more))).toContain(`[ERROR] ${words}`);
  });
  it('may be as large as Slack allows', async () => {
    const full = modal(Array(100).fill({ type: 'divider' }), {
      title: plain(long(24)),
      submit: plain(long(24)),
      close: plain(long(24)),
      private_metadata: long(3000),
    });
    expect((await openModal(sandbox, full)).verdict).toBe('ok');
    const alert = { type: 'alert', text: plain(long(200)), level: 'warning' };
    expect((await openModal(sandbox, modal([alert]))).verdict).toBe('ok');
  });
  it('is refused over 250 kB', async () => {
    const sections = Array.from({ length: 90 }, () => section(long(2900)));
    expect((await openModal(sandbox, modal(sections))).verdict).toBe('view_too_large');
  });
  it('is refused when it is not there at all', async () => {
    const answer = await sandbox.call('views.open', { trigger_id: await getTrigger(sandbox) });
    expect(answer.messages).toEqual(['[ERROR] missing required field: view']);
  });
});

describe('triggers', () => {
  const view = modal([section('x')]);
  it('are good once', async () => {
    const trigger_id = await getTrigger(sandbox);
    const open = async () => (await sandbox.call('views.open', { trigger_id, view })).verdict;
    expect(await open()).toBe('ok');
    expect(await open()).toBe('exchanged_trigger_id');
  });
  it('must be real', async () => {
    const answer = await sandbox.call('views.open', { trigger_id: '1.2.abc', view });
    expect(answer.verdict).toBe('invalid_trigger_id');
  });
  it('expire', async () => {
    await using own = await openWithBot({ timing: { triggerMs: 0, redeliverMs: [] } });
    await connectBot(own);
    expect((await openModal(own, view)).verdict).toBe('expired_trigger_id');
  });
  it('survive a refused view', async () => {
    const trigger_id = await getTrigger(sandbox);
    const refused = await sandbox.call('views.open', { trigger_id, view: modal([section('')]) });
    expect(refused.verdict).toBe('invalid_arguments');
    expect((await sandbox.call('views.open', { trigger_id, view })).verdict).toBe('ok');
  });
});

describe('a stack', () => {
  const view = modal([{ type: 'actions', block_id: 'b', elements: [button('More')] }]);

  async function pressMore(): Promise<string> {
    const { stack } = await sandbox.control.views('U0ANA');
    const result = await sandbox.control.act({
      act: 'block',
      userId: 'U0ANA',
      in: { viewId: stack.at(-1)?.id ?? '' },
      blockId: 'b',
      actionId: 'act',
    });
    return result.triggerId ?? '';
  }

  it('is three views deep', async () => {
    await openModal(sandbox, view);
    const push = async (method: string) =>
      (await sandbox.call(method, { trigger_id: await pressMore(), view })).verdict;
    expect(await push('views.push')).toBe('ok');
    expect(await push('views.open')).toBe('ok');
    expect(await push('views.push')).toBe('push_limit_reached');
    expect((await sandbox.control.views('U0ANA')).stack).toHaveLength(3);
  });
  it('cannot be pushed to from outside, nor once it is closed', async () => {
    const outside = await sandbox.call('views.push', {
      trigger_id: await getTrigger(sandbox),
      view,
    });
    expect(outside.verdict).toBe('invalid_trigger_id');
    await openModal(sandbox, view);
    const trigger_id = await pressMore();
    const { stack } = await sandbox.control.views('U0ANA');
    await sandbox.control.act({ act: 'close', userId: 'U0ANA', viewId: stack[0]?.id ?? '' });
    expect((await sandbox.call('views.push', { trigger_id, view })).verdict).toBe('not_found');
  });
});

describe('views.update', () => {
  it('wants the newest hash, when given one', async () => {
    const opened = await openModal(sandbox, modal([section('x')]));
    const first = opened.body.view as { id: string; hash: string };
    const update = (more: Json) =>
      sandbox.call('views.update', { view_id: first.id, view: modal([section('y')]), ...more });
    expect((await update({ hash: first.hash })).verdict).toBe('ok');
    expect((await update({ hash: first.hash })).verdict).toBe('hash_conflict');
    expect((await update({})).verdict).toBe('ok');
  });
  it('does not find a closed view', async () => {
    const opened = await openModal(sandbox, modal([section('x')]));
    const { id } = opened.body.view as { id: string };
    await sandbox.control.act({ act: 'close', userId: 'U0ANA', viewId: id });
    const answer = await sandbox.call('views.update', { view_id: id, view: modal([]) });
    expect(answer.verdict).toBe('not_found');
    const without = await sandbox.call('views.update', { view: modal([]) });
    expect(without.verdict).toBe('invalid_arguments');
  });
  it('is closed once, however often a person says so', async () => {
    const { body } = await openModal(sandbox, modal([section('x')]));
    const { id } = body.view as { id: string };
    const close = () => sandbox.control.act({ act: 'close', userId: 'U0ANA', viewId: id });
    expect(await close()).toMatchObject({ ok: true });
    expect(await close()).toMatchObject({ ok: true });
  });
  it('goes by external id, which is unique', async () => {
    const view = modal([section('x')], { external_id: 'form-1' });
    await openModal(sandbox, view);
    const updated = await sandbox.call('views.update', { external_id: 'form-1', view });
    expect(updated.verdict).toBe('ok');
    expect((await openModal(sandbox, view)).verdict).toBe('duplicate_external_id');
  });
  it('keeps what was typed in inputs of the same ids', async () => {
    const opened = await openModal(sandbox, modal([input('b', text), input('gone', text)], {}));
    const { id } = opened.body.view as { id: string };
    const acted = await sandbox.control.act({
      act: 'submit',
      userId: 'U0ANA',
      viewId: id,
      values: { b: { a: { type: 'plain_text_input', value: 'typed' } } },
    });
    expect(acted.error).toBe('invalid_input');
    const updated = await sandbox.call('views.update', {
      view_id: id,
      view: modal([input('b', text), input('new', text)]),
    });
    expect(updated.body.view).toMatchObject({
      state: { values: { b: { a: { value: 'typed' } }, new: { a: { value: null } } } },
    });
  });
});

describe('views.publish', () => {
  it('sets a Home tab and minds its hash', async () => {
    const publish = (more: Json) => sandbox.call('views.publish', { user_id: 'U0BEN', ...more });
    const first = await publish({ view: home([section('one')]) });
    const { hash } = first.body.view as { hash: string };
    expect((await publish({ view: home([section('two')]), hash })).verdict).toBe('ok');
    expect((await publish({ view: home([section('three')]), hash })).verdict).toBe('hash_conflict');
    const { home: shown } = await sandbox.control.views('U0BEN');
    expect(shown?.view.blocks).toMatchObject([{ text: { text: 'two' } }]);
  });
  it('refuses modals, titles and unknown people', async () => {
    const publish = (user_id: string, view: Json) =>
      sandbox.call('views.publish', { user_id, view });
    expect((await publish('U0BEN', modal([]))).verdict).toBe('invalid_arguments');
    const titled = await publish('U0BEN', { ...home([]), title: plain('x') });
    expect(titled.messages).toEqual([
      '[ERROR] invalid additional property: title [json-pointer:/view]',
    ]);
    expect((await publish('U0NONE', home([]))).verdict).toBe('invalid_arguments');
  });
});

describe('a chosen option', () => {
  it('is forgotten when an update takes it away', async () => {
    const menu = (words: string[]) => ({
      type: 'static_select',
      action_id: 'a',
      options: words.map((value) => ({ text: plain(value), value })),
    });
    const view = (words: string[]) => modal([input('b', menu(words)), input('c', text)]);
    const { body } = await openModal(sandbox, view(['one', 'two']));
    const { id } = body.view as { id: string };
    const values = { b: { a: { selected_option: { value: 'two' } } } };
    await sandbox.control.act({ act: 'submit', userId: 'U0ANA', viewId: id, values });
    const updated = await sandbox.call('views.update', { view_id: id, view: view(['one']) });
    expect(updated.body.view).toMatchObject({
      state: { values: { b: { a: { selected_option: null } } } },
    });
  });
});
